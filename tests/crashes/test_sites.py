"""150 sites at once, while the bot is killed with SIGKILL: each is connected or explained, and none twice."""

from tests.crashes.sites_csv import LARGE
from tests.crashes.sites_walk import RUNNING, connect_all
from tests.crashes.slack_stage import open_slack
from tests.crashes.walk import Point

KILLS = (
    Point("connect", "tariff_structure_select", 20, "after", RUNNING),
    Point("connect", "provider_select", 55, "before", RUNNING),
    Point("connect", "rate_fixed_capture", 90, "after", RUNNING),
    Point("flatpeak", "POST /connect/token", 125, "after", RUNNING),
)


async def test_each_of_many_sites_once() -> None:
    async with open_slack(KILLS) as stage:
        await connect_all(stage, LARGE)
        assert stage.points.deadly == set()
