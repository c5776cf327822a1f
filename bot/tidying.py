"""Deleting homes that were made at FlatPeak for sessions which came to nothing."""

from collections.abc import Mapping

from bot.connect.client import FlatPeak
from bot.conversation.location_calls import Tidied
from bot.conversation.panel_parts import is_used
from bot.conversation.situation import Location, Refused, Trouble


async def tidy(flatpeak: FlatPeak, made: Mapping[str, bool]) -> Tidied:
    """Delete the homes at which nothing is; `made`: by id, whether a tariff is all that could be there."""
    gone: list[str] = []
    kept: list[Location] = []
    for location_id, bare in made.items():
        found = await flatpeak.location(location_id)
        if isinstance(found, Location) and not (bare and not any(map(is_used, found.slots))):
            kept.append(found)
            continue
        failed = await flatpeak.delete_location(location_id) if isinstance(found, Location) else found
        if isinstance(failed, Refused) and failed.code != "not_found":
            failed = Trouble("refused")
        if isinstance(failed, Trouble):
            return Tidied(tuple(gone), tuple(kept), failed)
        gone.append(location_id)
    return Tidied(tuple(gone), tuple(kept))
