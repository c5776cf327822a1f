"""Buttons: one tap has one effect, every tap is answered at once, and an old, foreign or forged one changes nothing."""

import secrets
from typing import Any

import pytest
from sqlalchemy import Connection

from sandbox.telegram.people import Person
from storage.conversations import read_state
from tests.chats.harness import Stage
from tests.pitfalls.stage import (
    ADDRESS,
    SOON_S,
    answers,
    calls,
    live,
    posts,
    say,
    second,
    slow_flatpeak,
    tap,
    texts,
    to_providers,
    to_rate,
    to_summary,
    until,
)

TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


async def test_two_taps_at_once_and_a_third_later_are_one(stage: Stage, anna: Person) -> None:
    """P-A9: Connect gets one answer; every tap is answered, the late one in words."""
    await say(stage, anna, "/start", ADDRESS)
    card = live(anna)
    token = str(card.button("Yes, that’s right").value)
    taps = [anna.press(card.id, "Yes, that’s right") for _ in range(2)]
    await stage.settle()
    seen = texts(anna)
    stage.clock.advance(600)
    taps.append(anna.press_data(card.id, token))
    await stage.settle()
    assert all(press.answered for press in taps)
    assert [a["route"] for a in answers(stage)] == ["postal_address_capture"]
    assert posts(stage) == 1
    assert anna.toasts[-1].text == "Already done."
    assert texts(anna) == seen


async def test_two_buttons_of_one_card_are_one_choice(stage: Stage, anna: Person) -> None:
    """P-A9: a second thought that comes too late is no second answer."""
    await to_providers(stage, anna)
    await say(stage, anna, "Quillmoor Power")
    card = live(anna)
    anna.press(card.id, "One price all day")
    anna.press(card.id, "Follows the market price")
    await stage.settle()
    structures = [a["data"] for a in answers(stage) if a["route"] == "tariff_structure_select"]
    assert structures == [{"options": ["FIXED"]}]


async def test_a_tap_is_answered_while_flatpeak_thinks(stage: Stage, anna: Person) -> None:
    """P-A10: within a second, though Connect takes a minute; so is the impatient second tap."""
    await say(stage, anna, "/start", ADDRESS)
    with slow_flatpeak(stage) as gate:
        card = live(anna)
        for _ in range(2):
            press = anna.press(card.id, "Yes, that’s right")
            assert await until(stage, lambda press=press: press.answered) < SOON_S
        gate.set()
        await stage.settle()
    assert posts(stage) == 1


async def test_an_answer_that_comes_too_late_for_telegram_is_no_trouble(stage: Stage, anna: Person) -> None:
    """P-A10: the press still counts, and nobody is told of the failure."""
    await say(stage, anna, "/start", ADDRESS)
    for number, description in enumerate((TOO_OLD, TOO_OLD.upper()), 1):
        stage.telegram.faults.refuse("answerCallbackQuery", 400, description)
        press = anna.press(live(anna).id, 0)
        await until(stage, lambda number=number: len(calls(stage, "answerCallbackQuery")) == number)
        press.answered = True  # nobody waits for it any more
        await stage.settle()
    assert len(answers(stage)) == 2
    assert not any("wrong" in text for text in texts(anna))


def all_tokens(stage: Stage) -> set[str]:
    """The data of every button that was ever sent."""
    markups = [c.body["reply_markup"] for c in stage.sandbox.calls.to("telegram") if c.body.get("reply_markup")]
    buttons = [b for m in markups for row in m["inline_keyboard"] for b in row]
    return {b["callback_data"] for b in buttons if "callback_data" in b}


async def states(stage: Stage) -> dict[str, Any]:
    """What every conversation has come to, without what only its looks depend on."""
    vault = stage.app.house.vault

    def read(conn: Connection) -> dict[str, Any]:
        rows = conn.exec_driver_sql("SELECT key, state FROM conversations").all()
        return {
            k: read_state(vault.open(s, f"state {k}")).model_dump(exclude={"rest", "trail", "above"}) for k, s in rows
        }

    return await stage.app.house.db.read(read)


async def replay(stage: Stage, person: Person, tokens: list[str]) -> None:
    """Press them all, on whatever message is the last."""
    for token in tokens:
        stage.clock.advance(1)
        press = person.press_data(person.chat.from_bot[-1].id, token)
        await stage.settle()
        assert press.answered
        assert press.answer
        assert press.answer.text, token


async def test_every_button_ever_shown_is_dead_in_the_end(stage: Stage, anna: Person) -> None:
    """P-A13: after a whole chat, and again after leaving one, old buttons change nothing and say so."""
    await to_summary(stage, anna)
    await say(stage, anna, "/help", "/language", "/privacy", "/tariffs", "/continue")
    await tap(stage, anna, "Done")
    await tap(stage, anna, "My tariffs")
    old = sorted(all_tokens(stage) - {str(b.value) for b in live(anna).buttons})
    before = answers(stage), await states(stage), posts(stage)
    assert len(old) > 40
    await replay(stage, anna, old)
    assert (answers(stage), await states(stage), posts(stage)) == before
    assert len([m for m in anna.chat.from_bot if m.buttons]) == 1
    assert live(anna) is anna.chat.from_bot[-1]


async def test_forged_buttons_do_nothing(stage: Stage, anna: Person) -> None:
    """P-A13: made up, of another length, out of range, empty; each is answered."""
    await to_rate(stage, anna)
    real = str(live(anna).button(0).value)
    before = answers(stage), await states(stage), posts(stage)
    forged = [secrets.token_urlsafe(12) + "00", "", "x" * 64, "ü" * 32, "0" * 18, real[:16] + "zz", real[:16] + "-1"]
    forged += [real.swapcase(), real + " ", "\x00" * 18, "' OR 1=1 --"]
    await replay(stage, anna, forged)
    assert (answers(stage), await states(stage), posts(stage)) == before


async def test_the_button_of_somebody_else_is_refused(stage: Stage, anna: Person) -> None:
    """P-A40: Ben taps Anna's button: an alert for him alone, nothing for her, and it still works for her."""
    ben = stage.telegram.person(72, "Ben", "de")
    await say(stage, ben, "/start")
    await say(stage, anna, "/start", ADDRESS)
    token = str(live(anna).button("Yes, that’s right").value)
    mine, edits = texts(anna), len(calls(stage, "editMessageText", anna.id))
    press = ben.press_data(ben.chat.from_bot[-1].id, token)
    await stage.settle()
    assert press.answer
    assert press.answer.alert
    assert press.answer.text == "Dieser Knopf ist nicht für dich."
    assert (texts(anna), len(calls(stage, "editMessageText", anna.id)), posts(stage)) == (mine, edits, 0)
    await tap(stage, anna, "Yes, that’s right")
    assert len(answers(stage)) == 1


async def test_a_token_is_small_and_says_nothing(stage: Stage, anna: Person) -> None:
    """P-A14, P-A36: 18 bytes of ASCII, whatever it stands for; and no keyboard ever stays below the input."""
    await to_summary(stage, anna)
    assert {len(token.encode()) for token in all_tokens(stage)} == {18}
    assert anna.chat.reply_markup is None
    assert len(all_tokens(stage)) == len({token.casefold() for token in all_tokens(stage)})


async def test_buttons_work_after_a_restart(stage: Stage, anna: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """P-A15: what a button means lies in the database; nothing in the process is asked."""
    await to_providers(stage, anna)
    await stage.app.__aexit__(None, None, None)
    async with second(stage, monkeypatch):
        anna.press(live(anna).id, "More (1/38) ›")
        await until(stage, lambda: "2/38" in str(live(anna).labels))
