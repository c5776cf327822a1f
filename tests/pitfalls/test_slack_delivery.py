"""What becomes of what we send: refusals for good and for now, people who left, used-up addresses, the pace."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.delivery import MOST_STUMBLES
from bot.letters import list_letters
from sandbox.slack import messages, methods
from sandbox.slack.errors import RefusedError
from tests.pitfalls.slack_stage import (
    ADDRESS,
    Stage,
    command,
    installation_of,
    installations_of,
    interaction,
    open_stage,
    press,
    say,
    texts,
    to_providers,
    to_rate,
    to_summary,
)
from tests.pitfalls.slack_stage import stage as stage  # a fixture
from tests.pitfalls.stage import slow_flatpeak

FOR_GOOD = ["channel_not_found", "is_archived", "not_in_channel", "cannot_dm_bot", "restricted_action", "user_disabled"]
FOR_NOW = ["ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"]
NOT_KNOWN = ["a_code_of_tomorrow", "no_text", "invalid_blocks"]
OLD_BLOCKS = {"actions", "context", "header", "image", "input", "section"}
SHARE = "Share in the channel"


async def to_share(stage: Stage) -> None:
    """To the end of something that was begun in a channel where we are."""
    ada, energy = stage.person("Ada"), stage.channel()
    ada.invite_app(energy)
    await command(stage, ada, f"connect {ADDRESS}", energy)
    await press(stage, ada, "Yes, that’s right")
    await say(stage, ada, "Quillmoor Power")
    await press(stage, ada, "One price all day")
    await say(stage, ada, "24.5")
    await press(stage, ada, "Done")


async def later(stage: Stage, times: int = 12) -> None:
    """Let an hour pass, in steps, so that whatever is tried again is tried."""
    for _ in range(times):
        stage.clock.advance(300)
        await stage.app.pipeline.wake_due()
        await stage.settle()


def refuse_in_channel(stage: Stage, code: str, times: int) -> list[int]:
    """Messages to the channel are refused; how many were. Those in private are not."""
    refused: list[int] = []
    post = messages.post_message

    def refuse(asked: object) -> object:
        if asked.params.text("channel") == stage.channel().id and len(refused) < times:  # type: ignore[attr-defined]
            refused.append(1)
            raise RefusedError(code)
        return post(asked)  # type: ignore[arg-type]

    methods.METHODS["chat.postMessage"] = refuse  # type: ignore[assignment]
    return refused


@pytest.fixture(autouse=True)
def all_methods(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test puts in their place is gone after it."""
    monkeypatch.setattr(methods, "METHODS", dict(methods.METHODS))
    monkeypatch.setattr("sandbox.slack.app.METHODS", methods.METHODS)


@pytest.mark.parametrize("code", FOR_GOOD + NOT_KNOWN)
async def test_what_a_channel_refuses_for_good_is_given_up_and_told_once(stage: Stage, code: str) -> None:
    """P-B14: not tried for ever; who shared it is told in private, once, and everything else goes on."""
    await to_share(stage)
    ada = stage.person("Ada")
    refused = refuse_in_channel(stage, code, 1000)
    before = texts(ada)
    await press(stage, ada, SHARE)
    await later(stage)
    assert len(refused) <= (1 if code in FOR_GOOD else 3)
    told = [text for text in texts(ada) if text not in before]
    assert len([text for text in told if "channel" in text.lower() or "invite" in text.lower()]) == 1
    await command(stage, ada, "help")
    assert "/tariff" in texts(ada)[-1]
    letters = await stage.rows("SELECT kind, outcome FROM outbox WHERE settled_at IS NOT NULL")
    assert letters == [("shared", "dead")]


@pytest.mark.parametrize("code", FOR_NOW)
async def test_what_is_refused_for_now_arrives_once(stage: Stage, code: str) -> None:
    """P-B14: after a while, without a word about it."""
    ada = stage.person("Ada")
    stage.world.faults.refuse("chat.postMessage", code, times=3)
    await command(stage, ada, f"connect {ADDRESS}")
    await later(stage)
    assert sum("Did I get" in text for text in texts(ada)) == 1
    assert await stage.rows("SELECT outcome FROM outbox") == []


