"""One turn at a time, across processes, and nothing is written by one who lost the lease."""

import asyncio
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Connection

from bot.conversation import exact
from bot.conversation.page import Page
from bot.conversation.remembered import Step
from bot.conversation.replies import MessageRef, Place
from bot.conversation.situation import Location, Purpose, Session, Slot, State
from storage import conversations, inbox, leases, locations, outbox, sessions
from storage.conversations import Claimed, LeaseLost, Live
from storage.database import Database
from storage.sessions import Pages
from storage.vault import Vault
from tests.storage.conftest import NOW, open_raw

KEY = "telegram::1"
HERE = Place("telegram", "100", "5")
LATER = NOW + timedelta(seconds=31)
STATE = State(
    language="de",
    draft={"rate": Decimal("0.245"), "vat": 5},
    trail=[Step(page="provider", line="Octopus Energy")],
    answers=2,
)
HOUSE = Location(
    "loc_1", {"city": "London"}, "Europe/London", "GBP", (Slot("commodity_import", "CONNECTED", provider="Octopus"),)
)


async def claim(
    db: Database,
    vault: Vault,
    pages: Pages,
    owner: str = "me",
    now: datetime = NOW,
    place: Place | None = HERE,
) -> Claimed | None:
    return await db.write(lambda conn: conversations.claim(conn, vault, KEY, owner, now, 30, pages=pages, place=place))


async def held(db: Database, vault: Vault, pages: Pages, owner: str = "me", now: datetime = NOW) -> Claimed:
    claimed = await claim(db, vault, pages, owner, now)
    assert claimed is not None
    return claimed


async def test_a_new_conversation_begins_where_it_is(db: Database, vault: Vault, pages: Pages) -> None:
    claimed = await held(db, vault, pages)
    assert (claimed.place, claimed.live, claimed.situation.state) == (HERE, Live(), State())
    assert (claimed.situation.session, claimed.situation.locations, claimed.undeliverable) == (None, (), "")


async def test_without_a_place_only_a_known_conversation_is_claimed(db: Database, vault: Vault, pages: Pages) -> None:
    assert await claim(db, vault, pages, place=None) is None
    claimed = await held(db, vault, pages)
    await db.write(lambda conn: conversations.release(conn, claimed))
    assert await claim(db, vault, pages, place=None) is not None


async def test_of_fifty_that_claim_at_once_one_gets_it(
    db: Database, twin: Database, vault: Vault, pages: Pages
) -> None:
    claims = await asyncio.gather(*[claim((db, twin)[n % 2], vault, pages, f"owner {n}") for n in range(50)])
    assert len([claimed for claimed in claims if claimed is not None]) == 1


async def test_what_was_settled_is_there_for_the_next(db: Database, vault: Vault, pages: Pages) -> None:
    claimed = await held(db, vault, pages)
    there = replace(HERE, chat="-100", private=False)

    def unit(conn: Connection) -> Claimed:
        conversations.go(conn, claimed.key, there)
        return conversations.settle(conn, vault, claimed, STATE, NOW, live_key="abc", buried=True)

    settled = await db.write(unit)
    again = await held(db, vault, pages, "another")
    assert again.situation.state == settled.situation.state == STATE
    assert again.place == there
    assert again.live == settled.live == Live("abc", None, True)
    assert again.version == claimed.version + 1


async def test_who_settles_learns_which_message_shows_the_live_card_by_now(
    db: Database, vault: Vault, pages: Pages
) -> None:
    claimed = await held(db, vault, pages)
    message = MessageRef("9", "picture")
    await db.write(lambda conn: conversations.shown(conn, claimed.key, message))
    settled = await db.write(lambda conn: conversations.settle(conn, vault, claimed, STATE, NOW))
    assert (claimed.live.message, settled.live.message) == (None, message)


async def test_numbers_in_a_state_stay_exact(db: Database, vault: Vault, pages: Pages) -> None:
    claimed = await held(db, vault, pages)
    await db.write(lambda conn: conversations.settle(conn, vault, claimed, STATE, NOW))
    rate = (await held(db, vault, pages)).situation.state.draft["rate"]
    assert (type(rate), str(rate)) == (Decimal, "0.245")


async def test_what_an_older_program_kept_and_we_cannot_read_is_left_out() -> None:
    stored = exact.dump({"language": "de", "answers": "many", "panel": "a panel that is no more", "gone": 1})
    assert conversations.read_state(stored) == State(language="de")


