"""A person sees all that is kept, and can have it erased without a trace."""

import json
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, text

from bot.conversation import exact
from bot.conversation.cards import Action
from bot.conversation.invitation import Invitation
from bot.conversation.page import Page
from bot.conversation.replies import Person, Place
from bot.conversation.situation import Location, Purpose, State
from storage import (
    audit,
    company,
    conversations,
    inbox,
    jobs,
    ledger,
    links,
    locations,
    outbox,
    presses,
    privacy,
    sessions,
    teams,
    wakes,
)
from storage.database import Database
from storage.ledger import References, Told
from storage.models import metadata
from storage.owners import owner_of
from storage.sessions import Pages
from storage.vault import Vault
from tests.storage.conftest import NOW

ENDS = NOW + timedelta(hours=1)


def fill(conn: Connection, vault: Vault, person: str, team: str = "") -> None:
    """Something of one person in every table."""
    key, pages = f"telegram:{team}:{person}", Pages()
    owner = owner_of(key)
    inbox.store(conn, vault, "telegram", f"u{person}", key, f'{{"text": "typed by {person}"}}'.encode(), NOW)
    inbox.store(conn, vault, inbox.OWN, f"pending:{key}", key, b"{}", NOW)
    claimed = conversations.claim(
        conn, vault, key, "o", NOW, 1, pages=pages, place=Place("telegram", person, team=team)
    )
    assert claimed is not None
    sessions.open_session(conn, vault, key, f"token-{person}", Purpose(), NOW, ENDS)
    session = sessions.current(conn, vault, key, pages)
    assert session is not None
    page = Page("fixed_rate", "/rate", data={"rate": Decimal("0.245")})
    sessions.keep_page(conn, vault, session, key, page, pages)
    locations.upsert(conn, vault, owner, Location(f"loc-{person}", {"city": "Köln"}), NOW, person)
    invitation = Invitation(f"customer-{person}", f"home-{person}", address={"city": "Köln"})
    link = f"lnk_{sha256(key.encode()).hexdigest()}"
    company.add(conn, vault, link, (f"token-{person}", f"code-{person}"), "telegram", invitation, ENDS)
    company.take(conn, link, key, NOW)
    references = References(f"customer-{person}", f"home-{person}")
    ledger.open_session(conn, vault, session.id, key, references, "commodity_import", "", NOW, ENDS)
    ledger.keep_location(conn, vault, f"loc-{person}", Told(references), NOW)
    job = jobs.create(conn, vault, key, "running", b'{"phase": "running"}', NOW, b"Ring 7")
    jobs.add_sites(conn, vault, job, [(1, {"street": "Ring 7"})], NOW)
    presses.offer(conn, vault, f"key-{person}", key, person, (Action("pick", "x"),), NOW)
    outbox.put(conn, vault, key, claimed.place, "card", b'{"title": "What do you pay?"}', f"key-{person}", NOW)
    links.join(conn, key, "telegram::1", NOW)
    links.offer(conn, vault, key, f"CODE{person}", ENDS)
    wakes.set_wake(conn, key, "pending", ENDS)
    conversations.settle(conn, vault, claimed, State(language="de", address={"city": "Köln"}), NOW)


async def test_all_that_is_kept_can_be_read(db: Database, vault: Vault) -> None:
    await db.write(lambda conn: fill(conn, vault, "4711"))
    found = await db.read(lambda conn: privacy.collect(conn, vault, "telegram::4711"))
    shown = exact.show(found)
    for part in ("4711", "Köln", "typed by 4711", "What do you pay?", "loc-4711", "pending", "0.245", "de", "Ring 7"):
        assert part in shown
    assert "token-4711" not in shown
    assert "key-4711" not in shown
    assert json.loads(shown)["conversation"]["updated_at"] == "2026-03-01T12:00:00+00:00"


async def test_what_a_team_keeps_of_someone_can_be_read(db: Database, vault: Vault) -> None:
    await db.write(lambda conn: [fill_team(conn, vault, person) for person in ("U4711", "U5822")])
    found = await db.read(lambda conn: privacy.collect(conn, vault, "telegram:T1:U4711"))
    assert found["member"] == {"name": "Name of U4711", "admin": True, "seen_at": "2026-03-01T12:00:00+00:00"}
    assert [(deed["deed"], deed["detail"]) for deed in found["deeds"]] == [("connected", "by U4711")]
    assert [location["id"] for location in found["locations"]] == ["loc-U4711"]
    assert "5822" not in exact.show(found)


