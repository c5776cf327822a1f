"""The dialogue itself: from one answer to the next step.

Two points that the reference leaves open are settled here: an answer for a page that is not the current one is
refused as `data_json_invalid` in the context of the current page, and so is an unknown action on a page that is
not an outcome (only the outcome pages have codes for actions).
"""

from collections.abc import Callable

from sandbox.flatpeak import answers, vpp
from sandbox.flatpeak.actions import ACTIONS
from sandbox.flatpeak.advanced import read_advanced, read_contract
from sandbox.flatpeak.errors import RefusedError
from sandbox.flatpeak.methods import choose_market_step, try_methods
from sandbox.flatpeak.objects import Draft, Json, Session, Step
from sandbox.flatpeak.outcome import OUTCOME_STEPS, chosen, connect, list_hidden, list_options, structure_of
from sandbox.flatpeak.page_parts import place_of
from sandbox.flatpeak.pages import route_of
from sandbox.flatpeak.providers import METHODS, Provider, make_id
from sandbox.flatpeak.reading import read_object, read_text
from sandbox.flatpeak.world import World

COMMON = ("BACK", "CLOSE")
ACTING: frozenset[Step] = OUTCOME_STEPS | {"consent"}  # pages that are answered by actions alone


def take_answer(world: World, session: Session, body: Json) -> None:
    """Move the session on by one answer. Raises RefusedError and then leaves it where it was."""
    _check_route(world, session, body)
    data = body.get("data", {})
    if body.get("action") and ("data" not in body or session.step in session.generation.flat):
        _take_action(world, session, body["action"], data)
    elif body.get("action"):
        raise RefusedError("data_json_invalid")
    elif session.step in ACTING or _takes_options(world, session):
        raise RefusedError("action_missing")
    else:
        _take_data(world, session, body)


def _check_route(world: World, session: Session, body: Json) -> None:
    route, action = body.get("route"), body.get("action")
    if session.ended or not isinstance(route, str | None):
        raise RefusedError("data_json_invalid")
    if route is None and action == "BACK" and "BACK" in session.generation.common:
        return  # one published example leaves the route out
    if route and route in (session.mask, route_of(world, session)):
        return
    about = session.generation.step_of(route or "")
    if about == session.step and (about != "summary" or _fits_structure(world, session, route or "")):
        return
    if not (session.generation.saves and _is_disconnect(session, route, action)):
        raise RefusedError("data_json_invalid")


def _fits_structure(world: World, session: Session, route: str) -> bool:
    """Where each structure has its summary, the answer is about the one that is shown."""
    routes = {one.route for name, one in session.generation.summaries.items() if name.isupper()}
    return not routes or route in (session.mask, route_of(world, session))


def _is_disconnect(session: Session, route: str | None, action: object) -> bool:
    """Zero disconnects a known location without a page: by this one route, whatever its tariff is."""
    known = bool(session.location_id) and not session.accepted and session.step in OUTCOME_STEPS
    return known and (route, action) == ("summary_fixed_confirm", "DISCONNECT")


def _take_action(world: World, session: Session, given: object, data: object) -> None:
    generation, step = session.generation, session.step
    action = generation.action_aliases.get(str(given), str(given))
    if action in COMMON and action not in generation.common:
        raise RefusedError("action_invalid")
    if _takes_options(world, session) and action in list_options(session):
        return _take_structure(world, session, {"options": [action]})
    known = generation.takes(step, world.scenario, structure_of(world, session)) | set(generation.common)
    if action not in known - list_hidden(world, session):
        raise RefusedError("action_invalid" if step in ACTING else "data_json_invalid")
    if not isinstance(data, dict):
        raise RefusedError("data_json_invalid")
    return ACTIONS[action](world, session, data)


def _takes_options(world: World, session: Session) -> bool:
    """The other reading of busbar's documents: a structure is an action."""
    return session.step == "structure" and world.scenario.options_as_actions and bool(session.generation.entries)


def _take_data(world: World, session: Session, body: Json) -> None:
    data = body.get("data")
    if data is None and "data" not in body and session.step == "term":
        data = {}  # the official client skips this page so
    if not isinstance(data, dict) or session.step not in _DATA:
        raise RefusedError("data_json_invalid")
    _DATA[session.step](world, session, data)


