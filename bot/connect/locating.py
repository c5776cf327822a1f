"""A location that has to exist before its session: the address is asked on a page of ours, which looks as Connect's.

The page belongs to no session at FlatPeak, and its token is ours: whatever is asked of it is answered here.
"""

import hashlib
import secrets
from collections.abc import Mapping

from bot.connect.outcomes import Opened
from bot.conversation.page import Page

ROUTE = "our_postal_address"
PAGE = Page("address", ROUTE)
LIFE_S = 86400  # as long as a session has to be answered


def begin_locating() -> Opened:
    """A session that is not opened yet."""
    return Opened(f"our_{secrets.token_hex(8)}", LIFE_S)


def is_locating(page: Page | None) -> bool:
    """Whether the open page is ours."""
    return page is not None and page.route == ROUTE


def suffix_of(attempt: str, address: Mapping[str, str]) -> str:
    """What ends the reference of a location: the same for the same attempt, so that one is made once."""
    told = "\n".join([attempt, *(address[name] for name in sorted(address))])
    return hashlib.sha256(told.encode()).hexdigest()[:8]
