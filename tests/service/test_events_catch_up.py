"""What was not delivered is found in FlatPeak's list: from where we left off, oldest first, once."""

import json
from typing import Any

import pytest

from bot.app import App
from bot.catch_up import EVERY
from bot.events import NOBODY
from sandbox.flatpeak.objects import Event
from tests.databases import Server, any_server, postgres_server, server, sqlite_files
from tests.service.event_stage import ANNA, EventStage, add_place, open_events

__all__ = ["any_server", "postgres_server", "server", "sqlite_files"]


ENDED = "Your contract has ended"


async def look(stage: EventStage, app: App | None = None) -> None:
    """Look through the list if it is time to, and handle what is there."""
    one = app or stage.app
    one.flatpeak._rest._bearer = None  # else a call more is made, where the clock went on for longer than it is good
    await one.scheduler._catch_up.run_if_due()
    await stage.caught_up()


async def cursor_of(stage: EventStage) -> dict[str, Any]:
    ((value,),) = await stage.read("SELECT value FROM leases WHERE name = 'event catch-up'")
    found: dict[str, Any] = json.loads(value)
    return found


async def downtime(stage: EventStage, count: int, hours: float = 24) -> list[Event]:
    """Nobody is there for a time in which much happens."""
    app = stage.apps.pop()
    await app.__aexit__(None, None, None)
    stage.webhook.address, found = "", []
    for _ in range(count):
        stage.clock.advance(hours=hours / count)
        found.append(stage.trouble("tariff.expiring"))
    return found


async def test_a_day_of_downtime_with_500_events(server: Server) -> None:
    async with open_events(server.migrated()) as stage:
        await stage.settled(stage.trouble())
        found = await downtime(stage, 500)
        began = stage.clock()
        app = stage.build()
        async with app:
            stage.apps.append(app)
            await stage.caught_up(began)
            noticed = await stage.noticed()
            assert [id_ for _, id_ in noticed[1:]] == [event.id for event in found]  # oldest first, each once
            assert {lane for lane, _ in noticed} == {ANNA}
            stage.apps.pop()
        stage.stack.pop_all()


async def test_a_day_of_downtime_that_concerns_500_people(any_server: Server) -> None:
    """From FlatPeak's list to each chat, once."""
    async with open_events(any_server.migrated()) as stage:
        telegram, places = stage.sandbox.telegram, {}
        for person in range(1000, 1500):
            telegram.person(person).started = True
            places[person] = add_place(stage.flatpeak)
            await stage.seat(f"telegram::{person}", places[person])
        await downtime(stage, 0)
        for place in places.values():
            stage.flatpeak.trouble(place, "tariff.expired")
        stage.clock.advance(hours=24)
        app = stage.build()
        async with app:
            stage.apps.append(app)
            await stage.caught_up(stage.clock())
            await stage.sent()
            told = {person: [m.text for m in telegram.person(person).chat.from_bot] for person in places}
            assert [person for person, texts in told.items() if sum(ENDED in text for text in texts) != 1] == []
            stage.apps.pop()
        stage.stack.pop_all()


async def test_without_a_public_address_nothing_is_lost(any_server: Server) -> None:
    async with open_events(any_server.migrated()) as stage:
        stage.webhook.address = ""
        first = stage.trouble("tariff.expiring")
        await look(stage)
        assert await stage.noticed() == []  # not yet
        stage.clock.advance(seconds=EVERY.total_seconds())
        await look(stage)
        second = stage.trouble("tariff.expired")
        stage.clock.advance(hours=2)
        await look(stage)
        assert await stage.noticed() == [(ANNA, first.id), (ANNA, second.id)]


async def test_one_process_looks_for_all(server: Server) -> None:
    async with open_events(server.migrated()) as stage:
        second = await stage.start()
        before = len(stage.sandbox.calls.to("flatpeak", "GET /events"))
        for app in stage.apps:
            app.scheduler._catch_up._due_at = stage.clock()
        stage.clock.advance(hours=1)
        await look(stage)
        await look(stage, second)
        assert len(stage.sandbox.calls.to("flatpeak", "GET /events")) == before + 1


