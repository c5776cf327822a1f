"""The properties that people connected. One location can be known to several conversations."""

from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert

from bot.conversation.situation import Location
from storage.models import locations, to_ms
from storage.vault import Vault

LOCATION: TypeAdapter[Location] = TypeAdapter(Location)

_c = locations.c

_UPSERT = insert(locations).values(
    conversation=bindparam("conversation"),
    id=bindparam("location"),
    details=bindparam("details"),
    created_at=bindparam("now"),
)
_UPSERT = _UPSERT.on_conflict_do_update(
    index_elements=["conversation", "id"], set_={"details": _UPSERT.excluded.details}
)
_OF = select(_c.details).where(_c.conversation == bindparam("conversation")).order_by(_c.created_at, _c.id)
_HOLDERS = select(_c.conversation, _c.details).where(_c.id == bindparam("location")).order_by(_c.conversation)
_REMOVE = delete(locations).where(_c.conversation == bindparam("conversation"), _c.id == bindparam("location"))


def upsert(conn: Connection, vault: Vault, conversation: str, location: Location, now: datetime) -> None:
    """Keep what is known of a location now."""
    details = vault.seal(LOCATION.dump_json(location), _purpose(conversation))
    values = {"conversation": conversation, "location": location.id, "details": details, "now": to_ms(now)}
    conn.execute(_UPSERT, values)


def of(conn: Connection, vault: Vault, conversation: str) -> tuple[Location, ...]:
    """A conversation's locations, in the order in which they came."""
    rows = conn.execute(_OF, {"conversation": conversation})
    return tuple(LOCATION.validate_json(vault.open(details, _purpose(conversation))) for (details,) in rows)


def holders(conn: Connection, vault: Vault, location_id: str) -> dict[str, Location]:
    """The conversations that have a location, with what each knows of it."""
    rows = conn.execute(_HOLDERS, {"location": location_id})
    return {key: LOCATION.validate_json(vault.open(details, _purpose(key))) for key, details in rows}


def remove(conn: Connection, conversation: str, location_id: str) -> None:
    """Forget one location of a conversation."""
    conn.execute(_REMOVE, {"conversation": conversation, "location": location_id})


def _purpose(conversation: str) -> str:
    return f"location {conversation}"
