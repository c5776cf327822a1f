"""The schedule of the advanced page; its only code is `data_json_invalid`."""

from typing import Any

from sandbox.flatpeak.objects import Json
from sandbox.flatpeak.plans import DAY_NAMES, MONTH_NAMES
from sandbox.flatpeak.reading import CLOCK, fail, read_list, read_number, read_object, read_stamp, read_text

MONTHS = ("All", *MONTH_NAMES)
DAYS = ("All", "Weekdays", "Weekend", *DAY_NAMES)


def read_advanced(data: Json, *, dates_as_text: bool = False) -> Json:
    """A schedule whose tiers have all their members; its days of a month are numbers, by one example a text of them."""
    tariff = read_object(data, "tariff")
    if not isinstance(tariff.get("market_rates"), bool) or not read_list(tariff, "schedule"):
        raise fail()
    for name in ("contract_start_date", "contract_end_date"):
        if tariff.get(name) is not None and read_stamp(read_text(tariff, name)) is None:
            raise fail()
    for entry in tariff["schedule"]:
        if dates_as_text and isinstance(entry, dict):
            entry["dates"] = _split_dates(entry)
        _check_entry(entry)
    return tariff


def _split_dates(entry: Json) -> list[int]:
    dates = read_list(entry, "dates")
    if not all(isinstance(text, str) for text in dates):
        raise fail()
    days = [day.strip() for text in dates for day in text.split(",")]
    if not all(day.isdecimal() and len(day) <= 2 for day in days):
        raise fail()
    return [int(day) for day in days]


def _check_entry(entry: Any) -> None:
    if not isinstance(entry, dict) or not entry.get("days_and_hours"):
        raise fail()
    dates = read_list(entry, "dates")
    if not all(type(day) is int and 1 <= day <= 31 for day in dates) or not _among(entry, "months", MONTHS):
        raise fail()
    for group in read_list(entry, "days_and_hours"):
        if not isinstance(group, dict) or not _among(group, "days", DAYS):
            raise fail()
        hours = read_list(group, "hours")
        if not hours:
            raise fail()
        for hour in hours:
            _check_hour(hour)


def _among(parent: Json, name: str, known: tuple[str, ...]) -> bool:
    values = read_list(parent, name)
    return bool(values) and all(value in known for value in values)


def _check_hour(hour: Any) -> None:
    if not isinstance(hour, dict) or not read_list(hour, "rate"):
        raise fail()
    if not all(CLOCK.fullmatch(read_text(hour, name)) for name in ("valid_from", "valid_to")):
        raise fail()
    for rate in hour["rate"]:
        if not isinstance(rate, dict):
            raise fail()
        read_number(rate, "fixed")
        for name in ("to_kwh", "surcharge_fixed", "surcharge_percentage"):
            if rate.setdefault(name, None) is not None:
                read_number(rate, name)
