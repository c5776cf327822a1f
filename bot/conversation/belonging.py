"""Whose a location is among the chats of one person, and what follows from it."""

from bot.conversation.situation import Situation
from bot.conversation.teams import Rights


def rights_at(now: Situation, location_id: str) -> Rights:
    """What the person may do there: in another chat of theirs no more than they may in that chat."""
    held = now.beside.get(location_id)
    return held.rights if held else now.rights


def hears(now: Situation, location_id: str) -> bool:
    """Whether alerts about it are told in this chat: as the person wishes, or because they are not in the other."""
    held = now.beside.get(location_id)
    concerned = [one for one in now.state.links if held is None or one.key == held.key]
    return all(one.alerts != "there" or one.key in now.away for one in concerned)
