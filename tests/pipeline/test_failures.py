"""What fails is tried again soon, a few times, and then the person is told; never silence, never for ever."""

import logging
from typing import Any

import pytest

import bot.pipeline
import bot.turn
from bot.calls import Made
from bot.conversation.situation import Trouble
from tests.pipeline.conftest import START, Desk

STATE = "SELECT lease_until FROM conversations"


@pytest.fixture(autouse=True)
def _expected(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)


async def trouble(*_: Any, **__: Any) -> Made:
    return Made(Trouble("nonsense"))


async def test_a_failed_turn_lets_the_conversation_go(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.caller.make = trouble
    await desk.hear(START)

    def break_down(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(bot.pipeline, "go_on", break_down)
    await desk.press("@connect")
    monkeypatch.undo()
    assert await desk.rows(STATE) == [(0,)]
    assert await desk.rows("SELECT attempts FROM inbox WHERE handled_at IS NULL") == [(1,)]
    await desk.pass_time(1)
    assert "@retry" in desk.verbs


async def test_what_fails_again_and_again_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object) -> None:
        raise ZeroDivisionError

    desk.caller.make = trouble
    await desk.hear(START)
    monkeypatch.setattr(bot.pipeline, "go_on", break_down)
    await desk.press("@connect")
    while await desk.rows("SELECT 1 FROM inbox WHERE handled_at IS NULL"):
        await desk.pass_time(1)
    assert await desk.rows("SELECT max(attempts) FROM inbox") == [(bot.turn.MOST_ATTEMPTS,)]
    assert "@retry" in desk.verbs
    monkeypatch.undo()
    await desk.press("@retry")
    assert await desk.rows("SELECT 1 FROM inbox WHERE handled_at IS NULL") == []


async def test_what_cannot_even_begin_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(bot.turn, "react_in_chat", break_down)
    await desk.hear(START)
    while await desk.rows("SELECT 1 FROM inbox WHERE handled_at IS NULL"):
        await desk.pass_time(1)
    assert "@retry" in desk.verbs


async def test_what_kills_the_process_every_time_is_put_aside(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.caller.make = trouble
    await desk.hear(START)
    monkeypatch.setattr(bot.pipeline, "begin", _begun_before(bot.turn.MOST_BEGINNINGS))
    await desk.press("@connect")
    assert "@retry" in desk.verbs
    assert await desk.rows("SELECT note FROM inbox WHERE note IS NOT NULL") == [("begun again and again",)]


def _begun_before(times: int) -> Any:
    begin = bot.turn.begin

    def begin_after(conn: Any, house: Any, item: Any) -> Any:
        conn.exec_driver_sql(f"UPDATE inbox SET attempts = {times} WHERE id = {item.row}")
        return begin(conn, house, item)

    return begin_after
