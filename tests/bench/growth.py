"""What a turn and the regular work cost in an empty database, and beside a million conversations.

`python -m tests.bench.growth`. The turns are those of the real pipeline, one after the other, with a platform and a
FlatPeak that answer at once, so that hardly anything but the database takes time. All else is timed inside its
transaction, which is then undone. A statement that reads a whole large table ends the run.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, text

from bot.calls import Caller, Made
from bot.connect.outcomes import Opened
from bot.conversation.channel import Channel
from bot.conversation.context import Brand
from bot.conversation.replies import Arrival, Commanded, MessageRef, Person, Place, Pressed, Reply
from bot.conversation.situation import Call, Location, State
from bot.house import House, utc_now
from bot.pipeline import Pipeline
from bot.tasks import Tasks
from bot.texts import Catalogues
from storage import conversations, events, inbox, ledger, locations, outbox, privacy, timeline, wakes
from storage.conversations import pause_team
from storage.database import Database
from storage.leases import give_back
from storage.ledger import References
from storage.levels import read_levels
from storage.purge import purge
from storage.vault import Vault
from tests.bench.growth_fill import FIRST, Amounts, fill
from tests.bench.test_budget import CAN, World
from tests.databases import migrate, postgres
from tests.plans import reading

TURNS = 200
TIMES = 20
# Ten times what the bounded looks read, and less than the smallest of the large tables: rows there, steps here.
MOST = {"postgresql": 100_000, "sqlite": 1_000_000}
SOMEBODY = f"telegram::{FIRST + 77}"
Unit = Callable[[Connection], Any]


class Platform(World):
    """Also for several people, and for those who have had a card before."""

    async def make(self, call: Call, subject: object, key: str, *, doubtful: bool = False) -> Made:
        made = await super().make(call, subject, key, doubtful=doubtful)
        return made if made.opened is None else made._replace(opened=Opened(f"cot_{time.time_ns()}", 3600))

    async def shrink(self, to: Place, message: MessageRef, line: str) -> None:
        self.calls["shrink"] += 1

    async def answers(self) -> bool:
        return True


class Undone(Exception):
    """A unit took so long, and nothing of it is kept."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def units(house: House) -> dict[str, Unit]:
    """What is done each second, each hour, seldom, and by operators."""
    vault, now = house.vault, house.now()
    far = now + timedelta(days=2)  # when all that waits is due
    return {
        "look for wakes, none due": lambda conn: wakes.take_due(conn, now, 100),
        "look for wakes, all due (100 taken)": lambda conn: wakes.take_due(conn, far, 100),
        "claim from the outbox, none due": partial(_claim, house, now),
        "claim from the outbox, all due (100 taken)": partial(_claim, house, far),
        "claim events": lambda conn: events.claim(conn, vault, house.owner, now, 50, 120),
        "take up what is not handled (1000 read)": lambda conn: inbox.unfinished(conn, vault, 1000),
        "give back what a dead process held": lambda conn: give_back(conn, "host/1/dead"),
        "levels, for metrics and health": lambda conn: read_levels(conn, now),
        "purge, nothing old": lambda conn: purge(conn, now - timedelta(days=800)),
        "purge, a whole batch of each kind": lambda conn: purge(conn, now + timedelta(days=30)),
        "forget a person": lambda conn: privacy.erase(conn, SOMEBODY),
        "a workspace uninstalls": lambda conn: pause_team(conn, "slack", "T7", "uninstalled", now),
        "a group moves": lambda conn: conversations.move(conn, "telegram", "-1", "-2"),
        "history of one conversation": lambda conn: timeline.history(conn, vault, SOMEBODY),
        "dead letters": lambda conn: (outbox.dead_letters(conn), inbox.parked(conn)),
        "events put aside": lambda conn: (events.parked(conn), events.counts(conn, 10_000)),
        "open sessions": lambda conn: timeline.count_open(conn),
        "the company lists a customer's homes": partial(_list, house),
    }


def _claim(house: House, now: datetime, conn: Connection) -> None:
    outbox.claim_due(conn, house.vault, house.owner, now, 100, 60)


def _list(house: House, conn: Connection) -> None:
    wanted = References("somebody", "")
    ledger.list_sessions(conn, house.vault, wanted)
    ledger.list_locations(conn, house.vault, wanted)


async def measure(url: str) -> dict[str, float]:
    """Milliseconds: of turns the median, of all else the quickest, which others on the machine disturb least."""
    db, world = Database(url), Platform(CAN["telegram"])
    house = House(db, Vault(["k" * 43]), Catalogues("en"), Brand("B"), {"telegram": cast(Channel, world)})
    pipeline, found = Pipeline(house, cast(Caller, world), Tasks()), {}
    for _ in range(2):  # the second time all that is read once is known
        before_s = time.process_time()
        turns = [seconds async for seconds in talk(pipeline, world, TURNS)]
        found["a turn: a press, one call, the card edited"] = statistics.median(turns)
        found["    of it, processor time of the bot"] = (time.process_time() - before_s) / TURNS
    people = [number for number in range(FIRST, FIRST + 37 * TURNS, 37) if number % 10]  # none of a workspace
    await db.write(lambda conn: remember(conn, house, people))
    found["a turn of somebody who was silent for long"] = statistics.median([s async for s in visit(pipeline, people)])
    for name, unit in units(house).items():
        found[name] = min([await time_undone(db, unit) for _ in range(TIMES)])
    await db.close()
    return {name: 1000 * seconds for name, seconds in found.items()}


async def talk(pipeline: Pipeline, world: World, turns: int) -> AsyncIterator[float]:
    """One person presses one button after the other."""
    who = str(time.time_ns())  # nobody who was here before
    await hear(pipeline, who, Commanded("connect"))
    for _ in range(turns):
        assert world.shown is not None
        yield await hear(pipeline, who, Pressed(world.shown.key, 0, "query"))