async def test_who_leaves_a_team_leaves_it_what_it_has(db: Database, vault: Vault) -> None:
    def erase(conn: Connection) -> None:
        for person in ("U4711", "U5822"):
            fill_team(conn, vault, person)
        privacy.erase(conn, "telegram:T1:U4711")

    await db.write(erase)
    assert not any((await db.read(lambda conn: privacy.collect(conn, vault, "telegram:T1:U4711"))).values())
    assert all((await db.read(lambda conn: privacy.collect(conn, vault, "telegram:T1:U5822"))).values())
    origins = (await db.read(lambda conn: locations.of(conn, vault, "telegram:T1"))).origins()
    assert {key: origin.connected_by for key, origin in origins.items()} == {"loc-U4711": "", "loc-U5822": "U5822"}
    lines = await db.read(lambda conn: audit.newest(conn, vault, "telegram:T1", 9))
    assert [(line.person, line.deed, line.about) for line in lines] == [
        ("U5822", "connected", "loc-U5822"),
        ("", "connected", "loc-U4711"),
    ]
    for table in metadata.sorted_tables:
        rows = await db.read(lambda conn, name=table.name: conn.execute(text(f"SELECT * FROM {name}")).all())
        named = {"uU4711", "loc-U4711"}  # ids of an update, and of what is the team's
        assert not any("U4711" in str(value) for row in rows for value in row if value not in named), table.name


def fill_team(conn: Connection, vault: Vault, person: str) -> None:
    """The same for one of a team."""
    fill(conn, vault, person, "T1")
    teams.keep_member(conn, vault, "telegram:T1", Person(person, "T1", name=f"Name of {person}", admin=True), NOW)
    audit.add(conn, vault, "telegram:T1", person, "connected", NOW, f"loc-{person}", f"by {person}")


async def test_of_a_stranger_nothing_is_kept(db: Database, vault: Vault) -> None:
    await db.write(lambda conn: fill(conn, vault, "4711"))
    found = await db.read(lambda conn: privacy.collect(conn, vault, "telegram::47"))
    assert not any(found.values())


async def test_erasing_one_leaves_the_others(db: Database, vault: Vault) -> None:
    def erase(conn: Connection) -> None:
        fill(conn, vault, "4711")
        fill(conn, vault, "5822")
        privacy.erase(conn, "telegram::4711")

    await db.write(erase)
    assert not any((await db.read(lambda conn: privacy.collect(conn, vault, "telegram::4711"))).values())
    assert all((await db.read(lambda conn: privacy.collect(conn, vault, "telegram::5822"))).values())
    for table in metadata.sorted_tables:
        rows = await db.read(lambda conn, name=table.name: conn.execute(text(f"SELECT * FROM {name}")).all())
        assert not any("4711" in str(value) for row in rows for value in row if value != "u4711"), table.name


async def test_an_update_that_comes_again_after_the_erasure_is_known(db: Database, vault: Vault) -> None:
    def erase(conn: Connection) -> int | None:
        fill(conn, vault, "4711")
        privacy.erase(conn, "telegram::4711")
        return inbox.store(conn, vault, "telegram", "u4711", "telegram::4711", b"again", NOW)

    assert await db.write(erase) is None
    assert await db.read(lambda conn: inbox.unfinished(conn, vault, 9)) == []


async def test_no_trace_is_left_in_any_file(sqlite_db: Database, vault: Vault) -> None:
    marker = "981726354"
    await sqlite_db.write(lambda conn: [fill(conn, vault, str(number)) for number in range(40)])
    await sqlite_db.write(lambda conn: fill(conn, vault, marker))
    files = list(Path(str(sqlite_db.url.database)).parent.glob(f"{Path(str(sqlite_db.url.database)).name}*"))
    assert any(marker.encode() in file.read_bytes() for file in files)
    await sqlite_db.write(lambda conn: privacy.erase(conn, f"telegram::{marker}"))
    await sqlite_db.scrub()
    for file in files:
        assert marker.encode() not in file.read_bytes().replace(f"u{marker}".encode(), b""), file.name
