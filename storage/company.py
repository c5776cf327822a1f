"""Links into a chat that the company made for its customers, found by the fingerprint of their token, taken once."""

from datetime import datetime
from typing import NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.conversation.invitation import Invitation
from storage.models import company_links, company_requests, from_ms, to_ms
from storage.statements import Row, Statement
from storage.vault import Vault

INVITATION: TypeAdapter[Invitation] = TypeAdapter(Invitation)

_l, _r = company_links.c, company_requests.c

_ADD = Statement(
    insert(company_links).values(
        id=bindparam("link"),
        token_print=bindparam("token"),
        code_print=bindparam("code"),
        channel=bindparam("on_channel"),
        details=bindparam("sealed"),
        expires_at=bindparam("end"),
        used_by="",
    )
)
_LINK = select(_l.id, _l.channel, _l.details, _l.expires_at, _l.used_at, _l.used_by)
_BY_ID = Statement(_LINK.where(_l.id == bindparam("link")))
_BY_TOKEN = Statement(_LINK.where(_l.token_print == bindparam("print")))
_BY_CODE = Statement(_LINK.where(_l.code_print == bindparam("print")))
_USED_BY = Statement(_LINK.where(_l.used_by == bindparam("conversation")).order_by(_l.used_at, _l.id))
_TAKE = Statement(
    update(company_links)
    .where(_l.id == bindparam("link"), _l.used_at.is_(None), _l.expires_at > bindparam("now"))
    .values(used_at=bindparam("now"), used_by=bindparam("conversation"))
)
_REMEMBER = Statement(
    insert(company_requests)
    .values(
        key_print=bindparam("key"), body_print=bindparam("body"), link=bindparam("of_link"), created_at=bindparam("now")
    )
    .on_conflict_do_nothing()
)
_ANSWERED = Statement(select(_r.body_print, _r.link).where(_r.key_print == bindparam("key")))
_OUTDATED = Statement(delete(company_requests).where(_r.key_print == bindparam("key"), _r.created_at < bindparam("at")))


class Link(NamedTuple):
    """A link as stored; `used_by` is the conversation in which it was opened, "" until then."""

    id: str
    channel: str
    invitation: Invitation
    expires_at: datetime
    used_at: datetime | None
    used_by: str


class Answered(NamedTuple):
    """What a request with this key has led to before. `body`: the fingerprint of what it said."""

    body: str
    link: str


def add(
    conn: Connection,
    vault: Vault,
    id_: str,
    secrets: tuple[str, str],
    channel: str,
    invitation: Invitation,
    expires_at: datetime,
) -> None:
    """Keep a new link. `secrets`: its token, and the code to be typed where a link carries nothing."""
    token, code = secrets
    _ADD.count(
        conn,
        link=id_,
        token=vault.fingerprint(token, "link"),
        code=vault.fingerprint(code, "link code"),
        on_channel=channel,
        sealed=vault.seal(INVITATION.dump_json(invitation), _purpose(id_)),
        end=to_ms(expires_at),
    )


def get(conn: Connection, vault: Vault, id_: str) -> Link | None:
    """A link by its id."""
    row = _BY_ID.one(conn, link=id_)
    return _open(vault, row) if row else None


def by_token(conn: Connection, vault: Vault, token: str) -> Link | None:
    """The link of a token, also of one from before a key was replaced."""
    return _find(conn, vault, _BY_TOKEN, vault.fingerprints(token, "link"))


def by_code(conn: Connection, vault: Vault, code: str) -> Link | None:
    """The link that a code stands for."""
    return _find(conn, vault, _BY_CODE, vault.fingerprints(code, "link code"))


def take(conn: Connection, id_: str, conversation: str, now: datetime) -> bool:
    """Use a link up. False: it was used, or has expired."""
    return bool(_TAKE.count(conn, link=id_, conversation=conversation, now=to_ms(now)))


def used_by(conn: Connection, vault: Vault, conversation: str) -> list[Link]:
    """The links that were opened in a conversation, oldest first."""
    return [_open(vault, row) for row in _USED_BY.all(conn, conversation=conversation)]


def remember(conn: Connection, vault: Vault, key: str, body: str, link: str, now: datetime, since: datetime) -> bool:
    """Keep what a request with a key led to. False: it led to something before, not earlier than `since`."""
    print_, *former = vault.fingerprints(key, "request")
    for known in (print_, *former):
        _OUTDATED.count(conn, key=known, at=to_ms(since))
    if any(_ANSWERED.one(conn, key=known) for known in former):
        return False
    body_print = vault.fingerprint(body, "request body")
    return bool(_REMEMBER.count(conn, key=print_, body=body_print, of_link=link, now=to_ms(now)))


def answered(conn: Connection, vault: Vault, key: str) -> Answered | None:
    """What a request with this key led to before."""
    rows = (_ANSWERED.one(conn, key=print_) for print_ in vault.fingerprints(key, "request"))
    return next((Answered(*row) for row in rows if row), None)


def _find(conn: Connection, vault: Vault, statement: Statement, prints: tuple[str, ...]) -> Link | None:
    rows = (statement.one(conn, print=print_) for print_ in prints)
    row = next((row for row in rows if row), None)
    return _open(vault, row) if row else None


def _open(vault: Vault, row: Row) -> Link:
    id_, channel, details, expires_at, used_at, used_by_ = row
    invitation = INVITATION.validate_json(vault.open(details, _purpose(id_)))
    return Link(id_, channel, invitation, from_ms(expires_at), from_ms(used_at) if used_at else None, used_by_)


def _purpose(id_: str) -> str:
    return f"company link {id_}"
