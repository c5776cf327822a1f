"""From the table to the conversations: each event once, whatever fails, dies or comes twice on the way."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, delete

from bot import cli, incoming
from bot.connect.events import read_event
from bot.conversation.situation import Noticed, Purpose
from bot.events import MOST_ATTEMPTS, MOST_FETCHES, NOBODY, NOWHERE
from bot.notices import notice
from bot.parked import list_events, replay
from bot.settings import Settings
from sandbox.flatpeak.events import write
from sandbox.flatpeak.telling import LIFECYCLE_SHAPES, LOCATION_SHAPES
from storage import conversations, events, inbox, leases, models, sessions
from storage.events import NewEvent
from tests.databases import Server, any_server, postgres_server, server, sqlite_files
from tests.service.event_stage import ANNA, EventStage, add_place, open_events

__all__ = ["any_server", "postgres_server", "server", "sqlite_files"]


@pytest.fixture
async def stage(any_server: Server) -> AsyncIterator[EventStage]:
    async with open_events(any_server.migrated()) as opened:
        yield opened


async def put(stage: EventStage, *ids: str, body: bytes = b"", type_: str = "tariff.expired") -> None:
    """Events as another process has stored them."""
    house = stage.app.house
    new = [NewEvent(id_, type_, body) for id_ in ids]
    await house.db.write(lambda conn: events.store_all(conn, house.vault, new, stage.clock()))


async def told(stage: EventStage, event_id: str) -> Noticed:
    """What the inbox row of an event holds, stored anew in a unit that is not kept."""
    house = stage.app.house
    found: list[Noticed] = []

    def unit(conn: Connection) -> None:
        event = next(one for one in stage.flatpeak.events if one.id == event_id)
        conn.execute(delete(models.inbox).where(models.inbox.c.external_id.startswith("event:")))
        notice(conn, house, read_event(write(event)), stage.clock(), [ANNA])
        for row in inbox.unfinished(conn, house.vault, 100):
            item = incoming.load(row.payload)
            assert isinstance(item, Noticed)
            found.append(item)
        raise LookupError

    with pytest.raises(LookupError):
        await house.db.write(unit)
    return found[-1]


async def test_every_shape_reaches_the_same_person_with_the_same_ids(stage: EventStage) -> None:
    slots = stage.flatpeak.locations[stage.place].tariffs
    found = [stage.trouble("tariff.expiring", shape=shape) for shape in LIFECYCLE_SHAPES]
    found += [stage.flatpeak.touch(stage.place, shape) for shape in LOCATION_SHAPES]
    found.append(stage.flatpeak.touch(stage.place, "ids", "locaiton.update"))
    found.append(stage.flatpeak.touch(stage.place, type_="location.delete"))
    await stage.settled(*found)
    assert sorted(await stage.noticed()) == sorted((ANNA, event.id) for event in found)
    item = await told(stage, found[0].id)
    assert (item.kind, item.location_id, item.event_id) == ("tariff.expiring", stage.place, found[0].id)
    assert item.tariff_id == slots["commodity_import"].id
    assert (await told(stage, found[-2].id)).kind == "location.update"


async def test_a_session_that_is_complete_reaches_who_opened_it(stage: EventStage) -> None:
    house, token = stage.app.house, "cot_6a3579d1cd095452ea138518"
    await stage.seat("telegram::72", "loc_other")

    def unit(conn: Connection) -> None:
        claimed = conversations.claim(
            conn, house.vault, "telegram::72", house.owner, stage.clock(), 60, pages=house.pages
        )
        assert claimed
        end = stage.clock() + timedelta(hours=1)
        sessions.open_session(conn, house.vault, claimed.key, token, Purpose(), stage.clock(), end)
        conversations.release(conn, claimed)

    await house.db.write(unit)
    data = {"live_mode": False, "connect_token": token}
    spelt = [
        stage.flatpeak.emit("acc_sandbox", type_, data)
        for type_ in ("connect_session.complete", "connect.session.complete")
    ]
    both = stage.flatpeak.emit("acc_sandbox", "connect_session.complete", {"id": token, "location_id": stage.place})
    await stage.settled(*spelt, both)
    expected = [("telegram::72", event.id) for event in (*spelt, both)] + [(ANNA, both.id)]
    assert sorted(await stage.noticed()) == sorted(expected)


async def test_what_concerns_nobody_is_ignored_with_the_reason(stage: EventStage) -> None:
    other = add_place(stage.flatpeak)
    foreign = stage.flatpeak.trouble(other, "tariff.expired")
    nowhere = stage.flatpeak.emit("acc_sandbox", "tariff.expired", {"live_mode": False})
    outcomes = await stage.settled(foreign, nowhere)
    assert outcomes == {foreign.id: ("ignored", NOBODY), nowhere.id: ("ignored", NOWHERE)}
    assert len(stage.sandbox.calls.to("flatpeak", "GET /events/{id}")) == 1  # it may be whole there
    assert await stage.noticed() == []


async def test_five_times_out_of_order_to_two_processes_and_found_in_the_list(server: Server) -> None:
    async with open_events(server.migrated()) as stage:
        second = await stage.start()
        stage.webhook.held, stage.webhook.copies = True, 5
        found = [
            stage.trouble("tariff.expiring"),
            stage.trouble("tariff.expired"),
            stage.trouble("tariff.fetch.failed"),
        ]
        stage.webhook.release("shuffled")
        stage.clock.advance(hours=1)
        second.scheduler._catch_up._due_at = None
        await asyncio.gather(second.scheduler._catch_up.run_if_due(), stage.app.scheduler._catch_up.run_if_due())
        await stage.settled(*found)
        assert sorted(await stage.noticed()) == sorted((ANNA, event.id) for event in found)


async def test_while_flatpeak_is_down_it_is_tried_again_and_then_handled(stage: EventStage) -> None:
    stage.webhook.held = True
    event = stage.trouble()
    stage.flatpeak.scenario.fail("down", "rest", calls=None)
    await stage.webhook.send(event, "old")
    for attempt in range(1, 8):
        while await stage.read("SELECT attempts, lease_until FROM events") != [(attempt, 0)]:
            await stage.webhook.changes.wait(stage.webhook.changes.count, 0.01)
        ((note,),) = await stage.read("SELECT note FROM events")
        assert note == "it could not be fetched: down"
        stage.clock.advance(hours=1)
        stage.app.events.work()
    stage.flatpeak.scenario.clear()
    stage.clock.advance(hours=1)
    stage.app.events.work()
    assert (await stage.settled(event))[event.id] == ("noticed", "")
    assert len(await stage.noticed()) == 1
    assert MOST_FETCHES > 48


async def test_poison_is_put_aside_others_flow_and_a_replay_works(
    stage: EventStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = stage.flatpeak.new_id("evt")

    def fails(conn: Connection, house: Any, event: Any, *more: Any) -> Any:
        if event.id == bad:
            raise ZeroDivisionError
        return notice(conn, house, event, *more)

    monkeypatch.setattr("bot.events.notice", fails)
    body = b'{"id":"%s","type":"tariff.expired","data":{"location_id":"%s","name":"Quillmoor"}}'
    whole = body % (bad.encode(), stage.place.encode())
    stage.clock.advance(seconds=1)
    await put(stage, bad, body=whole)
    good = stage.trouble()
    for attempt in range(1, MOST_ATTEMPTS + 1):
        stage.app.events.work()
        while await stage.read("SELECT attempts, lease_until FROM events WHERE id = :id", id=bad) != [(attempt, 0)]:
            await stage.webhook.changes.wait(stage.webhook.changes.count, 0.01)
        stage.clock.advance(hours=1)
    outcomes = await stage.settled(good, bad)
    assert outcomes == {bad: ("parked", "it could not be handled: ZeroDivisionError"), good.id: ("noticed", "")}
    house = stage.app.house
    lines = await list_events(house.db)
    assert lines[0].startswith(bad)
    assert not any("Quillmoor" in line for line in lines)
    assert "1 of tariff.expired reached a conversation" in lines
    monkeypatch.setattr("bot.events.notice", notice)
    monkeypatch.setattr("bot.parked.utc_now", stage.clock)
    assert not await replay(house.db, good.id)
    assert await replay(house.db, bad)
    stage.app.events.work()
    assert (await stage.settled(bad))[bad] == ("noticed", "")
    assert (ANNA, bad) in await stage.noticed()


async def test_what_kills_its_process_again_and_again_is_put_aside(stage: EventStage) -> None:
    await put(stage, "evt_deadly", body=b'{"id":"evt_deadly","type":"tariff.expired","data":{"location_id":"loc_1"}}')
    await stage.app.house.db.write(
        lambda conn: conn.exec_driver_sql(f"UPDATE events SET attempts = {MOST_ATTEMPTS}") and None
    )
    stage.app.events.work()
    assert (await stage.settled("evt_deadly"))["evt_deadly"] == ("parked", "begun again and again")


async def test_what_a_process_that_died_had_in_hand_is_handled_by_the_next(server: Server) -> None:
    async with open_events(server.migrated()) as stage:
        house = stage.app.house
        stage.webhook.held = True
        event = stage.trouble()
        host, number, _ = house.owner.split("/")
        dead = f"{host}/999999-1-{number.rpartition('-')[2]}/gone"
        body = write(event)
        await house.db.write(
            lambda conn: (
                leases.beat(conn, dead, stage.clock(), 15)
                and events.store(conn, house.vault, NewEvent(event.id, event.type, body), stage.clock())
                and events.claim(conn, house.vault, dead, stage.clock(), 10, 600)
                and None
            )
        )
        await stage.app.scheduler.recover()
        stage.app.events.work()
        await stage.settled(event)
        assert await stage.noticed() == [(ANNA, event.id)]


async def test_two_processes_share_the_work(server: Server) -> None:
    async with open_events(server.migrated()) as stage:
        await stage.start()
        stage.webhook.held = True
        found = [stage.trouble("tariff.expiring") for _ in range(120)]
        house = stage.app.house
        new = [NewEvent(event.id, event.type, write(event)) for event in found]
        await house.db.write(lambda conn: events.store_all(conn, house.vault, new, stage.clock()))
        for app in stage.apps:
            app.events.work()
        await stage.settled(*found)
        assert sorted(await stage.noticed()) == sorted((ANNA, event.id) for event in found)


async def test_the_command_lists_and_replays(stage: EventStage, capsys: pytest.CaptureFixture[str]) -> None:
    foreign = stage.flatpeak.trouble(add_place(stage.flatpeak), "tariff.expired")
    await stage.settled(foreign)
    settings = Settings(_env_file=None, database_url=stage.url)  # type: ignore[call-arg]

    async def run(*words: str) -> int:
        arguments = cli._parser().parse_args(["events", *words])
        return int(await arguments.command(settings, arguments))

    assert await run() == 0
    assert f"1 of tariff.expired were ignored: {NOBODY}" in capsys.readouterr().out
    assert await run("replay", foreign.id) == 0
    assert await run("replay", "evt_x") == 1
