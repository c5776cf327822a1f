"""What every part of the work needs: storage, words, channels, and who we are."""

import os
import secrets
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.conversation.channel import Capabilities, Channel
from bot.conversation.context import Brand, Context
from bot.conversation.situation import State
from bot.metrics import Meters
from bot.texts import Catalogues
from storage.database import Database
from storage.sessions import Pages
from storage.vault import Vault

if TYPE_CHECKING:
    from bot.company.company import Company

Clock = Callable[[], datetime]

PLAIN = Capabilities(forms=False, buttons_per_list=8)  # of a channel that this deployment no longer serves


def utc_now() -> datetime:
    return datetime.now(UTC)


def name_owner() -> str:
    """A name for this process among all that share the database: host, process number, start and numbering, and a
    random part."""
    number = os.getpid()
    return f"{socket.gethostname()}/{number}-{_start_of(number)}-{_numbering()}/{secrets.token_hex(4)}"


def is_dead(owner: str, silent: bool, *, ours: str) -> bool:
    """Whether an owner is a process of this host that no longer runs. Of other hosts nothing is known.

    `silent`: whether its beat has run out. That alone counts where its number means nothing to us: containers may
    share a host's name, and each numbers its processes by itself.
    """
    host, number, start, numbering = _read_owner(owner)
    our_host, _, _, our_numbering = _read_owner(ours)
    if owner == ours or host != our_host or not number.isdecimal():
        return False
    if numbering != our_numbering:
        return silent
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass  # somebody else's; it may have the number now
    # A number is given anew: to another program, and to us in a container that was restarted.
    return bool(start) and _start_of(int(number)) not in ("", start)


def _read_owner(owner: str) -> tuple[str, str, str, str]:
    """Host, process number, start and numbering; "" for what an older version did not tell."""
    host, _, rest = owner.partition("/")
    number, start, numbering = (*rest.partition("/")[0].split("-"), "", "")[:3]
    return host, number, start, numbering


def _start_of(number: int) -> str:
    """When a process was started, in ticks since the machine was: proc(5), stat, field 22. "" where nothing tells."""
    try:
        stat = Path(f"/proc/{number}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[19]  # behind a name that may hold blanks, from field 3 on


def _numbering() -> str:
    """What our process numbers count in: pid_namespaces(7). "" where nothing tells."""
    try:
        return str(Path("/proc/self/ns/pid").readlink()).strip("pid:[]")
    except OSError:
        return ""


@dataclass(frozen=True, slots=True)
class House:
    """The parts that work together, wired once in `app.py`."""

    db: Database
    vault: Vault
    catalogues: Catalogues
    brand: Brand
    channels: Mapping[str, Channel]
    now: Clock = utc_now
    owner: str = field(default_factory=name_owner)
    pages: Pages = field(default_factory=Pages)
    meters: Meters = field(default_factory=Meters)
    company: "Company | None" = None  # None: nobody behind us asks or is told anything

    def can(self, channel: str) -> Capabilities:
        """What a channel can do."""
        return self.channels[channel].can if channel in self.channels else PLAIN

    def context(self, channel: str, state: State) -> Context:
        """How to speak to a person: the chosen language, else the platform's hint, else the default."""
        can = self.can(channel)
        return Context(
            say=self.catalogues.words(state.language or state.hint, touch=can.touch, team=can.teams),
            now=self.now(),
            can=can,
            brand=self.brand,
            languages=self.catalogues.languages,
        )
