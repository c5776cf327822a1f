"""What a process finds in the inbox may be another's work just now: each row is handled once, in its order."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot import incoming
from bot.conversation.context import Brand
from bot.conversation.replies import Arrival, Person, Place, Said
from bot.house import House
from bot.texts import Catalogues
from bot.turn import Handled, Item, OutOfTurn, begin
from storage import inbox
from storage.database import Database
from storage.vault import Vault
from tests.crashes.process import SECRET_KEY
from tests.databases import database_url

LANE = "telegram::71"
NOW = datetime(2026, 11, 17, 9, tzinfo=UTC)


def arrive(conn: Connection, house: House, number: int) -> Item:
    said = Arrival(str(number), Place("telegram", "71", "", True), Person("71"), Said("24.67p"), NOW)
    row = inbox.store(conn, house.vault, "telegram", said.id, LANE, incoming.dump(said), NOW)
    assert row is not None
    return Item(row, LANE, said)


async def test_a_row_is_taken_once_and_in_its_order(tmp_path: Path) -> None:
    db = Database(database_url(tmp_path))
    house = House(db, Vault([SECRET_KEY]), Catalogues(), Brand("Voltaire"), {}, now=lambda: NOW)
    await db.migrate()
    first = await db.write(lambda conn: arrive(conn, house, 1))
    second = await db.write(lambda conn: arrive(conn, house, 2))
    with pytest.raises(OutOfTurn):
        await db.write(lambda conn: begin(conn, house, second))
    await db.write(lambda conn: inbox.finish(conn, first.row, NOW))
    with pytest.raises(Handled):
        await db.write(lambda conn: begin(conn, house, first))
    held = await db.read(lambda conn: conn.exec_driver_sql("SELECT count(*) FROM conversations").scalar())
    assert held == 0  # neither of them has left the conversation locked
    await db.close()
