"""What belongs together in the log has one id, and names nobody."""

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot import logs
from bot.trace import chat_print
from sandbox.telegram.people import Person
from tests.chats.harness import Stage, open_stage
from tests.pitfalls.stage import ADDRESS, SECRET, Hook, live, say, slow_flatpeak, tap, telegram_of, to_summary, until

Lines = list[dict[str, Any]]


class Written:
    """All that is logged, as JSON."""

    def __init__(self, stream: io.StringIO) -> None:
        self._stream = stream

    @property
    def text(self) -> str:
        return self._stream.getvalue()

    @property
    def lines(self) -> Lines:
        return [json.loads(line) for line in self.text.splitlines()]

    def by_trace(self) -> dict[str, Lines]:
        found: dict[str, Lines] = {}
        for line in self.lines:
            if "trace" in line:
                found.setdefault(line["trace"], []).append(line)
        return found


@pytest.fixture
def written() -> Iterator[Written]:
    stream = io.StringIO()
    handler, ours = logging.StreamHandler(stream), logging.getLogger("tariffbot")
    handler.setFormatter(logs.Redacted(as_json=True))
    before = ours.level
    ours.addHandler(handler)
    ours.setLevel(logging.DEBUG)
    yield Written(stream)
    ours.removeHandler(handler)
    ours.setLevel(before)


async def test_from_the_update_to_the_answer_one_id(stage: Stage, anna: Person, written: Written) -> None:
    await to_summary(stage, anna)
    chat = chat_print(stage.app.house.vault, "telegram::71")
    turns = [lines for lines in written.by_trace().values() if lines[0]["message"] == "received from telegram"]
    assert len(turns) == 6  # /start, the address, yes, the provider, one price, 24.5
    for lines in turns:
        said = [line["message"] for line in lines]
        assert {line["chat"] for line in lines} == {chat}
        assert any(words.startswith("outbox row") and words.endswith(": sent") for words in said), said
        assert sum(words.startswith("answered: inbox row") for words in said) == 1, said
    assert any("Send came to PageCame" in line["message"] for line in turns[-1])


async def test_what_waits_in_a_lane_keeps_its_own_id(stage: Stage, anna: Person, written: Written) -> None:
    await say(stage, anna, "/start", ADDRESS)
    with slow_flatpeak(stage) as gate:
        anna.press(live(anna).id, "Yes, that’s right")
        await until(stage, lambda: any("received" in line["message"] for line in written.lines[-1:]))
        anna.say("/help")
        anna.say("/privacy")
        await until(stage, lambda: sum(line["message"].startswith("received") for line in written.lines) == 5)
        gate.set()
        await stage.settle()
    assert len(written.by_trace()) >= 5
    for lines in written.by_trace().values():
        ended = [line["message"] for line in lines if "inbox row" in line["message"]]
        assert len(ended) <= 1, ended


async def test_a_unit_that_logs_is_known_by_its_turn(stage: Stage, anna: Person, written: Written) -> None:
    """It runs in a thread of the database."""
    await say(stage, anna, "/start")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.turn.react_in_chat", lambda *_: 1 / 0)
        await say(stage, anna, "/help")
    (line,) = [line for line in written.lines if "is put aside" in line["message"]]
    assert line["trace"]
    assert "ZeroDivisionError" in written.text


async def test_the_log_names_nobody(stage: Stage, anna: Person, written: Written) -> None:
    anna.user.first_name = "Markeranna"
    await to_summary(stage, anna)
    await tap(stage, anna, 0)
    stage.telegram.faults.refuse("sendMessage", 403, "Forbidden: bot was blocked by the user")
    await say(stage, anna, "/help")
    assert "paused" in written.text
    for marker in ("Markeranna", "WC2N", "Strand", '"71"', " 71", ":71"):
        assert marker not in written.text, marker


def test_people_read_the_first_characters() -> None:
    record = logging.makeLogRecord({"msg": "hello", "levelname": "INFO", "name": "tariffbot.x"})
    assert logs.Redacted().format(record).endswith("INFO    tariffbot.x: hello")


async def test_the_line_of_a_request_has_the_id_of_what_it_brought(tmp_path: Path, written: Written) -> None:
    async with open_stage(tmp_path, telegram_webhook_secret=SECRET) as stage:
        hook, anna = Hook(stage), stage.telegram.person(71, "Anna", "en-GB")
        await until(stage, lambda: telegram_of(stage.app).id)
        assert await hook.post(hook.message(anna, text="/start")) == 200
        assert await hook.post(hook.message(anna, text="/start"), "wrong") == 401
        await stage.settle()
    taken, refused = [line for line in written.lines if line["message"].startswith("POST /telegram/webhook answered")]
    assert (" 200 " in taken["message"], " 401 " in refused["message"]) == (True, True)
    (turn,) = written.by_trace().values()
    assert taken in turn
    assert any(line["message"].startswith("answered: inbox row") for line in turn)
    assert "trace" not in refused
