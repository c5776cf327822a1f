"""What a call to FlatPeak can come to, beside the results that the conversation knows."""

import hashlib
import logging
import re
from dataclasses import dataclass, field
from typing import Any

from bot.conversation.situation import Refused, Trouble

log = logging.getLogger("tariffbot.flatpeak")


@dataclass(frozen=True, slots=True)
class Doubt(Trouble):
    """Trouble after the request may have left: nobody knows whether it had its effect."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A new Connect session. Lifetime in seconds."""

    token: str = field(repr=False)
    expires_in_s: int
    live_mode: bool = False
    location_id: str = ""  # that was made for it


@dataclass(frozen=True, slots=True)
class Home:
    """The location that a session is to be opened for; "": none is needed. `made`: it is new, by this very call."""

    id: str = ""
    made: bool = False


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """A session read back. `ready`: prices can be asked already. No location before the session made one."""

    location_id: str
    customer_id: str
    ready: bool
    live_mode: bool = False


@dataclass(frozen=True, slots=True)
class EventPage:
    """Some of the account's events, newest first, as they came."""

    items: tuple[Any, ...]
    more: bool


def took_effect_unknown(result: object) -> bool:
    """Whether the call may have had its effect although no usable reply came."""
    return isinstance(result, Doubt)


def fingerprint(token: str) -> str:
    """A support reference: names a session without giving its token away."""
    return hashlib.sha256(token.encode()).hexdigest()[:8] if token else "none"


def report(operation: str, failure: Refused | Trouble, *, token: str = "", route: str = "") -> None:
    """One log line for a failure. No value of a person and no secret is in it."""
    refused = isinstance(failure, Refused)
    kind = f"refused as {name_only(failure.code)}" if isinstance(failure, Refused) else failure.kind
    doubt = ", effect unknown" if took_effect_unknown(failure) else ""
    log.log(
        logging.INFO if refused else logging.WARNING,
        "FlatPeak, %s: %s%s, page %s, support reference %s",
        *(operation, kind, doubt, name_only(route), fingerprint(token)),
    )


def settled(trouble: Trouble) -> Trouble:
    """The same trouble without doubt: for calls that have no effect."""
    return Trouble(trouble.kind, trouble.retry_after_s)


def name_only(word: str) -> str:
    """A code or route as FlatPeak names them; anything else could be content and is not repeated."""
    return word if re.fullmatch(r"[A-Za-z][A-Za-z_]{0,63}", word) else "unnamed" if word else "none"
