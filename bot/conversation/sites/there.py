"""What is at a site's address by now, whoever connected it: nothing is connected, or made, a second time."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from bot.conversation import leftovers
from bot.conversation.belonging import rights_at
from bot.conversation.known_address import locations_at
from bot.conversation.panel_parts import is_used
from bot.conversation.sites.plan import Verdict
from bot.conversation.sites.table import key_of
from bot.conversation.situation import Location, Open, Reaction, Send, Situation
from bot.conversation.turns import changed

_LEAVING = ("BACK", "CLOSE")  # actions that make nothing


def meet(now: Situation, reaction: Reaction) -> tuple[Reaction, Verdict | None]:
    """What a reaction of a site's session comes to: at a free location it opens there.

    With a verdict where another has connected the site meanwhile; then there is nothing left to ask.
    """
    match reaction.call:
        case Open(purpose=purpose):
            there = locations_at(now, purpose.address)
            if used := next((one for one in there if _is_done(one, purpose.location_id)), None):
                return _ended(now, used.id), Verdict("connected", location_id=used.id)
            return _open_at(now, reaction, there), None
        case Send(data=data, action=action) if now.session and action not in _LEAVING:
            own = (now.session.location_id, now.session.purpose.location_id)
            others = (one for one in locations_at(now, _sought(now, data)) if one.id not in own)
            if used := next((one for one in others if _is_used(one)), None):
                return _ended(now, used.id), Verdict("connected", location_id=used.id)
    return reaction, None


def keys_used(locations: Iterable[Location]) -> set[str]:
    """The keys of the addresses at which something is connected."""
    return {key_of(dict(one.address)) for one in locations if _is_used(one)}


def _sought(now: Situation, data: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """The address that an answer is about. Who connects by hand takes time enough for others to be faster."""
    given = data.get("postal_address") if data else None
    return given if isinstance(given, Mapping) else now.state.address if now.state.by_hand else {}


def _is_done(location: Location, own: str) -> bool:
    """Whether nothing is left to do there; `own`: where a session of this very site has got, perhaps not to its end."""
    if location.id != own:
        return _is_used(location)
    found = {slot.status for slot in location.slots}
    return "CONNECTED" in found and not found & {"PENDING", "ERROR"}


def _is_used(location: Location) -> bool:
    return any(map(is_used, location.slots))


def _open_at(now: Situation, reaction: Reaction, there: Iterable[Location]) -> Reaction:
    call = reaction.call
    free = next((one for one in there if not _is_used(one) and rights_at(now, one.id).connect), None)
    if free is None or not isinstance(call, Open) or call.purpose.location_id:
        return reaction
    purpose = replace(call.purpose, location_id=free.id)
    return reaction._replace(state=reaction.state.model_copy(update={"opening": purpose}), call=Open(purpose))


def _ended(now: Situation, location_id: str) -> Reaction:
    over = {"opening": None, "unanswered": None, "replaying": False, "finished": True, "by_hand": 0}
    state = changed(now, **over, panel="", about="", typed="", draft={}, attempts=0)
    return Reaction(state, end_session=True, quiet=True, wake=leftovers.due(state, but=location_id))
