"""Many walks of one chat, a few at once."""

import asyncio
from collections.abc import Iterable, Sequence

from tests.crashes.chats import FIXED, LOGIN
from tests.crashes.verdict import SENDS, judge
from tests.crashes.walk import Point, Walked, walk

AT_ONCE = 2
INTRODUCTION = ("getMy", "setMy")  # what the bot tells Telegram about itself at each start, beside the chat
NOW_AND_THEN = ("GET /events",)  # what is looked at by itself, whatever the chat does
CHATS = {"fixed": FIXED, "login": LOGIN}
_usual: dict[tuple[str, bool], Walked] = {}


async def undisturbed(chat: str, *, webhook: bool = False) -> Walked:
    """The chat with nothing killed; played once a test process."""
    key = (chat, webhook)
    if key not in _usual:
        _usual[key] = await walk(CHATS[chat], webhook=webhook)
        judge(CHATS[chat], _usual[key], _usual[key])
    return _usual[key]


def points_of(walked: Walked, *, introduction: bool = False) -> list[Point]:
    """Where the bot can be killed in a chat, in an order that does not depend on what happened to come first."""
    of_the_chat = [p for p in sorted(set(walked.points.met)) if not p.method.startswith(NOW_AND_THEN)]
    return [p for p in of_the_chat if p.method.startswith(INTRODUCTION) == introduction]


def one_of_each_kind(walked: Walked) -> list[Point]:
    """Of the same call that is made several times, the one in the middle of the chat."""
    kinds: dict[tuple[str, str, str], list[Point]] = {}
    for point in points_of(walked):
        kinds.setdefault((point.service, point.method, point.moment), []).append(point)
    return [same[len(same) // 2] for same in kinds.values()]


async def walk_all(chat: str, walks: Iterable[Sequence[Point]], *, webhook: bool = False) -> None:
    """A walk for each, killed at all of its points; tells of all that went wrong."""
    usual, room = await undisturbed(chat, webhook=webhook), asyncio.Semaphore(AT_ONCE)
    failures = []

    async def take(points: Sequence[Point]) -> None:
        doubts = sum(point.method in SENDS and point.moment == "after" for point in points)
        async with room:
            try:
                walked = await walk(CHATS[chat], points, webhook=webhook)
                judge(CHATS[chat], walked, usual, kills=len(points), doubts=doubts)
            except (AssertionError, TimeoutError) as error:
                failures.append(f"killed {', '.join(map(str, points))}: {type(error).__name__}: {error}")

    await asyncio.gather(*(take(points) for points in walks))
    assert not failures, "\n\n".join(failures)
