"""Prices that change: a provider raises them, or a reading was wrong."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from sandbox.flatpeak.objects import Event, Slot
from sandbox.flatpeak.plans import Fixed, Plan, TimeOfDay
from sandbox.flatpeak.world import World


def change_prices(
    world: World, location_id: str, costs: tuple[Decimal, ...], day: date, slot: Slot = "commodity_import"
) -> Event:
    """From a local day on a tariff costs that, and FlatPeak tells that something changed. ValueError: it cannot."""
    tariff = world.locations[location_id].tariffs[slot]
    tariff.plan = change(tariff.plan, costs, day)
    return world.touch(location_id)


def change(plan: Plan, costs: tuple[Decimal, ...], day: date) -> Plan:
    """The plan with other prices from a day on: the only one, or one for each of its times in their order."""
    match plan, costs:
        case Fixed(later=later), (cost,):
            now = later[1] if later and later[0] < day else plan.cost
            return replace(plan, cost=now, later=(day, cost))
        case TimeOfDay(periods=first, later=later), _ if len(costs) == len(first):
            periods = later[1] if later and later[0] < day else first
            after = tuple(replace(period, cost=cost) for period, cost in zip(periods, costs, strict=True))
            return replace(plan, periods=periods, later=(day, after))
        case _:
            raise ValueError("give one price, or one for each time of day; market prices change by themselves")
