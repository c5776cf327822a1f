"""What many do at once, and what ends or fails amid it, costs neither the database nor a person more than it must."""

import asyncio
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from bot.calls import Made
from bot.company.telling import CHANNEL as COMPANY
from bot.company.webhooks import Answer
from bot.conversation.cards import CARD, Card, Text
from bot.conversation.channel import RateLimited, Unreachable
from bot.conversation.replies import Arrival, Commanded, Person, Place, Said
from bot.conversation.situation import Trouble
from bot.events import FETCHES, LEASE_S, Events
from bot.pipeline import Pipeline
from storage import events, outbox
from storage.events import NewEvent
from tests.pipeline.conftest import HERE, START, Desk

ALERT = CARD.dump_json(Card((Text("Your tariff ends."),)))


async def put(desk: Desk, place: Place, count: int = 1) -> None:
    """Something that nobody waits for, in so many conversations."""
    house = desk.house
    await house.db.write(
        lambda conn: [
            outbox.put(conn, house.vault, f"{place.channel}::{n}", place, "notice", ALERT, "k", house.now())
            for n in range(count)
        ]
    )


async def test_what_a_turn_sends_as_we_end_is_sent_once(desk: Desk) -> None:
    asked, answer = asyncio.Event(), asyncio.Event()

    async def make(*_: Any, **__: Any) -> Made:
        asked.set()
        await answer.wait()
        return Made(Trouble("nonsense"))

    await desk.hear(START)
    desk.caller.make, desk.paper.while_sending = make, lambda: desk.rows("SELECT 1")
    hearing = asyncio.create_task(desk.hear(Commanded("connect")))
    await asked.wait()
    ending = asyncio.create_task(desk.tasks.finish(60))
    answer.set()
    await asyncio.gather(hearing, ending)
    assert desk.paper.done == [("send", "1"), ("send", "2"), ("shrink", "1")]
    assert await desk.rows("SELECT 1 FROM outbox") == []


async def test_only_what_somebody_waits_for_has_a_timer(desk: Desk) -> None:
    desk.paper.fails["send"] = [RateLimited(2), RateLimited(2)]
    await put(desk, HERE)
    await desk.pass_time(0)
    assert not desk.tasks._timers, "the look at what is due finds it"
    await desk.hear(START)
    assert len(desk.tasks._timers) == 1
    await desk.pass_time(2)
    assert len(desk.paper.done) == 2


async def test_a_company_that_hangs_takes_its_own_room_only(desk: Desk) -> None:
    released = asyncio.Event()

    async def deliver(id_: str, body: bytes) -> Answer:
        await released.wait()
        return Answer(taken=True)

    company: Any = SimpleNamespace(webhooks=SimpleNamespace(deliver=deliver))
    desk.pipeline = Pipeline(replace(desk.house, company=company), desk.caller, desk.tasks)
    await put(desk, Place(COMPANY, ""), 30)
    await put(desk, HERE)
    for _ in range(3):
        await desk.pipeline.wake_due(limit=10)
    assert await desk.rows("SELECT count(*) FROM outbox WHERE channel = 'company' AND lease_until > 0") == [(10,)]
    released.set()
    await desk.rest()
    assert desk.paper.done == [("send", "1")]
    for _ in range(2):
        await desk.pipeline.wake_due(limit=10)
        await desk.rest()
    assert await desk.rows("SELECT 1 FROM outbox") == []


async def test_no_more_events_are_fetched_at_once_however_many_wait(desk: Desk) -> None:
    """Nor claimed: of what is not fetched now the lease would run out, and it be fetched a second time."""
    house, asked, full, answer = desk.house, list[str](), asyncio.Event(), asyncio.Event()

    async def event(id_: str) -> Trouble:
        asked.append(id_)
        if len(asked) == FETCHES:
            full.set()
        await answer.wait()
        return Trouble("slow")

    flatpeak: Any = SimpleNamespace(event=event)
    reader, many = Events(house, flatpeak, desk.tasks, lambda items: None), [f"evt_{n}" for n in range(3 * FETCHES)]
    await house.db.write(lambda conn: events.store_all(conn, house.vault, [NewEvent(id_) for id_ in many], house.now()))
    for _ in range(2):
        reader.work()
        await full.wait()
        while reader._working:
            await desk.rows("SELECT 1")
        desk.clock.advance(LEASE_S + 1)
    assert len(asked) == FETCHES
    assert await desk.rows("SELECT count(*) FROM events WHERE attempts > 0") == [(FETCHES,)]
    answer.set()
    while len(asked) < len(many):
        await desk.rest()
        await asyncio.sleep(0)
    assert set(asked) == set(many)


async def test_who_writes_after_an_outage_is_answered_at_once(desk: Desk) -> None:
    desk.paper.fails["send"] = [Unreachable("away")] * 9
    await desk.hear(START)
    while desk.paper.fails["send"]:
        await desk.pass_time(600)
    desk.paper.fails["send"] = [Unreachable("away")]
    await desk.pass_time(600)
    assert not desk.paper.done
    await desk.hear(Said("hello?"))
    assert [method for method, _ in desk.paper.done].count("send") == 2
    assert await desk.rows("SELECT 1 FROM outbox") == []


async def test_nobody_waits_for_ever_for_what_another_could_not_store(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = asyncio.Event()

    async def fail(arrival: Arrival) -> bool:
        await failing.wait()
        raise ConnectionError

    monkeypatch.setattr(desk.pipeline, "receive", fail)
    arrival = Arrival("1", HERE, Person("7", language="en"), START, desk.clock())
    first, second = (asyncio.create_task(desk.pipeline.settle(arrival)) for _ in range(2))
    await asyncio.sleep(0)
    failing.set()
    async with asyncio.timeout(60):
        assert await second is None
        with pytest.raises(ConnectionError):
            await first
