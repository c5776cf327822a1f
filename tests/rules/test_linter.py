"""What ruff guards for us under the settings of this project: each would be found."""

import subprocess
import sys

import pytest

from tests.rules.tree import TOP


def lint(path: str, source: str) -> str:
    """What ruff says about a file that there could be."""
    command = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--quiet",
        "--output-format=concise",
        "--stdin-filename",
        path,
        "-",
    ]
    return subprocess.run(command, cwd=TOP, input=source, text=True, capture_output=True, check=False).stdout


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        ("DTZ005", "from datetime import datetime\n\nNOW = datetime.now()\n"),
        ("DTZ003", "from datetime import datetime\n\nNOW = datetime.utcnow()\n"),
        ("DTZ011", "from datetime import date\n\nTODAY = date.today()\n"),
        ("DTZ006", "from datetime import datetime\n\nTHEN = datetime.fromtimestamp(0)\n"),
        ("T201", 'print("hello")\n'),
        ("ASYNC251", "import time\n\n\nasync def wait() -> None:\n    time.sleep(1)\n"),
        ("RUF006", "import asyncio\n\n\nasync def start() -> None:\n    asyncio.create_task(start())\n"),
    ],
)
def test_ruff_finds_it(rule: str, source: str) -> None:
    assert rule in lint("bot/sample.py", source)


def test_ruff_lets_a_good_file_pass() -> None:
    assert lint("bot/sample.py", "from datetime import UTC, datetime\n\nNOW = datetime.now(UTC)\n") == ""
