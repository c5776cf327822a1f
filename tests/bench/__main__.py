"""Interleaved rounds of all bots, each process on one core of its own; medians, and ratios within each round."""

import argparse
import asyncio
import json
import os
import signal
import statistics
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tests.bench import alerts, events
from tests.bench.databases import Store, opened
from tests.bench.measuring import Measured, measure
from tests.bench.slack import Slack
from tests.bench.telegram import Telegram, TelegramWebhook
from tests.bench.upstream import Upstream


class Case(NamedTuple):
    """A bot, what plays the world for it, and on what it runs. Bare ones keep nothing."""

    title: str
    bot: str
    world: type[Upstream]
    database: str = ""
    processes: int = 1


PLATFORMS = {
    "telegram": (
        Case("ptb-httpx", "ptb-httpx", Telegram),
        Case("ptb-aiohttp", "ptb-aiohttp", Telegram),
        Case("tariffbot, sqlite, polling", "telegram", Telegram, "sqlite"),
        Case("tariffbot, postgresql, polling", "telegram", Telegram, "postgresql"),
        # One process polls, so two need the webhook; one with it stands beside them.
        Case("tariffbot, postgresql, webhook", "telegram-webhook", TelegramWebhook, "postgresql"),
        Case("two processes, postgresql, webhook", "telegram-webhook", TelegramWebhook, "postgresql", 2),
    ),
    "slack": (
        Case("bolt", "bolt", Slack),
        Case("tariffbot, sqlite", "slack", Slack, "sqlite"),
        Case("tariffbot, postgresql", "slack", Slack, "postgresql"),
        Case("two processes, postgresql", "slack", Slack, "postgresql", 2),
    ),
}
Rounds = Mapping[Case, list[Measured]]


def command_of(name: str) -> tuple[str, ...]:
    """What starts one of the bots; where the upstream is comes after it."""
    return sys.executable, "-m", "tests.bench.bots", name


async def compare(platform: str, options: argparse.Namespace, stores: Mapping[str, Store]) -> dict[str, object]:
    """Ours and the bare ones of one platform in turn, and what came of it."""
    found: dict[Case, list[Measured]] = {case: [] for case in cases_of(platform, options)}
    for number in range(options.rounds):
        for case, measured in found.items():
            measured.append(one := await _measure(case, options.turns, 0, options.chats, stores))
            print(f"round {number + 1}  {case.title:34} {one.rate:6.0f} a second {one.cost_ms:7.2f} ms", flush=True)
    cores = len(os.sched_getaffinity(0))
    print(
        f"\n{platform}: medians of {options.rounds} rounds of {options.turns} turns, {options.chats} chats at once, "
        f"{cores} cores; ms of processor time a turn, of the bot, the database and the side that plays the world"
    )
    print_table(found)
    ours = next(case for case in found if case.database)
    firsts = statistics.median(one.first_reply_s for one in found[ours])
    print(f"  first reply of a cold start ({ours.title}): {firsts:.2f} s")
    if options.soak:
        soaked = await _measure(ours, 500, options.soak, options.chats, stores)
        marks = ", ".join(f"{mb:.0f}" for mb in soaked.memory_mb)
        print(f"  resident memory over {options.soak} turns ({ours.title}): {marks} MB")
    print(flush=True)
    return {case.title: [one._asdict() for one in measured] for case, measured in found.items()}


def cases_of(platform: str, options: argparse.Namespace) -> list[Case]:
    """The bare ones, and ours on what was asked for."""
    cases = PLATFORMS[platform]
    return [
        case
        for case in cases
        if not case.database or (case.database in options.database and case.processes in options.processes)
    ]


async def _measure(case: Case, turns: int, soak: int, chats: int, stores: Mapping[str, Store]) -> Measured:
    world, store = case.world(chats), stores[case.database]
    return await measure(world, command_of(case.bot), turns, soak, processes=case.processes, store=store)


def print_table(found: Rounds) -> None:
    """A line a case; beside what it measured, its ratio to each bare one, of the rate and of the cost."""
    bare = [case for case in found if not case.database]
    beside = "".join(f"{'/ ' + case.title:>14}" for case in bare)
    print(f"  {'':34} {'turns/s':>8}{beside} {'bot ms':>8}{beside} {'database':>9} {'world':>7}")
    for case, measured in found.items():
        rates, costs = ("".join(f"{ratio(found, case, one, of):>14}" for one in bare) for of in ("rate", "cost_ms"))
        rate = statistics.median(one.rate for one in measured)
        cost_ms = statistics.median(one.cost_ms for one in measured)
        database_ms = statistics.median(one.database_ms for one in measured)
        upstream_ms = statistics.median(one.upstream_ms for one in measured)
        kept = f"{database_ms:9.2f}" if database_ms else f"{'-':>9}"
        print(f"  {case.title:34} {rate:8.0f}{rates} {cost_ms:8.2f}{costs} {kept} {upstream_ms:7.2f}")


def ratio(found: Rounds, ours: Case, bare: Case, of: str) -> str:
    """Of one figure, the median over the rounds; nothing for the bare ones."""
    if not ours.database:
        return ""
    pairs = zip(found[ours], found[bare], strict=True)
    return f"{statistics.median(getattr(one, of) / getattr(other, of) for one, other in pairs):.2f}"


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("platforms", nargs="*", default=[*PLATFORMS], help=f"which of {', '.join(PLATFORMS)}")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--turns", type=int, default=2000, help="a round, after the warm-up")
    parser.add_argument("--chats", type=int, default=32, help="side by side, each with one press under way")
    parser.add_argument("--soak", type=int, default=20000, help="turns of one long run that watches memory; 0: none")
    parser.add_argument("--database", nargs="+", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"])
    parser.add_argument("--processes", nargs="+", type=int, choices=[1, 2], default=[1, 2], help="two on postgresql")
    parser.add_argument("--only-turns", action="store_true", help="no events and alerts after them")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write every round's figures there")
    options = parser.parse_args()
    if unknown := set(options.platforms) - set(PLATFORMS):
        parser.error(f"no such platform: {', '.join(unknown)}")
    if not any(case.database for case in cases_of("slack", options)):
        parser.error("two processes need postgresql")
    return options


async def main() -> None:
    options = read_options()
    this = asyncio.current_task()
    assert this
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, this.cancel)  # as Ctrl-C does: all ends with us
    with opened(set(options.database)) as stores:
        found = {platform: await compare(platform, options, stores) for platform in options.platforms}
    if options.json:
        options.json.write_text(json.dumps(found, indent=1))
    if not options.only_turns:
        await events.compare_events(options.rounds)
        await alerts.compare_alerts(options.rounds)


if __name__ == "__main__":
    asyncio.run(main())
