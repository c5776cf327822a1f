"""`make soak`: customers for twenty minutes on two processes that are killed, and a table; beside one undisturbed."""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from tests.databases import migrate, postgres
from tests.soak.report import show_outcomes, show_trouble
from tests.soak.run import Outcome, Plan, run

LAST_CHAT_S = 100.0  # a chat takes that long, so that who comes last is through in time


async def take(plan: Plan, on: str) -> Outcome:
    """One run on a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{Path(folder) / 'soak.db'}"
        if on == "postgresql":
            database = postgres.server.migrated()
        else:
            await migrate(database)
        return await run(plan, database)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("--customers", type=int, default=2000)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--processes", type=int, default=2, choices=(1, 2))
    parser.add_argument("--kills", type=int, default=24)
    parser.add_argument("--database", default="postgresql", choices=("postgresql", "sqlite"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--compare", action="store_true", help="then one process without kills as well")
    options = parser.parse_args()
    if options.processes > 1 and options.database == "sqlite":
        parser.error("several processes need --database postgresql")
    within_s = max(60 * options.minutes - LAST_CHAT_S, 1.0)
    plans = [Plan(options.customers, options.processes, options.kills, within_s, seed=options.seed)]
    if options.compare:
        plans.append(Plan(options.customers, 1, 0, within_s, seed=options.seed))
    outcomes = []
    try:
        for plan in plans:
            outcomes.append(asyncio.run(take(plan, options.database)))
            show_trouble(outcomes[-1])
            show_outcomes(outcomes, options.database)
    finally:
        postgres.stop()
    return int(any(outcome.complaints for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
