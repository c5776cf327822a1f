"""Who probably provides the energy of a home: whoever does so already, there or at the person's other addresses."""

from bot.conversation.frame import has_page
from bot.conversation.situation import Location, Situation, find_location

MOST = 3
_LOCATIONS = 20  # of a team's hundreds, the newest


def likely_providers(now: Situation) -> tuple[str, ...]:
    """Names of providers, the likeliest first; none where no provider is asked for."""
    session = now.session
    if session is None or session.page is None or not has_page(now) or session.page.kind != "provider":
        return ()
    here = find_location(now.locations, session.location_id or session.purpose.location_id)
    slot = f"{session.purpose.type}_{session.purpose.direction}".lower()
    others = [one for one in now.locations[-_LOCATIONS:] if here is None or one.id != here.id]
    homes = [*([here] if here else []), *reversed(others)]
    names = [name for home in homes for name in _names(home, slot)]
    return tuple(dict.fromkeys(names))[:MOST]


def _names(home: Location, slot: str) -> list[str]:
    """The one of this slot first."""
    return [one.provider for one in sorted(home.slots, key=lambda one: one.name != slot) if one.provider]
