"""On Slack the bot is killed with SIGKILL at every call in and out of one whole chat, and started again.

Slack sends an event again that was not taken; what a person has pressed, sent or commanded it does not, but shows that
it failed. Each walk is killed many times, so that all of it takes no longer than it must.
"""

from typing import get_args

import pytest

from sandbox.calls import Moment
from tests.crashes.slack_walk import points_of, undisturbed, walk_all, walks_of
from tests.crashes.walk import Point

SHARES = 5  # that are walked side by side
SPREAD = 3
BY_SOCKET = 2  # walks by Socket Mode, where only the way in is another
START = tuple(Point("slack", "auth.test", 1, moment) for moment in get_args(Moment))


@pytest.mark.parametrize("share", range(SHARES))
async def test_killed_at_any_call(share: int) -> None:
    found = points_of(await undisturbed())
    assert len(found) > 80
    await walk_all(walks_of([*START, *found])[share::SHARES])


def test_no_kill_takes_the_place_of_another() -> None:
    """However long an answer takes, and whatever comes meanwhile."""
    sent, answered = (Point("bot", "POST view_submission", 1, moment, 8) for moment in get_args(Moment))
    meanwhile = [Point("connect", "rate_tod_capture", nth, "before", 8) for nth in range(1, 12)]
    walks = walks_of([*START, sent, *meanwhile, answered])
    assert sorted(point for walk in walks for point in walk) == sorted([*START, sent, *meanwhile, answered])
    assert [walk for walk in walks if answered in walk and {sent, *meanwhile} & {*walk}] == []


async def test_killed_by_socket() -> None:
    """At every envelope that is stored while Slack does not know it yet, and at some that did not arrive."""
    came = [point for point in points_of(await undisturbed(by_socket=True)) if point.service == "bot"]
    stored, lost = ([point for point in came if point.moment == moment] for moment in ("after", "before"))
    assert len(stored) > 10
    found = sorted([*stored, *lost[::SPREAD]], key=came.index)
    await walk_all([found[number::BY_SOCKET] for number in range(BY_SOCKET)], by_socket=True)
