"""Homes that were made at FlatPeak for a session and are nobody's yet: kept once they are more, else deleted again."""

from bot.conversation.alerts import flow as alert_flow
from bot.conversation.context import Context
from bot.conversation.location_calls import Tidied, Tidy
from bot.conversation.situation import Due, Reaction, Situation, State
from bot.conversation.turns import changed

WAKE = "leftovers"
SOON_S, AGAIN_S = 60.0, 21600.0  # until those of a session that another has replaced are seen to; after trouble


def due(state: State, *, but: str = "") -> tuple[Due, ...]:
    """When to see to them, without the one that goes on being used."""
    return (Due(WAKE, SOON_S),) if state.made.keys() - {but} else ()


def woken(now: Situation) -> Reaction:
    """See to them, if they are there still."""
    return Reaction(now.state, call=Tidy() if now.state.made else None, quiet=True)


def kept(state: State, location_id: str) -> dict[str, bool]:
    """Those that are left once a home is known as the person's."""
    return {id_: bare for id_, bare in state.made.items() if id_ != location_id}


def tidied(now: Situation, found: Tidied, ctx: Context) -> Reaction:
    """What became of them: something had been connected at those that were kept."""
    over = {*found.gone, *(one.id for one in found.kept)}
    state = changed(now, made={id_: bare for id_, bare in now.state.made.items() if id_ not in over})
    again = (Due(WAKE, AGAIN_S),) if found.trouble else ()
    ends = tuple(due_ for one in found.kept for due_ in alert_flow.ends_of(one, ctx))
    return Reaction(state, locations=found.kept, quiet=True, wake=(*again, *ends))
