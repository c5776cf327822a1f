"""How far people come: from the first word to a connected tariff, and at which page they leave."""

from dataclasses import dataclass

from bot.calls import Made
from bot.conversation.frame import ENDS
from bot.conversation.situation import Call, Open, PageCame, Reaction, Send
from bot.metrics import Meters
from storage.conversations import Claimed

OVER = "complete"  # a page on which there is nothing any more
FIRST = 1  # the version of a conversation's first claim


@dataclass(frozen=True, slots=True)
class Ended:
    """A session that ended. `page`: our kind of the last one; `outcome`: "connected", "pending", "left", "renewed"."""

    page: str
    outcome: str


def end_of(claimed: Claimed, reaction: Reaction) -> Ended | None:
    """How a turn ends the session, None if it does not."""
    if not reaction.end_session or claimed.session is None:
        return None
    page, found = _page_of(claimed), {slot.status for location in reaction.locations for slot in location.slots}
    for status in ("CONNECTED", "PENDING"):
        if status in found:
            return Ended(page, status.lower())
    if isinstance(reaction.call, Open):
        return Ended(page, "renewed")
    return Ended(page, "left") if page != OVER else None  # that they leave was counted where they said so


def note_turn(meters: Meters, claimed: Claimed) -> None:
    """A turn began."""
    if claimed.version == FIRST and claimed.place.private:
        meters.reached("started")


def note_call(meters: Meters, claimed: Claimed, call: Call | None, made: Made) -> None:
    """A call was made, and what it came to is written. `claimed`: as it was before."""
    if made.opened is not None:
        meters.reached("opened")
    if isinstance(made.result, PageCame):
        page, came = _page_of(claimed), made.result.page.kind
        if isinstance(call, Send):
            if call.action == "CLOSE" and page not in ENDS:
                meters.ended(page, "left")
            else:
                meters.answered(page)
        if came != OVER:
            meters.shown(came)


def note_end(meters: Meters, ended: Ended | None) -> None:
    """A session may have ended with what was written."""
    if ended is not None:
        meters.ended(ended.page, ended.outcome)
        if ended.outcome == "connected":
            meters.reached("connected")


def _page_of(claimed: Claimed) -> str:
    page = claimed.session.session.page if claimed.session else None
    return page.kind if page else "none"
