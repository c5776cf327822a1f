"""Links of the company are taken once; what it is told of goes by its own names, and stays with who has it."""

from datetime import timedelta

from sqlalchemy import Connection

from bot.conversation.invitation import Invitation
from bot.conversation.situation import Location
from storage import company, ledger, locations
from storage.database import Database
from storage.ledger import Outcome, References, Told
from storage.purge import purge
from storage.vault import Vault
from tests.storage.conftest import KEY, NOW

ANNA = Invitation("customer-1", "home-1", language="de", address={"city": "Köln"})
HERS = References("customer-1", "home-1")
DAY = timedelta(days=1)


async def test_a_link_is_taken_once_and_while_it_lasts(db: Database, twin: Database, vault: Vault) -> None:
    def add(conn: Connection) -> None:
        company.add(conn, vault, "lnk_1", ("token-1", "CODE-1"), "telegram", ANNA, NOW + DAY)
        company.add(conn, vault, "lnk_2", ("token-2", "CODE-2"), "telegram", ANNA, NOW)

    await db.write(add)
    found = await twin.read(lambda conn: company.by_token(conn, vault, "token-1"))
    assert found == await twin.read(lambda conn: company.by_code(conn, vault, "CODE-1"))
    assert found is not None
    assert (found.id, found.invitation, found.used_by) == ("lnk_1", ANNA, "")
    taken = [await one.write(lambda conn: company.take(conn, "lnk_1", "telegram::7", NOW)) for one in (db, twin)]
    assert taken == [True, False]
    assert not await db.write(lambda conn: company.take(conn, "lnk_2", "telegram::7", NOW))
    assert [one.id for one in await db.read(lambda conn: company.used_by(conn, vault, "telegram::7"))] == ["lnk_1"]


async def test_a_link_is_found_after_the_key_was_replaced(db: Database, vault: Vault) -> None:
    newer = Vault(["a newer key of more than thirty-two characters", KEY])
    await db.write(lambda conn: company.add(conn, vault, "lnk_1", ("token-1", "CODE-1"), "telegram", ANNA, NOW + DAY))
    found = await db.read(lambda conn: company.by_token(conn, newer, "token-1"))
    assert found is not None
    assert found.invitation == ANNA


async def test_a_request_is_remembered_for_its_time(db: Database, vault: Vault) -> None:
    def remember(conn: Connection, link: str, after: timedelta) -> bool:
        return company.remember(conn, vault, "key", "body", link, NOW + after, NOW + after - DAY)

    assert await db.write(lambda conn: remember(conn, "lnk_1", timedelta()))
    assert not await db.write(lambda conn: remember(conn, "lnk_2", DAY))
    assert (await db.read(lambda conn: company.answered(conn, vault, "key"))) == company.Answered(
        vault.fingerprint("body", "request body"), "lnk_1"
    )
    assert await db.write(lambda conn: remember(conn, "lnk_2", DAY + timedelta(seconds=1)))


async def test_a_request_is_remembered_after_the_key_was_replaced(db: Database, vault: Vault) -> None:
    newer = Vault(["a newer key of more than thirty-two characters", KEY])

    def remember(conn: Connection, held: Vault, link: str, after: timedelta) -> bool:
        return company.remember(conn, held, "key", "body", link, NOW + after, NOW + after - DAY)

    assert await db.write(lambda conn: remember(conn, vault, "lnk_1", timedelta()))
    assert not await db.write(lambda conn: remember(conn, newer, "lnk_2", timedelta()))
    found = await db.read(lambda conn: company.answered(conn, newer, "key"))
    assert found
    assert found.link == "lnk_1"
    assert await db.write(lambda conn: remember(conn, newer, "lnk_2", DAY + timedelta(seconds=1)))


