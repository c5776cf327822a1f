"""How a tariff of a provider can be had: the methods in their order, each of which leads to its page."""

from sandbox.flatpeak.objects import Session, Step
from sandbox.flatpeak.outcome import chosen
from sandbox.flatpeak.places import find_place
from sandbox.flatpeak.providers import METHODS, Method
from sandbox.flatpeak.world import World


def try_methods(world: World, session: Session, methods: tuple[Method, ...] = METHODS) -> None:
    """Go on with the first of the methods that the provider supports."""
    provider = chosen(session)
    session.draft.library = None
    session.draft.method = next((m for m in methods if m in provider.methods), "MANUAL")
    first: dict[Method, Step] = {"DIRECT": "login", "LIBRARY": "library", "MANUAL": "structure"}
    session.steps.append(first.get(session.draft.method) or choose_market_step(session))


def choose_market_step(session: Session) -> Step:
    """The page after MARKET: the region is asked first where the generation has a page for it.

    No page for the surcharge is known of busbar: it goes on to the name.
    """
    session.draft.structure = "MARKET"
    place = find_place(session.draft.address)
    assert place is not None
    session.draft.region = session.draft.region or place.region
    routes = session.generation.routes
    if not place.region and "region" in routes:
        return "region"
    return "surcharge" if "surcharge" in routes else "name"
