"""Interleaved rounds of the three bots, each on one core of its own; medians of processor time a turn."""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from aiohttp import web

from tests.bench.bots import BOTS
from tests.bench.upstream import Upstream

WARM_UP = 2000  # turns; by then all work of the start is over, such as reading the names of all countries


def processor_s(process: int) -> float:
    """Processor time of all threads of a process so far, in seconds (proc(5), schedstat: nanoseconds)."""
    threads = Path(f"/proc/{process}/task").iterdir()
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9


def resident_mb(process: int) -> float:
    """Resident memory now."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


async def measure(name: str, turns: int, chats: int, soak: int = 0) -> tuple[float, list[float], float]:
    """Milliseconds of processor time a turn; with `soak`, resident memory along the way; seconds to the first reply."""
    upstream = Upstream(chats)
    runner = web.AppRunner(upstream.app(), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    with tempfile.TemporaryDirectory() as folder:
        upstream.begin()
        started = time.monotonic()
        command = (sys.executable, "-m", "tests.bench.bots", name, url, folder)
        bot = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.DEVNULL)  # their farewells
        pin(bot.pid)
        try:
            await upstream.reach(WARM_UP)
            first_reply_s = upstream.first_send_at - started
            before, at = processor_s(bot.pid), upstream.turns
            await upstream.reach(WARM_UP + turns)
            cost_ms = 1000 * (processor_s(bot.pid) - before) / (upstream.turns - at)
            memory = [resident_mb(bot.pid)]
            for part in range(1, 5 if soak else 1):
                await upstream.reach(soak * part // 4)
                memory.append(resident_mb(bot.pid))
        finally:
            upstream.running = False
            bot.terminate()
            await bot.wait()
            await runner.cleanup()
    return cost_ms, memory, first_reply_s


def pin(process: int) -> None:
    """Give the bot a core of its own where there are two."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) > 1:
        os.sched_setaffinity(process, {cores[1]})


async def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--turns", type=int, default=2000, help="a round, after the warm-up")
    parser.add_argument("--chats", type=int, default=32, help="side by side, each with one press under way")
    parser.add_argument("--soak", type=int, default=20000, help="turns of one long run that watches memory; 0: none")
    parser.add_argument("--only", nargs="*", help="measure only these")
    options = parser.parse_args()
    costs: dict[str, list[float]] = {name: [] for name in BOTS}
    firsts: list[float] = []
    for number in range(options.rounds):
        for name in options.only or BOTS:
            cost_ms, _, first_reply_s = await measure(name, options.turns, options.chats)
            costs[name].append(cost_ms)
            if name == "tariffbot":
                firsts.append(first_reply_s)
            print(f"round {number + 1}  {name:13} {cost_ms:6.2f} ms a turn", flush=True)
    costs = {name: found for name, found in costs.items() if found}
    ours = costs["tariffbot"]
    print(f"\nprocessor time of one turn, medians of {options.rounds} interleaved rounds, {options.chats} chats")
    for name, found in costs.items():
        ratio = statistics.median(a / b for a, b in zip(ours, found, strict=True))
        beside = f"   tariffbot / {name}: {ratio:.2f}" if found is not ours else ""
        print(f"  {name:13} {statistics.median(found):6.2f} ms{beside}")
    print(f"first reply of a cold start: {statistics.median(firsts):.2f} s")
    if options.soak:
        _, memory, _ = await measure("tariffbot", 500, options.chats, options.soak)
        marks = ", ".join(f"{mb:.0f}" for mb in memory)
        print(f"resident memory over {options.soak} turns: {marks} MB")


if __name__ == "__main__":
    asyncio.run(main())
