"""What the actions of the pages do."""

from collections.abc import Callable

from sandbox.flatpeak.objects import Session, Step
from sandbox.flatpeak.world import World

Act = Callable[[World, Session], None]


def end(world: World, session: Session) -> None:
    """Leave for the callback address; a connected or pending tariff makes the session complete."""
    if world.tariff_of(session):
        world.tell_complete(session)
    session.steps.append("end")


def go_back(world: World, session: Session) -> None:
    """To the page before; with none, out."""
    if len(session.steps) == 1:
        end(world, session)
    else:
        session.steps.pop()


def _disconnect(world: World, session: Session) -> None:
    """Where a reading that takes long was not saved yet, the customer may start over."""
    starts_over = session.generation.saves and session.step == "pending"
    session.proposal = None
    world.disconnect(session.location_id, session.slot)
    if starts_over:
        session.steps.append("provider")
    else:
        session.complete_action = "DISCONNECT"
        session.steps.append("end")


def _save(world: World, session: Session) -> None:
    if session.proposal:
        world.put_tariff(session, session.proposal)
        session.proposal = None
    session.complete_action = "SAVE"
    end(world, session)


def _dismiss_direct(world: World, session: Session) -> None:
    """Drop what is being read; the next choice of this provider skips its login."""
    tariff = world.tariff_of(session)
    assert tariff is not None, "only a pending tariff takes this action"
    session.dismissed.add(tariff.provider.id)
    _disconnect(world, session)


def _edit(_: World, session: Session) -> None:
    session.proposal = None
    session.steps.append("provider")


def _report(world: World, session: Session) -> None:
    tariff = world.tariff_of(session)
    assert tariff is not None, "only the summary of a tariff takes this action"
    tariff.reported = True


def _goer(step: Step) -> Act:
    return lambda _, session: session.steps.append(step)


ACTIONS: dict[str, Act] = {
    "BACK": go_back,
    "CLOSE": end,
    "ADDRESS_CHANGE": _goer("address"),
    "PROVIDER_MISSING": _goer("provider_name"),
    "TARIFF_MISSING": _goer("structure"),
    "EDIT": _edit,
    "RECONNECT": _edit,
    "SAVE": _save,
    "DISMISS_DIRECT": _dismiss_direct,
    "WRONG_TARIFF": _report,
    "DISCONNECT": _disconnect,
}
