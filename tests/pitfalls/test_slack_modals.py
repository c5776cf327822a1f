"""Forms: opened while their trigger lives, never overtaken by an older state, sent in once, and about one question."""

import asyncio
import random
from pathlib import Path

import pytest

from sandbox.flatpeak import flow
from sandbox.flatpeak.errors import RefusedError
from sandbox.slack.modals import Modal
from sandbox.slack.payloads import describe_actor
from sandbox.slack.people import Person
from tests.pitfalls.slack_stage import (
    ADDRESS,
    SOON_S,
    Stage,
    choose,
    command,
    live,
    open_stage,
    press,
    say,
    send,
    slow_database,
    texts,
    timed,
    to_providers,
    to_rate,
)
from tests.pitfalls.slack_stage import stage as stage  # a fixture
from tests.pitfalls.stage import slow_flatpeak

ENTER = "Enter the price"


async def open_form(stage: Stage, person: Person, which: str = ENTER) -> Modal:
    """Press the button of a form, and have the form."""
    await person.press(live(person), which)
    modal = await person.next_modal()
    await stage.settle()
    return modal


async def to_times(stage: Stage, person: Person) -> None:
    """To the question for prices by time of day."""
    await to_providers(stage, person)
    await choose(stage, person, "Choose your provider", "Quillmoor Power")
    await press(stage, person, "Different prices by time of day")


def routes(stage: Stage) -> list[str]:
    """What was answered."""
    return [answer["route"] for answer in stage.answers()]


# Opening


@pytest.mark.parametrize("idle_s", [0, 90, 7200])
@pytest.mark.parametrize("many", [False, True])
async def test_a_form_opens_while_the_database_is_slow(tmp_path: Path, idle_s: float, many: bool) -> None:
    """P-B3: the call goes out within a second though nothing is read from storage for longer than that, also when
    nobody has done anything for a while; what is in the form comes as soon as storage answers."""
    async with open_stage(tmp_path, many=many) as stage:
        ada = stage.person("Ada")
        await to_rate(stage, ada)
        stage.clock.advance(idle_s)
        with slow_database(stage.app) as gate:
            done, took = await timed(ada.press(live(ada), ENTER))
            assert (done.trouble, took < SOON_S) == (None, True)
            assert await stage.until(lambda: stage.calls("views.open")) < SOON_S
            modal = await ada.next_modal()
            assert modal.labels == []
            gate.set()
            await stage.settle()
        assert modal.labels


@pytest.mark.parametrize("code", ["expired_trigger_id", "trigger_expired", "invalid_trigger_id", "internal_error"])
async def test_a_form_that_opens_too_late_is_offered_again(stage: Stage, code: str) -> None:
    """P-B3: beside the card, for that person only; the button leads to the same question, and what was typed counts."""
    ada = stage.person("Ada")
    await to_rate(stage, ada)
    stage.world.faults.refuse("views.open", code)
    before = texts(ada)
    await ada.press(live(ada), ENTER)
    again = await ada.wait_until(lambda: next((m for m in ada.messages() if m.ephemeral_to), None))
    await stage.settle()
    assert texts(ada) == [*before, again.text]
    assert ada.modals == []
    await ada.press(again, "Open the form")
    modal = await ada.next_modal()
    await stage.settle()
    await modal.fill(modal.labels[0], "24.5")
    await modal.send()
    await stage.settle()
    assert routes(stage)[-1] == "rate_fixed_capture"


async def test_a_form_that_opens_too_late_from_the_home_page_is_offered_in_the_chat(stage: Stage) -> None:
    """P-B3, P-B8: there is no address to answer at, so it comes into the private conversation."""
    ada = stage.person("Ada")
    ada.open_home()
    await stage.settle()
    home = ada.home
    assert home
    stage.world.faults.refuse("views.open", "expired_trigger_id")
    await ada.press(home, "Change the rules")
    again = await ada.wait_until(lambda: next((m for m in ada.messages() if m.ephemeral_to), None))
    await ada.press(again, "Open the form")
    modal = await ada.next_modal()
    await stage.settle()
    assert modal.labels


async def test_the_trigger_of_a_copy_is_no_failure(stage: Stage) -> None:
    """P-B3: a trigger that was used has opened the form."""
    ada = stage.person("Ada")
    await to_rate(stage, ada)
    stage.world.faults.refuse("views.open", "exchanged_trigger_id")
    await ada.press(live(ada), ENTER)
    await stage.settle()
    assert [m for m in ada.messages() if m.ephemeral_to] == []


# Changing


