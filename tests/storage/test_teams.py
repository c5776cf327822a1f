"""What a team has together: its locations, who is at one of them, and what happens to all of it at once."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, text

from bot.conversation.replies import Person, Place
from bot.conversation.situation import Location, Purpose, State
from bot.conversation.teams import Rules
from storage import audit, conversations, locations, outbox, presses, sessions, teams
from storage.conversations import Claimed
from storage.database import Database
from storage.locations import Estates, Origin
from storage.owners import owner_of, person_of
from storage.sessions import Pages, Work
from storage.teams import Member
from storage.vault import Tampered, Vault
from tests.storage.conftest import NOW

ANN, BOB, CAT = "slack:T1:U1", "slack:T1:U2", "slack:T2:U1"
ENDS = NOW + timedelta(hours=1)


def begin(conn: Connection, vault: Vault, key: str) -> Claimed:
    channel, team, person = key.split(":")
    place = Place(channel, person, team=team)
    claimed = conversations.claim(conn, vault, key, "o", NOW, 1, pages=Pages(), place=place)
    assert claimed is not None
    return claimed


@pytest.fixture(autouse=True)
async def begun(db: Database, vault: Vault) -> None:
    def unit(conn: Connection) -> None:
        for key in (ANN, BOB, CAT, "telegram::1"):
            conversations.release(conn, begin(conn, vault, key))

    await db.write(unit)


@pytest.mark.parametrize(
    ("key", "owner"),
    [
        ("slack:T1:U1", "slack:T1"),
        ("slack:T1#C1#1700000000.000100:U1", "slack:T1"),
        ("telegram::1", "telegram::1"),
        ("telegram:#-100#5:1", "telegram:#-100#5:1"),
        ("c", "c"),
    ],
)
def test_what_is_connected_belongs_to_the_team_or_to_the_person(key: str, owner: str) -> None:
    assert owner_of(key) == owner
    assert person_of(key) == key.split(":")[-1]


async def test_a_place_knows_its_team_everywhere(db: Database, vault: Vault) -> None:
    def unit(conn: Connection) -> None:
        claimed = begin(conn, vault, ANN)
        assert claimed.place.team == "T1"
        outbox.put(conn, vault, ANN, claimed.place, "card", b"{}", "", NOW)
        row = outbox.claim_next(conn, vault, ANN, "o", NOW, 1)
        assert row is not None
        assert row.place == claimed.place == conversations.place_of(conn, ANN)
        conversations.go(conn, ANN, Place("slack", "C1", "17.1", False, "T9"))
        assert conversations.place_of(conn, ANN) == Place("slack", "C1", "17.1", False, "T9")

    await db.write(unit)


async def test_what_one_connects_all_of_the_team_have(db: Database, vault: Vault) -> None:
    def unit(conn: Connection) -> None:
        locations.upsert(conn, vault, owner_of(ANN), Location("loc_1"), NOW, "U1")
        locations.upsert(conn, vault, owner_of(BOB), Location("loc_1", currency="GBP"), ENDS, "U2")
        assert begin(conn, vault, BOB).situation.locations == (Location("loc_1", currency="GBP"),)
        assert begin(conn, vault, CAT).situation.locations == ()
        assert locations.of(conn, vault, "slack:T1").origins() == {"loc_1": Origin("U1", NOW)}

    await db.write(unit)


async def test_a_location_is_read_only_when_it_is_looked_at(db: Database, vault: Vault) -> None:
    def fill(conn: Connection) -> locations.Locations:
        for number in range(5):
            locations.upsert(conn, vault, "slack:T1", Location(f"loc_{number}"), NOW + timedelta(seconds=number))
        return locations.of(conn, Vault(["another key of more than sixteen"]), "slack:T1")

    unreadable = await db.write(fill)
    assert (len(unreadable), bool(unreadable), next(iter(unreadable.origins()))) == (5, True, "loc_0")
    with pytest.raises(Exception, match="SECRET_KEY"):
        unreadable[0]
    found = await db.read(lambda conn: locations.of(conn, vault, "slack:T1"))
    assert [one.id for one in found] == [f"loc_{number}" for number in range(5)]
    assert (found[-1].id, found[1:3]) == ("loc_4", (Location("loc_1"), Location("loc_2")))
    assert found.find("loc_3") == Location("loc_3")
    assert found.find("loc_9") is None
    with pytest.raises(IndexError):
        found[5]
    assert found != found[:4]


async def test_what_has_not_changed_is_not_read_again(db: Database, twin: Database, vault: Vault) -> None:
    ours, theirs = Estates(), Estates()

    def read(conn: Connection) -> locations.Locations:
        return ours.of(conn, vault, "slack:T1")

    def put(conn: Connection, number: int, currency: str = "") -> None:
        locations.upsert(conn, vault, "slack:T1", Location(f"loc_{number}", currency=currency), NOW)
        theirs.of(conn, vault, "slack:T1")

    assert await db.read(read) == ()
    await twin.write(lambda conn: [put(conn, number) for number in range(3)])
    first = await db.read(read)
    assert [one.id for one in first] == ["loc_0", "loc_1", "loc_2"]
    assert await db.read(read) is first
    await twin.write(lambda conn: put(conn, 1, "GBP"))
    second = await db.read(read)
    assert [one.currency for one in second] == ["", "GBP", ""]
    assert (second[0] is first[0], second[1] is first[1]) == (True, False)
    await twin.write(lambda conn: locations.remove(conn, "slack:T1", "loc_0"))
    assert [one.id for one in await db.read(read)] == ["loc_1", "loc_2"]
    await twin.write(lambda conn: locations.remove_all(conn, "slack:T1"))
    assert await db.read(read) == ()


async def test_what_was_undone_is_not_remembered(db: Database, vault: Vault) -> None:
    known = Estates()

    def fail(conn: Connection) -> None:
        locations.upsert(conn, vault, "slack:T1", Location("loc_2"), NOW)
        assert len(known.of(conn, vault, "slack:T1")) == 2
        raise LookupError

    await db.write(lambda conn: locations.upsert(conn, vault, "slack:T1", Location("loc_1"), NOW))
    with pytest.raises(LookupError):
        await db.write(fail)
    assert await db.read(lambda conn: known.of(conn, vault, "slack:T1")) == (Location("loc_1"),)


async def test_as_many_owners_as_fit_are_remembered(db: Database, vault: Vault) -> None:
    known = Estates(size=2)
    owners = ["slack:T1", "slack:T2", "slack:T3"]
    await db.write(lambda conn: [locations.upsert(conn, vault, x, Location("loc_1"), NOW) for x in owners])
    found = await db.read(lambda conn: [known.of(conn, vault, x) for x in owners])
    again = await db.read(lambda conn: [known.of(conn, vault, x) for x in reversed(owners)])
    assert [a is b for a, b in zip(found, reversed(again), strict=True)] == [False, True, True]


async def test_one_team_cannot_read_what_was_sealed_for_another(db: Database, vault: Vault) -> None:
    def unit(conn: Connection) -> locations.Locations:
        locations.upsert(conn, vault, "slack:T1", Location("loc_1"), NOW)
        conn.exec_driver_sql("UPDATE locations SET owner = 'slack:T2'")
        return locations.of(conn, vault, "slack:T2")

    found = await db.write(unit)
    with pytest.raises(Tampered):
        found[0]


async def test_who_is_at_a_location(db: Database, vault: Vault) -> None:
    def at(conn: Connection, but: str, owner: str = "slack:T1", now: datetime = NOW) -> list[str]:
        found = sessions.others_at(conn, owner, "loc_1", but, now)
        assert all(one.opened_at == NOW for one in found)
        return [one.conversation for one in found]

    def unit(conn: Connection) -> None:
        sessions.open_session(conn, vault, ANN, "t1", Purpose(location_id="loc_1"), NOW, ENDS)
        sessions.open_session(conn, vault, CAT, "t2", Purpose(location_id="loc_1"), NOW, ENDS)
        assert (at(conn, BOB), at(conn, ANN), at(conn, "slack:T2:U9", "slack:T2")) == ([ANN], [], [CAT])
        assert at(conn, BOB, now=ENDS) == []
        assert at(conn, BOB, now=NOW + sessions.AT_IT - timedelta(seconds=1)) == [ANN]
        assert at(conn, BOB, now=NOW + sessions.AT_IT) == []
        sessions.end(conn, ANN, NOW)
        assert at(conn, BOB) == []
        number = sessions.open_session(conn, vault, BOB, "t3", Purpose(), NOW, ENDS)
        sessions.set_location(conn, number, "loc_1")
        assert at(conn, ANN) == [BOB]

    await db.write(unit)


async def test_what_a_team_is_at(db: Database, vault: Vault) -> None:
    def unit(conn: Connection) -> list[Work]:
        later = NOW + timedelta(minutes=1)
        sessions.open_session(conn, vault, BOB, "t1", Purpose(location_id="loc_1"), later, ENDS)
        sessions.open_session(conn, vault, ANN, "t2", Purpose(), NOW, ENDS)
        sessions.open_session(conn, vault, CAT, "t3", Purpose(), NOW, ENDS)
        assert sessions.open_in_team(conn, "slack:T1", ENDS) == []
        return sessions.open_in_team(conn, "slack:T1", NOW)

    assert [(work.conversation, work.location_id) for work in await db.write(unit)] == [(ANN, ""), (BOB, "loc_1")]


@pytest.mark.parametrize(
    "statement", ["sessions._BUSY", "sessions._OPEN_IN_TEAM", "conversations._PAUSE_TEAM", "presses._RETIRE_HOMES"]
)
async def test_partial_indexes_are_used(sqlite_db: Database, statement: str) -> None:
    module, name = statement.split(".")
    found = getattr({"sessions": sessions, "conversations": conversations, "presses": presses}[module], name)

    def explain(conn: Connection) -> str:
        sql, parameters = found._compile(conn.dialect)
        values = parameters(dict.fromkeys(found._core.compile(dialect=conn.dialect).params, ""))
        driver = conn.connection.dbapi_connection
        assert driver is not None
        return str(driver.execute(f"EXPLAIN QUERY PLAN {sql}", values).fetchall())  # type: ignore[attr-defined]

    plan = await sqlite_db.read(explain)
    assert "INDEX ix_" in plan
    assert "SCAN" not in plan


async def test_a_whole_team_is_paused_and_comes_back(db: Database, vault: Vault) -> None:
    def pause(conn: Connection) -> None:
        for key in (ANN, BOB, CAT, "telegram::1"):
            claimed = begin(conn, vault, key)
            outbox.put(conn, vault, key, claimed.place, "card", b"{}", "", NOW)
            conversations.settle(conn, vault, claimed, State(), NOW)
        for _ in range(2):
            conversations.pause_team(conn, "slack", "T1", "uninstalled", NOW)

    def found(conn: Connection) -> list[str]:
        claims = [begin(conn, vault, key) for key in (ANN, BOB, CAT, "telegram::1")]
        for claimed in claims:
            conversations.release(conn, claimed)
        return [claimed.undeliverable for claimed in claims]

    await db.write(pause)
    assert await db.write(found) == ["uninstalled", "uninstalled", "", ""]
    assert {x.conversation for x in await db.read(outbox.dead_letters)} == {ANN, BOB}
    assert len(await db.write(lambda conn: outbox.claim_due(conn, vault, "o", NOW, 9, 1))) == 2
    await db.write(lambda conn: conversations.resume_team(conn, "slack", "T1"))
    assert await db.write(found) == [""] * 4


async def test_who_has_no_team_is_never_paused_as_one(db: Database, vault: Vault) -> None:
    def unit(conn: Connection) -> str:
        outbox.put(conn, vault, "telegram::1", Place("telegram", "1"), "card", b"{}", "", NOW)
        conversations.pause_team(conn, "telegram", "", "uninstalled", NOW)
        assert outbox.claim_next(conn, vault, "telegram::1", "o", NOW, 1)
        return begin(conn, vault, "telegram::1").undeliverable

    assert await db.write(unit) == ""


async def test_the_rules_of_a_team(db: Database, vault: Vault) -> None:
    rules = Rules(connect="chosen", connectors=("U1", "U2"), disconnect="admins", alerts="C1")

    def unit(conn: Connection) -> None:
        assert teams.rules_of(conn, vault, "slack:T1") == Rules()
        teams.keep_rules(conn, vault, "slack:T1", Rules(alerts="C2"), NOW)
        teams.keep_rules(conn, vault, "slack:T1", rules, ENDS)
        assert teams.rules_of(conn, vault, "slack:T1") == rules
        assert teams.rules_of(conn, vault, "slack:T2") == Rules()

    await db.write(unit)


async def test_people_are_known_by_name_and_written_down_when_something_is_new(db: Database, vault: Vault) -> None:
    ann = Person("U1", "T1", name="Ann", admin=True)

    def unit(conn: Connection) -> None:
        def keep(person: Person, at: datetime = NOW) -> bool:
            return teams.keep_member(conn, vault, "slack:T1", person, at)

        assert [keep(ann), keep(ann), keep(ann, ENDS), keep(ann, NOW + timedelta(days=1))] == [True, False, False, True]
        assert keep(replace(ann, name="Anna"), ENDS)
        assert keep(replace(ann, name="Anna", admin=False), ENDS)
        assert not keep(Person("U1", "T1"))  # the platform did not say who it is
        assert keep(Person("U2", "T1", name="Bob"))
        assert teams.members_of(conn, vault, "slack:T1", {"U1", "U9"}) == {"U1": Member("Anna", False)}
        assert teams.members_of(conn, vault, "slack:T1", ()) == {}
        assert teams.members_of(conn, vault, "slack:T2", {"U1"}) == {}
        assert "Anna" not in str(conn.execute(text("SELECT * FROM members")).all())

    await db.write(unit)


async def test_what_was_done_is_listed_newest_first(db: Database, vault: Vault) -> None:
    def unit(conn: Connection) -> None:
        for number in range(5):
            audit.add(conn, vault, "slack:T1", "U1", "connected", NOW, f"loc_{number}", f"Main Street {number}")
        audit.add(conn, vault, "slack:T2", "U1", "rules", NOW)
        lines = audit.newest(conn, vault, "slack:T1", 2, skip=1)
        assert [(line.about, line.detail) for line in lines] == [("loc_3", "Main Street 3"), ("loc_2", "Main Street 2")]
        assert (lines[0].at, lines[0].person, lines[0].deed) == (NOW, "U1", "connected")
        assert len(audit.newest(conn, vault, "slack:T1", 100)) == 5
        assert "Main" not in str(conn.execute(text("SELECT * FROM audit")).all())

    await db.write(unit)