async def test_the_lease_can_be_kept_over_several_commits(db: Database, vault: Vault, pages: Pages) -> None:
    claimed = await held(db, vault, pages)
    kept = await db.write(lambda conn: conversations.settle(conn, vault, claimed, STATE, NOW, hold_s=30))
    assert await claim(db, vault, pages, "another") is None
    await db.write(lambda conn: conversations.settle(conn, vault, kept, State(language="fr"), NOW))
    assert (await held(db, vault, pages, "another")).situation.state.language == "fr"


async def test_a_lease_runs_out_and_who_had_it_can_write_no_more(db: Database, vault: Vault, pages: Pages) -> None:
    first = await held(db, vault, pages)
    assert await claim(db, vault, pages, "another") is None
    second = await held(db, vault, pages, "another", LATER)

    def late(conn: Connection) -> None:
        inbox.store(conn, vault, "telegram", "1", KEY, b"", NOW)
        conversations.settle(conn, vault, first, STATE, LATER)

    with pytest.raises(LeaseLost):
        await db.write(late)
    assert await db.read(lambda conn: inbox.unfinished(conn, vault, 1)) == []
    assert not await db.write(lambda conn: conversations.release(conn, first))
    assert not await db.write(lambda conn: conversations.renew(conn, first, LATER, 30))
    await db.write(lambda conn: conversations.settle(conn, vault, second, STATE, LATER))


async def test_the_same_owner_is_fenced_from_its_former_self(db: Database, vault: Vault, pages: Pages) -> None:
    first = await held(db, vault, pages, "me")
    await held(db, vault, pages, "me", LATER)
    with pytest.raises(LeaseLost):
        await db.write(lambda conn: conversations.settle(conn, vault, first, STATE, LATER))


async def test_a_lease_can_be_renewed(db: Database, vault: Vault, pages: Pages) -> None:
    claimed = await held(db, vault, pages)
    assert await db.write(lambda conn: conversations.renew(conn, claimed, NOW, 60))
    assert await claim(db, vault, pages, "another", LATER) is None


async def test_what_a_dead_process_held_is_given_back(db: Database, vault: Vault, pages: Pages) -> None:
    await db.write(lambda conn: leases.beat(conn, "dead", NOW, 30))
    dead = await held(db, vault, pages, "dead")
    await db.write(lambda conn: inbox.store(conn, vault, "telegram", "1", KEY, b"{}", NOW))
    await db.write(lambda conn: outbox.put(conn, vault, KEY, HERE, "card", b"{}", "", NOW))
    await db.write(lambda conn: outbox.claim_next(conn, vault, KEY, "dead", NOW, 30))
    assert await db.write(lambda conn: leases.acquire(conn, "poll", "dead", NOW, 30))
    told: list[tuple[str, bool]] = []

    def is_dead(owner: str, silent: bool) -> bool:
        told.append((owner, silent))
        return silent

    beaten = NOW + timedelta(seconds=30)
    assert await db.write(lambda conn: leases.free_dead(conn, beaten - timedelta(seconds=1), is_dead)) == 0
    assert await db.write(lambda conn: leases.free_dead(conn, beaten, is_dead)) == 1
    assert await db.write(lambda conn: leases.free_dead(conn, beaten, is_dead)) == 0
    assert told == [("dead", False), ("dead", True)]
    assert await claim(db, vault, pages, "another") is not None
    assert await db.write(lambda conn: leases.acquire(conn, "poll", "another", NOW, 30))
    row = await db.write(lambda conn: outbox.claim_next(conn, vault, KEY, "another", NOW, 30))
    assert row is not None
    assert row.doubtful
    with pytest.raises(LeaseLost):
        await db.write(lambda conn: conversations.settle(conn, vault, dead, STATE, NOW))


async def test_no_turn_of_two_processes_is_lost(db: Database, vault: Vault, pages: Pages) -> None:
    command = ["-m", "tests.storage.child", "count", db.url.render_as_string(hide_password=False), "20"]
    children = [await asyncio.create_subprocess_exec(sys.executable, *command) for _ in range(2)]
    assert [await child.wait() for child in children] == [0, 0]
    found = await db.write(
        lambda conn: conversations.claim(conn, vault, "c", "me", datetime.now(NOW.tzinfo), 1, pages=pages)
    )
    assert found is not None
    assert found.situation.state.answers == 40


