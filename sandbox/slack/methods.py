"""The Web API's methods by name. A method is a function of the call: it acts at once and returns the answer's fields."""

from collections.abc import Callable
from typing import Any

from sandbox.slack.params import Asked

Method = Callable[[Asked], dict[str, Any]]
