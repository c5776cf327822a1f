"""How fast it goes out: at Telegram's pace, every 429 obeyed, and answers before what nobody waits for."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import Connection

from adapters.telegram.pacing import Pacing
from bot.conversation.cards import CARD, Card, Text
from bot.conversation.pace import WAITED_FOR
from bot.conversation.replies import Place
from sandbox.telegram.people import Person
from storage import outbox
from tests.chats.harness import BEGIN, Stage
from tests.pitfalls.stage import calls, pass_time, say, telegram_of, texts, until, written


@contextmanager
def real_pace(stage: Stage) -> Iterator[None]:
    """Our own pacing and Telegram's flood control, both by the clock of the test.

    Who must wait lets it go on, in turn, and not before everybody who need not wait was heard by Telegram.
    """
    turn, asleep, heard_before = asyncio.Lock(), 0, len(written(stage))

    async def sleep(seconds: float) -> None:
        nonlocal asleep
        due = stage.clock.now + timedelta(seconds=seconds)
        asleep += 1
        async with turn:
            await until(stage, lambda: len(written(stage)) - heard_before >= pacing._taken - asleep)
            stage.clock.advance(max(0.0, (due - stage.clock.now).total_seconds()))
            asleep -= 1

    pacing = Pacing(lambda: (stage.clock.now - BEGIN).total_seconds(), sleep)
    telegram_of(stage.app)._pacing = pacing
    stage.telegram.flood.enabled = True
    yield


async def test_a_429_holds_its_own_chat_only(stage: Stage, anna: Person) -> None:
    """P-A17: nothing to Anna for thirty seconds, Ben is served; then hers comes, once, and nothing was lost."""
    ben = stage.telegram.person(72, "Ben", "en-GB")
    with real_pace(stage):
        stage.telegram.faults.refuse("sendMessage", 429, "Too Many Requests", {"retry_after": 30}, chat_id=anna.id)
        anna.say("/start")
        await until(stage, lambda: len(calls(stage, "sendMessage", anna.id)) == 1)
        anna.say("/help")
        for number in range(5):
            stage.clock.advance(5)
            ben.say("/start")
            await until(stage, lambda number=number: len(ben.chat.from_bot) == number + 1)
            await stage.app.pipeline.wake_due()
        assert len(calls(stage, "sendMessage", anna.id)) == 1
        await pass_time(stage, 16)
        assert ["Hello" in text for text in texts(anna)] == [True, False]


async def test_a_burst_of_people_stays_within_the_limits(stage: Stage) -> None:
    """P-A17: sixty people at once; Telegram never has to say 429, and all are answered."""
    people = [stage.telegram.person(400 + n) for n in range(60)]
    with real_pace(stage):
        for person in people:
            person.say("/start")
        await stage.settle()
        await pass_time(stage, 60)
    assert all(len(p.chat.from_bot) == 1 for p in people)
    assert len(calls(stage, "sendMessage")) == len(people)


class Watched(Pacing):
    """Notes of each message whether somebody waits for it."""

    def __init__(self) -> None:
        super().__init__()
        self.noted: dict[str, set[bool]] = {}

    async def wait(self, place: Place, *, notifies: bool = True) -> None:
        self.noted.setdefault(place.chat, set()).add(WAITED_FOR.get())
        await super().wait(place, notifies=notifies)


async def test_an_answer_outranks_what_nobody_waits_for(stage: Stage, anna: Person) -> None:
    """P-A17: what was put aside to be sent gives way to what a person asked for; how far is the pacing's to show."""
    ben = stage.telegram.person(72, "Ben", "en-GB")
    await say(stage, ben, "/start")
    telegram_of(stage.app)._pacing = pacing = Watched()
    body = CARD.dump_json(Card((Text("News"),), live=False))

    def due(conn: Connection) -> None:
        where, now = Place("telegram", str(ben.id)), stage.clock.now
        outbox.put(conn, stage.app.house.vault, f"telegram::{ben.id}", where, "notice", body, "", now)

    await stage.app.house.db.write(due)
    await stage.app.pipeline.wake_due()
    await stage.settle()
    await say(stage, anna, "/start")
    assert pacing.noted == {str(ben.id): {False}, str(anna.id): {True}}


async def test_a_429_is_no_failed_attempt(stage: Stage, anna: Person) -> None:
    """P-A17: refused twenty times over, it still arrives."""
    stage.telegram.faults.refuse("sendMessage", 429, "Too Many Requests: retry after 3", {"retry_after": 3}, times=20)
    anna.say("/start")
    await until(stage, lambda: calls(stage, "sendMessage", anna.id))
    while not anna.chat.from_bot:
        await pass_time(stage, 4)
    assert len(calls(stage, "sendMessage", anna.id)) == 21
    assert len(anna.chat.from_bot) == 1
