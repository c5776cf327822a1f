"""Chats of one person that know of each other, and the codes by which they are linked. A code is kept as its
fingerprint alone, and taken once."""

from datetime import datetime
from typing import Literal, NamedTuple, cast

from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.models import conversations, link_codes, links, to_ms
from storage.statements import Statement
from storage.vault import Vault

Where = Literal["here", "there", "both"]

_l, _c, _v = links.c, link_codes.c, conversations.c

_ADD = Statement(
    insert(links)
    .values(conversation=bindparam("one"), other=bindparam("another"), alerts="both", created_at=bindparam("now"))
    .on_conflict_do_nothing()
)
_OF = Statement(
    select(_l.other, _l.alerts, _v.undeliverable)
    .outerjoin_from(links, conversations, _v.key == _l.other)
    .where(_l.conversation == bindparam("key"))
    .order_by(_l.created_at, _l.other)
)
_UNDELIVERABLE = Statement(select(_v.undeliverable).where(_v.key == bindparam("conversation")))
_REMOVE = Statement(delete(links).where(_l.conversation == bindparam("one"), _l.other == bindparam("another")))
_ROUTE = Statement(
    update(links)
    .where(_l.conversation == bindparam("one"), _l.other == bindparam("another"))
    .values(alerts=bindparam("where"))
)
_FORGET = (
    Statement(delete(links).where(_l.conversation == bindparam("key"))),
    Statement(delete(links).where(_l.other == bindparam("key"))),
    Statement(delete(link_codes).where(_c.conversation == bindparam("key"))),
)
_NO_CODES = Statement(delete(link_codes).where(_c.conversation == bindparam("key")))
_OFFER = Statement(
    insert(link_codes).values(print=bindparam("code"), conversation=bindparam("key"), until=bindparam("end"))
)
_FIND = Statement(select(_c.print, _c.conversation, _c.until).where(_c.print == bindparam("code")))
_TAKE = Statement(
    delete(link_codes).where(_c.print == bindparam("code"), _c.until > bindparam("now")).returning(_c.conversation)
)


class Link(NamedTuple):
    """Another chat of the same person; `alerts`: where those of this chat's own locations are told."""

    other: str
    alerts: Where
    away: bool  # nothing can be written there


class Offer(NamedTuple):
    """A code that somebody was given: its fingerprint, and whose it is."""

    print: str
    conversation: str
    expired: bool


def offer(conn: Connection, vault: Vault, conversation: str, code: str, until: datetime) -> None:
    """Take this code from now on, and no earlier one of the same conversation."""
    _NO_CODES.count(conn, key=conversation)
    _OFFER.count(conn, code=_print(vault, code), key=conversation, end=to_ms(until))


def find(conn: Connection, vault: Vault, code: str, now: datetime) -> Offer | None:
    """Whose code this is; it is not taken by that. None for one that nobody was given, or that was taken."""
    for print_ in vault.fingerprints(code, "link code"):
        row = _FIND.one(conn, code=print_)
        if row is not None:
            return Offer(row[0], row[1], row[2] <= to_ms(now))
    return None


def take(conn: Connection, print_: str, now: datetime) -> str:
    """Whose code it was, "" if it is too late: of all who try, one takes it."""
    row = _TAKE.one(conn, code=print_, now=to_ms(now))
    return str(row[0]) if row else ""


def join(conn: Connection, one: str, another: str, now: datetime) -> None:
    """From now on these two know of each other."""
    _ADD.count(conn, one=one, another=another, now=to_ms(now))
    _ADD.count(conn, one=another, another=one, now=to_ms(now))


def part(conn: Connection, one: str, another: str) -> bool:
    """They know of each other no more. False: they did not before."""
    _REMOVE.count(conn, one=another, another=one)
    return bool(_REMOVE.count(conn, one=one, another=another))


def of(conn: Connection, conversation: str) -> list[Link]:
    """The chats that a conversation is linked with, in the order in which they came."""
    return [Link(other, cast(Where, alerts), bool(why)) for other, alerts, why in _OF.all(conn, key=conversation)]


def route(conn: Connection, one: str, another: str, where: Where) -> None:
    """Where alerts are told, as the person of `one` sees it: here, there, or in both chats."""
    back: dict[Where, Where] = {"here": "there", "there": "here", "both": "both"}
    _ROUTE.count(conn, one=one, another=another, where=where)
    _ROUTE.count(conn, one=another, another=one, where=back[where])


def heard_in(conn: Connection, conversation: str) -> list[str]:
    """In which chats it is told what concerns a location of this one: of two, never in the one that is away."""
    found = of(conn, conversation)
    away = bool(found) and _is_away(conn, conversation)
    routes = {one.other: one.alerts if one.away == away else "there" if away else "here" for one in found}
    there = [other for other, where in routes.items() if where != "here"]
    return there if "there" in routes.values() else [conversation, *there]


def forget(conn: Connection, conversation: str) -> None:
    """Part it from all others, with its codes."""
    for statement in _FORGET:
        statement.count(conn, key=conversation)


def _is_away(conn: Connection, conversation: str) -> bool:
    row = _UNDELIVERABLE.one(conn, conversation=conversation)
    return bool(row and row[0])


def _print(vault: Vault, code: str) -> str:
    return vault.fingerprint(code, "link code")
