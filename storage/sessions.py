"""Connect sessions: the token sealed, the page as it stands, one open session a conversation."""

import secrets
import threading
from datetime import datetime, timedelta
from typing import NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import Connection, bindparam, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from bot.conversation import exact
from bot.conversation.page import Page
from bot.conversation.situation import Purpose, Session
from storage.locations import Estates
from storage.models import conversations, from_ms, sessions, to_ms
from storage.owners import owner_of
from storage.statements import Statement
from storage.vault import Vault

PURPOSE: TypeAdapter[Purpose] = TypeAdapter(Purpose)
REVISION_BITS = 62

AT_IT = timedelta(minutes=15)  # who has done nothing for so long holds up nobody

_c = sessions.c

_OPEN = Statement(
    insert(sessions)
    .values(
        conversation=bindparam("conversation"),
        token=bindparam("token"),
        token_print=bindparam("token_print"),
        purpose=bindparam("purpose"),
        page_revision=0,
        location_id=bindparam("location_id"),
        opened_at=bindparam("now"),
        expires_at=bindparam("end"),
    )
    .returning(_c.id)
)
_CURRENT = Statement(
    select(_c.id, _c.token, _c.purpose, _c.page_revision, _c.location_id, _c.opened_at, _c.expires_at).where(
        _c.conversation == bindparam("conversation"), _c.ended_at.is_(None)
    )
)
_PAGE = Statement(select(_c.page).where(_c.id == bindparam("session")))
_KEEP_PAGE = Statement(
    update(sessions)
    .where(_c.id == bindparam("session"))
    .values(page=bindparam("sealed"), page_revision=bindparam("revision"))
)
_PLACE = Statement(update(sessions).where(_c.id == bindparam("session")).values(location_id=bindparam("location")))
# A session that ended is kept for what it says about the location; its page and token are of no more use.
_END = Statement(
    update(sessions)
    .where(_c.conversation == bindparam("conversation_key"), _c.ended_at.is_(None))
    .values(ended_at=bindparam("now"), page=None, page_revision=0, token=b"")
)
# Of one that could not be read back before another took its place the token stays, until it is.
_SET_ASIDE = Statement(
    update(sessions)
    .where(_c.conversation == bindparam("conversation_key"), _c.ended_at.is_(None))
    .values(ended_at=bindparam("now"), page=None, page_revision=0)
)
_LEFT = Statement(
    select(_c.id, _c.token, _c.purpose, _c.location_id)
    .where(_c.conversation == bindparam("conversation"), _c.ended_at.is_not(None), _c.token != b"")
    .order_by(_c.id)
    .limit(1)
)
_READ = Statement(update(sessions).where(_c.id == bindparam("session")).values(token=b""))
_MOVE = Statement(
    update(sessions)
    .where(_c.id == bindparam("session"))
    .values(
        conversation=bindparam("to"), token=bindparam("token"), purpose=bindparam("purpose"), page=bindparam("sealed")
    )
)
_BY_TOKEN = Statement(select(_c.id, _c.conversation, _c.ended_at).where(_c.token_print == bindparam("print")))
# In words and not as parameters: so SQLite sees that the partial index has them all.
_AT_LOCATION = text("ended_at IS NULL AND location_id != ''")
_BUSY = Statement(
    select(_c.conversation, _c.opened_at)
    .join_from(sessions, conversations, conversations.c.key == _c.conversation)
    .where(
        _c.location_id == bindparam("location"),
        _AT_LOCATION,
        _c.expires_at > bindparam("now"),
        conversations.c.updated_at > bindparam("since"),
    )
    .order_by(_c.opened_at, _c.id)
)
_IN_TEAM = text("team != ''")
_OPEN_IN_TEAM = Statement(
    select(_c.conversation, _c.location_id, _c.opened_at)
    .join_from(conversations, sessions, conversations.c.key == _c.conversation)
    .where(
        conversations.c.channel == bindparam("of_channel"),
        conversations.c.team == bindparam("of_team"),
        _IN_TEAM,
        _c.ended_at.is_(None),
        _c.expires_at > bindparam("now"),
    )
    .order_by(_c.opened_at, _c.id)
)
# Of a transaction, not of a session of the database, which a pooler would hand to somebody else.
_TAKE_TURNS = Statement(select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("of_owner"), 0))))


class Pages:
    """Parsed pages by their revision; a page with hundreds of providers takes longer to read than to answer.

    Beside them the locations of owners, for the same reason.
    """

    def __init__(self, size: int = 256) -> None:
        self.estates = Estates()
        self._size = size
        self._pages: dict[int, Page] = {}
        self._lock = threading.Lock()  # units run on several threads

    def get(self, revision: int) -> Page | None:
        """The page of a revision, if it is known."""
        return self._pages.get(revision)

    def put(self, revision: int, page: Page) -> None:
        """Know a page; the one known longest is forgotten."""
        with self._lock:
            self._pages[revision] = page
            if len(self._pages) > self._size:
                del self._pages[next(iter(self._pages))]


class OpenSession(NamedTuple):
    """An open session as stored, with what the core does not see. `revision` is 0 without a page."""

    id: int
    token: str
    revision: int
    session: Session


class Left(NamedTuple):
    """A session that is over and was not read back; `location_id` is "" where that would tell it."""

    id: int
    token: str
    purpose: Purpose
    location_id: str


class Work(NamedTuple):
    """Whose session is open on what; `location_id` is "" for a new location."""

    conversation: str
    location_id: str
    opened_at: datetime


class Held(NamedTuple):
    """Whose session a token is."""

    id: int
    conversation: str
    ended: bool


