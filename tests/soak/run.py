"""One run: the world, the processes, the customers, and what came of it."""

import asyncio
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import quantiles
from time import process_time
from typing import NamedTuple

from sqlalchemy.engine import make_url

from sandbox.server import SandboxServer
from tests.bench.processes import family_s
from tests.crashes.walk import Left, new_home, read_left, until
from tests.soak.customers import Crowd, Turn
from tests.soak.fleet import Fleet, Spent, open_fleet
from tests.soak.scripts import KINDS
from tests.soak.verdict import count_warnings, judge

SLACK_TRIES_AGAIN_S = (1.0,) * 60  # its own minutes until it does are longer than a chat
QUARTERS = (0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Plan:
    """`within_s`: in which customers arrive; `pace`: 1 for a human's, 0 for as fast as can be."""

    customers: int
    processes: int
    kills: int
    within_s: float
    pace: float = 1.0
    at_once: int = 10_000
    rest_s: float = 4.0  # how long a process is away at most before it is started again
    seed: int = 1
    # Slack lets an app edit 50 messages a minute in a workspace: more of these customers would wait for each other.
    slack_rounds: int = 4


class Used(NamedTuple):
    """Processor seconds: of each process, of the database (0 where that is a file), and of the world and customers."""

    bots: list[Spent]
    database_s: float
    world_s: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run has shown. Times in seconds; memory in MB, of each process by quarter of the steps."""

    plan: Plan
    complaints: list[str]
    warnings: Counter[str]
    took_s: float
    turns: list[Turn]
    after_kills: list[float]  # how long each turn took during which a process was killed
    repeats: int
    used: Used
    memory: list[list[float]]
    starts: int
    written: tuple[int, int]  # messages that were sent on Telegram, and that were edited there

    def percentile(self, percent: int) -> float:
        return quantiles((turn.took_s for turn in self.turns), n=100)[percent - 1]


async def run(plan: Plan, database: str) -> Outcome:
    """Play it on a database with its tables; `complaints` tell what went wrong."""
    with new_home() as home:
        async with SandboxServer() as world:
            world.telegram.webhook.first_pause_s = 0.2
            world.slack.delivery.retry_after_s = SLACK_TRIES_AGAIN_S
            crowd = Crowd(world, plan.customers, len(KINDS), plan.slack_rounds, plan.seed)
            async with open_fleet(world, home, plan.processes, database) as fleet:
                await crowd.warm_up()
                return await _observe(plan, crowd, fleet)


async def _observe(plan: Plan, crowd: Crowd, fleet: Fleet) -> Outcome:
    """From the first customer of the crowd until all is still."""
    before, began, memory = _used(fleet), asyncio.get_running_loop().time(), list[list[float]]()
    beside = [asyncio.ensure_future(work) for work in (_kill(plan, crowd, fleet), _weigh(crowd, fleet, memory))]
    await crowd.come(plan.within_s, plan.pace, plan.at_once)
    used, took_s = _since(before, _used(fleet)), asyncio.get_running_loop().time() - began
    if not any(customer.trouble for customer in crowd.others):
        await asyncio.gather(*beside)
    for task in beside:
        task.cancel()
    left = await _until_still(crowd.world, fleet)
    cluster = _cluster(fleet.database)
    logs = [*(bot.process.log for bot in fleet.bots), *([cluster / "log"] if cluster else [])]
    return Outcome(
        *(plan, judge(crowd, fleet, left, logs), count_warnings(fleet), took_s, crowd.turns),
        after_kills=[t.took_s for t in crowd.turns if any(t.asked < kill.at < t.answered for kill in fleet.kills)],
        repeats=sum(map(len, crowd.repeats().values())),
        used=used,
        memory=memory,
        starts=sum(bot.starts for bot in fleet.bots),
        written=_count_written(crowd.world),
    )


async def _kill(plan: Plan, crowd: Crowd, fleet: Fleet) -> None:
    chance = Random(f"{plan.seed}/kills")
    after = sorted(chance.sample(range(crowd.expected_steps * 19 // 20), plan.kills))
    await fleet.be_killed(crowd, after, chance, plan.rest_s)


async def _weigh(crowd: Crowd, fleet: Fleet, memory: list[list[float]]) -> None:
    for part in QUARTERS:
        await crowd.reach(int(crowd.expected_steps * part))
        memory.append([bot.resident_mb for bot in fleet.bots])


async def _until_still(world: SandboxServer, fleet: Fleet) -> Left:
    """What there is when no update and no event waits, and nothing is under way; what never ends is told as well.

    What the bots begin by themselves later, such as looking for events, is of no interest.
    """
    looks: list[Left] = []

    def is_still() -> bool:
        looks[:] = [read_left(fleet.database)]
        waits = world.telegram.updates.count() + world.flatpeak.webhook.sending + world.slack.delivery.under_way
        return not waits and not looks[0].is_busy

    with suppress(TimeoutError):
        await until(is_still)
    return looks[0]


def _used(fleet: Fleet) -> Used:
    cluster = _cluster(fleet.database)
    database_s = family_s(int((cluster / "data" / "postmaster.pid").read_text().split()[0])) if cluster else 0.0
    return Used([bot.spent for bot in fleet.bots], database_s, process_time())


def _since(before: Used, now: Used) -> Used:
    pairs = zip(before.bots, now.bots, strict=True)
    bots = [Spent(new.all_s - old.all_s, new.starts_s - old.starts_s) for old, new in pairs]
    return Used(bots, now.database_s - before.database_s, now.world_s - before.world_s)


def _count_written(world: SandboxServer) -> tuple[int, int]:
    methods = Counter(call.method for call in world.calls.to("telegram"))
    sent = sum(methods[name] for name in ("sendMessage", "sendPhoto"))
    return sent, sum(number for name, number in methods.items() if name.startswith("editMessage"))


def _cluster(database: str) -> Path | None:
    """The folder of a PostgreSQL that was started for this."""
    folder = make_url(database).query.get("host")
    return Path(folder) if isinstance(folder, str) and folder.startswith("/") else None
