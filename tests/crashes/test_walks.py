"""The bot is killed with SIGKILL at every call in and out of one whole chat, and started again.

Nothing that was typed is lost, and Connect receives every answer once.
"""

import asyncio

import pytest

from tests.crashes.chats import FIXED, LOGIN, Script
from tests.crashes.verdict import judge
from tests.crashes.walk import Point, Walked, walk

SHARES = 8  # of the points, so that they can be walked side by side
AT_ONCE = 2  # walks of one share
INTRODUCTION = ("getMy", "setMy")  # what the bot tells Telegram about itself at each start, beside the chat
CHATS = {"fixed": FIXED, "login": LOGIN}
_references: dict[tuple[str, bool], Walked] = {}


async def reference(chat: str, *, webhook: bool = False) -> Walked:
    """The chat with nothing killed; made once a test process."""
    key = (chat, webhook)
    if key not in _references:
        _references[key] = await walk(CHATS[chat], set(), webhook=webhook)
    return _references[key]


def points_of(walked: Walked) -> list[Point]:
    """Where the bot can be killed in a chat, in an order that does not depend on what happened to come first."""
    found = sorted(set(walked.points.met))
    return [point for point in found if not point.method.startswith(INTRODUCTION)]


async def walk_all(chat: str, points: list[Point], *, webhook: bool = False) -> None:
    """One walk for each point, a few at once; tells of all that went wrong."""
    usual, script, room = await reference(chat, webhook=webhook), CHATS[chat], asyncio.Semaphore(AT_ONCE)
    failures = []

    async def take(point: Point) -> None:
        async with room:
            try:
                judge(script, await walk(script, {point}, webhook=webhook), usual, (point,))
            except (AssertionError, TimeoutError) as error:
                failures.append(f"killed {point}: {type(error).__name__}: {error}")

    await asyncio.gather(*(take(point) for point in points))
    assert not failures, "\n\n".join(failures)


@pytest.mark.parametrize("share", range(SHARES))
async def test_killed_at_any_call(share: int) -> None:
    await walk_all("fixed", points_of(await reference("fixed"))[share::SHARES])
