"""The command as an operator runs it, and how it ends when it is broken off."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

import pytest

from bot.conformance.findings import DIFFERS, NOT_RUN, SAME
from tests.conformance.conftest import Stage

SECONDS = 60


async def start(folder: Path, *words: str, **settings: str) -> asyncio.subprocess.Process:
    """`tariffbot conformance` in a folder without settings of its own."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.cli", "conformance", *words),
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(Path.cwd()), **settings},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def ended(process: asyncio.subprocess.Process) -> tuple[int | None, str, str]:
    out, err = await asyncio.wait_for(process.communicate(), SECONDS)
    return process.returncode, out.decode(), err.decode()


def credentials(stage: Stage) -> dict[str, str]:
    """FlatPeak's alone: no channel is needed."""
    host = stage.host
    return {
        "FLATPEAK_ACCOUNT_ID": host.account_id,
        "FLATPEAK_API_KEY": host.api_key,
        "FLATPEAK_API_URL": host.api_url,
        "FLATPEAK_CONNECT_URL": host.connect_url,
    }


async def test_it_walks_the_generation_of_the_settings(stage: Stage, tmp_path: Path) -> None:
    status, out, err = await ended(await start(tmp_path, FLATPEAK_VERSION="zero", **credentials(stage)))
    assert (status, err) == (SAME, "Walking 2024-08-24.zero …\n")
    assert out.startswith("2024-08-24.zero: ")
    assert out.endswith("Everything is as we expect it.\n")


async def test_it_tells_as_json_what_differs(stage: Stage, tmp_path: Path) -> None:
    stage.altered.alter = lambda path, body: body | {"surprise": 1} if body.get("route") == "provider_select" else body
    status, out, _ = await ended(await start(tmp_path, "--all", "--json", **credentials(stage)))
    told = json.loads(out)
    assert (status, told["exit_status"]) == (DIFFERS, DIFFERS)
    assert [one["generation"] for one in told["generations"]] == ["zero", "anode", "busbar"]
    for one in told["generations"]:
        (difference,) = one["differences"]
        assert (difference["journey"], difference["step"]) == ("ways in", "first page")
        assert difference["came"] == 'provider_select: surprise "number"'


async def test_without_credentials_it_walks_through_the_sandbox(tmp_path: Path) -> None:
    status, out, err = await ended(await start(tmp_path, "--version", "busbar"))
    assert (status, err.splitlines()[0]) == (SAME, "No credentials are set, so this walks through the sandbox.")
    assert out.startswith("2026-08-01.busbar: ")


async def test_a_version_that_nobody_speaks_is_a_sentence(tmp_path: Path) -> None:
    status, out, err = await ended(await start(tmp_path, "--version", "cathode"))
    assert (status, out) == (NOT_RUN, "")
    assert "cathode" in err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_broken_off_it_deletes_what_it_made(stage: Stage, tmp_path: Path, number: signal.Signals) -> None:
    stage.altered.held = "POST /locations"
    process = await start(tmp_path, "--version", "busbar", **credentials(stage))
    await asyncio.wait_for(stage.altered.waits.wait(), SECONDS)
    assert stage.world.locations != {}
    stage.altered.held = ""
    process.send_signal(number)
    status, out, _ = await ended(process)
    stage.altered.let.set()
    assert status == NOT_RUN
    assert "STOPPED  it was broken off." in out
    assert stage.world.locations == {}