async def test_where_nobody_has_anything_nothing_from_before_concerns_anyone(any_server: Server) -> None:
    async with open_events(any_server.migrated(), starts=False) as stage:
        place = add_place(stage.flatpeak)
        stage.flatpeak.trouble(place, "tariff.expiring")
        stage.clock.advance(days=1)
        for _ in range(150):
            stage.flatpeak.trouble(place, "tariff.expiring")
        stage.clock.advance(hours=1)
        await stage.start()
        assert len(stage.sandbox.calls.to("flatpeak", "GET /events")) == 1
        assert await stage.outcomes() == {}


async def test_ninety_days_back_at_most_and_then_every_location_is_looked_at(any_server: Server) -> None:
    async with open_events(any_server.migrated()) as stage:
        lost = await downtime(stage, 1)
        stage.clock.advance(days=91)
        recent = stage.trouble("tariff.expired")
        app = stage.build()
        async with app:
            stage.apps.append(app)
            await stage.caught_up(stage.clock())
            ids = [id_ for _, id_ in await stage.noticed()]
            assert lost[0].id not in ids
            assert recent.id in ids
            assert [id_ for id_ in ids if id_.startswith("gap")] == ["gap"]
            stage.apps.pop()
        stage.stack.pop_all()


async def test_trouble_on_the_way_loses_nothing(any_server: Server) -> None:
    async with open_events(any_server.migrated()) as stage:
        stage.webhook.address = ""
        found = [stage.trouble("tariff.expiring") for _ in range(250)]
        stage.clock.advance(hours=1)
        stage.flatpeak.scenario.fail("down", "rest", calls=1)
        before = await cursor_of(stage)
        await look(stage)
        assert await cursor_of(stage) == before
        stage.clock.advance(minutes=1)
        await look(stage)
        assert [id_ for _, id_ in await stage.noticed()] == [event.id for event in found]


async def test_a_long_list_is_read_again_on_the_way_up(any_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.catch_up.PAGES_HELD", 2)
    async with open_events(any_server.migrated()) as stage:
        stage.webhook.address = ""
        found = [stage.trouble("tariff.expiring") for _ in range(450)]
        stage.clock.advance(hours=1)
        before = len(stage.sandbox.calls.to("flatpeak", "GET /events"))
        await look(stage)
        assert [id_ for _, id_ in await stage.noticed()] == [event.id for event in found]
        asked = [call.body.get("starting_after") for call in stage.sandbox.calls.to("flatpeak", "GET /events")[before:]]
        assert asked == [*asked[:5], *asked[4:1:-1]]


async def test_a_list_that_goes_round_in_circles_comes_to_an_end(
    any_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_events(any_server.migrated()) as stage:
        stage.webhook.address = ""
        event = stage.trouble("tariff.expiring")
        page = await stage.app.flatpeak.events()
        asked = []

        async def always(after: str = "") -> Any:
            asked.append(after)
            return type(page)(page.items, True)  # type: ignore[union-attr, call-arg]

        monkeypatch.setattr(stage.app.flatpeak, "events", always)
        stage.clock.advance(hours=1)
        await look(stage)
        assert (ANNA, event.id) in await stage.noticed()
        assert len(asked) == 2


async def test_what_concerns_nobody_is_counted(any_server: Server) -> None:
    async with open_events(any_server.migrated()) as stage:
        stage.webhook.address = ""
        event = stage.flatpeak.trouble(add_place(stage.flatpeak), "tariff.expired")
        unknown = stage.flatpeak.emit("acc_sandbox", "meter.moved", {"location_id": stage.place})
        stage.clock.advance(hours=1)
        await look(stage)
        outcomes = await stage.outcomes()
        assert outcomes == {event.id: ("ignored", NOBODY), unknown.id: ("ignored", "unknown type")}
