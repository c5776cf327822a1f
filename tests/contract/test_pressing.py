"""A whole service on each channel: what is pressed counts once, for whom it is meant, and while it is asked."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.chats.harness import On, Stage, open_stage
from tests.chats.player import Player
from tests.chats.script import Entry, Script
from tests.chats.slack_player import SlackPlayer
from tests.chats.telegram_player import TelegramPlayer

PLAYERS: dict[On, type[Player]] = {"telegram": TelegramPlayer, "slack": SlackPlayer}
BEGIN = ("> 1-3 Strand, London WC2N 5EH",)
PEOPLE = ["# people", "Ada (en-GB)", "Ben (en-GB)"]


@pytest.fixture(params=list(PLAYERS))
async def stage(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    async with open_stage(tmp_path, on=request.param) as made:
        yield made


async def play(stage: Stage, *acts: str) -> list[str]:
    """What was seen after the last of these acts."""
    script = Script(PEOPLE, [Entry(act) for act in acts])
    await PLAYERS[stage.on](stage, script).play()
    return script.entries[-1].seen


def answered(stage: Stage) -> list[str]:
    """The pages that FlatPeak has an answer to."""
    return [str(answer["route"]) for session in stage.flatpeak.sessions.values() for answer in session.accepted]


async def test_pressed_twice_counts_once(stage: Stage) -> None:
    seen = await play(stage, *BEGIN, "tap [Yes, that’s right] twice")
    assert answered(stage) == ["postal_address_capture"]
    assert sum("energy provider?" in line for line in seen) == 1


async def test_a_button_of_an_earlier_step_changes_nothing_and_says_so(stage: Stage) -> None:
    acts = ("tap [Yes, that’s right]", "> Quillmoor Power", "tap [One price all day]")
    seen = await play(stage, *BEGIN, *acts, "tap [Yes, that’s right] of bot 1")
    assert answered(stage) == ["postal_address_capture", "provider_select", "tariff_structure_select"]
    assert "Already done." in " ".join(seen)


async def test_a_button_of_somebody_else_changes_nothing_and_says_so(stage: Stage) -> None:
    seen = await play(stage, *BEGIN, "Ben: > hello", "Ben: forge [Yes, that’s right] of Ada")
    assert answered(stage) == []
    assert "This button isn’t for you." in " ".join(seen)


@pytest.mark.parametrize("token", ["k3y-_ABCdef0123400", "p:k3y-_ABCdef01234:0", "m:x", "p:../../etc:1", "x", "1"])
async def test_a_made_up_button_changes_nothing(stage: Stage, token: str, caplog: pytest.LogCaptureFixture) -> None:
    await play(stage, *BEGIN, f"forge {token}", "> yes")
    assert answered(stage) == ["postal_address_capture"]
    assert not [record for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")]
