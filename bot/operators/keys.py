"""`tariffbot keys rotate`: all that is sealed comes under the first of the keys; then the others may be dropped."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import Connection

from bot.company.links import code_of, tokens_of
from bot.house import name_owner, utc_now
from storage import leases
from storage.canary import NAME, check_key
from storage.database import Database
from storage.rotation import Batch, Changes, Place, Row, Sealed, renew, sealed_tables
from storage.vault import Tampered, UnknownKey, Vault

ROWS = 100  # in one commit: a writer beside us waits some milliseconds
ROUNDS = 20
BETWEEN_S = 1.0  # a turn that held a conversation has ended by then, as a rule


@dataclass(slots=True)
class Rotation:
    """Brings a database under the newest key. It can be stopped at any time and begun again."""

    database: Database
    vault: Vault
    between_s: float = BETWEEN_S
    renewed: int = 0
    unreadable: dict[str, int] = field(default_factory=dict)  # by table
    clean: bool = False  # nothing that we can read is left under another key

    async def run(self) -> AsyncIterator[str]:
        """Do it; a line for each round. A round that found nothing is the last."""
        owner = name_owner()
        for number in range(ROUNDS):
            renewed = missed = 0
            self.unreadable.clear()
            for sealed in sealed_tables(of_link):
                async for batch in self._table(sealed):
                    renewed, missed = renewed + batch.renewed, missed + batch.missed
            self.renewed += renewed
            checked = await self.database.write(lambda conn: self._renew_check(conn, owner))
            yield f"Round {number + 1}: {renewed} rows sealed anew, {missed} were in use."
            self.clean = checked and not renewed and not missed
            if self.clean:
                return
            await asyncio.sleep(self.between_s if missed or not checked else 0)

    async def _table(self, sealed: Sealed) -> AsyncIterator[Batch]:
        place = Place()
        while True:
            batch = await self.database.write(partial(self._renew, sealed=sealed, place=place))
            if batch.unreadable:
                name = sealed.table.name
                self.unreadable[name] = self.unreadable.get(name, 0) + batch.unreadable
            yield batch
            place = batch.place
            if place.key is None:
                return

    def _renew(self, conn: Connection, sealed: Sealed, place: Place) -> Batch:
        return renew(conn, self.vault, sealed, place, utc_now(), ROWS)

    def _renew_check(self, conn: Connection, owner: str) -> bool:
        """What tells at a start whether the keys are the right ones. False: another process is at it just now."""
        try:
            check_key(conn, self.vault, owner, utc_now())
        except (UnknownKey, Tampered):
            self.unreadable[NAME] = 1
            return True
        return bytes.fromhex(leases.value_of(conn, NAME)).startswith(self.vault.head)


def of_link(vault: Vault, row: Row) -> Changes:
    """What a link is found by, under the newest key. Its token, worked out under the key of then, stays what it is."""
    for token in tokens_of(vault, row["id"]):
        if row["token_print"] in vault.fingerprints(token, "link"):
            code = vault.fingerprint(code_of(token), "link code")
            return {"token_print": vault.fingerprint(token, "link"), "code_print": code}
    return {}  # from before a key that is gone, and renewed then


def sum_up(rotation: Rotation) -> list[str]:
    """What has come of it, and what to do next."""
    lines = [
        f"{count} rows of {name} are under a key that SECRET_KEY does not name, and stay as they are."
        for name, count in rotation.unreadable.items()
    ]
    if not rotation.clean:
        return [*lines, "Not all is under the first key: a process still writes under another one. Start all anew."]
    if not lines:
        lines.append("All is under the first key. Drop the others from SECRET_KEY in a day, when all that is known by")
        lines.append("them for a short time (repeated requests, codes, installations under way) has run out.")
    return lines