async def test_what_slack_fails_at_again_and_again_is_parked(stage: Stage) -> None:
    """P-B14: with a limit, and what comes after it is shown."""
    ada = stage.person("Ada")
    stage.world.faults.refuse("chat.postMessage", "internal_error", times=1000)
    await command(stage, ada, f"connect {ADDRESS}")
    await later(stage)
    assert len(stage.calls("chat.postMessage")) == 1 + MOST_STUMBLES
    assert await stage.rows("SELECT kind, outcome FROM outbox") == [("live", "uncertain")]
    stage.world.faults.clear()
    await command(stage, ada, "continue")
    assert sum("Did I get" in text for text in texts(ada)) == 1


@pytest.mark.parametrize("fault", ["crash", "drop before", "limit"])
async def test_what_fails_on_the_way_arrives(stage: Stage, fault: str) -> None:
    """P-B14: a page that is no answer, a line that breaks, a 429."""
    ada, faults = stage.person("Ada"), stage.world.faults
    match fault:
        case "crash":
            faults.crash("chat.postMessage")
        case "limit":
            faults.limit("chat.postMessage", 20)
        case _:
            faults.drop("chat.postMessage", "before")
    await command(stage, ada, f"connect {ADDRESS}")
    await later(stage)
    assert sum("Did I get" in text for text in texts(ada)) == 1


@pytest.mark.parametrize("code", FOR_GOOD[:4])
async def test_a_person_who_cannot_be_reached_is_left_until_they_are_back(stage: Stage, code: str) -> None:
    """P-B14: tried once; when they do something, all goes on from where it was."""
    ada = stage.person("Ada")
    await to_providers(stage, ada)
    stage.world.faults.refuse("chat.postMessage", code, times=1000)
    await say(stage, ada, "Quillmoor Power")
    await later(stage)
    assert sum(c.body["text"] != "⏳" for c in stage.calls("chat.postMessage")[1:]) == 1
    stage.world.faults.clear()
    await command(stage, ada, "continue")
    assert "price" in texts(ada)[-1]


@pytest.mark.parametrize("told", [True, False])
async def test_nothing_is_sent_to_somebody_who_has_left(stage: Stage, told: bool) -> None:
    """P-B15: Slack would take it; the conversation rests, whether an event told of it or it was looked up."""
    ada = stage.person("Ada")
    await to_rate(stage, ada)
    with slow_flatpeak(stage) as gate:
        ada.say("24.5")
        await stage.until(lambda: stage.posts() == 4)
        await stage.slack.delivery.settle()
        if told:
            ada.deactivate()
            await stage.slack.delivery.settle()
        else:
            ada.user.deleted = True
            stage.clock.advance(601)  # what is remembered of people lasts ten minutes
        shown = len(ada.dm.messages)
        gate.set()
        await stage.settle()
    await later(stage, 3)
    assert len(ada.dm.messages) == shown
    assert await stage.rows("SELECT undeliverable <> '' FROM conversations") == [(1,)]
    listed = await list_letters(stage.app.house.db)
    assert f"slack:{ada.user.team.id}:{ada.id} cannot be reached: {'left' if told else 'PlaceClosed'}" in listed


async def test_an_address_for_answers_is_not_needed_for_anything_lasting(stage: Stage) -> None:
    """P-B8: with every such address dead from the start, a whole way from a channel ends well."""
    ada = stage.person("Ada")
    world, make = stage.slack.response_urls, stage.slack.response_urls.make

    def make_dead(*given: object) -> str:
        url = make(*given)  # type: ignore[arg-type]
        world.tickets[url.removeprefix(stage.world.url)].uses = 5
        return url

    world.make = make_dead  # type: ignore[method-assign, assignment]
    await to_share(stage)
    old = next(m for m in ada.messages() if m.bot_id)
    await press(stage, ada, SHARE)
    assert any("Quillmoor" in line for line in ada.transcript(stage.channel()))
    assert old
    assert stage.slack.troubles == []


