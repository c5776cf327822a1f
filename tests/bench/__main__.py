"""Interleaved rounds of all bots, each on one core of its own; medians of processor time a turn."""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from aiohttp import web

from tests.bench.slack import Slack
from tests.bench.telegram import Telegram
from tests.bench.upstream import Upstream
from tests.ports import free_port

WARM_UP = 2000  # turns; by then all work of the start is over, such as reading the names of all countries
# Ours on each platform, and the bare ones that it is compared with.
PLATFORMS: dict[str, tuple[type[Upstream], tuple[str, ...]]] = {
    "telegram": (Telegram, ("ptb-httpx", "ptb-aiohttp")),
    "slack": (Slack, ("bolt",)),
}


class Measured(NamedTuple):
    """Processor time a turn, seconds to the first reply of a cold start, resident memory along a soak."""

    cost_ms: float
    first_reply_s: float
    memory_mb: list[float]


def processor_s(process: int) -> float:
    """Processor time of all threads of a process so far, in seconds (proc(5), schedstat: nanoseconds)."""
    threads = Path(f"/proc/{process}/task").iterdir()
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9


def resident_mb(process: int) -> float:
    """Resident memory now."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


async def measure(upstream: Upstream, bot_command: Sequence[str], turns: int, soak: int = 0) -> Measured:
    """One run of one bot; with `soak`, so many turns more that watch its memory."""
    runner = web.AppRunner(upstream.app(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    with tempfile.TemporaryDirectory() as folder:
        started, port = time.monotonic(), free_port()
        command = (*bot_command, url, folder, str(port))
        bot = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.DEVNULL)  # their farewells
        pin(bot.pid)
        try:
            await upstream.begin(f"http://127.0.0.1:{port}")
            await upstream.reach(WARM_UP)
            before, at = processor_s(bot.pid), upstream.turns
            await upstream.reach(WARM_UP + turns)
            cost_ms = 1000 * (processor_s(bot.pid) - before) / (upstream.turns - at)
            memory = [resident_mb(bot.pid)]
            for part in range(1, 5 if soak else 1):
                await upstream.reach(WARM_UP + turns + soak * part // 4)
                memory.append(resident_mb(bot.pid))
        finally:
            await upstream.close()
            bot.terminate()
            await bot.wait()
            await runner.cleanup()
    return Measured(cost_ms, upstream.first_send_at - started, memory)


def command_of(name: str) -> tuple[str, ...]:
    """What starts one of the bots; where the upstream is comes after it."""
    return sys.executable, "-m", "tests.bench.bots", name


def pin(process: int) -> None:
    """Give the bot a core of its own where there are two."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) > 1:
        os.sched_setaffinity(process, {cores[1]})


async def compare(platform: str, options: argparse.Namespace) -> None:
    """Ours and the bare ones of one platform in turn, and what came of it."""
    world, bare = PLATFORMS[platform]
    found: dict[str, list[Measured]] = {name: [] for name in (*bare, platform)}
    for number in range(options.rounds):
        for name, all_rounds in found.items():
            all_rounds.append(await measure(world(options.chats), command_of(name), options.turns))
            print(f"round {number + 1}  {name:12} {all_rounds[-1].cost_ms:6.2f} ms a turn", flush=True)
    print(f"\n{platform}: processor time of one turn, medians of {options.rounds} rounds, {options.chats} chats")
    for name, all_rounds in found.items():
        pairs = zip(found[platform], all_rounds, strict=True)
        ratio = statistics.median(ours.cost_ms / other.cost_ms for ours, other in pairs)
        beside = f"   tariffbot / {name}: {ratio:.2f}" if name != platform else ""
        title = "tariffbot" if name == platform else name
        print(f"  {title:12} {statistics.median(one.cost_ms for one in all_rounds):6.2f} ms{beside}")
    firsts = statistics.median(one.first_reply_s for one in found[platform])
    print(f"  first reply of a cold start: {firsts:.2f} s")
    if options.soak:
        soaked = await measure(world(options.chats), command_of(platform), 500, options.soak)
        marks = ", ".join(f"{mb:.0f}" for mb in soaked.memory_mb)
        print(f"  resident memory over {options.soak} turns: {marks} MB")
    print(flush=True)


async def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("platforms", nargs="*", default=[*PLATFORMS], help=f"which of {', '.join(PLATFORMS)}")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--turns", type=int, default=2000, help="a round, after the warm-up")
    parser.add_argument("--chats", type=int, default=32, help="side by side, each with one press under way")
    parser.add_argument("--soak", type=int, default=20000, help="turns of one long run that watches memory; 0: none")
    options = parser.parse_args()
    from tests.bench import alerts, events  # they measure with what stands above

    for platform in options.platforms:
        await compare(platform, options)
    await events.compare_events(options.rounds)
    await alerts.compare_alerts(options.rounds)


if __name__ == "__main__":
    asyncio.run(main())
