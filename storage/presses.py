"""The presses that a card can take. What travels is a key; the meaning of each button stays here."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from typing import Any, Literal, NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import BindParameter, Connection, bindparam, case, insert, null, select, text, update

from bot.conversation.cards import Action
from storage.models import presses, to_ms
from storage.statements import Statement
from storage.vault import Vault

ACTIONS: TypeAdapter[tuple[Action, ...]] = TypeAdapter(tuple[Action, ...])
KEY_BYTES = 12  # 16 characters of base64

Kind = Literal["live", "notice", "home", "team"]

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
    .values(used_at=case(((_c.kind == "home") | (_c.kind == "team"), null()), else_=bindparam("now")))
    .returning(_c.conversation, _c.kind, _c.actions)
)
_PEEK = Statement(
    select(_c.person, _c.buttons, _c.used_at, _c.retired_at, _c.conversation, _c.kind, _c.actions).where(
        _c.key == bindparam("card")
    )
)
_RETIRE = Statement(update(presses).where(_c.key == bindparam("card"), _OPEN).values(retired_at=bindparam("now")))
_OPEN_KEY = Statement(
    select(_c.person, _c.used_at, _c.retired_at, _c.conversation, _c.kind).where(_c.key == bindparam("card"))
)
# In words and not as a parameter: so SQLite sees that the partial index has them all.
_HOME = text("kind = 'home' AND retired_at IS NULL")
_of: BindParameter[str] = bindparam("of")
# The page that was pressed may be the one before, where the next was on its way already.
_BEFORE = (
    select(_c.key)
    .where(_c.conversation == _of, _HOME, _c.key != bindparam("card"))
    .order_by(_c.created_at.desc(), _c.key)
    .limit(1)
)
_RETIRE_HOMES = Statement(
    update(presses)
    .where(_c.conversation == _of, _HOME, _c.key != bindparam("card"), _c.key.not_in(_BEFORE))
    .values(retired_at=bindparam("now"))
)


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
    """Take presses on a card from now on, by one person, one of them.

    On a page of the bot's own (kind "home") as many as come, until the next but one takes its place.
    """
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
    if kind == "home":
        _RETIRE_HOMES.count(conn, of=conversation, card=key, now=to_ms(now))


def redeem(
    conn: Connection, vault: Vault, key: str, number: int, person: str, now: datetime, *, team: str = ""
) -> Verdict:
    """Take a press, also on what the person's whole team can press. Of all presses on a card, by anyone at once, one is
    fresh; on a "home" or "team" card every one is."""
    if number >= 0:
        row = _REDEEM.one(conn, card=key, number=number, by=person, now=to_ms(now))
        if row is not None:
            return _fresh(vault, key, number, row)
    verdict = peek(conn, vault, key, number, person)
    if verdict is Stale.FOREIGN and team:
        return redeem(conn, vault, key, number, team, now)
    # Whoever was first has committed between the two statements.
    return verdict if isinstance(verdict, Stale) else Stale.USED


def open(conn: Connection, key: str, person: str) -> tuple[str, Kind] | Stale:
    """Whether a card takes presses of this person, whichever: its conversation and kind. Nothing changes."""
    row = _OPEN_KEY.one(conn, card=key)
    if row is None:
        return Stale.UNKNOWN
    owner, used_at, retired_at, conversation, kind = row
    return _stale(owner, person, used_at, retired_at) or (conversation, kind)


def offers(conn: Connection, vault: Vault, key: str, actions: Sequence[Action]) -> bool:
    """Whether a card takes presses, and just these."""
    row = _PEEK.one(conn, card=key)
    if row is None or row[2] is not None or row[3] is not None:
        return False
    return ACTIONS.validate_json(vault.open(row[6], f"actions {key}")) == tuple(actions)


def peek(conn: Connection, vault: Vault, key: str, number: int, person: str, *, team: str = "") -> Verdict:
    """What `redeem` would say, with nothing changed."""
    row = _PEEK.one(conn, card=key)
    if row is None:
        return Stale.UNKNOWN
    owner, buttons, used_at, retired_at, *meaning = row
    if owner == person and not 0 <= number < buttons:
        return Stale.UNKNOWN
    verdict = _stale(owner, person, used_at, retired_at) or _fresh(vault, key, number, meaning)
    return peek(conn, vault, key, number, team) if verdict is Stale.FOREIGN and team else verdict


def retire(conn: Connection, key: str, now: datetime) -> None:
    """Take no more presses on a card; its verdict is EXPIRED, or USED if it was pressed."""
    _RETIRE.count(conn, card=key, now=to_ms(now))


def _stale(owner: str, person: str, used_at: int | None, retired_at: int | None) -> Stale | None:
    if owner != person:
        return Stale.FOREIGN
    if used_at is not None:
        return Stale.USED
    return Stale.EXPIRED if retired_at is not None else None


def _fresh(vault: Vault, key: str, number: int, meaning: Sequence[Any]) -> Fresh:
    conversation, kind, actions = meaning
    return Fresh(ACTIONS.validate_json(vault.open(actions, f"actions {key}"))[number], conversation, kind)