async def test_a_used_up_address_falls_back_to_the_private_chat(stage: Stage) -> None:
    """P-B8: ten presses on a card that is over: each is answered in words, five times there and then here."""
    ada, ben = stage.person("Ada"), stage.person("Ben")
    await to_providers(stage, ada)
    payload = interaction(stage, ada, "Change address")
    await say(stage, ada, "Quillmoor Power")
    assert ben
    for n in range(10):
        payload["actions"][0]["action_ts"] = f"{n}.000001"
        await stage.slack.delivery.ask("interactive", payload)
        await stage.settle()
    said = [m for m in ada.messages() if m.ephemeral_to]
    assert len(said) >= 9
    assert len({m.text for m in said}) == 1


async def test_after_a_reload_everything_can_still_be_reached(stage: Stage) -> None:
    """P-B9: what only one person saw for a moment is needed for nothing, and never edited."""
    ada = stage.person("Ada")
    await command(stage, ada, f"connect {ADDRESS}", stage.channel())
    await press(stage, ada, "Yes, that’s right")
    stage.world.reload()
    ephemeral = {c.body["ts"] for c in stage.calls("chat.update")} - {m.ts for m in ada.messages()}
    assert ephemeral == set()
    await command(stage, ada, "continue")
    await say(stage, ada, "Quillmoor Power")
    assert stage.answers()[-1]["route"] == "provider_select"


async def test_a_pause_of_one_workspace_is_its_own(tmp_path: Path) -> None:
    """P-B22: a 429 with Retry-After holds that method there for as long as it says; others go on; nothing is lost."""
    async with open_stage(tmp_path, many=True) as stage:
        ada = stage.person("Ada")
        other = stage.world.add_workspace("Another")
        await installations_of(stage.app).save(installation_of(stage.world.install(other)))
        eve = stage.slack.person("Eve", other)
        stage.world.rates.hold("chat.postMessage", ada.user.team.id, stage.clock() + timedelta(seconds=20))
        await command(stage, ada, f"connect {ADDRESS}")
        await command(stage, eve, f"connect {ADDRESS}")
        assert any("Did I get" in text for text in texts(eve))
        await command(stage, stage.person("Ben"), f"connect {ADDRESS}")
        tried = [c for c in stage.calls("chat.postMessage") if c.body["(team)"] == ada.user.team.id]
        assert len(tried) == 1
        stage.clock.advance(19)
        await stage.app.pipeline.wake_due()
        await stage.settle()
        assert len([c for c in stage.calls("chat.postMessage") if c.body["(team)"] == ada.user.team.id]) == 1
        stage.clock.advance(2)
        await stage.app.pipeline.wake_due()
        await stage.settle()
        assert sum("Did I get" in text for text in texts(ada)) == 1


async def test_no_history_is_ever_read(stage: Stage) -> None:
    """P-B22: nothing depends on what new apps may read once a minute."""
    await to_summary(stage, stage.person("Ada"))
    stage.person("Ada").open_home()
    await stage.settle()
    asked = {call.method for call in stage.world.calls.to("slack")}
    assert not asked & {"conversations.history", "conversations.replies", "conversations.list", "users.list"}
    assert stage.world.history_reads == []


async def test_only_blocks_that_are_known_everywhere_are_sent_and_all_of_them_arrive(stage: Stage) -> None:
    """P-B27, correction 9: plain dicts, no kind of a newer year, and what was built is what Slack got."""
    ada = stage.person("Ada")
    await to_summary(stage, ada)
    ada.open_home()
    await stage.settle()
    sent = [call.body["blocks"] for call in stage.world.calls.to("slack") if call.body.get("blocks")]
    sent += [call.body["view"]["blocks"] for call in stage.world.calls.to("slack") if "view" in call.body]
    assert {block["type"] for blocks in sent for block in blocks} <= OLD_BLOCKS
    assert len(sent) > 5
