"""Whole conversations as text, played by the real bot, through the real adapter, against the sandbox."""

import logging
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import Connection

from storage import locations
from tests.chats.harness import On, Stage, open_stage
from tests.chats.player import Player
from tests.chats.script import Entry, Script, read_script, write_script
from tests.chats.slack_player import SlackPlayer
from tests.chats.telegram_player import TelegramPlayer
from tests.coverage.ledger import claims_of, keep_notes

HERE = Path(__file__).parent
CHATS = sorted(HERE.glob("*.chat"))
ON_SLACK = sorted((HERE / "slack").glob("**/*.chat"))
OTHER_GENERATIONS = sorted(path for name in ("zero", "busbar") for path in (HERE / name).glob("*.chat"))
CONNECT_REFUSES = "FlatPeak: refuses with "
PLAYERS: dict[On, type[Player]] = {"telegram": TelegramPlayer, "slack": SlackPlayer}


def name_of(path: Path) -> str:
    """`chats-01-…`, `zero-01-…`, `slack-01-…`, `slack-zero-01-…`."""
    return "-".join([*(path.parent.relative_to(HERE).parts or ("chats",)), path.stem])


@pytest.mark.parametrize("path", [*CHATS, *OTHER_GENERATIONS, *ON_SLACK], ids=name_of)
async def test_chat(
    path: Path, tmp_path: Path, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    script, writes = read_script(path), request.config.getoption("--write-chats")
    settings = script.settings()
    give_up_s = float(settings.pop("give_up_s", 0)) or None
    on: On = "slack" if path in ON_SLACK else "telegram"
    async with open_stage(tmp_path, give_up_s=give_up_s, on=on, **settings) as stage:
        try:
            await PLAYERS[on](stage, script).play()
        finally:
            if writes:
                write_script(path, script)
        await assert_same_world(stage)
    if request.config.getoption("--write-coverage", default=False):
        keep_notes(path, stage.met)
    else:
        assert sorted(claims_of(path) - stage.met) == [], "docs/coverage.md says that this chat meets them"
    assert writes or script.write() == script.text
    assert list_unsaid(script) == [], "these refusals led to no word"
    errors = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert not errors, "an operator would have to look into this"


def list_unsaid(script: Script) -> list[str]:
    """Codes after which nobody said what is wrong. A fault is tried again, and /cancel leaves all the same."""
    acts = [entry for entry in script.entries if not entry.is_remark]
    refused = ((act.done.partition(CONNECT_REFUSES)[2], then) for act, then in pairwise(acts))
    return [code for code, then in refused if code not in ("", "server_error") and not _is_told(then)]


def _is_told(entry: Entry) -> bool:
    return any(line.startswith("  ⚠️") for line in entry.seen) or "cancel" in entry.done


async def assert_same_world(stage: Stage) -> None:
    """What the bot keeps of locations is what FlatPeak has."""
    house = stage.app.house

    def read(conn: Connection) -> dict[str, dict[str, str]]:
        owners = [str(row[0]) for row in conn.exec_driver_sql("SELECT DISTINCT owner FROM locations")]
        kept = [location for owner in owners for location in locations.of(conn, house.vault, owner)]
        return {one.id: {slot.name: slot.status for slot in one.slots if slot.provider} for one in kept}

    for id_, slots in (await house.db.read(read)).items():
        assert slots == {name: tariff.status for name, tariff in stage.flatpeak.locations[id_].tariffs.items()}


# docs.flatpeak.com/api-reference/anode, the codes of every page; some are met without being forced.
CODES = """
    data_json_invalid city_missing country_code_missing country_code_invalid provider_id_missing provider_not_found
    provider_id_invalid provider_name_missing tariff_id_missing tariff_not_found tariff_id_invalid option_invalid
    option_not_supported cost_value_zero cost_value_negative valid_from_invalid valid_to_invalid gap_in_time_period
    incomplete_time_period tariff_name_missing date_format_invalid action_missing action_invalid server_error"""
MET_BY_ITSELF = ("couldn’t place this address", "percentage must be above zero", "session is too old")


def test_a_chat_for_every_code() -> None:
    told = "".join(path.read_text("utf-8") for path in CHATS)
    assert [code for code in CODES.split() if f"refuses with {code}\n" not in told] == []
    assert [words for words in MET_BY_ITSELF if words not in told] == []
