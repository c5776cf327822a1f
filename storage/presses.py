"""The presses that a card can take. What travels is a key; the meaning of each button stays here."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from typing import Any, Literal, NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import Connection, bindparam, insert, select, update

from bot.conversation.cards import Action
from storage.models import presses, to_ms
from storage.statements import Statement
from storage.vault import Vault

ACTIONS: TypeAdapter[tuple[Action, ...]] = TypeAdapter(tuple[Action, ...])
KEY_BYTES = 12  # 16 characters of base64

Kind = Literal["live", "notice"]

_c = presses.c

_OFFER = Statement(
    insert(presses).values(
        key=bindparam("key"),
        conversation=bindparam("conversation"),
        person=bindparam("person"),
        kind=bindparam("kind"),
        actions=bindparam("actions"),
        buttons=bindparam("buttons"),
        created_at=bindparam("now"),
    )
)
_OPEN = _c.used_at.is_(None) & _c.retired_at.is_(None)
_REDEEM = Statement(
    update(presses)
    .where(_c.key == bindparam("card"), _c.person == bindparam("by"), _c.buttons > bindparam("number"), _OPEN)
    .values(used_at=bindparam("now"))
    .returning(_c.conversation, _c.kind, _c.actions)
)
_PEEK = Statement(
    select(_c.person, _c.buttons, _c.used_at, _c.retired_at, _c.conversation, _c.kind, _c.actions).where(
        _c.key == bindparam("card")
    )
)
_RETIRE = Statement(update(presses).where(_c.key == bindparam("card"), _OPEN).values(retired_at=bindparam("now")))


class Fresh(NamedTuple):
    """A press that counts."""

    action: Action
    conversation: str
    kind: Kind


class Stale(Enum):
    """A press that does not."""

    USED = "used"  # a button of this card was pressed before
    EXPIRED = "expired"  # the card was replaced by another
    FOREIGN = "foreign"  # the card is somebody else's
    UNKNOWN = "unknown"  # no such card or button: purged, or made up


Verdict = Fresh | Stale


def new_key() -> str:
    """A card's key: 16 characters of A-Z a-z 0-9 - _ that nobody can guess."""
    return secrets.token_urlsafe(KEY_BYTES)


def offer(
    conn: Connection,
    vault: Vault,
    key: str,
    conversation: str,
    person: str,
    actions: Sequence[Action],
    now: datetime,
    kind: Kind = "live",
) -> None:
    """Take presses on a card from now on, by one person, one of them."""
    _OFFER.count(
        conn,
        key=key,
        conversation=conversation,
        person=person,
        kind=kind,
        actions=vault.seal(ACTIONS.dump_json(tuple(actions)), f"actions {key}"),
        buttons=len(actions),
        now=to_ms(now),
    )


def redeem(conn: Connection, vault: Vault, key: str, number: int, person: str, now: datetime) -> Verdict:
    """Take a press. Of all presses on a card, by anyone at once, one is fresh."""
    if number >= 0:
        row = _REDEEM.one(conn, card=key, number=number, by=person, now=to_ms(now))
        if row is not None:
            return _fresh(vault, key, number, row)
    verdict = peek(conn, vault, key, number, person)
    # Whoever was first has committed between the two statements.
    return verdict if isinstance(verdict, Stale) else Stale.USED


def peek(conn: Connection, vault: Vault, key: str, number: int, person: str) -> Verdict:
    """What `redeem` would say, with nothing changed."""
    row = _PEEK.one(conn, card=key)
    if row is None:
        return Stale.UNKNOWN
    owner, buttons, used_at, retired_at, *meaning = row
    if owner != person:
        return Stale.FOREIGN
    if not 0 <= number < buttons:
        return Stale.UNKNOWN
    if used_at is not None:
        return Stale.USED
    if retired_at is not None:
        return Stale.EXPIRED
    return _fresh(vault, key, number, meaning)


def retire(conn: Connection, key: str, now: datetime) -> None:
    """Take no more presses on a card; its verdict is EXPIRED, or USED if it was pressed."""
    _RETIRE.count(conn, card=key, now=to_ms(now))


def _fresh(vault: Vault, key: str, number: int, meaning: Sequence[Any]) -> Fresh:
    conversation, kind, actions = meaning
    return Fresh(ACTIONS.validate_json(vault.open(actions, f"actions {key}"))[number], conversation, kind)
