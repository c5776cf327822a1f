"""Foreign words in our messages: no limit of Slack's is passed, nobody is rung, no link is forged, nothing unfurls."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.conversation.cards import Card, Facts, Keyed, Text, Title
from bot.conversation.replies import Place
from sandbox.flatpeak import pages, providers
from sandbox.slack.blocks import texts_of
from sandbox.slack.mrkdwn import active_in_message, to_plain
from sandbox.slack.people import Person
from sandbox.slack.widgets import widgets_of
from tests.pitfalls.slack_stage import (
    ADDRESS,
    Stage,
    channel_of,
    command,
    live,
    open_stage,
    press,
    say,
    texts,
    to_providers,
    to_rate,
    to_summary,
)
from tests.pitfalls.slack_stage import stage as stage  # a fixture

ALARM = "<!channel> <@U1> <https://evil.example|ok> a&b :tada: *x*"
HOSTILE = {
    "rings everybody": ALARM,
    "150 characters": "W" * 150,
    "151 with signs that are escaped": "&<>" * 50 + "x",
    "emoji of several parts": "👩‍👩‍👧‍👦🏳️‍🌈" * 14,
    "right to left": "\u202eشركة الكهرباء\u202c <!here>" * 6,
    "styles": "*bold* _it_ ~no~ `code` ```block``` > quote :smile: :+1:",
    "lines": "one\ntwo\r\nthree\u2028four",
    "entities": "&lt;!channel&gt; &amp;amp;",
    "half a character": "\ud83d and \udc00",
    "nothing to see": "\u200b\u2060 \u00a0",
}
SHOWING = ("chat.postMessage", "chat.update", "chat.postEphemeral", "(response_url)")


def shown(stage: Stage) -> Iterator[tuple[str, str, list[Any]]]:
    """Everything that was ever shown anywhere: by which method, its text, its blocks."""
    for call in stage.world.calls.to("slack"):
        if call.method in SHOWING and not call.body.get("delete_original"):
            yield call.method, str(call.body.get("text") or ""), call.body.get("blocks") or []
        elif call.method.startswith("views."):
            yield call.method, "", call.body["view"]["blocks"]
        elif call.method == "files.completeUploadExternal":
            yield call.method, str(call.body.get("initial_comment") or ""), call.body.get("blocks") or []
    for attempt in stage.slack.delivery.attempts:
        body = attempt.answer.body
        if isinstance(body, str):
            yield "an answer", body, []
        elif isinstance(body, dict) and "view" in body:
            yield "an answer", "", body["view"]["blocks"]


def check_inert(stage: Stage) -> None:
    """Nothing is active but our own links into the chat, and every message says what it is about."""
    for method, text, blocks in shown(stage):
        active = [one for one in active_in_message(text, blocks) if not one.target.startswith("https://slack.com/app")]
        assert active == [], method
        if method in SHOWING:
            assert to_plain(text).strip(), method
            assert len(text) <= 4000
    for call in stage.calls("chat.postMessage"):
        assert (call.body["unfurl_links"], call.body["unfurl_media"]) == (False, False)


def sell(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """The providers of Great Britain are these."""
    one = providers.find_by_name("GB", "Quillmoor Power")
    made = tuple(replace(one, id=providers.make_id("prv", name), name=name) for name in names)
    monkeypatch.setattr(pages, "list_providers", lambda _: made)
    every = {**providers.all_providers(), **{one.id: one for one in made}}
    monkeypatch.setattr("sandbox.flatpeak.answers.all_providers", lambda: every, raising=False)
    monkeypatch.setattr(providers, "all_providers", lambda: every)


async def connect_all(stage: Stage, ada: Person) -> None:
    """From a channel to the end: chat, form, home, a share in the channel, an export."""
    energy = stage.channel()
    ada.invite_app(energy)
    await command(stage, ada, f"connect {ADDRESS}", energy)
    await press(stage, ada, "Yes, that’s right")
    stage.clock.advance(2)
    ada.open_home()
    await stage.settle()


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
async def test_hostile_names_of_providers_harm_nobody(stage: Stage, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """P-B10, P-B23, P-B28: in a button, a menu, a fact, a done step, the home page, a share in the channel."""
    sell(monkeypatch, name, "Quillmoor Power")
    ada = stage.person("Ada")
    await connect_all(stage, ada)
    card = live(ada)
    first = next(w for w in widgets_of(card.blocks) if w.kind == "button")
    await ada.press(card, first.key[1])
    await stage.settle()
    if "price" in texts(ada)[-1].lower():
        await press(stage, ada, "One price all day")
        await say(stage, ada, "24.5")
        await press(stage, ada, "Done")
        await press(stage, ada, "Share in the channel")
    await command(stage, ada, "list")
    ada.open_home()
    await stage.settle()
    check_inert(stage)
    assert stage.slack.troubles == []
    assert await stage.rows("SELECT error FROM outbox WHERE outcome <> ''") == []


LIMITS = (24, 30, 75, 150, 300, 600, 2000, 3000)
TYPED = {what: text for what, text in HOSTILE.items() if what != "half a character"}  # no form can carry that


@pytest.mark.parametrize("typed", TYPED.values(), ids=TYPED)
async def test_whatever_is_typed_harms_nobody(stage: Stage, typed: str) -> None:
    """P-B10, P-B23: as an address, as a name, as a price, in a form, in a command; a colleague has that name."""
    ada, ben = stage.person("Ada"), stage.person("Ben")
    ben.user.display_name = ben.user.name = typed
    await say(stage, ada, typed)
    await command(stage, ada, f"connect {typed}")
    await command(stage, ada, "cancel")
    await to_rate(stage, ben)
    await say(stage, ben, typed)
    if "Enter the price" in str(live(ben).blocks):
        await ben.press(live(ben), "Enter the price")
        modal = await ben.next_modal()
        await stage.settle()
        await modal.fill(modal.labels[0], typed)
        await modal.send()
        await stage.settle()
    for who in (ada, ben):
        who.open_home()
        await stage.settle()
    check_inert(stage)
    assert stage.slack.troubles == []
    assert await stage.rows("SELECT error FROM outbox WHERE outcome <> ''") == []


async def test_a_tariff_with_an_alarm_in_its_name_rings_nobody_anywhere(tmp_path: Path) -> None:
    """P-B23: chat, form, home, channel, whisper, file; and where it is shown, it reads as it was written."""
    async with open_stage(tmp_path, ask_tariff_name=True) as stage:
        ada, energy = stage.person("Ada"), stage.channel()
        ada.invite_app(energy)
        await command(stage, ada, f"connect {ADDRESS}", energy)
        await press(stage, ada, "Yes, that’s right")
        await say(stage, ada, "Quillmoor Power")
        for _ in range(4):
            if "One price" in str(live(ada).blocks):
                await press(stage, ada, "One price all day")
            await say(stage, ada, "24.5" if "per kWh" in texts(ada)[-1] else ALARM)
        ada.open_home()
        await stage.settle()
        await command(stage, ada, "list")
        await command(stage, ada, "privacy")
        check_inert(stage)
        assert ada.home


LONG = 40_000


async def test_forty_thousand_characters_arrive_in_order(stage: Stage) -> None:
    """P-B11: in several messages, each within what Slack takes, nothing lost and nothing twice."""
    ada = stage.person("Ada")
    words = [f"word{n}" for n in range(LONG // 9)]
    card = Card((Title("Report"), Text(" ".join(words)), Facts((("Name", ALARM * 8),))))
    place = Place("slack", ada.id, team=ada.user.team.id)
    await channel_of(stage.app).send(place, Keyed(card))
    arrived = " ".join(word for m in ada.messages() for word in texts_of(m.blocks)).split()
    assert [word for word in arrived if word.startswith("word")] == words
    assert len(ada.messages()) > 3
    assert not any(c.body.get("error") for c in stage.calls("chat.postMessage"))
    check_inert(stage)


@pytest.mark.parametrize("letter", ["x", "&", "😀"])
async def test_every_length_near_a_limit_is_taken_whole_or_marked(stage: Stage, letter: str) -> None:
    """P-B10: limit less one, limit, limit and one; whatever is cut says so."""
    ada, channel = stage.person("Ada"), channel_of(stage.app)
    place = Place("slack", ada.id, team=ada.user.team.id)
    for length in (most + more for most in LIMITS for more in (-1, 0, 1)):
        text, before = letter * length, len(ada.messages())
        await channel.send(place, Keyed(Card((Title(text), Text(text), Facts(((text[:40], text),))))))
        said = "".join(word for m in ada.messages()[before:] for word in texts_of(m.blocks))
        assert said.count(letter) >= 3 * length or "…" in said, length


async def test_links_that_work_once_are_not_used_up_by_looking(stage: Stage) -> None:
    """P-B24: whoever fetches the address of the return twice changes nothing."""
    ada = stage.person("Ada")
    await to_providers(stage, ada)
    await say(stage, ada, "Tidehollow Energy")
    links = [w for m in ada.messages() for w in m.blocks if "http" in str(w)]
    assert links
    before = stage.posts()
    async with httpx.AsyncClient() as browser:
        for _ in range(2):
            got = await browser.get(f"{stage.app.settings.public_url}/connect/return?connect_token=cot_unknown")
            assert got.status_code < 500
    await stage.settle()
    assert stage.posts() == before
    check_inert(stage)


async def test_a_whole_way_says_everything_in_its_texts_too(stage: Stage) -> None:
    """P-B28: what a notification or a screen reader gets names the matter and what can be done."""
    ada = stage.person("Ada")
    await to_summary(stage, ada)
    ada.open_home()
    await stage.settle()
    check_inert(stage)
    posted = [text for method, text, _ in shown(stage) if method in SHOWING]
    assert any("Quillmoor Power" in text and "24.5" in text for text in posted)
    assert any("Yes, that’s right" in text for text in posted)
