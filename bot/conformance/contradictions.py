"""Where the reference says two things, or an earlier and a later one: what we meet of it is noted, for we read both."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from bot.conformance.calls import say_call
from bot.conformance.tap import Exchange
from bot.connect.outcomes import name_only
from bot.conversation.page import items_at, text_at, value_at

Told = tuple[str, str]  # what we take for the usual, and what came

_ROUTES = {
    ("anode", "tariffs_summary"): ("tariff_summary", "later names: tariffs_summary"),
    ("busbar", "tariff_summary"): ("tariffs_summary", "an earlier layout: tariff_summary"),
    ("busbar", "location_summary"): ("tariffs_summary", "the earliest layout: location_summary"),
    ("anode", "session_complete"): ("session_redirect to our callback", "the end as zero has it: session_complete"),
    ("busbar", "session_complete"): ("session_redirect to our callback", "the end as zero has it: session_complete"),
}
_NAMES = {"tariff_direction": "direction", "tariff_type": "type"}
# The paths of later revisions, by generation; where one is not there the earlier one is asked.
_LATER = {
    ("anode", "POST /connect/token"): "POST /connect/tariff/token",
    ("busbar", "POST /connect"): "POST /connect/sessions",
    ("anode", "POST /prices/{id}"): "GET /tariffs/rates/{id}",
    ("anode", "POST /schedules/duration/{id}"): "GET /slots/time/{id}",
    ("busbar", "POST /prices"): "POST /prices/{id}",
    ("busbar", "GET /connect/{id}"): "GET /connect/sessions",
}
_FLAGS = {
    ("anode", "is_tariff_processed"): "tariff_available",
    ("busbar", "price_available"): "data_available",
}


def of_envelope(generation: str, page: Mapping[str, Any]) -> Iterator[Told]:
    """What is noted about a page."""
    route = text_at(page, "route")
    if told := _ROUTES.get((generation, route)):
        yield told
    for later, earlier in _NAMES.items():
        if later in page:
            yield f"{earlier} around a page", f"later names: {later}"
    if "WRONG_TARIFF_REPORT" in items_at(page, "actions"):
        yield "action WRONG_TARIFF", "later names: WRONG_TARIFF_REPORT"
    if generation != "zero" and "actions" not in page and "redirect" not in route:
        yield "actions on every page", f"{name_only(route)} lists none"
    if route == "session_redirect" and not text_at(page, "data", "redirect_url"):
        yield "redirect_url", "another spelling of it"
    if route == "vpp_landing" and value_at(page, "data", "providers") is not None:
        yield "programmes", "an earlier layout: a list of providers"


def of_calls(generation: str, exchanges: Sequence[Exchange]) -> Iterator[Told]:
    """What is noted about some calls, of which the later ones may be made in place of the earlier."""
    for one, other in pairwise(exchanges):
        if not one.path and one.code == "action_missing" and other.status < 400:
            yield "a structure as data", "it is taken as an action"
        asked = say_call(one)
        if one.status >= 400 > other.status and (earlier := _LATER.get((generation, asked))):
            yield asked, f"HTTP {one.status}; the earlier {earlier} is there"
    for exchange in exchanges:
        if exchange.method == "GET" and exchange.path.startswith("/connect/"):
            for (of, flag), usual in _FLAGS.items():
                if of == generation and value_at(exchange.document, flag) is not None:
                    yield f"{usual} in a session", flag
