"""What a session was opened to do to a tariff, where Connect opens it on the page of that tariff all the same."""

from typing import Any

from bot.conversation.page import Page, text_at
from bot.conversation.pages.tariffs_summary import AGAIN, OTHER, Held, about, read_tariffs
from bot.conversation.pages.view import Do, Draft

# A page of a single tariff has one way to a new choice; that of all tariffs has one for another tariff, if any, and
# one for the same tariff once more, which asks for no provider.
_OF_ONE = ("EDIT", *OTHER, *AGAIN)
_OF_ALL = {"EDIT": ("EDIT", *OTHER), "RECONNECT": (*AGAIN, "EDIT", *OTHER)}


def is_bare(page: Page) -> bool:
    """Whether it is the page of all tariffs of a home, and there are none."""
    return page.kind == "summary" and "tariffs" in page.data and not read_tariffs(page)


def look_first(page: Page, told: Any, slot: str) -> Draft:
    """Which of several tariffs is shown first: the one that was just spoken of, else that of a slot."""
    tariffs = read_tariffs(page) if page.kind == "summary" and "tariffs" in page.data else ()
    spoken = text_at(told, "tariff_id")
    found = (one.id for one in tariffs if one.id == spoken or (not spoken and _slot_of(one) == slot))
    return {"tariff": id_} if (id_ := next(found, "")) else {}


def find_errand(page: Page, errand: str, slot: str) -> Do | None:
    """The page's action that does it, and the tariff of this slot ("COMMODITY_IMPORT") where there are several."""
    if page.kind not in ("summary", "pending", "failed"):
        return None
    several = "tariffs" in page.data
    names = _OF_ALL.get(errand) if several else _OF_ONE if errand in _OF_ALL else None
    action = next((name for name in names or (errand,) if name in page.actions), "")
    if not action or not several:
        return Do(action) if action else None
    held = _held(page, slot)
    return Do(action, data=about(held)) if held else None


def is_beyond(page: Page, errand: str, slot: str) -> bool:
    """Whether the tariff is there, and the page cannot put another in its place."""
    shown = errand in _OF_ALL and page.kind == "summary" and "tariffs" in page.data
    return shown and _held(page, slot) is not None and find_errand(page, errand, slot) is None


def _held(page: Page, slot: str) -> Held | None:
    return next((one for one in read_tariffs(page) if _slot_of(one) == slot), None)


def _slot_of(held: Held) -> str:
    return f"{held.page.type}_{held.page.direction}"
