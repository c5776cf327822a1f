"""Generation busbar, 2026-08-01: its calls, its routes and its spellings.

Source: docs.flatpeak.com/api-reference/busbar. Where its revisions disagree, the later one is written first and the
earlier one kept as the fallback. Most bodies of answers are not published: they are those of anode, which the error
codes fit.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.connect.dialects.busbar_pages import KINDS, USUAL_ACTIONS, content_of, kind_by_members
from bot.connect.dialects.canon import page_of
from bot.connect.dialects.dialect import Body, Call, Opening, best_minutes, postal_address
from bot.conversation.page import Page, items_at
from bot.conversation.situation import Purpose, Send

VERSION = "2026-08-01.busbar"
_WHOLE_DAY = {"valid_from": "00:00:00", "valid_to": "00:00:00"}
_OLDER_SUMMARIES = ("tariff_summary", "location_summary")  # whose actions are printed without data, for one tariff


@dataclass(frozen=True, slots=True)
class Busbar:
    """The dialect of busbar."""

    version: str = VERSION
    programmes: bool = True
    opens_slots: bool = False
    locations_first: bool = True

    def log_in(self) -> Call:
        """Basic authentication, no body."""
        return Call("POST", "/auth/tokens")

    def locate(self, opening: Opening) -> Call:
        """A location under a reference of ours; a session needs one."""
        address = postal_address(opening.purpose.address)
        body = {"reference_id": opening.location_reference, "postal_address": address}
        return Call("POST", "/locations", body=body)

    def create(self, opening: Opening) -> tuple[Call, ...]:
        """`/connect`; the earlier revision has a path below it, and switches for the extra pages."""
        body: dict[str, Any] = {
            "location_id": opening.purpose.location_id,
            "connect_url": opening.connect_url,
            "callback_url": opening.callback_url,
        }
        asked = {"tariff_name_capture": opening.asks_name, "contract_term_capture": opening.asks_term}
        options = {name: True for name, wanted in asked.items() if wanted}
        earlier = body | ({"route_options": options} if options else {})
        return (Call("POST", "/connect", body=body), Call("POST", "/connect/sessions", body=earlier))

    def read_back(self, token: str) -> tuple[Call, ...]:
        """The token in the path; in the query in the earlier revision."""
        return (Call("GET", f"/connect/{token}"), Call("GET", "/connect/sessions", {"connect_token": token}))

    def status(self, location_id: str) -> Call | None:
        """No call of its own: the location tells its tariffs."""
        return None

    def prices(self, location_id: str, direction: str, start: datetime, end: datetime) -> tuple[Call, ...]:
        """The location in the body; in the path in the earlier revision."""
        span = {"start_time": start.isoformat(), "end_time": end.isoformat(), "tariff_direction": direction}
        return (
            Call("POST", "/prices", body={"location_id": location_id, **span}),
            Call("POST", f"/prices/{location_id}", body=span),
        )

    def schedule(
        self, location_id: str, direction: str, start: datetime, end: datetime, minutes: int
    ) -> tuple[Call, ...]:
        """The location in the body."""
        wanted = best_minutes(direction, start, end, minutes)
        body = {"location_id": location_id, **wanted, "tariff_direction": direction}
        return (Call("POST", "/schedules/duration", body=body),)

    def start(self, token: str, purpose: Purpose) -> Body:
        """`session_start` says which of the two conversations is wanted."""
        action = "VPP" if purpose.programme else "TARIFF"
        return {"connect_token": token, "route": "session_start", "action": action}

    def resume(self, token: str, purpose: Purpose) -> tuple[Body, ...]:
        """`session_restore`; if that is refused, the first call once more."""
        return ({"connect_token": token, "route": "session_restore"}, self.start(token, purpose))

    def answer(self, token: str, page: Page, send: Send) -> Body:
        """Data, an action, or an action with the data that it is about, under the route that was received."""
        body: dict[str, Any] = {"connect_token": token, "route": page.route}
        if send.action:
            body["action"] = send.action
        data = send.data
        if data is not None and page.kind == "tod_rate" and "cost" in data:
            data = {"hours": [{"cost": data["cost"], **_WHOLE_DAY}]}
        alone = page.route in _OLDER_SUMMARIES and len(items_at(page.data, "tariffs")) < 2
        if data is not None and send.action and alone:
            data = {name: value for name, value in data.items() if name != "tariff_id"} or None
        if data is not None:
            body["data"] = data
        return body

    def answer_otherwise(self, token: str, page: Page, send: Send, code: str) -> Body | None:
        """The page of structures lists its options as actions, while its errors speak of data."""
        options = items_at(send.data, "options")
        if page.kind == "structure" and code == "action_missing" and len(options) == 1:
            return {"connect_token": token, "route": page.route, "action": options[0]}
        return None

    def read_page(self, envelope: Body, token: str, callback_url: str) -> Page | None:
        """Every page may be closed. What a page holds decides what it is, where its route is not published."""
        page = page_of(envelope, KINDS, token, callback_url)
        if page is None or page.kind in ("redirect", "complete"):
            return page
        data = content_of(envelope)
        kind = kind_by_members(page.kind, data)
        actions = (*(page.actions or USUAL_ACTIONS.get(kind, ())), "CLOSE")
        return replace(page, kind=kind, data=data, actions=tuple(dict.fromkeys(actions)))
