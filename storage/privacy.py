"""All that is kept about one person: shown to them, or erased."""

from typing import Any

from sqlalchemy import BindParameter, Connection, Row, bindparam, delete, select, update

from bot.conversation import exact
from storage import locations
from storage.inbox import OWN
from storage.models import conversations, from_ms, inbox, outbox, presses, sessions, wakes
from storage.models import locations as location_rows
from storage.vault import Vault

_KEY: BindParameter[str] = bindparam("conversation_key")
_CONVERSATION = select(conversations).where(conversations.c.key == _KEY)
_SESSIONS = select(sessions).where(sessions.c.conversation == _KEY).order_by(sessions.c.id)
_INBOX = select(inbox).where(inbox.c.lane == _KEY, inbox.c.payload != b"").order_by(inbox.c.id)
_OUTBOX = select(outbox).where(outbox.c.conversation == _KEY, outbox.c.body != b"").order_by(outbox.c.id)
_WAKES = select(wakes).where(wakes.c.conversation == _KEY).order_by(wakes.c.due_at)
_ERASURES = (
    delete(presses).where(presses.c.conversation == _KEY),
    delete(outbox).where(outbox.c.conversation == _KEY),
    # An update that comes once more must still be known as one: its number stays, without a person. What came from
    # ourselves does not come again.
    delete(inbox).where(inbox.c.lane == _KEY, inbox.c.source == OWN),
    update(inbox).where(inbox.c.lane == _KEY).values(lane="", payload=b"", note=None, handled_at=inbox.c.received_at),
    delete(wakes).where(wakes.c.conversation == _KEY),
    delete(location_rows).where(location_rows.c.owner == _KEY),
    delete(sessions).where(sessions.c.conversation == _KEY),
    delete(conversations).where(conversations.c.key == _KEY),
)


def collect(conn: Connection, vault: Vault, conversation: str) -> dict[str, Any]:
    """Everything about a person, readable, as JSON can hold it (numbers as Decimal: write it with `exact.show`).

    Without what is no information about them but a key: tokens, and the keys of presses.
    """
    who = {"conversation_key": conversation}
    row = conn.execute(_CONVERSATION, who).first()
    return {
        "conversation": {} if row is None else _conversation(vault, row),
        "sessions": [_session(vault, found) for found in conn.execute(_SESSIONS, who)],
        "locations": [locations.LOCATION.dump_python(x, mode="json") for x in locations.of(conn, vault, conversation)],
        "received": [
            {
                "received_at": _iso(found.received_at),
                "content": _readable(vault.open(found.payload, f"inbox {conversation}")),
            }
            for found in conn.execute(_INBOX, who)
        ],
        "to_be_sent": [
            {
                "created_at": _iso(found.created_at),
                "content": _readable(vault.open(found.body, f"outbox {conversation}")),
            }
            for found in conn.execute(_OUTBOX, who)
        ],
        "due": [{"what": found.what, "due_at": _iso(found.due_at)} for found in conn.execute(_WAKES, who)],
    }


def erase(conn: Connection, conversation: str) -> None:
    """Forget a person in all tables, and what they said in groups. Call `Database.scrub` afterwards."""
    before, _, person = conversation.rpartition(":")
    # In a group, the chat and the topic stand between what the keys of one person have in common.
    key_of = conversations.c.key
    in_groups = key_of.startswith(f"{before}#", autoescape=True) & key_of.endswith(f":{person}", autoescape=True)
    for key in (conversation, *conn.execute(select(key_of).where(in_groups)).scalars().all()):
        for statement in _ERASURES:
            conn.execute(statement, {"conversation_key": key})


def _conversation(vault: Vault, row: Row[Any]) -> dict[str, Any]:
    state = exact.parse(vault.open(row.state, f"state {row.key}")) if row.state else {}
    return {
        "key": row.key,
        "channel": row.channel,
        "chat": row.chat,
        "topic": row.topic,
        "undeliverable": row.undeliverable,
        "updated_at": _iso(row.updated_at),
        "state": state,
    }


def _session(vault: Vault, row: Row[Any]) -> dict[str, Any]:
    return {
        "purpose": _readable(vault.open(row.purpose, f"purpose {row.conversation}")),
        "page": None if row.page is None else _readable(vault.open(row.page, f"page {row.conversation}")),
        "location_id": row.location_id,
        "opened_at": _iso(row.opened_at),
        "expires_at": _iso(row.expires_at),
        "ended_at": _iso(row.ended_at),
    }


def _readable(content: bytes) -> Any:
    try:
        return exact.parse(content)
    except ValueError:
        return content.decode(errors="replace")


def _iso(milliseconds: int | None) -> str | None:
    return None if milliseconds is None else from_ms(milliseconds).isoformat()
