"""What the parts of the channel need of it: one call in a workspace."""

from collections.abc import Mapping
from typing import Any, Protocol


class Ask(Protocol):
    """One call to the Web API with a workspace's token; the answer. Raises DeliveryError.

    `repeatable`: doing it twice does no harm. `channel`: where it shows a new message.
    """

    async def __call__(
        self, team: str, method: str, fields: Mapping[str, Any], *, repeatable: bool = True, channel: str = ""
    ) -> dict[str, Any]: ...
