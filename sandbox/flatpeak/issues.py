"""Busbar's reports that a tariff is wrong, and which of several tariffs an action is about."""

from sandbox.flatpeak.errors import RefusedError
from sandbox.flatpeak.objects import Json, Session, Tariff
from sandbox.flatpeak.reading import fail, read_text
from sandbox.flatpeak.world import World


def find_named(world: World, session: Session, data: Json) -> Tariff:
    """The tariff of `tariff_id`; the older forms of the summary, printed without it, mean the only one."""
    tariffs = list(world.locations[session.location_id].tariffs.values())
    older = world.scenario.older_summary or world.scenario.oldest_summary
    if "tariff_id" not in data and older and len(tariffs) == 1:
        return tariffs[0]
    wanted = read_text(data, "tariff_id")
    found = next((tariff for tariff in tariffs if tariff.id == wanted), None)
    if found is None:
        raise RefusedError("tariff_not_found", f"No tariff {wanted}.")
    return found


def create(world: World, session: Session, data: Json) -> None:
    """Open a report, with or without a description; one at a time."""
    tariff = find_named(world, session, data)
    if tariff.reports:
        raise RefusedError("action_invalid")
    tariff.reports = [read_text({"description": "", **data}, "description")]


def update(world: World, session: Session, data: Json) -> None:
    """Add to the open report."""
    tariff = _find_reported(world, session, data)
    more = read_text(data, "description")
    if not more.strip():
        raise fail()
    tariff.reports.append(more)


def cancel(world: World, session: Session, data: Json) -> None:
    """Withdraw it."""
    _find_reported(world, session, data).reports.clear()


def _find_reported(world: World, session: Session, data: Json) -> Tariff:
    tariff = find_named(world, session, data)
    if not tariff.reports:
        raise RefusedError("action_invalid")
    return tariff