def remember(conn: Connection, house: House, people: Sequence[int]) -> None:
    """Have what is kept of these people be true: what fills the tables is noise."""
    vault, long_ago = house.vault, house.now() - timedelta(days=60)
    for number in people:
        key, place = f"telegram::{number}", Place("telegram", f"{number}")
        conn.execute(text("UPDATE conversations SET state = :none WHERE key = :key"), {"none": b"", "key": key})
        conn.execute(text("UPDATE conversations SET undeliverable = '' WHERE key = :key"), {"key": key})
        for row in inbox.unfinished(conn, vault, 10, lane=key):
            inbox.finish(conn, row.id, long_ago)
        held = conversations.claim(conn, vault, key, house.owner, long_ago, 60, pages=house.pages, place=place)
        assert held is not None
        conversations.settle(conn, vault, held, State(language="en", hint="en"), long_ago)
        locations.upsert(conn, vault, key, Location(f"loc_{number - FIRST + 1}"), long_ago)


async def visit(pipeline: Pipeline, people: Sequence[int]) -> AsyncIterator[float]:
    """Each asks for help, once."""
    for number in people:
        yield await hear(pipeline, str(number), Commanded("help"))


async def hear(pipeline: Pipeline, who: str, reply: Reply) -> float:
    """Seconds until all that follows is done."""
    began = time.perf_counter()
    name = f"{who} {began}"
    await pipeline.receive(Arrival(name, Place("telegram", who), Person(who, language="en"), reply, utc_now()))
    while others := asyncio.all_tasks() - {asyncio.current_task()}:
        await asyncio.wait(others)
    return time.perf_counter() - began


async def time_undone(db: Database, unit: Unit) -> float:
    def timed(conn: Connection) -> None:
        began = time.perf_counter()
        unit(conn)
        raise Undone(time.perf_counter() - began)

    try:
        await db.write(timed)
    except Undone as undone:
        return undone.seconds
    raise AssertionError("it raises in any case")


async def check(url: str) -> None:
    """Do each once more, and end with those statements that read a large table from end to end."""
    db, world = Database(url), Platform(CAN["telegram"])
    house = House(db, Vault(["k" * 43]), Catalogues("en"), Brand("B"), {"telegram": cast(Channel, world)})
    with reading() as read:
        async for _ in talk(Pipeline(house, cast(Caller, world), Tasks()), world, 3):
            pass
        for unit in units(house).values():
            await time_undone(db, unit)
    await db.close()
    if slow := read.above(MOST[db.url.get_backend_name()]):
        raise SystemExit(f"These read too much:\n\n{slow}")
    print(f"  {len(read.most)} statements: none reads a large table from end to end")


async def sizes(url: str) -> list[tuple[str, int, int]]:
    """The large tables: bytes with their indexes, and rows."""
    db = Database(url)
    ask = _sizes_of_postgresql if db.url.get_backend_name() == "postgresql" else _sizes_of_sqlite
    found = await db.read(ask)
    await db.close()
    return sorted(found, key=lambda one: -one[1])


def _sizes_of_postgresql(conn: Connection) -> list[tuple[str, int, int]]:
    query = text("SELECT relname, pg_total_relation_size(relid), n_live_tup FROM pg_stat_user_tables")
    return [(name, int(size), int(rows)) for name, size, rows in conn.execute(query)]


def _sizes_of_sqlite(conn: Connection) -> list[tuple[str, int, int]]:
    pages, size = (conn.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("page_count", "page_size"))
    return [("all", pages * size, 0)]


@asynccontextmanager
async def opened(kind: str, folder: Path) -> AsyncIterator[Callable[[str], str]]:
    """Makes databases by their names; nothing of them is left afterwards."""
    if kind == "sqlite":
        yield lambda name: f"sqlite:///{folder / name}.db"
    else:
        yield lambda _: postgres.server.empty()
        await asyncio.to_thread(postgres.stop)


async def compare(kind: str, people: int, filled: str, folder: Path) -> None:
    """One kind of database, empty and full."""
    async with opened(kind, folder) as make:
        urls = {"empty": make("empty"), "full": filled or make("full")}
        for url in urls.values():
            await migrate(url)
        if not filled:
            began, amounts = time.monotonic(), Amounts.of(people)
            await asyncio.to_thread(fill, urls["full"], amounts, datetime.now(UTC), lambda what: print(f"  {what}"))
            print(f"  filled in {time.monotonic() - began:.0f} s")
        found = {name: await measure(url) for name, url in urls.items()}
        show(kind, found)
        await check(urls["full"])
        for name, size, rows in await sizes(urls["full"]):
            print(
                f"  {name:20} {size / 1e6:8.0f} MB" + (f" {rows:12} rows {size / max(1, rows):8.0f} bytes" * bool(rows))
            )


def show(kind: str, found: Mapping[str, Mapping[str, float]]) -> None:
    print(f"\n{kind}: milliseconds\n  {'':44} {'empty':>9} {'full':>9}")
    for name, ms in found["empty"].items():
        print(f"  {name:44} {ms:9.2f} {found['full'][name]:9.2f}", flush=True)


async def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.growth")
    parser.add_argument("--people", type=int, default=1_000_000, help="and ten times as many rows of the inbox")
    parser.add_argument("--database", nargs="+", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"])
    parser.add_argument("--filled", default="", metavar="URL", help="of a database that was filled before")
    options = parser.parse_args()
    for kind in options.database:
        with tempfile.TemporaryDirectory() as folder:
            await compare(kind, options.people, options.filled, Path(folder))


if __name__ == "__main__":
    asyncio.run(main())
