"""Walks of the chat on Slack, each killed at several moments, and what has to be true after every one."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from sandbox.slack.model import Message
from sandbox.slack.people import read_message
from sandbox.slack.widgets import widgets_of
from tests.crashes.slack_chat import ANSWERS, CONNECT, play, tells_channel
from tests.crashes.slack_stage import SlackStage, open_slack
from tests.crashes.walk import Left, Point

AT_ONCE = 2
# Of each start, and what is looked at now and then: beside the chat.
INTRODUCTION = ("auth.test", "bots.info", "apps.connections.open", "GET /events", "GET /login")
POSTS = ("chat.postMessage",)


@dataclass(frozen=True, slots=True)
class Walked:
    """A walk that is over, with the bot ended."""

    stage: SlackStage
    left: Left
    log: str


_usual: dict[bool, Walked] = {}  # by whether it was by Socket Mode


async def undisturbed(*, by_socket: bool = False) -> Walked:
    """The chat with nothing killed; played once a test process."""
    if by_socket not in _usual:
        _usual[by_socket] = usual = await walk(by_socket=by_socket)
        judge(usual, usual)
    return _usual[by_socket]


async def walk(deadly: Sequence[Point] = (), *, by_socket: bool = False) -> Walked:
    """Play the chat, killing the bot at these points; look at everything once all is still."""
    async with open_slack(deadly, by_socket=by_socket) as stage:
        return await walk_on(stage)


async def walk_on(stage: SlackStage) -> Walked:
    """The same on a stage that is open, with as many bots as it has."""
    try:
        await play(stage, CONNECT)
    except AssertionError as error:
        raise AssertionError(f"{error}\n{stage.words}") from None
    return await end(stage)


async def end(stage: SlackStage) -> Walked:
    """Wait until all is still, look at what there is, and end the bots."""
    await stage.quiet()
    left = stage.left  # before a bot begins something by itself
    for bot in stage.bots:
        await bot.kill()
    return Walked(stage, left, stage.words)


def points_of(walked: Walked) -> list[Point]:
    """Where the bot can be killed, in the order in which it came there.

    Once of each kind in a chapter: with every field that is filled the bot is told of the change.
    """
    met = dict.fromkeys(walked.stage.points.met)
    return [p for p in met if p.chapter and p.method not in INTRODUCTION and not _is_another(p)]


def walks_of(points: Sequence[Point]) -> list[list[Point]]:
    """Each point in one of the walks, and in a walk no two of a chapter.

    Who is killed while it is at what somebody sent never answers that, and need not be sent it again: a walk with both
    points would never come to the second.
    """
    chapters: dict[int, list[Point]] = {}
    for point in sorted(points):  # the same walks in every process, whatever happened to come first there
        chapters.setdefault(point.chapter, []).append(point)
    return [[point for point in walk if point] for walk in zip_longest(*chapters.values())]


def _is_another(point: Point) -> bool:
    is_echo = point.method.endswith(" message")  # what the bot has written comes back to it
    return point.service == "bot" and (point.nth > 1 or (is_echo and point.chapter > 1))


async def walk_all(walks: Sequence[Sequence[Point]], *, by_socket: bool = False) -> None:
    """A walk for each, killed at all of its points; tells of all that went wrong."""
    usual, room, failures = await undisturbed(by_socket=by_socket), asyncio.Semaphore(AT_ONCE), []

    async def take(points: Sequence[Point]) -> None:
        async with room:
            try:
                judge(await walk(points, by_socket=by_socket), usual, points)
            except (AssertionError, TimeoutError, LookupError) as error:
                failures.append(f"killed {', '.join(map(str, points))}: {type(error).__name__}: {error}")

    await asyncio.gather(*(take(points) for points in walks))
    assert not failures, "\n\n".join(failures)


def judge(walked: Walked, usual: Walked, kills: Sequence[Point] = ()) -> None:
    """AssertionError for whatever was lost, done twice, or left lying about. `usual`: the chat undisturbed."""
    unmet = walked.stage.points.deadly
    assert not unmet, f"the chat never came to: {', '.join(map(str, unmet))}"
    _judge_connect(walked)
    _judge_chat(walked, usual, kills)
    assert walked.left.inbox == []
    assert [row for row in walked.left.outbox if row[1] != "shrink"] == []
    complaints = [line for line in walked.log.splitlines() if " ERROR " in line or "Traceback" in line]
    assert complaints == []


def _judge_connect(walked: Walked) -> None:
    """Every answer arrived once, all in one session, and there is one location, which is connected."""
    world = walked.stage.world.flatpeak
    answered = [session for session in world.sessions.values() if session.accepted]
    received = [[(one["route"], one.get("data", one.get("action"))) for one in s.accepted] for s in answered]
    assert received == [list(ANSWERS)]
    [location] = world.locations.values()
    assert [tariff.status for tariff in location.tariffs.values()] == ["CONNECTED"]


def _judge_chat(walked: Walked, usual: Walked, kills: Sequence[Point]) -> None:
    """Nothing is shown more often than once a kill, and only one card can still be pressed.

    A send whose outcome is unknown is made once more; both messages then carry the same presses. Of several bots the
    one that is killed may have had such a send under way beside the step.
    """
    stage = walked.stage
    beside = 1 if kills and len(stage.bots) > 1 else 0
    doubts = beside + sum(point.method in POSTS and point.moment == "after" for point in kills)
    assert len(stage.cards) <= len(usual.stage.cards) + len(kills)
    assert 1 <= len(_told(stage)) <= 1 + doubts
    live = [key for card in stage.cards for key in _keys(card) if key in walked.left.live_keys]
    assert len(set(live)) == 1
    assert max(Counter(live).values()) <= 1 + doubts


def _told(stage: SlackStage) -> list[str]:
    return [read_message(message) for message in stage.energy.messages.values() if tells_channel(message)]


def _keys(message: Message) -> set[str]:
    """The keys of what can be pressed in a message: "p:<key>:<number>", "m:<key>", "f:<key>"."""
    return {widget.key[1].split(":")[1] for widget in widgets_of(message.blocks)}
