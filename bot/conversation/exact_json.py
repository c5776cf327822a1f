"""JSON whose numbers stay what they were: 0.245 is read and written as 0.245."""

import json
from decimal import Decimal
from typing import Any


def load(text: str | bytes) -> Any:
    """Parse JSON; fractions become Decimal. Raises ValueError."""
    return json.loads(text, parse_float=Decimal)


def dump(value: Any) -> str:
    """Write JSON. A Decimal of up to 15 digits comes out digit for digit: the shortest text of its float."""
    return json.dumps(value, default=float, ensure_ascii=False, separators=(",", ":"))
