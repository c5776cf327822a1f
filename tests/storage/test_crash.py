"""A process that is killed loses nothing of what it said to be stored."""

import asyncio
import signal
import sys

from storage import inbox
from storage.database import Database
from storage.vault import Vault
from tests.storage.conftest import NOW


async def test_what_was_said_to_be_stored_is_there_after_a_kill(db: Database, vault: Vault) -> None:
    command = ["-m", "tests.storage.child", "store", db.url.render_as_string(hide_password=False)]
    child = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=asyncio.subprocess.PIPE)
    assert child.stdout is not None
    said = [int(await child.stdout.readline()) for _ in range(50)]
    child.send_signal(signal.SIGKILL)
    rest, _ = await child.communicate()
    said += [int(line) for line in rest.split(b"\n")[:-1]]
    found = {int(row.external_id) for row in await db.read(lambda conn: inbox.unfinished(conn, vault, 100_000))}
    assert set(said) <= found
    assert len(found) <= len(said) + 1  # the one that was stored and not yet told
    assert await db.write(lambda conn: inbox.store(conn, vault, "telegram", "1", "lane", b"{}", NOW)) is None
