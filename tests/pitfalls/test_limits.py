"""Long lists, long texts and nasty ones: nothing is refused by Telegram, nothing is cut in two, all of it is shown."""

import json
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import sandbox.flatpeak.pages
from adapters.telegram.limits import units
from sandbox.flatpeak.providers import Provider, list_providers, make_id
from sandbox.telegram.people import Person
from tests.chats.harness import Stage, open_stage
from tests.pitfalls.stage import ADDRESS, answers, calls, live, say, tap, texts, to_providers, to_rate

NASTY = (
    "<b>&_*[x](y)",
    "</b></i></a> <script>alert(1)</script>",
    "&lt;b&gt; &amp;amp; &quot; &nbsp;",
    "👨‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿 Ж日本 ñ",
    "שלום kWh عربى",
    "\u202eRTL\u202c \u2066x\u2069",
    "a\u00a0b\u202fc\u200bd\u00ad",
    "@channel <@U1> <!channel> #tag /start https://evil.example/?a=1&b=2",
    "{ $name } { -brand } %s {x} {{y}}",
    "`code` ~~x~~ ||y|| __z__ \\_",
    "'; DROP TABLE inbox; --",
    "Ａ" * 300,
    "e\u0301" * 200,
    "x" * 10_000,
    "\U0001f600" * 3_000,
    "line\nline\r\nline\ttab",
)


def providers(
    count: int, name: str = "{n} Эlektrizitätswerk <b>&_*日本電力株式会社 {n} " + "ö" * 60
) -> tuple[Provider, ...]:
    """So many of them, with names that are hard to show."""
    model = list_providers("GB")[0]
    return tuple(replace(model, id=make_id("prv", str(n)), name=name.format(n=n)) for n in range(count))


def markups(stage: Stage) -> list[list[list[dict[str, Any]]]]:
    """Every keyboard that was sent."""
    sent = [c.body.get("reply_markup") for c in stage.sandbox.calls.to("telegram")]
    return [markup["inline_keyboard"] for markup in sent if markup]


def assert_within_limits(stage: Stage) -> None:
    """What Telegram takes: buttons, bytes of their data and of all of them, lengths after parsing."""
    for keyboard in markups(stage):
        assert sum(map(len, keyboard)) <= 100
        assert len(json.dumps(keyboard, ensure_ascii=False).encode()) <= 10_000
        assert all(len(b.get("callback_data", "").encode()) <= 64 for row in keyboard for b in row)
    for chat in stage.telegram.chats.values():
        for message in (m for m in chat.log if m.from_bot):
            assert units(message.text) <= (4096 if message.content.kind == "text" else 1024)


@pytest.mark.parametrize("count", [0, 1, 9, 100, 1000, 10_000])
async def test_lists_of_any_length(
    stage: Stage, anna: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, count: int
) -> None:
    """P-A14, P-A16, P-E9: multi-byte names of eighty characters; the first, the next and the last can be reached."""
    offered = providers(count)
    monkeypatch.setattr(sandbox.flatpeak.pages, "list_providers", lambda country: offered)
    await to_providers(stage, anna)
    labels = [label for row in live(anna).labels for label in row]
    assert "My provider isn’t listed" in labels
    assert "Cancel" in labels
    shown = [label for label in labels if label[0].isdigit()]
    assert len(shown) == min(count, 8)
    if count > 8:
        pages = -(-count // 8)
        following = next(label for label in labels if label.startswith("More"))
        assert f"(1/{pages})" in following
        await tap(stage, anna, following)
        assert f"(2/{pages})" in str(live(anna).labels)
    if 8 < count <= 1000:
        await say(stage, anna, f"{count - 1} Эlektrizitätswerk")
        assert any(label.startswith(f"{count - 1} Э") for row in live(anna).labels for label in row)
    assert_within_limits(stage)
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR] == []


