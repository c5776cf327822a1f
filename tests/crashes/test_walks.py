"""The bot is killed with SIGKILL at every call in and out of one whole chat, and started again.

Nothing that was typed is lost, and Connect receives every answer once.
"""

import pytest

from tests.crashes.shares import points_of, undisturbed, walk_all
from tests.databases import EVERYWHERE

SHARES = 8  # of the points of a chat, so that they can be walked side by side
# The commits are the same on both databases, and on SQLite all points are walked: a third of them is telling enough.
EVERY = 3 if EVERYWHERE == "postgresql" else 1
SPREAD = 5  # of a chat by webhook, every fifth of the points that it has in common with polling
NEW_IN_LOGIN = ("GET /connect/return", "sendPhoto", "editMessageCaption")
KILLS_OF_A_START = 5


@pytest.mark.parametrize("share", range(SHARES))
async def test_killed_at_any_call(share: int) -> None:
    points = points_of(await undisturbed("fixed"))
    assert len(points) > 60
    await walk_all("fixed", [(point,) for point in points[share::SHARES][::EVERY]])


@pytest.mark.parametrize("share", range(3))
async def test_killed_by_webhook(share: int) -> None:
    """At every update that is stored while Telegram does not know it yet, at some that did not arrive, and a spread."""
    points = points_of(await undisturbed("fixed", webhook=True))
    stored = [point for point in points if point.service == "bot" and point.moment == "after"]
    lost = [point for point in points if point.service == "bot" and point.moment == "before"]
    address = [point for point in points if point.method == "setWebhook"]
    others = [point for point in points if point not in (*stored, *lost, *address)]
    chosen = [*stored, *lost[::2], *address, *others[::SPREAD]]
    assert len(stored) >= 8
    await walk_all("fixed", [(point,) for point in chosen[share::3]], webhook=True)


@pytest.mark.parametrize("share", range(2))
async def test_killed_around_a_login(share: int) -> None:
    points = points_of(await undisturbed("login"))
    chosen = [p for p in points if p.method in NEW_IN_LOGIN or (p.method == "session_start" and p.nth > 1)]
    assert len(chosen) >= 6
    await walk_all("login", [(point,) for point in chosen[share::2]])


async def test_killed_again_and_again_while_it_starts() -> None:
    """In the middle of what it tells Telegram about itself, at start after start, while the person waits."""
    points = points_of(await undisturbed("fixed"), introduction=True)
    step = len(points) // KILLS_OF_A_START
    assert step
    await walk_all("fixed", [points[::step][:KILLS_OF_A_START]])
