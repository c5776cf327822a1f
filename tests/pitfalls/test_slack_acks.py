"""What Slack sends: stored before it is acknowledged, acknowledged in time, of one effect however often it comes."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.pitfalls.slack_stage import (
    ADDRESS,
    SOON_S,
    Mode,
    Stage,
    command,
    interaction,
    live,
    message_of,
    no_database,
    open_stage,
    press,
    say,
    send,
    texts,
    timed,
    to_providers,
    to_rate,
)
from tests.pitfalls.stage import slow_flatpeak

LONGEST_S = 2.6  # of Slack's three seconds, for a form whose answer is waited for as long as that makes sense


@pytest.fixture(params=["http", "socket"])
async def stage(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    mode: Mode = request.param
    async with open_stage(tmp_path, mode) as opened:
        yield opened


@pytest.fixture
async def http(tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage(tmp_path) as opened:
        yield opened


def newest(stage: Stage) -> str:
    """The event that Slack has to tell last."""
    return next(reversed(stage.slack.delivery.events))


def answered(stage: Stage, event: str) -> list[str]:
    """How the attempts to send an event went: "" or the trouble."""
    attempts = stage.slack.delivery.attempts
    return [one.answer.problem for one in attempts if one.payload.get("event_id") == event]


async def test_nothing_of_slack_waits_for_flatpeak(stage: Stage) -> None:
    """P-B1, P-B29: Connect takes as long as it likes; a press, a command, a menu, a message are taken within a second,
    also those of others, and Connect gets one answer."""
    ada, ben = stage.person("Ada"), stage.person("Ben")
    await command(stage, ada, f"connect {ADDRESS}")
    with slow_flatpeak(stage) as gate:
        card = live(ada)
        for _ in range(2):
            done, took = await timed(ada.press(card, "Yes, that’s right"))
            assert (done.trouble, took < SOON_S) == (None, True)
        for who in (ada, ben):
            done, took = await timed(who.command("help"))
            assert (done.trouble, took < SOON_S) == (None, True)
            who.say("hello")
            event = newest(stage)
            assert await stage.until(lambda event=event: answered(stage, event)) < SOON_S
            assert answered(stage, event) == [""]
        gate.set()
        await stage.settle()
    assert stage.posts() == 1
    assert stage.slack.troubles == []


async def test_a_form_is_answered_in_time_while_flatpeak_takes_ten_seconds(stage: Stage) -> None:
    """P-B1, P-B6: first that we are at it, then in the same view what came of it; Connect is asked once."""
    ada = stage.person("Ada")
    await to_rate(stage, ada)
    await ada.press(live(ada), "Enter the price")
    modal = await ada.next_modal()
    await stage.settle()
    await modal.fill(modal.labels[0], "24.5")
    before = stage.posts()
    with slow_flatpeak(stage) as gate:
        done, took = await timed(modal.send())
        assert (done.trouble, took < LONGEST_S) == (None, True)
        [view] = ada.modals
        assert view.labels == []
        waiting = view.texts
        gate.set()
        await stage.settle()
    [view] = ada.modals
    assert view.texts != waiting
    assert stage.posts() == before + 1
    assert stage.slack.troubles == []


async def test_copies_of_an_event_are_one(stage: Stage) -> None:
    """P-B1: five at once, and again after a minute and after six, as Slack does while it sees no answer."""
    ada = stage.person("Ada")
    await command(stage, ada, "connect")
    stage.slack.delivery.copies = 5
    with slow_flatpeak(stage) as gate:
        ada.say(ADDRESS)
        event = newest(stage)
        await stage.slack.delivery.settle()
        for pause_s in (60, 300):
            stage.clock.advance(pause_s)
            stage.slack.delivery.redeliver(event)
            await stage.slack.delivery.settle()
        gate.set()
        await stage.settle()
    assert answered(stage, event) == [""] * 15
    assert await stage.rows("SELECT count(*) FROM inbox WHERE source = 'slack'") == [(2,)]
    assert len(stage.flatpeak.sessions) == 1
    assert sum("Strand" in text for text in texts(ada)) == 1


async def test_copies_of_a_press_are_one(stage: Stage) -> None:
    """P-B1: the very same press five times at once, and once more later: one answer, and nobody is scolded."""
    ada = stage.person("Ada")
    await command(stage, ada, f"connect {ADDRESS}")
    payload = interaction(stage, ada, "Yes, that’s right")
    answers = await asyncio.gather(*(stage.slack.delivery.ask("interactive", payload) for _ in range(5)))
    await stage.settle()
    answers.append(await stage.slack.delivery.ask("interactive", payload))
    await stage.settle()
    assert not any(answer.problem for answer in answers)
    assert stage.posts() == 1
    assert stage.calls("(response_url)") == []


async def test_copies_of_a_press_that_opens_a_form_open_one(http: Stage) -> None:
    """P-B1, P-B3: a trigger works once; who has the form before them is not offered to try again."""
    ada = http.person("Ada")
    await to_rate(http, ada)
    payload = interaction(http, ada, "Enter the price")
    await asyncio.gather(*(http.slack.delivery.ask("interactive", payload) for _ in range(5)))
    await http.settle()
    assert len(ada.modals) == 1
    assert ada.modal.labels
    assert http.calls("(response_url)") == []
    assert [m for m in ada.messages() if m.ephemeral_to] == []


async def test_copies_of_a_command_are_one(stage: Stage) -> None:
    """P-B1: told apart by the trigger; the same words given twice are two commands."""
    ada = stage.person("Ada")
    done = await ada.command(f"connect {ADDRESS}")
    assert done.payload
    copies = [stage.slack.delivery.ask("slash_commands", done.payload) for _ in range(5)]
    assert not any(answer.problem for answer in await asyncio.gather(*copies))
    await stage.settle()
    assert len(stage.flatpeak.sessions) == 1
    assert len([t for t in texts(ada) if "Strand" in t]) == 1
    assert await stage.rows("SELECT count(*) FROM inbox WHERE source = 'slack'") == [(1,)]
    await command(stage, ada, "help")
    await command(stage, ada, "help")
    assert await stage.rows("SELECT count(*) FROM inbox WHERE source = 'slack'") == [(3,)]


async def test_what_cannot_be_stored_is_not_acknowledged(stage: Stage) -> None:
    """P-B2: an event comes again and then has one effect; who presses or commands sees that it was not taken."""
    ada = stage.person("Ada")
    await command(stage, ada, f"connect {ADDRESS}")
    with no_database(stage.app) as refused:
        ada.say("/help")
        event = newest(stage)
        await stage.until(lambda: refused)
        acts = [ada.press(live(ada), "Yes, that’s right"), ada.command("help")]
        waiting = [asyncio.ensure_future(act) for act in acts]
        await stage.until(lambda: len(refused) > 4)
        while len(answered(stage, event)) < 2 or not all(one.done() for one in waiting):
            stage.world.advance(0.5)  # until each is late
            await stage.world.changes.wait(stage.world.changes.count, 0.02)
        assert all(done.trouble for done in await asyncio.gather(*waiting))
        assert "" not in answered(stage, event)
    stage.world.advance(61)
    await stage.settle()
    assert answered(stage, event).count("") == 1
    assert stage.posts() == 0
    assert sum("/tariff" in text for text in texts(ada)) == 1


@pytest.mark.parametrize("number", ["0", "1", "3"])
async def test_a_retry_may_be_the_first_that_we_see(http: Stage, number: str) -> None:
    """P-B2, correction 3: it counts like any other, whatever the header says."""
    ada = http.person("Ada")
    event = message_of(http, ada, "help")
    headers = {"X-Slack-Retry-Num": number, "X-Slack-Retry-Reason": "http_timeout"}
    assert (await send(http, event, **headers)).status_code == 200
    await http.settle()
    assert len(texts(ada)) == 1


async def test_what_was_acknowledged_is_done_after_the_process_has_died(http: Stage) -> None:
    """P-B2, correction 4: the first process never gets to the turn; the second one does it, once."""
    ada = http.person("Ada")
    await command(http, ada, "connect")
    with slow_flatpeak(http):
        ada.say(ADDRESS)
        event = newest(http)
        await http.until(lambda: len(http.flatpeak.sessions) or http.sandbox.calls.to("connect"))
        await http.slack.delivery.settle()
        assert answered(http, event) == [""]
        for work in list(http.app.tasks._tasks):
            work.cancel()
        await asyncio.gather(*http.app.tasks._tasks, return_exceptions=True)
    async with http.another():
        http.clock.advance(120)  # the lease of the one that died
        await http.apps[-1].scheduler.recover()
        await http.settle()
    assert sum("Did I get" in text for text in texts(ada)) == 1


async def test_two_processes_share_what_comes(http: Stage) -> None:
    """P-B1: copies of an event that two processes take at the same moment are one; so are two taps."""
    ada = http.person("Ada")
    async with http.another() as other:
        urls = [http.url, http.url.replace(str(http.app.port), str(other.port))]
        await command(http, ada, f"connect {ADDRESS}")
        payload = interaction(http, ada, "Yes, that’s right")
        event = message_of(http, ada, "Quillmoor Power")
        for sent in (payload, event):
            await asyncio.gather(*(send(http, sent, url) for url in urls * 3))
            await http.settle()
    assert [a["route"] for a in http.answers()] == ["postal_address_capture", "provider_select"]
    assert http.posts() == 2


async def test_one_who_waits_holds_up_nobody(stage: Stage) -> None:
    """P-B29: while Ada's answer takes its time at FlatPeak, Ben's whole way is free."""
    ada, ben = stage.person("Ada"), stage.person("Ben")
    await command(stage, ada, f"connect {ADDRESS}")
    with slow_flatpeak(stage) as gate:
        await ada.press(live(ada), "Yes, that’s right")
        await stage.until(lambda: stage.posts() == 1)
        await ben.command(f"connect {ADDRESS}")
        await stage.until(lambda: [m for m in ben.messages() if m.bot_id and "Did I get" in m.text])
        _, took = await timed(ben.press(live(ben), "Yes, that’s right"))
        assert took < SOON_S
        await stage.until(lambda: "provider" in texts(ben)[-1])
        gate.set()
        await stage.settle()
    assert stage.posts() == 2


async def test_the_whole_way_works_by_both_ways_in(stage: Stage) -> None:
    """P-B2: in Socket Mode, too, where the library shows a retry header on first deliveries."""
    ada = stage.person("Ada")
    await to_providers(stage, ada)
    await say(stage, ada, "Quillmoor Power")
    await press(stage, ada, "One price all day")
    await say(stage, ada, "24.5")
    assert "connected" in texts(ada)[-1]
    assert stage.slack.troubles == []
