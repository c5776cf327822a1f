"""Whole conversations as text, played by the real bot, through the real adapter, against the sandbox."""

import logging
from pathlib import Path

import pytest
from sqlalchemy import Connection

from storage import locations
from tests.chats.harness import Stage, open_stage
from tests.chats.player import Player
from tests.chats.script import read_script, write_script

CHATS = sorted(Path(__file__).parent.glob("*.chat"))


@pytest.mark.parametrize("path", CHATS, ids=lambda path: path.stem)
async def test_chat(
    path: Path, tmp_path: Path, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    script, writes = read_script(path), request.config.getoption("--write-chats")
    settings = script.settings()
    give_up_s = float(settings.pop("give_up_s", 0)) or None
    async with open_stage(tmp_path, give_up_s=give_up_s, **settings) as stage:
        try:
            await Player(stage, script).play()
        finally:
            if writes:
                write_script(path, script)
        await assert_same_world(stage)
    assert writes or script.write() == script.text
    errors = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert not errors, "an operator would have to look into this"


async def assert_same_world(stage: Stage) -> None:
    """What the bot keeps of locations is what FlatPeak has."""
    house = stage.app.house

    def read(conn: Connection) -> dict[str, dict[str, str]]:
        keys = [str(row[0]) for row in conn.exec_driver_sql("SELECT key FROM conversations")]
        kept = [location for key in keys for location in locations.of(conn, house.vault, key)]
        return {one.id: {slot.name: slot.status for slot in one.slots if slot.provider} for one in kept}

    for id_, slots in (await house.db.read(read)).items():
        assert slots == {name: tariff.status for name, tariff in stage.flatpeak.locations[id_].tariffs.items()}
