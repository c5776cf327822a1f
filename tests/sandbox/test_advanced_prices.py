"""What an advanced tariff costs: by the month, the weekday and the hour, also on top of the market's price."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from sandbox.flatpeak.plans import Advanced, AdvancedMarket, Market


def rate(fixed: str, **more: Any) -> dict[str, Any]:
    return {"fixed": Decimal(fixed), "to_kwh": None, "surcharge_fixed": None, "surcharge_percentage": None, **more}


def hour(start: str, end: str, *rates: dict[str, Any]) -> dict[str, Any]:
    return {"valid_from": start, "valid_to": end, "rate": list(rates)}


def entry(months: list[str], *groups: tuple[str, list[dict[str, Any]]]) -> dict[str, Any]:
    return {"months": months, "dates": [], "days_and_hours": [{"days": [d], "hours": h} for d, h in groups]}


NIGHT = hour("22:00:00", "06:00:00", rate("0.21"))
DAY = hour("06:00:00", "22:00:00", rate("0.32", to_kwh=250), rate("0.34"))
ALL_DAY = ("00:00:00", "00:00:00")
SCHEDULE = [
    entry(["Nov", "Dec", "Jan"], ("Weekdays", [DAY, NIGHT]), ("Weekend", [hour(*ALL_DAY, rate("0.19"))])),
    entry(["Feb"], ("All", [hour(*ALL_DAY, rate("0.25"))])),
]


@pytest.mark.parametrize(
    ("moment", "price"),
    [
        ("2026-11-17T09:00", "0.32"),  # a Tuesday: the first tier
        ("2026-11-17T22:00", "0.21"),
        ("2026-11-18T05:59", "0.21"),
        ("2026-11-21T12:00", "0.19"),
        ("2027-02-03T12:00", "0.25"),
    ],
)
def test_season_weekday_and_hour_of_the_moment(moment: str, price: str) -> None:
    plan = Advanced({"market_rates": False, "schedule": SCHEDULE})
    assert plan.tiered
    assert plan.price_at(datetime.fromisoformat(moment)) == Decimal(price)


def test_the_surcharge_of_the_moment_comes_on_the_market_price() -> None:
    market = Market("GB", "GBP")
    extra = rate("0", surcharge_fixed=Decimal("0.02"), surcharge_percentage=Decimal("0.05"))
    weekend = hour(*ALL_DAY, rate("0"))
    schedule = [entry(["All"], ("Weekdays", [hour(*ALL_DAY, extra)]), ("Weekend", [weekend]))]
    plan = AdvancedMarket({"market_rates": True, "schedule": schedule}, market)
    tuesday, saturday = datetime(2026, 11, 17, 9), datetime(2026, 11, 21, 9)  # noqa: DTZ001 (local times of a home)
    assert plan.price_at(tuesday) == (market.price_at(tuesday) + Decimal("0.02")) * Decimal("1.05")
    assert plan.price_at(saturday) == market.price_at(saturday)
    assert not plan.tiered
