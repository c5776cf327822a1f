"""Generation anode, 2025-09-14: its calls, its routes and its spellings.

Sources: docs.flatpeak.com/api-reference/anode. Where its revisions disagree, the later one is written first
and the earlier one kept as the fallback; both are read.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.connect.dialects.canon import ROUTES_OF_ALL, page_of
from bot.connect.dialects.dialect import Body, Call, Opening, best_minutes, whose_home
from bot.conversation.page import Page
from bot.conversation.situation import Purpose, Send

VERSION = "2025-09-14.anode"

KINDS = ROUTES_OF_ALL | {
    "surcharge_capture": "surcharge",
    "region_select": "region",
    "tariff_connection_pending": "pending",
    "tariff_connection_failed": "failed",
    "tariff_summary": "summary",
    "tariffs_summary": "summary",
}


@dataclass(frozen=True, slots=True)
class Anode:
    """The dialect of anode."""

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
        """`/connect/token`; the earlier revision has the path and the two member names of zero."""
        body = _creation(opening)
        earlier = {_EARLIER.get(name, name): value for name, value in body.items()}
        return (Call("POST", "/connect/token", body=body), Call("POST", "/connect/tariff/token", body=earlier))

    def read_back(self, token: str) -> tuple[Call, ...]:
        """The published path, then the one that fits the later create call."""
        query = {"connect_token": token}
        return (Call("GET", "/connect/tariff/token", query), Call("GET", "/connect/token", query))

    def status(self, location_id: str) -> Call:
        """The slots of a location have a call of their own."""
        return Call("GET", f"/locations/{location_id}/status")

    def prices(self, location_id: str, direction: str, start: datetime, end: datetime) -> tuple[Call, ...]:
        """A POST by the location; the earlier revision has the GET of zero."""
        span = {"start_time": start.isoformat(), "end_time": end.isoformat()}
        return (
            Call("POST", f"/prices/{location_id}", body={**span, "tariff_direction": direction}),
            Call("GET", f"/tariffs/rates/{location_id}", {**span, "direction": direction}),
        )

    def schedule(
        self, location_id: str, direction: str, start: datetime, end: datetime, minutes: int
    ) -> tuple[Call, ...]:
        """A POST by the location; the earlier revision has the GET of zero."""
        wanted = best_minutes(direction, start, end, minutes)
        query = {name: str(value) for name, value in wanted.items()} | {"direction": direction}
        return (
            Call("POST", f"/schedules/duration/{location_id}", body={**wanted, "tariff_direction": direction}),
            Call("GET", f"/slots/time/{location_id}", query),
        )

    def start(self, token: str, purpose: Purpose) -> Body:
        """A bare `session_start`."""
        return {"connect_token": token, "route": "session_start"}

    def resume(self, token: str, purpose: Purpose) -> tuple[Body, ...]:
        """`session_start` resumes too; the later revision says `session_restore`."""
        return (self.start(token, purpose), {"connect_token": token, "route": "session_restore"})

    def answer(self, token: str, page: Page, send: Send) -> Body:
        """Data or an action under the route that was received; a page that is skipped has neither."""
        body: dict[str, Any] = {"connect_token": token, "route": page.route}
        if send.data is not None:
            body["data"] = send.data
        elif send.action:
            body["action"] = send.action
        return body

    def answer_otherwise(self, token: str, page: Page, send: Send, code: str) -> Body | None:
        """Every answer has one form."""
        return None

    def read_page(self, envelope: Body, token: str, callback_url: str) -> Page | None:
        """Every page may be closed, though most do not list it; back is open only where it is listed."""
        return page_of(envelope, KINDS, token, callback_url, always=("CLOSE",))


_EARLIER = {"tariff_direction": "direction", "tariff_type": "type"}


def _creation(opening: Opening) -> dict[str, Any]:
    """The body of the create call."""
    purpose = opening.purpose
    body: dict[str, Any] = {
        "connect_url": opening.connect_url,
        "callback_url": opening.callback_url,
        "tariff_direction": purpose.direction,
        "tariff_type": purpose.type,
        **whose_home(opening),
    }
    wished = {"edit_tariff": purpose.edit, "disconnect_tariff": purpose.disconnect}
    if actions := {name: True for name, wanted in wished.items() if wanted}:
        body["actions"] = actions
    asked = {
        "advanced_tariff_capture": opening.asks_advanced,
        "tariff_name_capture": opening.asks_name,
        "contract_term_capture": opening.asks_term,
    }
    if options := {name: True for name, wanted in asked.items() if wanted}:
        body["route_options"] = options
    return body
