"""What waits in the inbox, as bytes: arrivals from the channels, and what wakes a conversation from within."""

import json
from typing import Any

from pydantic import TypeAdapter

from bot.conversation.replies import (
    Arrival,
    Commanded,
    Edited,
    Filled,
    Left,
    Moved,
    Nobody,
    Pressed,
    Returned,
    Said,
    Shared,
    Visited,
)
from bot.conversation.situation import LoginReturned, Noticed, Woken

Incoming = Arrival | LoginReturned | Noticed | Woken

# A stored row outlives the process that wrote it: names are part of the format, so a renamed class keeps its old one.
_KINDS: dict[str, TypeAdapter[Any]] = {
    kind.__name__: TypeAdapter(kind)
    for kind in (
        *(Said, Pressed, Commanded, Filled, Shared, Edited, Visited, Left, Returned, Moved, Nobody),
        *(LoginReturned, Noticed, Woken),
    )
}
_ARRIVAL = TypeAdapter(Arrival)


def dump(item: Incoming) -> bytes:
    """The item as JSON."""
    if isinstance(item, Arrival):
        return _tagged(item.reply, _ARRIVAL.dump_json(item))
    return _tagged(item, _KINDS[type(item).__name__].dump_json(item))


def load(payload: bytes) -> Incoming:
    """The item that `dump` wrote. Raises ValueError for anything else."""
    document = json.loads(payload)
    try:
        kind, what = _KINDS[document["kind"]], document["what"]
        if "reply" not in what:
            return kind.validate_python(what)  # type: ignore[no-any-return]  # one of our own
        return _ARRIVAL.validate_python({**what, "reply": kind.validate_python(what["reply"])})
    except (KeyError, TypeError) as error:
        raise ValueError("not an item of the inbox") from error


def _tagged(named: object, what: bytes) -> bytes:
    return b'{"kind":"%s","what":%s}' % (type(named).__name__.encode(), what)
