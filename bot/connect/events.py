"""FlatPeak's events: read from their bytes, whatever variant they come in. Of their data only ids are believed."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, get_args

from bot.conversation.exact import Document, dump, parse
from bot.conversation.page import text_at
from bot.conversation.situation import Noticed, NoticeKind

ID_CHARS = 200
# Two spellings are in the documents, and one of their samples has a slip.
_SPELLINGS: dict[str, NoticeKind] = {
    **{kind: kind for kind in get_args(NoticeKind)},
    "connect_session.complete": "session.complete",
    "connect.session.complete": "session.complete",
    "locaiton.update": "location.update",
}
_SUBJECTS = ("customer", "location", "device")
# Told by type, and of no interest to anyone in a chat.
_SILENT = {
    f"{subject}.{deed}{ending}"
    for subject in _SUBJECTS
    for deed in ("create", "update", "delete")
    for ending in ("", ".failed")
}
_SILENT = (_SILENT | {"schedule.created"}) - {*_SPELLINGS}
_ID = re.compile(rf"[!-~]{{1,{ID_CHARS}}}")


class NoEvent(Exception):
    """These bytes are no event."""


@dataclass(frozen=True, slots=True)
class Event:
    """What an event tells: a type that concerns chats (`kind`, else None), and ids, "" where they are not named."""

    id: str
    type: str
    kind: NoticeKind | None
    location_id: str
    tariff_id: str
    session: str = field(repr=False)  # a connect token
    created_at: datetime | None  # missing in some variants

    @property
    def is_known(self) -> bool:
        """Whether its type is one of the documents'."""
        return self.kind is not None or self.type in _SILENT

    @property
    def says_where(self) -> bool:
        """Whether it names what it is about."""
        return bool(self.location_id or (self.kind == "session.complete" and self.session))

    def notice(self, at: datetime) -> Noticed:
        """It, as a conversation is told; `at`: when it came, for an event without a time."""
        assert self.kind is not None
        return Noticed(
            self.kind, self.location_id, self.tariff_id, self.session, self.id, min(self.created_at or at, at)
        )


def read_event(body: bytes) -> Event:
    """The event in these bytes. Raises NoEvent."""
    try:
        found = parse(body)
    except ValueError:
        raise NoEvent from None
    return event_of(found)


def event_of(found: object) -> Event:
    """The event of a JSON value. Raises NoEvent."""
    if not isinstance(found, Mapping) or not (type_ := _type_of(found)):
        raise NoEvent
    return Event(
        _id_of(found),
        type_,
        _SPELLINGS.get(type_),
        location_id=_named(found, "location_id", "loc_"),
        tariff_id=_named(found, "tariff_id", "trf_"),
        session=_named(found, "connect_token", "cot_"),
        created_at=_moment(text_at(found, "time_created")),
    )


def reduce_event(event: Event) -> bytes:
    """What is worth keeping of an event: its type and ids, as an event. No value of a person is in it."""
    ids = {"location_id": event.location_id, "tariff_id": event.tariff_id, "connect_token": event.session}
    kept: dict[str, Any] = {"id": event.id, "type": event.type, "data": {name: id_ for name, id_ in ids.items() if id_}}
    if event.created_at:
        kept["time_created"] = event.created_at.isoformat()
    return dump(kept)


def _type_of(found: Document) -> str:
    """As it is written into logs and tables: not all that a text can hold can be."""
    return re.sub(r"[^!-~]", "?", text_at(found, "type")[:ID_CHARS])


def _id_of(found: Document) -> str:
    given = text_at(found, "id")
    if _ID.fullmatch(given):
        return given
    # The same event must have the same id in every delivery, however its members are ordered.
    canonical = json.dumps(found, sort_keys=True, default=str, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(canonical.encode(errors="surrogatepass")).hexdigest()


def _named(found: Document, member: str, prefix: str) -> str:
    """An id by its own member, else the object's own id if it is of that kind."""
    own = text_at(found, "data", "id")
    id_ = text_at(found, "data", member) or (own if own.startswith(prefix) else "")
    return id_ if _ID.fullmatch(id_) else ""


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
