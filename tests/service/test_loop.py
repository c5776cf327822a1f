"""The loop on which commands run."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(("uvloop", "loop"), [("", "uvloop"), ("sys.modules['uvloop'] = None", "asyncio")])
def test_commands_run_on_the_quicker_loop_where_it_is(tmp_path: Path, uvloop: str, loop: str) -> None:
    if sys.platform == "win32" or sys.implementation.name != "cpython":
        loop = "asyncio"
    script = f"""
import asyncio, sys
from bot import cli
{uvloop}
async def look(settings, arguments):
    print(type(asyncio.get_running_loop()).__module__.partition(".")[0])
    return 3
cli._migrate = look
sys.argv = ["tariffbot", "migrate"]
cli.main()
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (3, loop), done.stderr