async def test_a_hash_that_has_changed_is_no_end(stage: Stage) -> None:
    """P-B4: the form is drawn from what is known then, once more; the row is there and what was typed too."""
    ada = stage.person("Ada")
    await to_times(stage, ada)
    modal = await open_form(stage, ada, "Enter the times")
    await modal.fill("Usual price, in p", "30")
    before = len(stage.calls("views.update"))
    stage.world.faults.refuse("views.update", "hash_conflict")
    await modal.press("Add a time")
    await stage.settle()
    assert len(stage.calls("views.update")) - before == 2
    assert modal.texts.count("Until") == 2
    assert modal.value("Usual price, in p") == "30"
    stage.world.faults.refuse("views.update", "hash_conflict", times=2)
    await modal.press("Add a time")
    await stage.settle()
    assert len(stage.calls("views.update")) - before == 4
    await modal.press("Add a time")
    await stage.settle()
    assert modal.texts.count("Until") == 3


async def test_the_hash_is_the_newest_and_left_out_only_after_loading(stage: Stage) -> None:
    """P-B4: a real hash each time, never a made-up one."""
    ada = stage.person("Ada")
    await to_times(stage, ada)
    modal = await open_form(stage, ada, "Enter the times")
    for _ in range(3):
        await modal.press("Add a time")
        await stage.settle()
    first, *later = stage.calls("views.update")
    assert "hash" not in first.body
    assert len({call.body["hash"] for call in later}) == 3
    assert modal.texts.count("Until") == 4


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_five_quick_changes_end_in_the_right_view(stage: Stage, seed: int) -> None:
    """P-B5: each answer of Slack's takes its own time; all five rows are there, and what was typed has stayed."""
    ada, noise = stage.person("Ada"), random.Random(seed)
    await to_times(stage, ada)
    modal = await open_form(stage, ada, "Enter the times")
    await modal.fill("Usual price, in p", "30")
    for _ in range(8):
        stage.world.faults.delay("views.update", noise.uniform(0, 0.2), noise.choice(("before", "after")))
    for _ in range(5):
        await modal.press("Add a time")
    await stage.settle()
    assert modal.texts.count("Until") == 6
    assert modal.value("Usual price, in p") == "30"
    assert stage.slack.troubles == []


async def test_one_change_at_a_time_is_under_way(stage: Stage) -> None:
    """P-B5: while Slack takes its time with one, no second is sent; then one more shows all that came meanwhile."""
    ada = stage.person("Ada")
    await to_times(stage, ada)
    modal = await open_form(stage, ada, "Enter the times")
    held, before = stage.world.faults.hang("views.update"), len(stage.calls("views.update"))
    for _ in range(5):
        await modal.press("Add a time")
    assert len(stage.calls("views.update")) == before + 1
    held.set()
    await stage.settle()
    assert len(stage.calls("views.update")) == before + 2
    assert modal.texts.count("Until") == 6


async def test_a_closed_form_is_left_alone(stage: Stage) -> None:
    """P-B5: a change that comes after the end of a view is no failure, and brings nothing back."""
    ada = stage.person("Ada")
    await to_times(stage, ada)
    modal = await open_form(stage, ada, "Enter the times")
    held = stage.world.faults.hang("views.update", "before")
    await modal.press("Add a time")
    await modal.close()
    held.set()
    await stage.settle()
    assert ada.modals == []
    assert stage.slack.troubles == []


# Sending in


async def test_a_form_that_is_sent_twice_is_one_answer(stage: Stage) -> None:
    """P-B6: both get an answer that Slack takes, at once and while FlatPeak takes its time; Connect gets one."""
    ada = stage.person("Ada")
    await to_rate(stage, ada)
    modal = await open_form(stage, ada)
    await modal.fill(modal.labels[0], "24.5")
    before = stage.posts()
    with slow_flatpeak(stage) as gate:
        sends = [asyncio.ensure_future(modal.send()) for _ in range(2)]
        await stage.until(lambda: stage.posts() > before)
        gate.set()
        done = await asyncio.gather(*sends)
    await stage.settle()
    assert [one.trouble for one in done] == [None, None]
    assert stage.posts() == before + 1
    assert ada.modals == []


async def test_a_form_that_is_sent_to_two_processes_is_one_answer(stage: Stage) -> None:
    """P-B6: the same, where two processes share the work."""
    ada = stage.person("Ada")
    await to_rate(stage, ada)
    modal = await open_form(stage, ada)
    await modal.fill(modal.labels[0], "24.5")
    before = stage.posts()
    async with stage.another() as other:
        urls = [stage.url, stage.url.replace(str(stage.app.port), str(other.port))]
        sent = {"type": "view_submission", **describe_actor(ada.user, ada.installation), "view": modal.view.to_json()}
        sent["trigger_id"] = ada.issue_trigger(ada.installation, modal.view)
        await asyncio.gather(*(send(stage, sent, url) for url in urls * 2))
        await stage.settle()
    assert stage.posts() == before + 1
    assert "connected" in texts(ada)[-1]


