"""The first step of a dialogue, and the first call where that says what the customer wants."""

from sandbox.flatpeak.errors import RefusedError
from sandbox.flatpeak.methods import try_methods
from sandbox.flatpeak.objects import OUTCOMES, Json, Session
from sandbox.flatpeak.places import find_place
from sandbox.flatpeak.providers import all_providers
from sandbox.flatpeak.world import World


def open_dialogue(world: World, session: Session, *, edit: bool = False) -> None:
    """Choose the first step of a new session."""
    tariff = world.tariff_of(session)
    if session.generation.entries:
        session.steps = ["start"]
    elif tariff and not edit:
        session.steps = [OUTCOMES[tariff.status]]
    else:
        session.steps = []
        ask_tariff(session)


def ask_tariff(session: Session) -> None:
    """The first question about a new tariff."""
    session.steps.append("provider" if find_place(session.draft.address) else "address")


def take_start(world: World, session: Session, body: Json) -> None:
    """A first call that names what it is for; the same one again only shows the current page."""
    entries = session.generation.entries
    if not entries or session.ended:
        return
    if body.get("route") == "session_restore":
        if session.step == "start":
            raise RefusedError("data_json_invalid")
        return
    if "action" not in body:
        raise RefusedError("action_missing")
    if body["action"] not in entries:
        raise RefusedError("action_invalid")
    if session.entry != body["action"]:
        session.entry, session.steps = body["action"], []
        if find_place(session.draft.address) is None:  # another session may have said it meanwhile
            session.draft.address = dict(world.locations[session.location_id].address)
        _open_vpp(world, session) if session.entry == "VPP" else _open_tariffs(world, session)


def _open_tariffs(world: World, session: Session) -> None:
    """Every tariff of the location; a single one that was never read has a page of its own."""
    tariffs = list(world.locations[session.location_id].tariffs.values())
    if len(tariffs) == 1 and not tariffs[0].was_read:
        session.slot = tariffs[0].slot
        session.steps = [OUTCOMES[tariffs[0].status]]
    elif tariffs:
        session.steps = ["summary"]
    else:
        ask_tariff(session)
        if session.provider_id and session.step == "provider":
            session.draft = session.draft.of_provider(all_providers()[session.provider_id])
            try_methods(world, session)


def _open_vpp(world: World, session: Session) -> None:
    session.steps = ["vpp_summary" if session.location_id in world.participations else "vpp_landing"]