async def test_a_session_is_settled_once_and_a_pending_one_by_what_it_waited_for(db: Database, vault: Vault) -> None:
    def open_both(conn: Connection) -> None:
        for number in (1, 2):
            ledger.open_session(conn, vault, number, "telegram::7", HERS, "commodity_import", "", NOW, NOW + DAY)

    def settle(number: int, outcome: Outcome) -> bool:
        return ledger.settle(conn_of[0], number, outcome, "loc_1", NOW)

    conn_of: list[Connection] = []

    def settle_all(conn: Connection) -> list[bool]:
        conn_of[:] = [conn]
        wanted: list[tuple[int, Outcome]] = [(1, "connected"), (1, "abandoned"), (2, "pending"), (2, "closed")]
        return [settle(*one) for one in wanted]

    await db.write(open_both)
    assert await db.read(lambda conn: ledger.expired(conn, NOW + DAY, 1)) == [1]
    assert await db.write(settle_all) == [True, False, True, False]
    assert await db.read(lambda conn: ledger.expired(conn, NOW + DAY, 9)) == []
    await db.write(lambda conn: ledger.settle_pending(conn, "loc_1", "commodity_import", "connected", NOW))
    shown = await db.read(lambda conn: ledger.list_sessions(conn, vault, References("customer-1")))
    assert [(one.number, one.outcome, one.references) for one in shown] == [
        (2, "connected", HERS),
        (1, "connected", HERS),
    ]
    assert await db.read(lambda conn: ledger.list_sessions(conn, vault, HERS, before=1)) == []


async def test_a_location_of_several_is_shown_once_by_its_names(db: Database, vault: Vault) -> None:
    def fill(conn: Connection) -> None:
        for owner in ("telegram::7", "slack:T1", "telegram::8"):
            locations.upsert(conn, vault, owner, Location("loc_2"), NOW)
        locations.upsert(conn, vault, "telegram::7", Location("loc_1"), NOW)
        ledger.keep_location(conn, vault, "loc_2", Told(HERS, {"commodity_import": "x"}), NOW + DAY)

    await db.write(fill)
    every = await db.read(lambda conn: ledger.list_locations(conn, vault, References()))
    assert [(one.location.id, one.references.customer, one.read_at) for one in every] == [
        ("loc_1", "", NOW),
        ("loc_2", "customer-1", NOW + DAY),
    ]
    by_name = await db.read(lambda conn: ledger.list_locations(conn, vault, HERS))
    assert [one.location.id for one in by_name] == ["loc_2"]
    assert await db.read(lambda conn: ledger.list_locations(conn, vault, References(), after="loc_2")) == []
    assert await db.read(lambda conn: ledger.find_location(conn, vault, HERS, "telegram::8")) == "loc_2"
    assert await db.read(lambda conn: ledger.find_location(conn, vault, HERS, "telegram::9")) == "loc_2"
    other = References("customer-1", "home-2")
    assert await db.read(lambda conn: ledger.find_location(conn, vault, other, "telegram::8")) == ""
    assert await db.read(lambda conn: ledger.is_held(conn, "loc_2", "telegram::7"))
    assert not await db.read(lambda conn: ledger.is_held(conn, "loc_1", "telegram::7"))


async def test_what_is_over_goes(db: Database, vault: Vault) -> None:
    def fill(conn: Connection) -> None:
        for number, age in enumerate((31 * DAY, 29 * DAY), 1):
            secrets = (f"token-{number}", f"CODE-{number}")
            company.add(conn, vault, f"lnk_{number}", secrets, "telegram", ANNA, NOW - age)
            ledger.open_session(
                conn, vault, number, "telegram::7", HERS, "commodity_import", "", NOW - age - DAY, NOW - age
            )
        for key, age in (("old", 2 * DAY), ("young", DAY / 2)):
            company.remember(conn, vault, key, "body", "lnk_1", NOW - age, NOW - 9 * DAY)

    await db.write(fill)
    assert await db.write(lambda conn: purge(conn, NOW)) == 3
    assert await db.read(lambda conn: company.get(conn, vault, "lnk_1")) is None
    assert await db.read(lambda conn: company.get(conn, vault, "lnk_2")) is not None
    assert [one.number for one in await db.read(lambda conn: ledger.list_sessions(conn, vault, HERS))] == [2]
    assert await db.read(lambda conn: company.answered(conn, vault, "old")) is None
    assert await db.read(lambda conn: company.answered(conn, vault, "young")) is not None
