"""Prices are kept sealed by location and direction, outdated by what came after them, and go in a few days."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Connection, text

from bot.conversation.prices.model import Point, Series
from storage import prices
from storage.database import Database
from storage.prices import Kept
from storage.purge import purge
from storage.vault import Tampered, Vault
from tests.storage.conftest import NOW

HOUR = timedelta(hours=1)
SERIES = Series(
    (Point(NOW, NOW + HOUR, Decimal("0.24500"), Decimal("0.6")), Point(NOW + HOUR, NOW + 2 * HOUR, Decimal("-0.01"))),
    "GBP",
    "Europe/London",
    datetime(2026, 3, 2, 13, tzinfo=UTC),
)


async def keep(db: Database, vault: Vault, direction: str = "IMPORT", series: Series = SERIES) -> None:
    await db.write(lambda conn: prices.keep(conn, vault, "loc_1", direction, series, NOW, NOW + 9 * HOUR))


async def get(db: Database, vault: Vault, direction: str = "IMPORT") -> Kept | None:
    return await db.read(lambda conn: prices.get(conn, vault, "loc_1", direction))


async def test_what_is_kept_comes_back_to_the_digit(db: Database, twin: Database, vault: Vault) -> None:
    await keep(db, vault)
    found = await get(twin, vault)
    assert found == Kept(SERIES, NOW, NOW + 9 * HOUR)
    assert str(found.series.points[0].value) == "0.24500"
    assert await get(twin, vault, "EXPORT") is None


async def test_the_newer_takes_the_place_of_the_older(db: Database, vault: Vault) -> None:
    await keep(db, vault)
    await keep(db, vault, series=Series(refused="pending_connect"))
    found = await get(db, vault)
    assert found is not None
    assert found.series == Series(refused="pending_connect")


async def test_it_is_sealed_for_its_place(db: Database, vault: Vault) -> None:
    await keep(db, vault)

    def move(conn: Connection) -> bytes:
        body = conn.execute(text("SELECT body FROM prices")).scalar_one()
        conn.execute(text("UPDATE prices SET key = 'loc_1:EXPORT'"))
        return bytes(body)

    assert b"0.245" not in await db.write(move)
    with pytest.raises(Tampered):
        await get(db, vault, "EXPORT")


async def test_only_what_was_read_before_is_outdated(db: Database, vault: Vault) -> None:
    await keep(db, vault)
    await db.write(lambda conn: prices.outdate(conn, "loc_1", NOW - HOUR))
    early = await get(db, vault)
    await db.write(lambda conn: prices.outdate(conn, "loc_2", NOW + HOUR))
    await db.write(lambda conn: prices.outdate(conn, "loc_1", NOW + HOUR))
    later = await get(db, vault)
    assert early is not None
    assert later is not None
    assert (early.due_at, later.due_at) == (NOW + 9 * HOUR, NOW + HOUR)


async def test_a_location_is_forgotten_in_both_directions(db: Database, vault: Vault) -> None:
    await keep(db, vault)
    await keep(db, vault, "EXPORT")
    await db.write(lambda conn: prices.forget(conn, ["loc_2", "loc_1"]))
    assert await get(db, vault) is None
    assert await get(db, vault, "EXPORT") is None


async def test_old_ones_are_purged(db: Database, vault: Vault) -> None:
    await keep(db, vault)
    assert await db.write(lambda conn: purge(conn, NOW + timedelta(days=2))) == 0
    assert await db.write(lambda conn: purge(conn, NOW + timedelta(days=4))) == 1
    assert await get(db, vault) is None
