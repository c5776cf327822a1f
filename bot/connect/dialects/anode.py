"""Generation anode, 2025-09-14: its calls, its routes and its spellings.

Sources: docs.flatpeak.com/api-reference/anode. Where its revisions disagree, the later one is written first
and the earlier one kept as the fallback; both are read.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.connect.dialects.canon import data_of, first_text, listed_actions, settle_link
from bot.connect.dialects.dialect import Body, Call, Opening
from bot.conversation.page import Page
from bot.conversation.situation import Send

VERSION = "2025-09-14.anode"

KINDS = {
    "postal_address_capture": "address",
    "provider_select": "provider",
    "provider_name_capture": "provider_name",
    "session_redirect": "redirect",
    "tariff_select": "tariff",
    "tariff_structure_select": "structure",
    "rate_fixed_capture": "fixed_rate",
    "rate_tod_capture": "tod_rate",
    "rate_advanced_capture": "advanced_rate",
    "surcharge_capture": "surcharge",
    "region_select": "region",
    "tariff_name_capture": "tariff_name",
    "contract_term_capture": "contract_term",
    "tariff_connection_pending": "pending",
    "tariff_connection_failed": "failed",
    "tariff_summary": "summary",
    "tariffs_summary": "summary",
    "complete_tariff": "complete",
    "session_complete": "complete",
}
ADDRESS = ("address_line1", "address_line2", "city", "state", "post_code", "country_code")


@dataclass(frozen=True, slots=True)
class Anode:
    """The dialect of anode."""

    version: str = VERSION

    def log_in(self) -> Call:
        """Basic authentication, no body."""
        return Call("GET", "/login")

    def create(self, opening: Opening) -> tuple[Call, ...]:
        """`/connect/token`; the earlier revision has the path and the two member names of zero."""
        body = _creation(opening)
        earlier = {_EARLIER.get(name, name): value for name, value in body.items()}
        return (Call("POST", "/connect/token", body=body), Call("POST", "/connect/tariff/token", body=earlier))

    def read_back(self, token: str) -> tuple[Call, ...]:
        """The published path, then the one that fits the later create call."""
        query = {"connect_token": token}
        return (Call("GET", "/connect/tariff/token", query), Call("GET", "/connect/token", query))

    def prices(self, location_id: str, direction: str, start: datetime, end: datetime) -> tuple[Call, ...]:
        """A POST by the location; the earlier revision has the GET of zero."""
        span = {"start_time": start.isoformat(), "end_time": end.isoformat()}
        return (
            Call("POST", f"/prices/{location_id}", body={**span, "tariff_direction": direction}),
            Call("GET", f"/tariffs/rates/{location_id}", {**span, "direction": direction}),
        )

    def start(self, token: str) -> Body:
        """A bare `session_start`."""
        return {"connect_token": token, "route": "session_start"}

    def resume(self, token: str) -> tuple[Body, ...]:
        """`session_start` resumes too; the later revision says `session_restore`."""
        return (self.start(token), {"connect_token": token, "route": "session_restore"})

    def answer(self, token: str, page: Page, send: Send) -> Body:
        """Data or an action under the route that was received; a page that is skipped has neither."""
        body: dict[str, Any] = {"connect_token": token, "route": page.route}
        if send.data is not None:
            body["data"] = send.data
        elif send.action:
            body["action"] = send.action
        return body

    def read_page(self, envelope: Body, token: str, callback_url: str) -> Page | None:
        """Every page may be closed, though most do not list it; back is open only where it is listed."""
        route = first_text(envelope, "route")
        if not route:
            return None
        page = Page(
            kind=KINDS.get(route, "unknown"),
            route=route,
            actions=tuple(dict.fromkeys((*listed_actions(envelope), "CLOSE"))),
            data=data_of(envelope),
            direction=first_text(envelope, "direction", "tariff_direction"),
            type=first_text(envelope, "type", "tariff_type"),
        )
        if page.kind == "redirect":
            return settle_link(page, token, callback_url)
        if page.kind == "complete":
            return Page(page.kind, route, direction=page.direction, type=page.type)
        return page


_EARLIER = {"tariff_direction": "direction", "tariff_type": "type"}


def _creation(opening: Opening) -> dict[str, Any]:
    """The body of the create call. An existing location brings its customer, its reference and its address."""
    purpose = opening.purpose
    body: dict[str, Any] = {
        "connect_url": opening.connect_url,
        "callback_url": opening.callback_url,
        "tariff_direction": purpose.direction,
        "tariff_type": purpose.type,
    }
    if purpose.location_id:
        body["location_id"] = purpose.location_id
    else:
        body["customer_reference_id"] = opening.customer_reference
        body["location_reference_id"] = opening.location_reference
        if purpose.address:
            body["postal_address"] = {name: purpose.address.get(name, "") for name in ADDRESS}
    if purpose.tariff_id:
        body["tariff_id"] = purpose.tariff_id
    if purpose.edit:
        body["actions"] = {"edit_tariff": True}
    asked = {"tariff_name_capture": opening.asks_name, "contract_term_capture": opening.asks_term}
    if options := {name: True for name, wanted in asked.items() if wanted}:
        body["route_options"] = options
    return body
