"""Health tells alive from ready, and names what is wrong without a secret."""

from pathlib import Path
from typing import Any

import pytest

from sandbox.telegram.people import Person
from tests.chats.harness import Stage, open_stage
from tests.pitfalls.stage import ADDRESS, say
from tests.seeing.conftest import TOKEN, get

WRONG = "marker-of-a-key-that-is-none"


@pytest.fixture(autouse=True)
def _always_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.seeing.READ_EVERY_S", 0.0)


async def ready(stage: Stage) -> tuple[int, dict[str, Any]]:
    answer = await get(stage, "/health/ready")
    return answer.status_code, answer.json()


async def test_a_login_that_is_refused_is_a_warning(tmp_path: Path) -> None:
    """It is the same for all processes, so none of them is taken out for it."""
    async with open_stage(tmp_path, metrics_token=TOKEN, flatpeak_api_key=WRONG) as stage:
        assert (await get(stage, "/health/live")).text == "alive"
        anna = stage.telegram.person(71, "Anna", "en-GB")
        anna.say("/start")
        await stage.settle()
        assert (await ready(stage))[0] == 200
        await say(stage, anna, ADDRESS)
        status, told = await ready(stage)
        (warning,) = [words for words in told["warnings"] if "FlatPeak" in words]
        assert (status, told["status"]) == (200, "ready")
        assert "FLATPEAK_API_KEY" in warning
        assert WRONG not in str(told)
        assert "tariffbot_warnings 0.0" not in (await get(stage, "/metrics")).text


async def test_an_outbox_that_is_stuck_is_a_warning(stage: Stage, anna: Person) -> None:
    await say(stage, anna, "/start")
    stage.telegram.faults.refuse("sendMessage", 429, "Too Many Requests", {"retry_after": 1000}, times=9)
    await say(stage, anna, "/help")
    await stage.app.scheduler.stop()  # it would try again
    stage.clock.advance(1200)
    status, told = await ready(stage)
    assert (status, [words for words in told["warnings"] if "stuck" in words]) == (
        200,
        ["the outbox is stuck: 1 wait, the oldest for 20 minutes"],
    )


async def test_a_database_that_does_not_answer_is_a_problem(stage: Stage, anna: Person) -> None:
    await say(stage, anna, "/start")
    read = stage.app.house.db.read
    with pytest.MonkeyPatch.context() as patch:

        async def gone(unit: Any) -> Any:
            raise ConnectionError("no route to marker-host")

        patch.setattr(stage.app.house.db, "read", gone)
        status, told = await ready(stage)
        metrics = (await get(stage, "/metrics")).text
    assert (status, told["status"]) == (503, "unwell")
    assert told["problems"] == ["the database does not answer: ConnectionError"]
    assert "tariffbot_database_up 0.0" in metrics
    assert "tariffbot_ready 0.0" in metrics
    assert "tariffbot_queue_waiting{" not in metrics
    assert stage.app.house.db.read == read
    assert (await ready(stage))[0] == 200