async def test_a_session_and_its_page_come_with_the_claim(db: Database, vault: Vault, pages: Pages) -> None:
    claimed = await held(db, vault, pages)
    purpose = Purpose(location_id="loc_1", address={"city": "London"})
    page = Page(
        "fixed_rate", "/rate", ("SUBMIT", "BACK"), {"rate": Decimal("0.10"), "count": 3, "none": None}, "IMPORT"
    )
    ends = NOW + timedelta(hours=1)

    def begin(conn: Connection) -> None:
        sessions.open_session(conn, vault, KEY, "secret-token", purpose, NOW, ends)
        session = sessions.current(conn, vault, KEY, pages)
        assert session is not None
        assert session.revision == 0
        sessions.keep_page(conn, vault, session, KEY, page, pages)
        locations.upsert(conn, vault, KEY, HOUSE, NOW)
        conversations.settle(conn, vault, claimed, STATE, NOW)

    await db.write(begin)
    for known in (pages, Pages()):  # from memory, and as another process reads it
        again = await held(db, vault, known)
        assert again.situation.session == Session(purpose, page, NOW, ends, "loc_1")
        assert again.situation.session.page.data["rate"] == Decimal("0.1")
        assert again.situation.locations == (HOUSE,)
        assert again.session is not None
        assert again.session.token == "secret-token"
        await db.write(lambda conn, again=again: conversations.release(conn, again))


async def test_the_live_card_is_the_message_shown_last(db: Database, vault: Vault, pages: Pages) -> None:
    claimed = await held(db, vault, pages)
    await db.write(lambda conn: conversations.settle(conn, vault, claimed, STATE, NOW, live_key="k", buried=True))
    message = MessageRef("77", "picture")
    await db.write(lambda conn: conversations.shown(conn, KEY, message))
    assert await db.read(lambda conn: conversations.live_message(conn, KEY)) == message
    again = await held(db, vault, pages)
    assert again.live == Live("k", message, False)
    await db.write(lambda conn: conversations.settle(conn, vault, again, STATE, NOW))
    await db.write(lambda conn: conversations.shown(conn, KEY, None))
    assert (await held(db, vault, pages)).live == Live("k", None, False)
    assert await db.read(lambda conn: conversations.live_message(conn, "nobody")) is None


async def test_a_person_who_left_gets_nothing_until_they_are_back(db: Database, vault: Vault, pages: Pages) -> None:
    claimed = await held(db, vault, pages)
    await db.write(lambda conn: conversations.release(conn, claimed))
    await db.write(lambda conn: outbox.put(conn, vault, KEY, HERE, "card", b"{}", "", NOW))
    await db.write(lambda conn: conversations.pause(conn, KEY, "blocked", NOW))
    assert await db.write(lambda conn: outbox.claim_next(conn, vault, KEY, "me", NOW, 30)) is None
    assert [letter.error for letter in await db.read(outbox.dead_letters)] == ["blocked"]
    again = await held(db, vault, pages)
    assert again.undeliverable == "blocked"
    await db.write(lambda conn: conversations.release(conn, again))
    await db.write(lambda conn: conversations.resume(conn, KEY))
    assert (await held(db, vault, pages)).undeliverable == ""


async def test_a_chat_that_moved_is_moved_everywhere(db: Database, vault: Vault, pages: Pages) -> None:
    group = replace(HERE, private=False)
    await held(db, vault, pages)
    await db.write(lambda conn: conversations.go(conn, KEY, group))
    await db.write(lambda conn: outbox.put(conn, vault, KEY, group, "card", b"{}", "", NOW))
    for _ in range(2):
        await db.write(lambda conn: conversations.move(conn, "telegram", "100", "-1001"))
    there = replace(group, chat="-1001")
    assert await db.read(lambda conn: conversations.place_of(conn, KEY)) == there
    row = await db.write(lambda conn: outbox.claim_next(conn, vault, KEY, "me", NOW, 30))
    assert row is not None
    assert row.place == there
    assert await db.read(lambda conn: conversations.place_of(conn, "nobody")) is None


async def test_nothing_private_is_legible_in_the_file(sqlite_db: Database, vault: Vault, pages: Pages) -> None:
    claimed = await held(sqlite_db, vault, pages)

    def fill(conn: Connection) -> None:
        sessions.open_session(conn, vault, KEY, "secret-token", Purpose(address={"city": "Marker"}), NOW, LATER)
        session = sessions.current(conn, vault, KEY, pages)
        sessions.keep_page(conn, vault, session, KEY, Page("address", "/a", data={"city": "Marker"}), pages)
        locations.upsert(conn, vault, KEY, Location("loc_1", {"city": "Marker"}), NOW)
        outbox.put(conn, vault, KEY, HERE, "card", b"Marker", "", NOW)
        conversations.settle(conn, vault, claimed, State(address={"city": "Marker"}), NOW)

    await sqlite_db.write(fill)
    await sqlite_db.scrub()
    with open_raw(sqlite_db) as raw:
        content = raw.serialize()
    raw.close()
    assert b"loc_1" in content
    assert b"Marker" not in content
    assert b"secret-token" not in content
