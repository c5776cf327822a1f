"""What the pages of zero show otherwise than those of anode."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from sandbox.flatpeak import outcome
from sandbox.flatpeak.answers import NO_END
from sandbox.flatpeak.objects import Json, Session, Step
from sandbox.flatpeak.page_parts import (
    find_outcome,
    local_midnight,
    place_of,
    show_chosen,
    show_connection,
    show_money,
    show_priced,
    show_rates,
)
from sandbox.flatpeak.plans import Fixed
from sandbox.flatpeak.views import stamp_day
from sandbox.flatpeak.world import World


def _login(world: World, session: Session) -> Json:
    """Both spellings: the documents name one, the official client reads the other."""
    address = outcome.login_address(world, session)
    return {"redirect_url": address, "redirect_uri": address}


def _surcharge(world: World, session: Session) -> Json:
    """With the regions to choose from where the address leaves it open."""
    draft, place = session.draft, place_of(session)
    surcharge = {"fixed": draft.surcharge_fixed, "percentage": draft.surcharge_percentage}
    regions = {} if place.region else {"regions": list(place.regions)}
    return show_priced(world, session) | {"surcharge": surcharge} | regions


def _term(world: World, session: Session) -> Json:
    term = session.draft.term
    end = NO_END if term.kind == "UNTIL_TERMINATED" else stamp_day(term.end)
    dates = {"contract_start_date": stamp_day(term.start), "contract_end_date": end}
    return show_chosen(world, session) | dates


def _summary(world: World, session: Session) -> Json:
    """A fixed price stands alone; any other comes with the prices of three days."""
    tariff, place = find_outcome(world, session)
    zone = ZoneInfo(place.zone)
    shown: Json = {
        "name": tariff.name,
        "structure_type": tariff.plan.structure,
        "contract_end_date": local_midnight(tariff.term.end, zone),
        "tiered": tariff.plan.tiered,
    }
    body = show_connection(world, session) | show_money(world, session) | {"tariff": shown}
    if isinstance(tariff.plan, Fixed):
        del body["market_rates_source"]
        return body | {"cost": tariff.plan.price_at(world.now().astimezone(zone))}
    return body | {"rates": show_rates(world, session)}


CONTENT: dict[Step, Callable[[World, Session], Json]] = {
    "login": _login,
    "surcharge": _surcharge,
    "term": _term,
    "summary": _summary,
}