async def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(stage: Stage) -> None:
    """P-B6: an error names a block of that view; nothing is asked of Connect for what can be seen at once."""
    ada = stage.person("Ada")
    await to_rate(stage, ada)
    modal = await open_form(stage, ada)
    before = stage.posts()
    for wrong in ("abc", "-", "twelve <!channel>", "x" * 3000):
        await modal.fill(modal.labels[0], wrong)
        done, took = await timed(modal.send())
        assert (done.trouble, took < SOON_S) == (None, True)
        assert len(modal.errors) == 1
        assert modal.value(modal.labels[0]) == wrong
    await stage.settle()
    assert stage.posts() == before
    await modal.fill(modal.labels[0], "24.5")
    await modal.send()
    await stage.settle()
    assert (ada.modals, stage.posts()) == ([], before + 1)


async def test_what_connect_refuses_is_said_in_the_form(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """P-B6: in time at the field, or in the view that is there by then; the form is still open, and filled."""
    ada = stage.person("Ada")
    await command(stage, ada, "connect")
    modal = await open_form(stage, ada, "Enter the address")
    given = {"Street and number": "1-3 Strand", "Town or city": "London", "Country": "GB", "Postcode": "WC2N 5EH"}
    for label, value in given.items():
        await modal.fill(label, value)

    def refuse(*_: object) -> None:
        raise RefusedError("invalid_address", "no such place", 400, "invalid_request")

    with monkeypatch.context() as patch:
        patch.setattr(flow, "take_answer", refuse)
        await modal.send()
        await stage.settle()
    assert stage.slack.troubles == []
    assert len(ada.modals) == 1
    assert list(modal.errors) == ["address_line1"]
    assert modal.value("Town or city") == "London"


async def test_the_form_of_an_earlier_question_answers_no_other(stage: Stage) -> None:
    """P-B6, P-B7: the answer came in the chat meanwhile; what the old form holds goes nowhere, and it says so."""
    ada = stage.person("Ada")
    await to_rate(stage, ada)
    modal = await open_form(stage, ada)
    await modal.fill(modal.labels[0], "99")
    ada.say("24.5")
    await stage.settle()
    before = stage.answers()
    done = await modal.send()
    await stage.settle()
    assert done.trouble is None
    assert stage.answers() == before
    assert ada.modals == []


async def test_a_form_of_another_session_answers_no_other(stage: Stage) -> None:
    """P-B7: the same question of another address is another question."""
    ada = stage.person("Ada")
    await to_rate(stage, ada)
    modal = await open_form(stage, ada)
    await modal.fill(modal.labels[0], "99")
    ada.say("cancel")
    await stage.settle()
    await say(stage, ada, "yes")
    await command(stage, ada, "connect 20 Strand, London WC2N 5EH")
    before = stage.answers()
    await modal.send()
    await stage.settle()
    assert stage.answers() == before


async def test_a_form_that_was_closed_halfway_is_as_it_was_left(stage: Stage) -> None:
    """P-B7: what was confirmed with the enter key or a change of rows is there again, at the same question."""
    ada = stage.person("Ada")
    await to_times(stage, ada)
    modal = await open_form(stage, ada, "Enter the times")
    await modal.fill("Usual price, in p", "30", enter=True)
    await modal.press("Add a time")
    await stage.settle()
    await modal.close()
    await stage.settle()
    modal = await open_form(stage, ada, "Enter the times")
    assert modal.value("Usual price, in p") == "30"


async def test_never_more_than_one_view_and_always_a_way_back(stage: Stage) -> None:
    """P-B7: nothing is pushed over anything in a whole chat, and Back leads to the answers that were given."""
    ada = stage.person("Ada")
    await command(stage, ada, f"connect {ADDRESS}")
    await press(stage, ada, "Yes, that’s right")
    await choose(stage, ada, "Choose your provider", "Quillmoor Power")
    await press(stage, ada, "One price all day")
    modal = await open_form(stage, ada)
    assert len(ada.modals) == 1
    await modal.close()
    for _ in range(3):
        await press(stage, ada, "‹ Back")
    assert "Strand" in texts(ada)[-1]
    assert stage.calls("views.push") == []
