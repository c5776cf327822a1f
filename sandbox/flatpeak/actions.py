"""What the actions of the pages do; the data that comes with one is empty for most."""

from collections.abc import Callable

from sandbox.flatpeak import issues, vpp
from sandbox.flatpeak.methods import try_methods
from sandbox.flatpeak.objects import Json, Session, Step
from sandbox.flatpeak.world import World

# Pages about the provider that was chosen.
ABOUT_A_PROVIDER: frozenset[Step] = frozenset(
    {"login", "library", "structure", "fixed", "time_of_day", "advanced", "region", "surcharge", "name", "term"}
)
Act = Callable[[World, Session, Json], None]


def _end(world: World, session: Session, _: Json) -> None:
    """Leave for the callback address; a connected or pending tariff makes the session complete."""
    if world.tariff_of(session):
        world.tell_complete(session)
    session.steps.append("end")


def _go_back(world: World, session: Session, data: Json) -> None:
    """To the page before, past those about a provider that another address has made void; with none, out."""
    left = session.steps[:-1]
    while left and left[-1] in ABOUT_A_PROVIDER and session.draft.provider is None:
        left.pop()
    if left:
        session.steps = left
    else:
        _end(world, session, data)


def _disconnect(world: World, session: Session, data: Json) -> None:
    """Out, but for two: the summary of all tariffs shows what is left, and what was never saved may be started over."""
    if session.generation.entries and session.step == "summary":
        return world.disconnect(session.location_id, issues.find_named(world, session, data).slot)
    starts_over = session.generation.saves and session.step == "pending"
    session.proposal = None
    world.disconnect(session.location_id, session.slot)
    if starts_over:
        return session.steps.append("provider")
    session.complete_action = "DISCONNECT"
    return session.steps.append("end")


def _save(world: World, session: Session, data: Json) -> None:
    if session.proposal:
        world.put_tariff(session, session.proposal)
        session.proposal = None
    session.complete_action = "SAVE"
    _end(world, session, data)


def _dismiss_direct(world: World, session: Session, data: Json) -> None:
    """Drop what is being read; the next choice of this provider skips its login."""
    tariff = world.tariff_of(session)
    assert tariff is not None, "only a pending tariff takes this action"
    session.dismissed.add(tariff.provider.id)
    _disconnect(world, session, data)


def _edit(_: World, session: Session, __: Json) -> None:
    session.proposal = None
    session.steps.append("provider")


def _reconnect(world: World, session: Session, data: Json) -> None:
    """A summary of all tariffs says which; a failed one starts over at the list of providers."""
    if session.step != "summary":
        return _edit(world, session, data)
    tariff = issues.find_named(world, session, data)
    session.slot = tariff.slot
    session.draft = session.draft.of_provider(tariff.provider)
    return try_methods(world, session)


def _change(world: World, session: Session, data: Json) -> None:
    session.slot = issues.find_named(world, session, data).slot
    session.steps.append("provider")


def _report(world: World, session: Session, _: Json) -> None:
    tariff = world.tariff_of(session)
    assert tariff is not None, "only the summary of a tariff takes this action"
    tariff.reported = True


def _goer(step: Step) -> Act:
    return lambda _, session, __: session.steps.append(step)


ACTIONS: dict[str, Act] = {
    "BACK": _go_back,
    "CLOSE": _end,
    "ADDRESS_CHANGE": _goer("address"),
    "PROVIDER_MISSING": _goer("provider_name"),
    "TARIFF_MISSING": _goer("structure"),
    "EDIT": _edit,
    "RECONNECT": _reconnect,
    "RETRY": _reconnect,
    "CHANGE": _change,
    "SAVE": _save,
    "DISMISS_DIRECT": _dismiss_direct,
    "WRONG_TARIFF": _report,
    "DISCONNECT": _disconnect,
    "CREATE_ISSUE_REPORT": issues.create,
    "ERROR_REPORT": issues.create,
    "UPDATE_ISSUE_REPORT": issues.update,
    "CANCEL_ISSUE_REPORT": issues.cancel,
    "CONNECT_TARIFF": vpp.connect_tariff,
    "ALLOW": vpp.allow,
    "DENY": vpp.deny,
    "CHANGE_PERIOD": vpp.change_period,
    "MANAGE_PARTICIPATION": _goer("participation"),
    "MANAGE_PAYMENTS": _goer("payments"),
    "PAYMENT_DETAILS": _goer("payment"),
    "REJOIN_PROGRAMME": vpp.rejoin,
}
