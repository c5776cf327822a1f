"""The bot is killed with SIGKILL at every call in and out of one whole chat, and started again.

Nothing that was typed is lost, and Connect receives every answer once.
"""

import pytest

from tests.crashes.shares import points_of, undisturbed, walk_all

SHARES = 8  # of the points of a chat, so that they can be walked side by side
SPREAD = 3  # of the chat by webhook every third point is walked, of the login what the other chat has not
NEW_IN_LOGIN = ("GET /connect/return", "sendPhoto", "editMessageCaption")
KILLS_OF_A_START = 5


@pytest.mark.parametrize("share", range(SHARES))
async def test_killed_at_any_call(share: int) -> None:
    points = points_of(await undisturbed("fixed"))
    assert len(points) > 60
    await walk_all("fixed", [(point,) for point in points[share::SHARES]])


@pytest.mark.parametrize("share", range(SPREAD))
async def test_killed_by_webhook(share: int) -> None:
    """Every update, before it arrives and when it is stored and nobody knows; and a spread of the rest."""
    points = points_of(await undisturbed("fixed", webhook=True))
    updates = [point for point in points if point.service == "bot" or point.method == "setWebhook"]
    others = [point for point in points if point not in updates]
    chosen = [*updates, *others[::SPREAD]]
    assert len(updates) >= 18
    await walk_all("fixed", [(point,) for point in chosen[share::SPREAD]], webhook=True)


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
