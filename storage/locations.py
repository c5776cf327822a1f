"""The properties that people connected. One location can be known to several conversations."""

from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from bot.conversation.situation import Location
from storage.models import locations, to_ms
from storage.statements import Statement
from storage.vault import Vault

LOCATION: TypeAdapter[Location] = TypeAdapter(Location)

_c = locations.c

_UPSERT = Statement(
    insert(locations)
    .values(
        conversation=bindparam("conversation"),
        id=bindparam("location"),
        details=bindparam("details"),
        created_at=bindparam("now"),
    )
    .on_conflict_do_update(index_elements=["conversation", "id"], set_={"details": bindparam("details")})
)
_OF = Statement(select(_c.details).where(_c.conversation == bindparam("conversation")).order_by(_c.created_at, _c.id))
_HOLDERS = Statement(
    select(_c.conversation, _c.details).where(_c.id == bindparam("location")).order_by(_c.conversation)
)
_REMOVE = Statement(
    delete(locations).where(_c.conversation == bindparam("conversation"), _c.id == bindparam("location"))
)


def upsert(conn: Connection, vault: Vault, conversation: str, location: Location, now: datetime) -> None:
    """Keep what is known of a location now."""
    details = vault.seal(LOCATION.dump_json(location), _purpose(conversation))
    _UPSERT.count(conn, conversation=conversation, location=location.id, details=details, now=to_ms(now))


def of(conn: Connection, vault: Vault, conversation: str) -> tuple[Location, ...]:
    """A conversation's locations, in the order in which they came."""
    rows = _OF.all(conn, conversation=conversation)
    return tuple(LOCATION.validate_json(vault.open(details, _purpose(conversation))) for (details,) in rows)


def holders(conn: Connection, vault: Vault, location_id: str) -> dict[str, Location]:
    """The conversations that have a location, with what each knows of it."""
    rows = _HOLDERS.all(conn, location=location_id)
    return {key: LOCATION.validate_json(vault.open(details, _purpose(key))) for key, details in rows}


def remove(conn: Connection, conversation: str, location_id: str) -> None:
    """Forget one location of a conversation."""
    _REMOVE.count(conn, conversation=conversation, location=location_id)


def _purpose(conversation: str) -> str:
    return f"location {conversation}"
