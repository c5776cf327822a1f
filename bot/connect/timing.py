"""How long FlatPeak takes and what it says, told to whoever counts it, in words from short lists."""

from collections.abc import Callable

from bot.connect.dialects import Call
from bot.connect.errors import read_document
from bot.connect.shapes import ROUTES
from bot.connect.shapes_rest import CODES
from bot.connect.wire import Reply
from bot.conversation.situation import Refused, Trouble

# "connect" or "rest"; a route of Connect or a path of the API; what it came to; seconds.
Called = Callable[[str, str, str, float], None]

PAGES = frozenset({"start", "resume"}).union(*ROUTES.values())
WORDS = frozenset(
    {
        *("auth", "tokens", "login", "connect", "sessions", "tariff", "token", "tariffs", "rates", "prices"),
        *("locations", "status", "customers", "events", "schedules", "duration"),
    }
)


def nobody(api: str, route: str, outcome: str, seconds: float) -> None:
    """Nobody counts."""


def page_of(route: str) -> str:
    """A route of Connect, or the word for calls that answer none."""
    return route if route in PAGES else "unknown"


def path_of(call: Call) -> str:
    """A call to the API without what it names: ids, tokens."""
    return f"{call.method} /" + "/".join(part if part in WORDS else "…" for part in call.path.strip("/").split("/"))


def outcome_of(found: object) -> str:
    """What a call came to: "ok", FlatPeak's code, or our word for trouble."""
    if isinstance(found, Reply):
        return outcome_of(read_document(found)) if found.status >= 400 else "ok"
    if isinstance(found, Refused):
        return found.code if found.code in CODES or found.code == "not_found" else "unknown"
    return found.kind if isinstance(found, Trouble) else "ok"
