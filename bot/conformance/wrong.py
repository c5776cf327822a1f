"""Wrong answers, one for each documented error of a page that can be provoked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.conversation.page import Page, items_at
from bot.conversation.situation import Send

NONE = "f" * 24
FORM, MISSING, INVALID = "data_json_invalid", "action_missing", "action_invalid"


@dataclass(frozen=True, slots=True)
class Wrong:
    """A wrong answer, and the codes under one of which it must be refused. `inferred`: no document says so."""

    about: str
    send: Send
    codes: tuple[str, ...]
    inferred: bool = False


@dataclass(slots=True)
class Known:
    """What was seen elsewhere: a provider of another country, a tariff of another provider."""

    provider_id: str = ""
    tariff_id: str = ""


def wrongs(page: Page, generation: str, known: Known, home: Mapping[str, str]) -> tuple[Wrong, ...]:
    """The wrong answers to a page."""
    if page.kind == "address":
        return _address(generation, home)
    if page.kind == "provider":
        elsewhere = () if _lists(page, "providers", known.provider_id) else (known.provider_id,)
        foreign = [
            _data("a provider of another country", "provider_id_invalid", provider={"id": one}) for one in elsewhere
        ]
        return (*_PROVIDER, *foreign)
    if page.kind == "tariff":
        elsewhere = () if _lists(page, "tariffs", known.tariff_id) else (known.tariff_id,)
        foreign = [_data("a tariff of another provider", "tariff_id_invalid", tariff={"id": one}) for one in elsewhere]
        return (*_LIBRARY, *foreign)
    if page.kind == "structure" and generation == "busbar":  # its options may be actions as well
        return tuple(replace(one, codes=(*one.codes, MISSING, INVALID, FORM)) for one in _STRUCTURE)
    if page.kind == "surcharge" and items_at(page.data, "regions"):
        return (*_SURCHARGE, _REGION_UNKNOWN)
    return _BY_KIND.get(page.kind, ())


def _lists(page: Page, name: str, id_: str) -> bool:
    """Whether it is on the page, or nothing is known at all."""
    return not id_ or any(isinstance(one, Mapping) and one.get("id") == id_ for one in items_at(page.data, name))


def _data(about: str, *codes: str, **data: Any) -> Wrong:
    return Wrong(about, Send(data=data), codes)


def _address(generation: str, home: Mapping[str, str]) -> tuple[Wrong, ...]:
    def without(name: str) -> Wrong:
        return _data(f"no {name}", f"{name}_missing", postal_address={**home, name: ""})

    needed = (
        ("city", "country_code") if generation == "anode" else ("address_line1", "city", "post_code", "country_code")
    )
    nowhere = "geo_location_not_found" if generation == "busbar" else "timezone_not_found"
    # An island where nobody lives, and which has no time zone of its own.
    island = {"address_line1": "1 Nowhere", "city": "Nowhere", "post_code": "0000", "country_code": "BV"}
    return (
        *map(without, needed),
        _data("no such country", "country_code_invalid", postal_address={**home, "country_code": "ZZ"}),
        _data("no such place", nowhere, postal_address={**home, **island}),
        _data("an address as a text", FORM, postal_address="1 Example Street"),
    )


def _hours(about: str, code: str, *periods: tuple[str, str, Any]) -> Wrong:
    hours = [{"valid_from": start, "valid_to": end, "cost": cost} for start, end, cost in periods]
    return _data(about, code, hours=hours)


_NO_ACTION = Wrong("an unknown action", Send(action="NO_SUCH_ACTION"), (FORM, INVALID))
_PROVIDER = (
    _data("no provider", "provider_id_missing", provider={"id": ""}),
    _data("an unknown provider", "provider_not_found", provider={"id": f"prv_{NONE}"}),
    _data("a provider as a text", FORM, provider="Example Energy"),
    _NO_ACTION,
)
_NAME = (
    _data("no name", "provider_name_missing", provider={"name": ""}),
    _data("a provider as a text", FORM, provider="Example Energy"),
)
_LIBRARY = (
    _data("no tariff", "tariff_id_missing", tariff={"id": ""}),
    _data("an unknown tariff", "tariff_not_found", tariff={"id": f"trt_{NONE}"}),
    _data("a tariff as a text", FORM, tariff="Example"),
)
_STRUCTURE = (
    _data("two options", "option_invalid", options=["FIXED", "TIME_OF_DAY"]),
    _data("an unknown option", "option_not_supported", options=["NO_SUCH_OPTION"]),
    _data("an option as a text", FORM, options="FIXED"),
)
_FIXED = (
    _data("a price of zero", "cost_value_zero", cost=0),
    _data("a price below zero", "cost_value_negative", cost=-1),
    _data("a price as a word", FORM, cost="cheap"),
)
_DAY = ("00:00:00", "00:00:00")
_TIMES = (
    _hours("a price of zero", "cost_value_zero", (*_DAY, 0)),
    _hours("a price below zero", "cost_value_negative", (*_DAY, -1)),
    _hours("a start that is no time", "valid_from_invalid", ("25:00:00", "00:00:00", 1)),
    _hours("an end that is no time", "valid_to_invalid", ("00:00:00", "noon", 1)),
    _hours("a gap", "gap_in_time_period", ("00:00:00", "06:00:00", 1), ("08:00:00", "00:00:00", 1)),
    _hours("less than a day", "incomplete_time_period", ("00:00:00", "06:00:00", 1)),
    _data("hours as a text", FORM, hours="always"),
)
_SURCHARGE = (
    _data("a percentage below zero", "surcharge_percentage_invalid", surcharge={"fixed": 0, "percentage": -1}),
    _data("a surcharge as a text", FORM, surcharge="none"),
)
_REGION_UNKNOWN = _data(
    "an unknown region", "market_region_invalid", region="NOWHERE", surcharge={"fixed": 0, "percentage": 1}
)
_REGION = (_data("a region as a number", FORM, region=1),)
_TARIFF_NAME = (
    _data("no name", "tariff_name_missing", tariff={"name": ""}),
    _data("a tariff as a text", FORM, tariff="Example"),
)
_TERM = (
    _data("a date in words", "date_format_invalid", contract_start_date=None, contract_end_date="next year"),
    _data("a date as a number", FORM, contract_start_date=None, contract_end_date=2027),
)
_OUTCOME = (
    Wrong("no action", Send(), (MISSING,)),
    Wrong("an unknown action", Send(action="NO_SUCH_ACTION"), (INVALID,)),
)
_CONSENT = (_OUTCOME[1],)
_LANDING = (_data("a programme as a text", FORM, programme="Example"),)
_PERSON = {"first_name": "Ada", "last_name": "Example", "email": "ada@example.com", "phone": "+44 117 496 0000"}


def person(**changed: str) -> Send:
    """Invented personal details, some of them otherwise. The number is one that is kept for fiction."""
    return Send(data={"personal_details": _PERSON | changed})


_DETAILS = (
    Wrong("a mailbox without a place", person(email="ada"), ("email_invalid",), inferred=True),
    Wrong("letters as a phone number", person(phone="none"), ("phone_invalid",), inferred=True),
)
_BY_KIND: Mapping[str, tuple[Wrong, ...]] = {
    "provider_name": _NAME,
    "structure": _STRUCTURE,
    "fixed_rate": _FIXED,
    "tod_rate": _TIMES,
    "surcharge": _SURCHARGE,
    "region": _REGION,
    "tariff_name": _TARIFF_NAME,
    "contract_term": _TERM,
    "summary": _OUTCOME,
    "pending": _OUTCOME,
    "failed": _OUTCOME,
    "consent": _CONSENT,
    "vpp_landing": _LANDING,
    "personal_details": _DETAILS,
}
