"""The workspaces that installed the app: `Installations` of the Slack adapter over the database of every process."""

import asyncio
import logging
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from sqlalchemy import Connection

from adapters.slack.installations import Installation, Renewal
from bot.house import House, is_dead
from bot.tasks import persist
from storage import conversations, installations, leases
from storage.installations import Installed, Row

log = logging.getLogger("tariffbot.workspaces")

CHANNEL = "slack"
REMOVED = "uninstalled"
KNOWN_FOR = timedelta(seconds=10)  # so late another process may notice a change; a dead token is refused by Slack
KEEP_S = 3600.0  # so long a renewed token is kept for a database that is away: there is no other copy of it
CLOSE_S = 5.0
RENEWAL_S = 60.0  # longer than a call to Slack may take; who died meanwhile holds up the others no longer
WAIT_S = 0.1


class Found(NamedTuple):
    """What was found for a workspace, and until when that is believed."""

    installation: Installation
    until: datetime


class Workspaces:
    """Kept in the database; what every message needs is remembered for a few seconds."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._found: dict[tuple[str, str], Found] = {}
        self._changes = 0
        self._noted: set[tuple[str, str]] = set()
        self._renewals: dict[str, asyncio.Task[Installation | None]] = {}  # by tenant

    async def find(self, team: str, enterprise: str = "") -> Installation | None:
        """The workspace's own installation, else its organisation's; None where there is none that works."""
        known = self._found.get((team, enterprise))
        if known and self._house.now() < known.until:
            return known.installation
        changes = self._changes
        row = await self._read(team, enterprise)
        if row is None:
            return None
        if team and row.installed.org_wide and enterprise:
            await self._note(team, enterprise)
        installation = _installation(row.installed)
        if changes == self._changes:  # else it was changed after we read it
            self._found[team, enterprise] = Found(installation, self._house.now() + KNOWN_FOR)
        return installation

    async def save(self, installation: Installation) -> None:
        """Keep it; where something was paused for want of it, that goes on."""
        house, installed = self._house, Installed(**asdict(installation))

        def unit(conn: Connection) -> None:
            installations.save(conn, house.vault, installed, house.now())
            for team in _teams_of(conn, installed):
                conversations.resume_team(conn, CHANNEL, team)

        await house.db.write(unit)
        self._forget()

    async def remove(self, team: str, enterprise: str = "") -> None:
        """Forget tokens, pause all conversations there, and give up what waits. Without a team: of the organisation.

        A workspace that its organisation's installation serves as well goes on with that.
        """
        tenant = team or enterprise

        def unit(conn: Connection) -> None:
            installations.remove(conn, tenant)
            self._pause(conn, [team] if team else installations.teams_of(conn, enterprise), enterprise, REMOVED)

        await self._house.db.write(unit)
        self._forget()

    async def renew(self, team: str, enterprise: str, ask: Renewal) -> Installation | None:
        """Renew a rotating token; who comes while that is under way gets what it comes to."""
        row = await self._read(team, enterprise)
        if row is None:
            return None
        task = self._renewals.get(row.tenant)
        if task is None:
            # A task of its own: a token that was renewed must be saved, even if nobody waits for it any more.
            task = asyncio.create_task(self._renew(row.tenant, team, enterprise, ask))
            self._renewals[row.tenant] = task
            task.add_done_callback(lambda done: self._renewed(row.tenant, done))
        return await asyncio.shield(task)

    async def broken(self, team: str, why: str) -> None:
        """Use its token no more, unless it was replaced since we read it."""
        house = self._house
        used = {found.installation.token for (of, _), found in self._found.items() if of == team}
        self._forget()

        def unit(conn: Connection) -> bool:
            row = installations.find(conn, house.vault, team)
            if row is None or (used and row.installed.token not in used):
                return False
            teams = _teams_of(conn, row.installed)
            if not installations.mark_broken(conn, row.tenant, why):
                return False
            self._pause(conn, teams, row.installed.enterprise, why)
            return True

        if await house.db.write(unit):
            log.error("the token of workspace %s is of no use (%s): it must be installed anew", team, why)

    async def put_state(self, state: str, browser: str, until: datetime) -> None:
        """Remember that this browser has set out to install."""
        house = self._house
        await house.db.write(lambda conn: installations.put_state(conn, house.vault, state, browser, until))

    async def take_state(self, state: str, browser: str) -> bool:
        """Whether it has, in time; true once only."""
        house = self._house
        return await house.db.write(
            lambda conn: installations.take_state(conn, house.vault, state, browser, house.now())
        )

    async def close(self) -> None:
        """Wait for renewals: Slack takes a refresh token once, so what it gave for it must be kept before we end."""
        if self._renewals:
            _, late = await asyncio.wait(set(self._renewals.values()), timeout=CLOSE_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _renew(self, tenant: str, team: str, enterprise: str, ask: Renewal) -> Installation | None:
        house, lease = self._house, f"installation {tenant}"

        await self._acquire(lease)
        try:
            row = await self._read(team, enterprise)
            if row is None:
                return None
            renewed = await ask(_installation(row.installed))
            if renewed is None:
                return _installation(row.installed)
            return await self._replace(row, renewed)
        finally:
            self._forget()
            await house.db.write(lambda conn: leases.release(conn, lease, house.owner))

    async def _acquire(self, lease: str) -> None:
        """Wait until no other process is at it."""
        house = self._house

        def unit(conn: Connection) -> bool:
            now = house.now()
            leases.free_dead(conn, now, partial(is_dead, ours=house.owner))
            return leases.acquire(conn, lease, house.owner, now, RENEWAL_S)

        while True:
            if await house.db.write(unit):
                return
            await asyncio.sleep(WAIT_S)

    def _renewed(self, tenant: str, task: asyncio.Task[Installation | None]) -> None:
        del self._renewals[tenant]
        if not task.cancelled() and (error := task.exception()):  # those who wait are told; perhaps nobody does
            log.warning("the token of %s could not be renewed: %s", tenant, type(error).__name__)

    async def _replace(self, row: Row, renewed: Installation) -> Installation | None:
        """Save it before anybody uses it; if it was removed or installed anew meanwhile, that counts."""
        house, installed = self._house, Installed(**asdict(renewed))

        def unit(conn: Connection) -> Row | None:
            installations.renew(conn, house.vault, row, installed, house.now())
            return installations.find(conn, house.vault, row.installed.team, row.installed.enterprise)

        kept = await persist(house.db, unit, KEEP_S, repeatable=True)
        return _installation(kept.installed) if kept else None

    def _pause(self, conn: Connection, teams: list[str], enterprise: str, why: str) -> None:
        """Pause the conversations of those that nothing serves any more; the others go on with their organisation's."""
        house = self._house
        for team in teams:
            if installations.find(conn, house.vault, team, enterprise) is None:
                conversations.pause_team(conn, CHANNEL, team, why, house.now())
            elif enterprise:  # what we start there names the workspace alone
                installations.note_org(conn, team, enterprise)

    async def _read(self, team: str, enterprise: str) -> Row | None:
        house = self._house
        return await house.db.read(lambda conn: installations.find(conn, house.vault, team, enterprise))

    async def _note(self, team: str, enterprise: str) -> None:
        if (team, enterprise) not in self._noted:
            await self._house.db.write(lambda conn: installations.note_org(conn, team, enterprise))
            self._noted.add((team, enterprise))

    def _forget(self) -> None:
        self._found.clear()
        self._changes += 1


def _installation(installed: Installed) -> Installation:
    return Installation(**asdict(installed))


def _teams_of(conn: Connection, installed: Installed) -> list[str]:
    return installations.teams_of(conn, installed.enterprise) if installed.org_wide else [installed.team]
