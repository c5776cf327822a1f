"""What all generations share in reading a page: clean texts, listed actions, addresses to be opened."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.connect.links import is_same_place, login_link
from bot.conversation.page import Page, text_at, value_at

LINK_MEMBERS = ("redirect_url", "redirect_uri", "callback_url", "callback_uri")

# Route to the kind of page that it is; these are the same in zero and anode, and older pages of busbar keep them.
ROUTES_OF_ALL = {
    "postal_address_capture": "address",
    "provider_select": "provider",
    "provider_name_capture": "provider_name",
    "session_redirect": "redirect",
    "tariff_select": "tariff",
    "tariff_structure_select": "structure",
    "rate_fixed_capture": "fixed_rate",
    "rate_tod_capture": "tod_rate",
    "rate_advanced_capture": "advanced_rate",
    "tariff_name_capture": "tariff_name",
    "contract_term_capture": "contract_term",
    "complete_tariff": "complete",
    "session_complete": "complete",
}


def page_of(
    envelope: Mapping[str, Any],
    kinds: Mapping[str, str],
    token: str,
    callback_url: str,
    *,
    always: Sequence[str] = (),
    usual: Mapping[str, Sequence[str]] | None = None,
) -> Page | None:
    """The page in an envelope, None if there is none.

    `always`: actions that any page takes. `usual`: by kind, what a page takes that lists nothing at all.
    """
    route = first_text(envelope, "route")
    if not route:
        return None
    kind = kinds.get(route, "unknown")
    listed = listed_actions(envelope) or tuple((usual or {}).get(kind, ()))
    page = Page(
        kind=kind,
        route=route,
        actions=tuple(dict.fromkeys((*listed, *always))),
        data=data_of(envelope),
        direction=first_text(envelope, "direction", "tariff_direction"),
        type=first_text(envelope, "type", "tariff_type"),
    )
    if kind == "redirect":
        return settle_link(page, token, callback_url)
    return Page(kind, route, direction=page.direction, type=page.type) if kind == "complete" else page


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
