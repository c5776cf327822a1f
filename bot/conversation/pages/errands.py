"""What a session was opened to do to a tariff, where Connect opens it on the page of that tariff all the same."""

from typing import Any

from bot.conversation.page import Page, text_at
from bot.conversation.pages.tariffs_summary import AGAIN, OTHER, Held, about, read_tariffs
from bot.conversation.pages.view import Do, Draft

_NAMES = {"EDIT": ("EDIT", *OTHER, *AGAIN)}  # a new choice of tariff has a name of its own on some pages


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
    action = next((name for name in _NAMES.get(errand, (errand,)) if name in page.actions), "")
    if not action or "tariffs" not in page.data:
        return Do(action) if action else None
    held = next((one for one in read_tariffs(page) if _slot_of(one) == slot), None)
    return Do(action, data=about(held)) if held else None


def _slot_of(held: Held) -> str:
    return f"{held.page.type}_{held.page.direction}"