# Data


def _take_address(_: World, session: Session, data: Json) -> None:
    address = answers.read_address(data, session.generation)
    session.draft = Draft(address=address)
    if session.steps[-2:-1] == ["details"]:
        session.steps.pop()
    else:
        session.steps.append("provider")


def _take_provider(world: World, session: Session, data: Json) -> None:
    provider = answers.read_provider(data, session.draft.address["country_code"])
    if provider != session.draft.provider:
        session.draft = session.draft.of_provider(provider)
    try_methods(world, session, METHODS[1:] if provider.id in session.dismissed else METHODS)


def _take_provider_name(_: World, session: Session, data: Json) -> None:
    name = read_text(read_object(data, "provider"), "name", missing="provider_name_missing")
    country = session.draft.address["country_code"]
    provider = Provider(make_id("prv", "typed", country, name), "", name, country, ("MANUAL",))
    session.draft = session.draft.of_provider(provider)
    session.draft.provider_name = name
    session.steps.append("structure")


def _take_library(world: World, session: Session, data: Json) -> None:
    session.draft.library = answers.read_library_tariff(data, chosen(session))
    session.draft.method = "LIBRARY"
    connect(world, session)


def _take_structure(_: World, session: Session, data: Json) -> None:
    option = answers.read_structure(data, list_options(session))
    session.draft.structure, session.draft.library = option, None
    session.draft.method = "MARKET" if option == "MARKET" else "MANUAL"
    session.steps.append(choose_market_step(session) if option == "MARKET" else session.generation.options[option])


def _take_fixed(world: World, session: Session, data: Json) -> None:
    session.draft.cost = answers.read_cost(data)
    _ask_rest(world, session)


def _take_hours(world: World, session: Session, data: Json) -> None:
    hours = session.draft.hours = answers.read_hours(data)
    if "fixed" not in session.generation.routes:  # one page for both: a single period is a fixed price
        session.draft.structure = "TIME_OF_DAY" if len(hours) > 1 else "FIXED"
        session.draft.cost = hours[0].cost
    _ask_rest(world, session)


def _take_advanced(world: World, session: Session, data: Json) -> None:
    tariff = session.draft.advanced = read_advanced(data, dates_as_text=world.scenario.dates_as_text)
    session.draft.term = read_contract(tariff)
    _ask_rest(world, session)


def _take_region(_: World, session: Session, data: Json) -> None:
    session.draft.region = answers.read_region(data, place_of(session).regions)
    session.steps.append("surcharge" if "surcharge" in session.generation.routes else "name")


def _take_surcharge(world: World, session: Session, data: Json) -> None:
    fixed, percentage = answers.read_surcharge(data, strict=world.scenario.strict_surcharge)
    if "region" not in session.generation.routes:
        session.draft.region = answers.read_market_region(data, place_of(session))
    session.draft.surcharge_fixed, session.draft.surcharge_percentage = fixed, percentage
    _ask_rest(world, session)


def _take_name(world: World, session: Session, data: Json) -> None:
    tariff = read_object(data, "tariff")
    session.draft.tariff_name = read_text(tariff, "name", missing="tariff_name_missing")
    _ask_rest(world, session)


def _take_term(world: World, session: Session, data: Json) -> None:
    session.draft.term = answers.read_term(data)
    connect(world, session)


def _ask_rest(world: World, session: Session) -> None:
    """Name and term if the session wants them, else the summary."""
    if session.asks_name and session.step != "name":
        session.steps.append("name")
    elif session.asks_term:
        session.steps.append("term")
    else:
        connect(world, session)


_DATA: dict[Step, Callable[[World, Session, Json], None]] = {
    "address": _take_address,
    "provider": _take_provider,
    "provider_name": _take_provider_name,
    "library": _take_library,
    "structure": _take_structure,
    "fixed": _take_fixed,
    "time_of_day": _take_hours,
    "advanced": _take_advanced,
    "region": _take_region,
    "surcharge": _take_surcharge,
    "name": _take_name,
    "term": _take_term,
    "vpp_landing": vpp.choose,
    "details": vpp.take_details,
}
