"""What is to be shown, in order for each conversation: claimed, sent outside of any transaction, then settled.

Settling is fenced by the number of the attempt: who comes late, after the lease ran out and another took over,
changes nothing and is told so.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, literal, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from bot.conversation.replies import Place
from storage.models import OF_GROUPS, conversations, from_ms, outbox, to_ms
from storage.statements import Statement
from storage.vault import Tampered, UnknownKey, Vault

_c = outbox.c

_GIVEN = {name: name for name in ("conversation", "channel", "chat", "topic", "private", "team", "kind", "body", "key")}
_WHEN = {"created_at": "now", "due_at": "due", "attempts": "attempt", "lease_owner": "owner", "lease_until": "end"}
_NEW = {
    **{name: bindparam(given, type_=_c[name].type) for name, given in (_GIVEN | _WHEN).items()},
    **{name: literal(value) for name, value in {"failures": 0, "doubtful": False, "outcome": "", "error": ""}.items()},
}
_PUT = Statement(insert(outbox).values(_NEW).returning(_c.id))

_h = outbox.alias("head").c
# Whose turn it is: the oldest. What was put for later, such as an alert for the morning, does not hold up what comes
# meanwhile; once it was tried it keeps its place.
_IN_LINE = _h.settled_at.is_(None) & or_(_h.due_at <= bindparam("now"), _h.attempts > 0)
_HEAD = Statement(select(func.min(_h.id)).where(_h.conversation == bindparam("in_conversation"), _IN_LINE))
_BEFORE = select(func.min(_h.id)).where(_h.conversation == _NEW["conversation"], _IN_LINE).scalar_subquery()
_PUT_FIRST = Statement(
    insert(outbox).from_select([*_NEW], select(*_NEW.values()).where(_BEFORE.is_(None))).returning(_c.id)
)

_READY = _c.settled_at.is_(None) & (_c.due_at <= bindparam("now")) & (_c.lease_until <= bindparam("now"))
_CLAIM = (
    update(outbox)
    .values(
        lease_owner=bindparam("owner"),
        lease_until=bindparam("end"),
        attempts=_c.attempts + 1,
        # The lease of one who never said what came of it: it may have been shown.
        doubtful=or_(_c.doubtful, _c.lease_owner != ""),
    )
    .returning(
        _c.id,
        _c.conversation,
        _c.channel,
        _c.chat,
        _c.topic,
        _c.private,
        _c.team,
        _c.kind,
        _c.body,
        _c.key,
        _c.created_at,
        _c.attempts,
        _c.failures,
        _c.doubtful,
    )
)
_CLAIM_HEAD = Statement(_CLAIM.where(_c.id == bindparam("head"), _READY))
_d = outbox.alias("due").c
_FIRST = select(func.min(_h.id)).where(_h.conversation == _d.conversation, _IN_LINE).scalar_subquery()
# Found in the order in which it is due, row by row, whatever else waits for later. Said as a join, PostgreSQL may
# compare each with each: of a queue that was empty when it was looked through last it expects one row. Of "=" it
# expects that hardly any is the first, and then sorts all that is due; of "<=", which is the same here, a third.
_DUE = (
    select(_d.id)
    .where(_d.settled_at.is_(None), _d.due_at <= bindparam("now"), _d.lease_until <= bindparam("now"))
    .where(_d.id <= _FIRST)
    .order_by(_d.due_at, _d.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)  # SQLite has one writer, and is not told
)


def _claim_due(which: ColumnElement[bool]) -> Statement:
    chosen = _DUE.where(which).cte("chosen")  # as a plain subquery PostgreSQL may run it again, and locks more then
    return Statement(_CLAIM.where(_c.id.in_(select(chosen.c.id))))  # locked, so they are ready still


_CLAIM_DUE = _claim_due(_d.channel != bindparam("but_channel"))
_CLAIM_DUE_OF = _claim_due(_d.channel == bindparam("of_channel"))

_WAITS = Statement(
    select(_c.id)
    .where(_c.conversation == bindparam("in_conversation"), _c.kind == bindparam("of_kind"))
    .where(_c.settled_at.is_(None), _c.lease_owner == "")
    .limit(1)
)

_MINE = (_c.id == bindparam("row")) & (_c.attempts == bindparam("attempt")) & _c.settled_at.is_(None)
_SENT = Statement(delete(outbox).where(_MINE))
_RENEW = Statement(update(outbox).where(_MINE).values(lease_until=bindparam("end")))
_RETRY = Statement(
    update(outbox)
    .where(_MINE)
    .values(
        due_at=bindparam("due"),
        failures=_c.failures + bindparam("counted"),
        doubtful=or_(_c.doubtful, bindparam("doubt")),
        lease_owner="",
        lease_until=0,
        error=bindparam("why"),
    )
)
_HASTEN = Statement(
    update(outbox)
    .where(_c.conversation == bindparam("in_conversation"), _c.settled_at.is_(None))
    .where(_c.lease_owner == "", _c.failures > 0)
    .values(due_at=bindparam("now"))
)
_SETTLED = {"settled_at": bindparam("now"), "error": bindparam("why"), "lease_owner": "", "lease_until": 0}
_UNCERTAIN = Statement(update(outbox).where(_MINE).values(_SETTLED | {"outcome": "uncertain", "body": b""}))
_DEAD = Statement(update(outbox).where(_MINE).values(_SETTLED | {"outcome": "dead"}))
_GIVE_UP = Statement(
    update(outbox)
    .where(_c.conversation == bindparam("in_conversation"), _c.settled_at.is_(None))
    .values(_SETTLED | {"outcome": "dead"})
)
_OF_TEAM = select(conversations.c.key).where(
    conversations.c.channel == bindparam("of_channel"), conversations.c.team == bindparam("of_team"), text("team != ''")
)
_GIVE_UP_TEAM = Statement(
    update(outbox).where(_c.conversation.in_(_OF_TEAM), _c.settled_at.is_(None)).values(_SETTLED | {"outcome": "dead"})
)
_REVIVE = Statement(
    update(outbox)
    .where(_c.id == bindparam("row"), _c.outcome == "dead")
    .values(settled_at=None, outcome="", error="", failures=0, due_at=bindparam("now"))
)
_MOVE = Statement(
    update(outbox)
    .where(_c.channel == bindparam("of_channel"), _c.chat == bindparam("old"), text(OF_GROUPS))
    .values(chat=bindparam("new"))
)
_LETTERS_OF = select(_c.id, _c.conversation, _c.kind, _c.created_at, _c.settled_at, _c.outcome, _c.error).where(
    _c.settled_at.is_not(None)
)
_LETTERS = Statement(_LETTERS_OF.order_by(_c.settled_at.desc(), _c.id.desc()).limit(bindparam("limit")))
_LETTER = Statement(_LETTERS_OF.where(_c.id == bindparam("row")))


class OutboxRow(NamedTuple):
    """Something that is ours to send now. `doubtful`: an earlier attempt may have been shown already."""

    id: int
    conversation: str
    place: Place
    kind: str
    body: bytes
    key: str
    created_at: datetime
    attempt: int
    failures: int
    doubtful: bool


class DeadLetter(NamedTuple):
    """Something that was given up, or that may or may not have been shown; for operators."""

    id: int
    conversation: str
    kind: str
    created_at: datetime
    settled_at: datetime
    outcome: str
    error: str


def put(
    conn: Connection,
    vault: Vault,
    conversation: str,
    place: Place,
    kind: str,
    body: bytes,
    key: str,
    now: datetime,
    due_at: datetime | None = None,
) -> int:
    """Have something shown, after all that was put before; its row."""
    free = {"attempt": 0, "owner": "", "now": to_ms(now), "end": 0, "due": to_ms(due_at or now)}
    row = _PUT.one(conn, **_given(vault, conversation, place, kind, body, key), **free)
    assert row is not None
    return int(row[0])


def put_first(
    conn: Connection,
    vault: Vault,
    conversation: str,
    place: Place,
    kind: str,
    body: bytes,
    key: str,
    owner: str,
    now: datetime,
    lease_s: float,
) -> OutboxRow | None:
    """Have something shown now, and take it at once; None, and nothing is put, where something else comes first."""
    ours = _term(owner, now, lease_s) | {"due": to_ms(now), "attempt": 1}
    row = _PUT_FIRST.one(conn, **_given(vault, conversation, place, kind, body, key), **ours)
    if row is None:
        return None
    return OutboxRow(int(row[0]), conversation, place, kind, body, key, now, attempt=1, failures=0, doubtful=False)


def waits(conn: Connection, conversation: str, kind: str) -> bool:
    """Whether something of a kind is still to be sent, and is not being sent just now."""
    return _WAITS.one(conn, in_conversation=conversation, of_kind=kind) is not None


def claim_next(
    conn: Connection, vault: Vault, conversation: str, owner: str, now: datetime, lease_s: float
) -> OutboxRow | None:
    """Take what a conversation is to be shown next; None: nothing, or what is next waits or is under way."""
    head = _head(conn, conversation, now)  # mostly there is none, which a query finds faster than an update
    row = _CLAIM_HEAD.one(conn, head=head, **_term(owner, now, lease_s)) if head else None
    return None if row is None else _open(vault, row)


def claim_due(
    conn: Connection, vault: Vault, owner: str, now: datetime, limit: int, lease_s: float, *, but: str = ""
) -> list[OutboxRow]:
    """Take what is next in any conversation, longest due first: after a crash, and for what was put for later.

    `but`: a channel of which nothing is taken.
    """
    rows = _CLAIM_DUE.all(conn, limit=limit, but_channel=but, **_term(owner, now, lease_s))
    return [_open(vault, row) for row in sorted(rows)]


def claim_due_of(
    conn: Connection, vault: Vault, owner: str, now: datetime, limit: int, lease_s: float, channel: str
) -> list[OutboxRow]:
    """The same of one channel alone."""
    rows = _CLAIM_DUE_OF.all(conn, limit=limit, of_channel=channel, **_term(owner, now, lease_s))
    return [_open(vault, row) for row in sorted(rows)]


def sent(conn: Connection, row: int, attempt: int) -> bool:
    """It was shown; it is kept no longer. False: another has taken it over."""
    return bool(_SENT.count(conn, row=row, attempt=attempt))


def retry(
    conn: Connection,
    row: int,
    attempt: int,
    due_at: datetime,
    error: str,
    *,
    counts: bool = True,
    doubtful: bool = False,
) -> bool:
    """Try again later. `counts`: towards giving up; `doubtful`: it may have been shown. False: taken over."""
    changed = _RETRY.count(
        conn, row=row, attempt=attempt, due=to_ms(due_at), why=error, counted=int(counts), doubt=doubtful
    )
    return bool(changed)


def hasten(conn: Connection, conversation: str, now: datetime) -> None:
    """Try at once what has failed before and waits for its next attempt."""
    _HASTEN.count(conn, in_conversation=conversation, now=to_ms(now))


def renew(conn: Connection, row: int, attempt: int, now: datetime, lease_s: float) -> bool:
    """Prolong a slow send. False: another has taken it over."""
    return bool(_RENEW.count(conn, row=row, attempt=attempt, end=to_ms(now + timedelta(seconds=lease_s))))


def uncertain(conn: Connection, row: int, attempt: int, error: str, now: datetime) -> bool:
    """It may have been shown and is not tried again. False: another has taken it over."""
    return bool(_UNCERTAIN.count(conn, row=row, attempt=attempt, why=error, now=to_ms(now)))


def dead(conn: Connection, row: int, attempt: int, error: str, now: datetime) -> bool:
    """It cannot be shown. False: another has taken it over."""
    return bool(_DEAD.count(conn, row=row, attempt=attempt, why=error, now=to_ms(now)))


def give_up(conn: Connection, conversation: str, error: str, now: datetime) -> None:
    """Nothing that waits for a conversation can be shown."""
    _GIVE_UP.count(conn, in_conversation=conversation, why=error, now=to_ms(now))


def give_up_team(conn: Connection, channel: str, team: str, error: str, now: datetime) -> None:
    """Nothing that waits for anyone of a team can be shown."""
    _GIVE_UP_TEAM.count(conn, of_channel=channel, of_team=team, why=error, now=to_ms(now))


def dead_letters(conn: Connection, limit: int = 100) -> list[DeadLetter]:
    """What was given up or is uncertain, newest first, without what it said."""
    return [_letter(row) for row in _LETTERS.all(conn, limit=limit)]


def dead_letter(conn: Connection, row: int) -> DeadLetter | None:
    """One of them."""
    found = _LETTER.one(conn, row=row)
    return None if found is None else _letter(found)


def revive(conn: Connection, row: int, now: datetime) -> bool:
    """Try what was given up once more. False: there is no such."""
    return bool(_REVIVE.count(conn, row=row, now=to_ms(now)))


def move(conn: Connection, channel: str, chat: str, new_chat: str) -> None:
    """Send what waits for a chat to its new id; it is groups that move."""
    _MOVE.count(conn, of_channel=channel, old=chat, new=new_chat)


def _given(vault: Vault, conversation: str, place: Place, kind: str, body: bytes, key: str) -> dict[str, object]:
    return {
        "conversation": conversation,
        "channel": place.channel,
        "chat": place.chat,
        "topic": place.topic,
        "private": place.private,
        "team": place.team,
        "kind": kind,
        "body": vault.seal(body, _purpose(conversation)),
        "key": key,
    }


def _letter(row: Sequence[Any]) -> DeadLetter:
    number, conversation, kind, created_at, settled_at, outcome, error = row
    return DeadLetter(number, conversation, kind, from_ms(created_at), from_ms(settled_at), outcome, error)


def _head(conn: Connection, conversation: str, now: datetime) -> int | None:
    """The row whose turn it is in a conversation."""
    row = _HEAD.one(conn, in_conversation=conversation, now=to_ms(now))
    return row[0] if row else None


def _open(vault: Vault, row: Sequence[Any]) -> OutboxRow:
    number, conversation, channel, chat, topic, private, team, kind, body, key, created_at, *attempts = row
    attempt, failures, doubtful = attempts
    place = Place(channel, chat, topic, bool(private), team)
    plain = _plain(vault, conversation, body)
    since = from_ms(created_at)
    return OutboxRow(number, conversation, place, kind, plain, key, since, attempt, failures, bool(doubtful))


def _plain(vault: Vault, conversation: str, body: bytes) -> bytes:
    """The body, b"" if no key of ours opens it: who sends it gives it up, and what comes after goes on."""
    try:
        return vault.open(body, _purpose(conversation))
    except (UnknownKey, Tampered):
        return b""


def _term(owner: str, now: datetime, lease_s: float) -> dict[str, object]:
    return {"owner": owner, "now": to_ms(now), "end": to_ms(now + timedelta(seconds=lease_s))}


def _purpose(conversation: str) -> str:
    return f"outbox {conversation}"