def open_session(
    conn: Connection,
    vault: Vault,
    conversation: str,
    token: str,
    purpose: Purpose,
    now: datetime,
    expires_at: datetime,
) -> int:
    """Keep a new session, in place of one that is open; its row."""
    end(conn, conversation, now)
    row = _OPEN.one(
        conn,
        conversation=conversation,
        token=vault.seal(token.encode(), f"token {conversation}"),
        token_print=vault.fingerprint(token, "token"),
        purpose=vault.seal(PURPOSE.dump_json(purpose, exclude_defaults=True), f"purpose {conversation}"),
        location_id=purpose.location_id,
        now=to_ms(now),
        end=to_ms(expires_at),
    )
    assert row is not None
    return int(row[0])


def current(conn: Connection, vault: Vault, conversation: str, pages: Pages) -> OpenSession | None:
    """The open session with its page, if there is one."""
    row = _CURRENT.one(conn, conversation=conversation)
    if row is None:
        return None
    number, token, purpose, revision, location_id, opened_at, expires_at = row
    session = Session(
        purpose=PURPOSE.validate_json(vault.open(purpose, f"purpose {conversation}")),
        page=_page(conn, vault, conversation, number, revision, pages),
        opened_at=from_ms(opened_at),
        expires_at=from_ms(expires_at),
        location_id=location_id,
    )
    return OpenSession(number, vault.open(token, f"token {conversation}").decode(), revision, session)


def keep_page(conn: Connection, vault: Vault, held: OpenSession, conversation: str, page: Page, pages: Pages) -> int:
    """Store the page if it is another than before; its revision."""
    if held.revision and held.session.page == page:
        return held.revision
    # Drawn, not counted: the number of a write that is undone must not come back with another page.
    revision = secrets.randbits(REVISION_BITS) | 1
    sealed = vault.seal(page_json(page), f"page {conversation}")
    _KEEP_PAGE.count(conn, session=held.id, sealed=sealed, revision=revision)
    pages.put(revision, page)
    return revision


def set_location(conn: Connection, session: int, location_id: str) -> None:
    """Note which location the session made or changes."""
    _PLACE.count(conn, session=session, location=location_id)


def by_token(conn: Connection, vault: Vault, token: str) -> Held | None:
    """Whose session this is, also under former keys."""
    for print_ in vault.fingerprints(token, "token"):
        row = _BY_TOKEN.one(conn, print=print_)
        if row is not None:
            number, conversation, ended_at = row
            return Held(number, conversation, ended_at is not None)
    return None


def others_at(conn: Connection, owner: str, location_id: str, but: str, now: datetime) -> list[Work]:
    """Which other conversations of the same owner have a location open just now, longest first."""
    rows = _BUSY.all(conn, location=location_id, now=to_ms(now), since=to_ms(now - AT_IT))
    return [
        Work(conversation, location_id, from_ms(opened_at))
        for conversation, opened_at in rows
        if conversation != but and owner_of(conversation) == owner
    ]


def take_turns(conn: Connection, owner: str) -> None:
    """From here to their commit, units about one owner's sessions come one after the other, as all do on SQLite."""
    if conn.dialect.name == "postgresql":
        _TAKE_TURNS.one(conn, of_owner=owner)


def open_in_team(conn: Connection, owner: str, now: datetime) -> list[Work]:
    """What the people of a team are at, longest first. `owner` is channel:team."""
    channel, _, team = owner.partition(":")
    rows = _OPEN_IN_TEAM.all(conn, of_channel=channel, of_team=team, now=to_ms(now))
    return [Work(conversation, location_id, from_ms(opened_at)) for conversation, location_id, opened_at in rows]


def move(conn: Connection, vault: Vault, held: OpenSession, to: str) -> None:
    """The open session goes on in another conversation, in place of one that is open there."""
    sealed = vault.seal(page_json(held.session.page), f"page {to}") if held.session.page else None
    _MOVE.count(
        conn,
        session=held.id,
        to=to,
        token=vault.seal(held.token.encode(), f"token {to}"),
        purpose=vault.seal(PURPOSE.dump_json(held.session.purpose, exclude_defaults=True), f"purpose {to}"),
        sealed=sealed,
    )


def end(conn: Connection, conversation: str, now: datetime) -> None:
    """Close the open session, if there is one."""
    _END.count(conn, conversation_key=conversation, now=to_ms(now))


def set_aside(conn: Connection, conversation: str, now: datetime) -> None:
    """Close the open session, which is still to be read back."""
    _SET_ASIDE.count(conn, conversation_key=conversation, now=to_ms(now))


def find_left(conn: Connection, vault: Vault, conversation: str) -> Left | None:
    """The oldest session that is over and still to be read back."""
    row = _LEFT.one(conn, conversation=conversation)
    if row is None:
        return None
    number, token, purpose, location_id = row
    opened = PURPOSE.validate_json(vault.open(purpose, f"purpose {conversation}"))
    return Left(number, vault.open(token, f"token {conversation}").decode(), opened, location_id)


def keep_read(conn: Connection, session: int, location_id: str) -> None:
    """It was read back: its token is of no more use."""
    set_location(conn, session, location_id)
    _READ.count(conn, session=session)


def page_json(page: Page) -> bytes:
    """A page as it is stored; numbers stay exact."""
    return exact.dump(
        {
            "kind": page.kind,
            "route": page.route,
            "actions": page.actions,
            "data": page.data,
            "direction": page.direction,
            "type": page.type,
            "web": page.web,
        }
    )


def _page(conn: Connection, vault: Vault, conversation: str, session: int, revision: int, pages: Pages) -> Page | None:
    if not revision:
        return None
    page = pages.get(revision)
    if page is None:
        row = _PAGE.one(conn, session=session)
        assert row is not None
        found = exact.parse(vault.open(row[0], f"page {conversation}"))
        page = Page(**{**found, "actions": tuple(found["actions"])})
        pages.put(revision, page)
    return page
