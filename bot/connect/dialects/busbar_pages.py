"""Pages of busbar, whose content stands partly in `data` and partly beside it, and whose summary was published in
three shapes. All are brought to one."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.connect.dialects.canon import ROUTES_OF_ALL, clean, data_of
from bot.conversation.page import Json, items_at, number_at, text_at, value_at

KINDS = ROUTES_OF_ALL | {
    "postal_address_input": "address",
    "plan_structure": "structure",
    "price_input": "tod_rate",
    "surcharge_capture": "surcharge",
    "region_select": "region",
    "tariff_name_input": "tariff_name",
    "advanced_tariff_input": "advanced_rate",
    "connection_pending": "pending",
    "tariff_connection_pending": "pending",
    "connection_failed": "failed",
    "tariff_connection_failed": "failed",
    "tariffs_summary": "summary",
    "tariff_summary": "summary",
    "location_summary": "summary",
    "consent": "consent",
    "vpp_landing": "vpp_landing",
    "vpp_summary": "vpp_summary",
    "vpp_participation": "participation",
    "payment_history": "payments",
}
# What the text of a page names, where its sample lists nothing.
USUAL_ACTIONS = {
    "vpp_landing": ("CONNECT_TARIFF", "BACK"),
    "personal_details": ("ADDRESS_CHANGE", "BACK"),
    "summary": ("DISCONNECT", "RECONNECT", "CREATE_ISSUE_REPORT", "UPDATE_ISSUE_REPORT", "CANCEL_ISSUE_REPORT"),
    "consent": ("ALLOW", "DENY", "BACK"),
    "pending": ("EDIT", "DISCONNECT"),
    "failed": ("EDIT", "DISCONNECT"),
}
# These tell what a page is about; several pages were published under one another's routes.
_TELLING = (
    ("personal_details", "personal_details"),
    ("performance", "vpp_summary"),
    ("participation_state", "participation"),
    ("transactions", "payments"),
)
# These do, where the route says nothing.
_FITTING = (
    ("programmes", "vpp_landing"),
    ("required_consents", "consent"),
    ("tariff_status", "summary"),
    ("surcharge", "surcharge"),
    ("regions", "region"),
    ("hours", "tod_rate"),
    ("options", "structure"),
    ("providers", "provider"),
)
_ENVELOPE = frozenset({"connect_token", "route", "direction", "type", "live_mode", "actions", "data", "object"})
_REPORTED = "ERROR_REPORTED"


def content_of(envelope: Mapping[str, Any]) -> dict[str, Any]:
    """What a page holds, in `data` or beside it, cleaned; tariffs in one shape."""
    beside = {name: clean(value) for name, value in envelope.items() if name not in _ENVELOPE}
    content = {**beside, **data_of(envelope)}
    if isinstance(content.get("tariff_status"), Mapping) or _lists_tariffs(content):
        content["tariffs"] = [_tariff(slot, told, content) for slot, told in _slots(content)]
    if "programmes" not in content and isinstance(content.get("providers"), list) and _are_programmes(content):
        content["programmes"] = [_programme(item) for item in items_at(content, "providers")]
    return content


def kind_by_members(kind: str, content: Mapping[str, Any]) -> str:
    """The kind of a page whose route says one thing and whose members may say another."""
    if found := next((meant for member, meant in _TELLING if member in content), ""):
        return found
    if kind != "unknown":
        return kind
    if "tariffs" in content:
        return "summary" if any(value_at(item, "rates") for item in items_at(content, "tariffs")) else "tariff"
    return next((meant for member, meant in _FITTING if member in content), kind)


def _lists_tariffs(content: Mapping[str, Any]) -> bool:
    """Whether the tariffs are connected ones; those of a library have neither a status nor prices."""
    return any(
        isinstance(item, Mapping) and ("prices" in item or "status" in item) for item in items_at(content, "tariffs")
    )


def _slots(content: Mapping[str, Any]) -> Iterator[tuple[str, Json]]:
    """The tariffs with the names of their slots; in the older layouts a slot without tariff has a status only."""
    if _lists_tariffs(content):
        for item in items_at(content, "tariffs"):
            kind, direction = text_at(item, "type") or "COMMODITY", text_at(item, "direction") or "IMPORT"
            yield f"{kind}_{direction}", item
        return
    for slot, told in content["tariff_status"].items():
        if text_at(told, "status") not in ("", "NOT_CONNECTED", "NOT_SUPPORTED"):
            yield str(slot), told


def _tariff(slot: str, told: Json, content: Mapping[str, Any]) -> dict[str, Any]:
    """One tariff as the summaries of the other generations have theirs, and what is new about it."""
    kind, _, direction = slot.upper().rpartition("_")
    market = value_at(told, "market_rates_source") is True
    return {
        "id": text_at(told, "tariff_id") or text_at(told, "id"),
        "type": kind,
        "direction": direction,
        "currency_code": text_at(content, "currency_code"),
        "provider": value_at(told, "provider"),
        "connection_type": text_at(told, "connection_type"),
        "temporary": value_at(told, "temporary") is True or value_at(told, "is_temporary") is True,
        "vat": _vat(told),
        "reported": text_at(told, "status") == _REPORTED,
        "tariff": {
            "name": text_at(told, "display_name"),
            "status": "CONNECTED" if text_at(told, "status") == _REPORTED else text_at(told, "status"),
            "structure_type": text_at(told, "structure_type") or ("MARKET" if market else ""),
            "tiered": value_at(told, "tiered") is True,
        },
        "rates": {
            day: [_rate(item) for item in items_at(told, "prices", day)] for day in ("yesterday", "today", "tomorrow")
        },
    }


def _rate(item: Json) -> dict[str, Any]:
    value = number_at(item, "price", "value")
    cost = number_at(item, "price", "cost") if value is None else value
    price = {"cost": cost, "confidence": value_at(item, "price", "confidence")}
    return {"valid_from": value_at(item, "valid_from"), "valid_to": value_at(item, "valid_to"), "tariff": price}


def _vat(told: Json) -> Any:
    """The VAT as a fraction; an earlier revision has a factor in each price."""
    own = number_at(told, "vat")
    if own is not None:
        return own
    first = next(iter(items_at(told, "prices", "today")), None)
    factor = number_at(first, "price", "vat")
    return None if factor is None else factor - 1 if factor >= 1 else factor


def _are_programmes(content: Mapping[str, Any]) -> bool:
    return any(text_at(item, "programme_name") for item in items_at(content, "providers"))


def _programme(item: Json) -> dict[str, str]:
    """A programme of the earlier landing page, which lists providers."""
    return {
        "provider_id": text_at(item, "id"),
        "provider_display_name": text_at(item, "provider_name"),
        "programme_id": text_at(item, "programme_id"),
        "programme_display_name": text_at(item, "programme_name"),
    }
