"""An address that is connected already, by this person or in a team by a colleague who need not have told."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from bot.conversation.frame import has_page, open_page
from bot.conversation.panel_parts import is_used
from bot.conversation.sites.checks import address_key
from bot.conversation.situation import Location, Situation
from bot.conversation.understanding.address import Address, part_names
from bot.conversation.understanding.address_reading import read_address


def find_typed(now: Situation, text: str) -> Location | None:
    """The connected location whose whole address this is; while a page is open the text is for that."""
    parts = read_address(text).parts
    return None if has_page(now) or parts.missing() else _find(now, asdict(parts))


def find_answered(now: Situation, data: Mapping[str, Any]) -> Location | None:
    """The connected location that an answer to the open page would connect a second time."""
    given = data.get("postal_address")
    if now.session is None or open_page(now).kind != "address" or not isinstance(given, Mapping):
        return None
    found = _find(now, given)
    own = (now.session.location_id, now.session.purpose.location_id)
    return None if found is None or found.id in own else found


def _find(now: Situation, sought: Mapping[str, Any]) -> Location | None:
    if not sought.get("address_line1"):
        return None  # a town alone is nobody's address
    same = (one for one in now.locations if _is_same(sought, one.address))
    return next((one for one in same if any(map(is_used, one.slots))), None)


def _is_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two addresses are one. Where either lacks the postcode, the town decides."""
    parts = [Address(**{name: str(each.get(name) or "") for name in part_names()}) for each in (one, other)]
    if not all(each.post_code for each in parts):
        parts = [Address(**{**asdict(each), "post_code": ""}) for each in parts]
    return address_key(parts[0]) == address_key(parts[1])
