"""How far people come: from the first word to a connected tariff, and at which page they leave."""

from dataclasses import dataclass

from bot.calls import Made
from bot.conversation.situation import Call, Open, PageCame, Reaction, Send
from bot.metrics import Meters
from storage.conversations import Claimed

FIRST = 1  # the version of a conversation's first claim


@dataclass(frozen=True, slots=True)
class Ended:
    """A session that ended. `page`: our kind of the last one; `outcome`: "connected", "left" or "renewed"."""

    page: str
    outcome: str


def end_of(claimed: Claimed, reaction: Reaction) -> Ended | None:
    """How a turn ends the session, None if it does not."""
    if not reaction.end_session or claimed.session is None:
        return None
    outcome = "connected" if reaction.locations else "renewed" if isinstance(reaction.call, Open) else "left"
    return Ended(_page_of(claimed), outcome)


def note_turn(meters: Meters, claimed: Claimed) -> None:
    """A turn began."""
    if claimed.version == FIRST and claimed.place.private:
        meters.reached("started")


def note_call(meters: Meters, claimed: Claimed, call: Call | None, made: Made) -> None:
    """A call was made, and what it came to is written. `claimed`: as it was before."""
    if made.opened is not None:
        meters.reached("opened")
    if isinstance(made.result, PageCame):
        if isinstance(call, Send):
            meters.answered(_page_of(claimed))
        meters.shown(made.result.page.kind)


def note_end(meters: Meters, ended: Ended | None) -> None:
    """A session may have ended with what was written."""
    if ended is not None:
        meters.ended(ended.page, ended.outcome)
        if ended.outcome == "connected":
            meters.reached("connected")


def _page_of(claimed: Claimed) -> str:
    page = claimed.session.session.page if claimed.session else None
    return page.kind if page else "none"
