"""An address that is connected already, by this person or in a team by a colleague who need not have told."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import lru_cache
from typing import Any

from bot.conversation.belonging import rights_at
from bot.conversation.frame import has_page, is_settled, open_page
from bot.conversation.panel_parts import is_used
from bot.conversation.sites.checks import address_key
from bot.conversation.situation import Location, Situation
from bot.conversation.understanding.address import Address, part_names
from bot.conversation.understanding.address_reading import read_address


def find_typed(now: Situation, text: str) -> Location | None:
    """The connected location whose whole address this is; while a page is open the text is for that."""
    parts = read_address(text).parts
    asked = has_page(now) and not is_settled(now)
    return None if asked or parts.missing() else _find(now, asdict(parts))


def find_answered(now: Situation, data: Mapping[str, Any]) -> Location | None:
    """The connected location that an answer to the open page would connect a second time."""
    found = next((one for one in _answered(now, data) if any(map(is_used, one.slots))), None)
    session = now.session
    own = (session.location_id, session.purpose.location_id) if session else ()
    return None if found is None or found.id in own else found


def find_free(now: Situation, data: Mapping[str, Any]) -> Location | None:
    """The location without a tariff that an answer to the open page would make a second time."""
    if now.session is None or now.session.location_id or now.session.purpose.location_id:
        return None
    free = (one for one in _answered(now, data) if not any(map(is_used, one.slots)))
    return next((one for one in free if rights_at(now, one.id).connect), None)


def locations_at(now: Situation, sought: Mapping[str, Any]) -> list[Location]:
    """All locations at an address. A town alone is nobody's address."""
    if not sought.get("address_line1"):
        return []
    parts = _parts(sought)
    return [one for one in now.locations if _is_same(parts, _parts(one.address))]


def are_one(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two addresses are one, however they are spelt."""
    return _is_same(_parts(one), _parts(other))


def _answered(now: Situation, data: Mapping[str, Any]) -> list[Location]:
    given = data.get("postal_address")
    if not isinstance(given, Mapping) or now.session is None or open_page(now).kind != "address":
        return []
    return locations_at(now, given)


def _find(now: Situation, sought: Mapping[str, Any]) -> Location | None:
    return next((one for one in locations_at(now, sought) if any(map(is_used, one.slots))), None)


def _parts(address: Mapping[str, Any]) -> Address:
    return Address(**{name: str(address.get(name) or "") for name in part_names()})


def _is_same(one: Address, other: Address) -> bool:
    """Whether two addresses are one. Where either lacks the postcode, the town decides."""
    by_town = not (one.post_code and other.post_code)
    return _key(one, by_town) == _key(other, by_town)


@lru_cache(maxsize=4096)  # a team may have hundreds, each of which is compared with each site of a file
def _key(address: Address, by_town: bool) -> str:
    return address_key(replace(address, post_code="") if by_town else address)
