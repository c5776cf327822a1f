"""Another process, for tests: `python -m tests.storage.child COMMAND URL [ARGUMENT]`. Says on stdout what is done."""

import asyncio
import sys
from datetime import UTC, datetime

from sqlalchemy import Connection

from bot.conversation.replies import Place
from storage import conversations, inbox, wakes
from storage.database import Database
from storage.sessions import Pages
from storage.vault import Vault
from tests.storage.conftest import KEY


def say(word: object) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


async def store_for_ever(db: Database) -> None:
    """Store one row after the other; say its number once it is stored."""
    vault = Vault([KEY])
    number = 0
    while True:
        number += 1
        name, at = str(number), datetime.now(UTC)
        await db.write(lambda conn, name=name, at=at: inbox.store(conn, vault, "telegram", name, "lane", b"{}", at))
        say(number)


async def count_up(db: Database, times: int) -> None:
    """Claim one conversation, change what it remembers, settle: again and again, whoever else does so too."""
    vault, pages, owner = Vault([KEY]), Pages(), f"child {id(db)}"
    done = 0
    while done < times:

        def turn(conn: Connection) -> bool:
            now = datetime.now(UTC)
            held = conversations.claim(conn, vault, "c", owner, now, 30, pages=pages, place=Place("telegram", "1"))
            if held is None:
                return False
            state = held.situation.state
            state.answers += 1
            conversations.settle(conn, vault, held, state, now)
            return True

        done += await db.write(turn)
    say("done")


async def take_wakes(db: Database) -> None:
    """Take what is due until nothing is; say each."""
    while taken := await db.write(lambda conn: wakes.take_due(conn, datetime.now(UTC), 3)):
        for wake in taken:
            say(f"{wake.conversation} {wake.what}")


async def main(command: str, url: str, *arguments: str) -> None:
    db = Database(url)
    match command:
        case "migrate":
            await db.migrate()
        case "store":
            await store_for_ever(db)
        case "count":
            await count_up(db, int(arguments[0]))
        case "wakes":
            await take_wakes(db)
    await db.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
