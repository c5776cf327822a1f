"""On Slack the bot is killed with SIGKILL at every call in and out of one whole chat, and started again.

Slack sends an event again that was not taken; what a person has pressed, sent or commanded it does not, but shows that
it failed. Each walk is killed many times, so that all of it takes no longer than it must.
"""

import pytest

from tests.crashes.slack_chat import CONNECT
from tests.crashes.slack_walk import Point, points_of, walk, walk_all

SHARES = 5  # that are walked side by side
WALKS = 10
_points: list[Point] = []


async def points() -> list[Point]:
    """Of the chat undisturbed; played once a test process."""
    if not _points:
        _points.extend(points_of(await walk(CONNECT)))
    return _points


@pytest.mark.parametrize("share", range(SHARES))
async def test_killed_at_any_call(share: int) -> None:
    found = await points()
    assert len(found) > 80
    walks = [found[number::WALKS] for number in range(WALKS)]
    await walk_all(CONNECT, walks[share::SHARES])
