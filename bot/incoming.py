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
    Person,
    Place,
    Pressed,
    Returned,
    Said,
    Shared,
)
from bot.conversation.situation import LoginReturned, Woken

Incoming = Arrival | LoginReturned | Woken

# A stored row outlives the process that wrote it: names are part of the format, so a renamed class keeps its old one.
_KINDS: dict[str, TypeAdapter[Any]] = {
    kind.__name__: TypeAdapter(kind)
    for kind in (
        *(Said, Pressed, Commanded, Filled, Shared, Edited, Left, Returned, Moved, Nobody),
        *(LoginReturned, Woken),
    )
}
_PLACE, _PERSON = TypeAdapter(Place), TypeAdapter(Person)


def dump(item: Incoming) -> bytes:
    """The item as JSON."""
    if isinstance(item, Arrival):
        document = {
            "id": item.id,
            "place": _PLACE.dump_python(item.place),
            "person": _PERSON.dump_python(item.person),
            "sent_at": item.sent_at.isoformat(),
            **_tagged(item.reply),
        }
    else:
        document = _tagged(item)
    return json.dumps(document, ensure_ascii=False).encode()


def load(payload: bytes) -> Incoming:
    """The item that `dump` wrote. Raises ValueError for anything else."""
    document = json.loads(payload)
    try:
        what = _KINDS[document["kind"]].validate_python(document["what"])
        if "place" not in document:
            return what  # type: ignore[no-any-return]  # LoginReturned or Woken
        return _ARRIVAL.validate_python({**document, "reply": what})
    except (KeyError, TypeError) as error:
        raise ValueError("not an item of the inbox") from error


def _tagged(item: object) -> dict[str, Any]:
    name = type(item).__name__
    return {"kind": name, "what": _KINDS[name].dump_python(item)}


_ARRIVAL = TypeAdapter(Arrival)
