"""Two processes on one PostgreSQL, each killed with SIGKILL in its turn: nothing is lost, and nothing comes twice.

In chats on Telegram and on Slack, and while many sites connect; test_events.py has what comes from FlatPeak. What the
killed one was at is taken up by the other, or by itself when it is back.
"""

import pytest

from tests.crashes import shares, slack_walk
from tests.crashes.chats import log_in, play
from tests.crashes.shares import CHATS, one_of_each_kind
from tests.crashes.sites_csv import SMALL
from tests.crashes.sites_walk import BY_HAND, READING, RUNNING, connect_all
from tests.crashes.slack_stage import SlackStage, open_slack
from tests.crashes.two import ALL, EITHER, open_two
from tests.crashes.verdict import judge
from tests.crashes.walk import Point, finish
from tests.databases import PostgresServer, postgres_server

__all__ = ["postgres_server"]

KINDS = 4  # walks with a point of each kind
WALKS = 10  # walks with every point
IN_TELEGRAM = (
    [(chat, share, first) for chat in CHATS for share in range(WALKS) for first in EITHER]
    if ALL
    else [*(("fixed", share, share % 2) for share in range(KINDS)), ("login", 0, 0)]
)
IN_SLACK = [(share, first) for share in range(WALKS) for first in EITHER] if ALL else [(3, 1)]
OF_SITES = [(share, first) for share in range(WALKS) for first in EITHER] if ALL else [(0, 0)]
# A call of the one may be refused while the other is killed: the person is told, and it is tried after 15 and 60 s.
PATIENCE_S = 240.0
AT_A_START = ("getMe", "GET /login", "setWebhook")  # both start before the chat
AMONG_SITES = (
    Point("slack", "chat.postMessage", 1, "before", READING),
    Point("connect", "tariff_structure_select", 3, "after", RUNNING),
    Point("connect", "provider_select", 8, "before", RUNNING),
    Point("connect", "rate_fixed_capture", 11, "after", RUNNING),
    Point("flatpeak", "POST /connect/token", 16, "after", RUNNING),
)


@pytest.mark.parametrize(("chat", "share", "first"), IN_TELEGRAM)
async def test_in_a_chat_on_telegram(postgres_server: PostgresServer, chat: str, share: int, first: int) -> None:
    usual = await shares.undisturbed(chat, webhook=True)
    steps = shares.points_of(usual) if ALL else one_of_each_kind(usual)
    deadly = [point for point in steps if point.method not in AT_A_START][share :: WALKS if ALL else KINDS]
    assert len(deadly) >= 6
    async with open_two(postgres_server.migrated(), deadly, first) as (stage, points):
        await play(stage.person, CHATS[chat], log_in, PATIENCE_S)
        walked = await finish(stage, points)
    assert points.kills > len(deadly) / 2
    points.deadly.clear()  # what one process does once, such as asking for a login, two may do at other times
    # Whoever is killed may have a send under way beside the step at which that happens: it is made once more.
    judge(CHATS[chat], walked, usual, kills=points.kills, doubts=1)


@pytest.mark.parametrize(("share", "first"), IN_SLACK)
async def test_in_a_chat_on_slack(postgres_server: PostgresServer, share: int, first: int) -> None:
    usual = await slack_walk.undisturbed()
    deadly = slack_walk.points_of(usual)[share::WALKS]
    async with open_slack(deadly, bots=2, database=postgres_server.migrated(), first=first) as stage:
        walked = await slack_walk.walk_on(stage)
    _judge_kills(stage, deadly)
    slack_walk.judge(walked, usual, deadly)


@pytest.mark.parametrize(("share", "first"), OF_SITES)
async def test_while_many_sites_connect(postgres_server: PostgresServer, share: int, first: int) -> None:
    deadly = (await _points_of_sites())[share::WALKS] if ALL else AMONG_SITES
    async with open_slack(deadly, bots=2, database=postgres_server.migrated(), first=first) as stage:
        await connect_all(stage, SMALL)
    _judge_kills(stage, deadly)


async def _points_of_sites() -> list[Point]:
    """Of each kind of call of a job the middle one of its chapter; what somebody does by hand is walked as a chat."""
    if not _OF_SITES:
        async with open_slack() as stage:
            await connect_all(stage, SMALL)
        kinds: dict[tuple[object, ...], list[Point]] = {}
        for point in dict.fromkeys(stage.points.met):
            is_press = point.service == "bot" and point.method.endswith(("block_actions", "block_suggestion"))
            is_chat = point.chapter == BY_HAND or point.method in slack_walk.INTRODUCTION
            if not is_chat and not is_press:
                kinds.setdefault((point.service, point.method, point.moment, point.chapter), []).append(point)
        _OF_SITES.extend(same[len(same) // 2] for same in kinds.values())
    return _OF_SITES


_OF_SITES: list[Point] = []


def _judge_kills(stage: SlackStage, deadly: "list[Point] | tuple[Point, ...]") -> None:
    """Most of them happened: of what one process does once, two may do a little more or less."""
    assert stage.points.kills > len(deadly) / 2
    stage.points.deadly.clear()
