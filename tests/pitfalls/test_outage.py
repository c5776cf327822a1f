"""FlatPeak was away for long: who only waits hears soon after it is back, and not everybody at the same moment."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from bot.conversation.results import RETRY_AFTER
from bot.outage import HASTEN_EVERY_S, Outage
from sandbox.telegram.people import Person
from storage import wakes
from storage.models import wakes as table
from tests.chats.harness import Stage
from tests.pitfalls.stage import live, pass_time, say, to_providers

PRICE = "How does your price work?"


async def test_who_only_waits_goes_on_when_somebody_else_has_met_flatpeak(stage: Stage, anna: Person) -> None:
    ben = stage.telegram.person(72, "Ben", "en-GB")
    for person in (anna, ben):
        await to_providers(stage, person)
    stage.flatpeak.scenario.fail("down", calls=None)
    await say(stage, ben, "Quillmoor Power")
    for seconds in RETRY_AFTER[:4]:  # the next time is in an hour
        await pass_time(stage, seconds + 1)
    stage.flatpeak.scenario.clear()
    await stage.app.scheduler._outage.hasten()
    await pass_time(stage, HASTEN_EVERY_S)
    assert "Nothing is lost" in live(ben).text
    await say(stage, anna, "Quillmoor Power")
    await stage.app.scheduler._outage.hasten()
    await pass_time(stage, HASTEN_EVERY_S)
    assert [PRICE in live(person).text for person in (anna, ben)] == [True, True]


async def test_they_go_on_one_after_the_other_and_wait_on_where_it_is_away_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.outage.MOST", 2)
    people = [stage.telegram.person(71 + number, "Ada", "en") for number in range(5)]
    for person in people:
        await say(stage, person, "/start")
    now, hour = stage.clock(), timedelta(hours=1)

    def wait(conn: Connection) -> None:
        for number, person in enumerate(people):
            wakes.set_wake(conn, f"telegram::{person.id}", "retry", now + hour + timedelta(seconds=number), 5)
        wakes.set_wake(conn, f"telegram::{people[0].id}", "pending", now + hour)

    async def dues() -> list[float]:
        at, due = table.c.what == "retry", table.c.due_at
        query = select(due).where(at).order_by(due)
        rows = await stage.app.house.db.read(lambda conn: conn.execute(query).scalars().all())
        return [at_ms / 1000 - now.timestamp() for at_ms in rows]

    await stage.app.house.db.write(wait)
    outage = Outage(stage.app.house)
    outage.called("rest", "GET /locations", "ok", 0.1)
    await outage.hasten()
    assert await dues() == [3600, 3601, 3602, 3603, 3604]
    for api, outcome in (("connect", "down"), ("rest", "ok"), ("connect", "limited")):
        outage.called(api, "unknown", outcome, 0.1)
    await outage.hasten()
    assert await dues() == [3600, 3601, 3602, 3603, 3604]
    outage.called("connect", "unknown", "ok", 0.1)
    await outage.hasten()
    assert await dues() == [0, 15, 3602, 3603, 3604]
    await outage.hasten()
    assert await dues() == [0, 0, 15, 15, 3604]
    outage.called("connect", "start", "slow", 20)
    await outage.hasten()
    assert await dues() == [0, 0, 15, 15, 3604]
