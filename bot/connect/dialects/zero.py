"""Generation zero, 2024-08-24: its calls, its routes and its spellings.

Source: docs.flatpeak.com/api-reference/zero and the official OpenAPI. Pages have no actions in common here: what a page
does not list cannot be sent, and a session is left by no longer answering it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.connect.dialects.canon import ROUTES_OF_ALL, page_of
from bot.connect.dialects.dialect import Body, Call, Opening, best_minutes, whose_home
from bot.conversation.page import Page
from bot.conversation.situation import Purpose, Send

VERSION = "2024-08-24.zero"

KINDS = ROUTES_OF_ALL | {
    "market_surcharge_capture": "surcharge",
    "summary_tariff_inprogress": "pending",
    "summary_tariff_failed": "failed",
    "summary_fixed_confirm": "summary",
    "summary_tou_confirm": "summary",
}
# The official client shows these on each page of the route, whatever the page lists.
USUAL_ACTIONS = {
    "summary": ("SAVE", "EDIT", "DISCONNECT"),
    "pending": ("SAVE", "DISCONNECT", "DISMISS_DIRECT"),
    "failed": ("RECONNECT", "DISCONNECT"),
}
NO_END = "0001-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Zero:
    """The dialect of zero."""

    version: str = VERSION
    programmes: bool = False
    opens_slots: bool = True
    locations_first: bool = False

    def log_in(self) -> Call:
        """Basic authentication, no body."""
        return Call("GET", "/login")

    def locate(self, opening: Opening) -> Call | None:
        """A session makes its location by itself."""
        return None

    def create(self, opening: Opening) -> tuple[Call, ...]:
        """One path; an existing location brings its customer, its reference and its address."""
        purpose = opening.purpose
        body: dict[str, Any] = {
            "callback_uri": opening.callback_url,
            "connect_web_uri": opening.connect_url,
            "direction": purpose.direction,
            "type": purpose.type,
            **whose_home(opening),
        }
        return (Call("POST", "/connect/tariff/token", body=body),)

    def read_back(self, token: str) -> tuple[Call, ...]:
        """One path."""
        return (Call("GET", "/connect/tariff/token", {"connect_token": token}),)

    def status(self, location_id: str) -> Call:
        """The slots of a location have a call of their own."""
        return Call("GET", f"/locations/{location_id}/status")

    def prices(self, location_id: str, direction: str, start: datetime, end: datetime) -> tuple[Call, ...]:
        """A GET by the location."""
        query = {"start_time": start.isoformat(), "end_time": end.isoformat(), "direction": direction}
        return (Call("GET", f"/tariffs/rates/{location_id}", query),)

    def schedule(
        self, location_id: str, direction: str, start: datetime, end: datetime, minutes: int
    ) -> tuple[Call, ...]:
        """A GET by the location."""
        wanted = best_minutes(direction, start, end, minutes)
        query = {name: str(value) for name, value in wanted.items()} | {"direction": direction}
        return (Call("GET", f"/slots/time/{location_id}", query),)

    def start(self, token: str, purpose: Purpose) -> Body:
        """A bare `session_restore`: start and resume are one call."""
        return {"connect_token": token, "route": "session_restore"}

    def resume(self, token: str, purpose: Purpose) -> tuple[Body, ...]:
        """The same call."""
        return (self.start(token, purpose),)

    def answer(self, token: str, page: Page, send: Send) -> Body:
        """Data or an action under the route that was received; "no end date" is a day in the year one."""
        body: dict[str, Any] = {"connect_token": token, "route": page.route}
        if send.data is not None:
            body["data"] = _without_end(send.data) if page.kind == "contract_term" else send.data
        elif send.action:
            body["action"] = send.action
        return body

    def answer_otherwise(self, token: str, page: Page, send: Send, code: str) -> Body | None:
        """Every answer has one form."""
        return None

    def read_page(self, envelope: Body, token: str, callback_url: str) -> Page | None:
        """What a page lists is all that it takes. The older client reads `redirect_uri`, so both names come."""
        return page_of(envelope, KINDS, token, callback_url, usual=USUAL_ACTIONS)


def _without_end(data: Body) -> dict[str, Any]:
    """The term as zero takes it: two dates, and no type."""
    kept = {name: value for name, value in data.items() if name != "contract_term_type"}
    endless = data.get("contract_term_type") == "UNTIL_TERMINATED"
    return kept | {"contract_end_date": NO_END} if endless else kept
