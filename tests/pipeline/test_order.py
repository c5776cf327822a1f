"""On PostgreSQL a row may be seen later than one with a higher number: what was begun is finished before it."""

import asyncio
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, text

from bot import incoming
from bot.calls import Made, Subject
from bot.conversation.replies import Arrival, Commanded, Person
from bot.conversation.situation import Call, Trouble
from bot.house import House
from bot.pipeline import Pipeline
from bot.post import LEASE_S
from bot.tasks import Tasks
from storage import inbox
from tests.pipeline.conftest import HERE, LANE, START, Desk


def keep(conn: Connection, house: House, name: str) -> int:
    asked = Arrival(name, HERE, Person("7", language="en"), Commanded("help"), house.now())
    row = inbox.store(conn, house.vault, "paper", name, LANE, incoming.dump(asked), house.now())
    assert row is not None
    return row


def leave_a_gap(conn: Connection, house: House) -> int:
    """The number of a row that somebody else has not committed yet."""
    row = keep(conn, house, "nothing")
    conn.execute(text("DELETE FROM inbox WHERE id = :row").bindparams(row=row))
    return row


def fill_the_gap(conn: Connection, house: House, gap: int) -> None:
    row = keep(conn, house, "late")
    conn.execute(text("UPDATE inbox SET id = :gap WHERE id = :row").bindparams(gap=gap, row=row))


def another_process(desk: Desk) -> Desk:
    house, tasks = replace(desk.house, owner="another"), Tasks()
    return replace(desk, house=house, tasks=tasks, pipeline=Pipeline(house, desk.caller, tasks))


async def test_a_call_that_is_under_way_comes_before_what_was_seen_late(desk: Desk) -> None:
    made: list[tuple[str, int]] = []
    begun, forever = asyncio.Event(), asyncio.Event()

    async def begin(*_: Any, **__: Any) -> Made:
        begun.set()
        await forever.wait()
        raise AssertionError

    async def make(call: Call, subject: Subject, *_: Any, **__: Any) -> Made:
        made.append((type(call).__name__, subject.row))
        return Made(Trouble("down"))

    await desk.hear(START)
    gap = await desk.house.db.write(lambda conn: leave_a_gap(conn, desk.house))
    desk.caller.make = begin
    hearing = asyncio.create_task(desk.press(desk.verbs[0]))
    await begun.wait()
    [(row,)] = await desk.rows("SELECT id FROM inbox WHERE handled_at IS NULL")
    await desk.house.db.write(lambda conn: fill_the_gap(conn, desk.house, gap))
    assert gap < row
    other = another_process(desk)
    desk.caller.make = make
    desk.clock.advance(LEASE_S + 1)
    await other.pipeline.recover()
    await other.rest()
    assert made == [("Open", row)]  # the press is used up: begun anew, it would come to nothing
    assert await desk.rows("SELECT count(*) FROM inbox WHERE handled_at IS NULL OR note IS NOT NULL") == [(0,)]
    hearing.cancel()
    for task in desk.tasks._tasks:
        task.cancel()


async def test_what_was_put_aside_amid_its_call_holds_up_nothing(desk: Desk) -> None:
    house = desk.house
    first = await house.db.write(lambda conn: keep(conn, house, "1"))
    begun = await house.db.write(lambda conn: keep(conn, house, "2"))

    async def take(row: int) -> int:
        return await house.db.write(lambda conn: inbox.take(conn, row, LANE, begun))

    assert [await take(first), await take(begun)] == [0, 1]
    await house.db.write(lambda conn: inbox.park(conn, begun, "KeyError", house.now()))
    assert [await take(begun), await take(first)] == [0, 1]