async def test_the_last_page_is_reached_by_browsing(
    stage: Stage, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P-A16, P-E9: every entry is shown once on the way, and the way back is there."""
    offered = providers(50, "Provider {n}")
    monkeypatch.setattr(sandbox.flatpeak.pages, "list_providers", lambda country: offered)
    await to_providers(stage, anna)
    seen: list[str] = []
    while True:
        labels = [label for row in live(anna).labels for label in row]
        seen += [label for label in labels if label.startswith("Provider")]
        following = next((label for label in labels if label.startswith("More")), None)
        if following is None:
            break
        await tap(stage, anna, following)
    assert seen == [p.name for p in offered]
    assert "(7/7)" in str(live(anna).labels)


async def test_an_entry_that_is_gone_meanwhile_is_not_another(
    stage: Stage, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P-E9: a button means its entry, not its place."""
    await to_providers(stage, anna)
    label = live(anna).labels[2][0]
    wanted = next(p for p in list_providers("GB") if p.name == label)
    monkeypatch.setattr(sandbox.flatpeak.pages, "list_providers", lambda country: list_providers(country)[2:])
    await tap(stage, anna, label)
    assert answers(stage)[-1]["data"]["provider"]["id"] == wanted.id


async def assert_calm(stage: Stage, person: Person, caplog: pytest.LogCaptureFixture, text: str) -> None:
    """It is answered, with buttons to go on, in one card that is the last message."""
    before = len(calls(stage, "sendMessage", person.id))
    await say(stage, person, text)
    assert len(calls(stage, "sendMessage", person.id)) > before, text
    assert live(person) is person.chat.from_bot[-1], text
    errors = [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR]
    assert errors == [], text


async def test_nasty_words_in_every_field(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """P-A22, P-A23: at the address and its parts, the search, the names, the price, the term and the commands."""
    async with open_stage(tmp_path, ask_tariff_name=True, ask_contract_term=True) as stage:
        anna = stage.telegram.person(71, "<b>Anna</b> & _co_", "en-GB")
        await say(stage, anna, "/start")
        for text in NASTY:
            await assert_calm(stage, anna, caplog, f"/language {text}"[:4096])
            await assert_calm(stage, anna, caplog, f"/start {text}"[:4096])
        await say(stage, anna, "/connect")
        for text in NASTY:
            await assert_calm(stage, anna, caplog, text)
        await say(stage, anna, "/cancel", "/cancel")
        await to_rate(stage, anna)
        for text in NASTY:
            await assert_calm(stage, anna, caplog, text)
            assert "What does a kWh cost?" in live(anna).text, (text, answers(stage)[-1])
        await say(stage, anna, "24.5")
        for question in ("name", "end"):
            assert question in live(anna).text
            for text in NASTY:
                await assert_calm(stage, anna, caplog, text)
                if question not in live(anna).text:
                    await say(stage, anna, "/back")
            await say(stage, anna, "My tariff" if question == "name" else "no end date")
        assert "connected" in live(anna).text
        assert_within_limits(stage)


async def test_nasty_names_are_shown_as_they_are(stage: Stage, anna: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """P-A22: a provider whose name is markup, and a search for it: the words arrive letter by letter."""
    for name in ("<b>&_*[x](y) Power", "A&amp;B </i> Ltd", "{ $brand } Power"):
        offered = providers(3, "{n} " + name.replace("{", "{{").replace("}", "}}"))
        monkeypatch.setattr(sandbox.flatpeak.pages, "list_providers", lambda country, offered=offered: offered)
        await to_providers(stage, anna)
        assert [row[0] for row in live(anna).labels[:3]] == [p.name for p in offered]
        await tap(stage, anna, "My provider isn’t listed")
        await say(stage, anna, name)
        assert any(name in text for text in texts(anna)[-2:]), name
        await say(stage, anna, "/cancel")
        if "Stop connecting?" in live(anna).text:
            await tap(stage, anna, "Yes, stop")


async def test_telegram_that_cannot_read_our_html_gets_plain_words(stage: Stage, anna: Person) -> None:
    """P-A22: once more without markup, for new messages and for edits, and not a third time."""
    refusal = "Bad Request: can't parse entities: Can't find end tag"
    stage.telegram.faults.refuse("sendMessage", 400, refusal)
    await say(stage, anna, "/start")
    sent = calls(stage, "sendMessage", anna.id)
    assert [bool(c.body.get("parse_mode")) for c in sent] == [True, False]
    assert "<" not in anna.chat.from_bot[-1].text
    stage.telegram.faults.refuse("editMessageText", 400, refusal)
    await tap(stage, anna, "Connect my tariff")
    assert [bool(c.body.get("parse_mode")) for c in calls(stage, "editMessageText", anna.id)] == [True, False]
    assert "Which address" in live(anna).text


@pytest.mark.parametrize("letter", ["w", "\U0001f600", "é", "<", "&"])
async def test_a_text_at_the_limit_arrives_whole(
    stage: Stage, anna: Person, monkeypatch: pytest.MonkeyPatch, letter: str
) -> None:
    """P-A23: list entries that fill a message to the unit and beyond; visible text is not lost, buttons come last."""
    for total in (4000, 4096, 4200, 9000):
        word = letter * (total // len(letter.encode("utf-16-le")) * 2 // 10)
        offered = providers(5, "{n} " + word)
        monkeypatch.setattr(sandbox.flatpeak.pages, "list_providers", lambda country, offered=offered: offered)
        await to_providers(stage, anna)
        assert_within_limits(stage)
        assert live(anna) is anna.chat.from_bot[-1]
        await say(stage, anna, "/cancel")
        if "Stop connecting?" in live(anna).text:
            await tap(stage, anna, "Yes, stop")


async def test_marks_of_direction_do_not_count(stage: Stage, anna: Person) -> None:
    """P-A38: what is pasted back with isolates, marks and odd spaces means the same."""
    await say(stage, anna, "/start", "\u20661-3 Strand, London WC2N 5EH\u2069")
    await tap(stage, anna, "Yes, that’s right")
    await say(stage, anna, "\u200fQuillmoor\u00a0Power\u200e")
    await tap(stage, anna, "One price all day")
    await say(stage, anna, "\u206824.5\u2069\u202fp\u200e")
    data = [a["data"] for a in answers(stage)]
    assert data[0]["postal_address"]["address_line1"] == "1-3 Strand"
    assert data[-1] == {"cost": 0.245}


async def test_a_price_is_the_price_that_was_typed(stage: Stage, anna: Person) -> None:
    """P-E11: digits of other scripts, commas, units; what is doubtful is asked."""
    await to_rate(stage, anna)
    for said, cost in {
        "24,5": "0.245",
        "24.5 p": "0.245",
        "£0.245/kWh": "0.245",
        "٢٤٫٥": "0.245",
        "２４．５": "0.245",
    }.items():
        await say(stage, anna, said)
        session = list(stage.flatpeak.sessions.values())[-1]
        assert session.accepted_raw[-1].decode().replace(" ", "").endswith(f'"data":{{"cost":{cost}}}}}'), said
        await say(stage, anna, "/back")
    before = len(answers(stage))
    for said in ("NaN", "inf", "-", "1e400", "0x10", ADDRESS, "24.5.6", ""):
        await say(stage, anna, said or "?")
        assert len(answers(stage)) == before, said
