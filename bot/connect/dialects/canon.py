"""What all generations share in reading a page: clean texts, listed actions, addresses to be opened."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.connect.links import is_same_place, login_link
from bot.conversation.page import Page, text_at, value_at

LINK_MEMBERS = ("redirect_url", "redirect_uri", "callback_url", "callback_uri")


def clean(value: Any) -> Any:
    """The same JSON with texts free of trailing blanks and of halves of surrogate pairs, which no store takes."""
    if isinstance(value, str):
        bare = value.rstrip()
        return bare if bare.isascii() else bare.encode(errors="replace").decode()
    if isinstance(value, Mapping):
        return {clean(name): clean(member) for name, member in value.items()}
    if isinstance(value, list):
        return [clean(member) for member in value]
    return value


def data_of(envelope: Mapping[str, Any]) -> dict[str, Any]:
    """The member `data`, cleaned; empty if it is no object."""
    found = clean(value_at(envelope, "data"))
    return found if isinstance(found, dict) else {}


def first_text(envelope: Mapping[str, Any], *names: str) -> str:
    """The first of some spellings of a member that holds text."""
    return next((text for name in names if (text := text_at(envelope, name))), "")


def listed_actions(envelope: Mapping[str, Any]) -> tuple[str, ...]:
    """The actions that a page lists, each once, in its order."""
    found = value_at(envelope, "actions")
    names = (text_at({"": name}, "") for name in found) if isinstance(found, list) else ()
    return tuple(dict.fromkeys(name for name in names if name))


def settle_link(page: Page, token: str, callback_url: str) -> Page:
    """A redirect with its link in `redirect_url`; our own callback is the end, a link unfit to open is unknown."""
    url = first_text(page.data, *LINK_MEMBERS)
    if is_same_place(url, callback_url):
        return replace(page, kind="complete", actions=(), data={})
    data = {name: member for name, member in page.data.items() if name not in LINK_MEMBERS}
    link = login_link(url, token)
    if not link:
        return replace(page, kind="unknown", data=data)
    return replace(page, data=data | {"redirect_url": link})
