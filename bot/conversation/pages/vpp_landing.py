"""The flexibility programmes that a home could join."""

from collections.abc import Mapping
from typing import Any

from bot.conversation.cards import Action, Block, Button, Card, Control, Facts, Link, Text, Title
from bot.conversation.context import Context
from bot.conversation.page import Json, Page, items_at, text_at
from bot.conversation.pages.buttons import PICK, rows
from bot.conversation.pages.programmes import (
    LookingView,
    done_button,
    link_of,
    name_of,
    say_state,
    tariff_button,
)
from bot.conversation.pages.view import Answer, Draft, Move, Stay

MOST_PROGRAMMES = 8
FREE = ("NOT_ENROLLED", "LEFT", "")  # who is so may join


class LandingView(LookingView):
    """Each programme with its operator and where it stands, a link to read more, and the way in.

    How Connect is told which one is chosen is not published. Where it does not take our way, their own pages remain.
    """

    def show(self, page: Page, draft: Draft, ctx: Context) -> Card:
        title = ctx.say("vpp-title")
        programmes = _programmes(page)
        facts = tuple((_name(item), _say(item, ctx)) for item in programmes)
        blocks: list[Block] = [Title(title), Text(ctx.say("vpp-text" if facts else "vpp-none"))]
        blocks += [Facts(facts)] if facts else []
        tariff = tariff_button(page, ctx)
        if tariff:
            blocks.append(Text(ctx.say("vpp-needs-tariff")))
        joins = () if draft.get("refused") is True else tuple(filter(None, (_join(item, ctx) for item in programmes)))
        links = (_link(item, len(programmes) > 1, ctx) for item in programmes)
        controls: tuple[Control | None, ...] = (tariff, *joins, *links, done_button(ctx, primary=tariff is None))
        return Card((*blocks, rows(*controls)), rest=title)

    def press(self, page: Page, heard: Action, ctx: Context) -> Move | None:
        if heard.verb != PICK:
            return None
        chosen = next((item for item in _programmes(page) if (join := _join(item, ctx)) and join.action == heard), None)
        return Answer(_choice(chosen), _name(chosen), {}) if chosen is not None else None

    def refuse(self, page: Page, draft: Draft, code: str, gap: tuple[str, ...], ctx: Context) -> Stay:
        linked = all(link_of(item, ctx) for item in _programmes(page) if _join(item, ctx))
        return Stay({"refused": True}, ctx.say("vpp-join-refused" if linked else "vpp-join-refused-plain"))


def _programmes(page: Page) -> list[Json]:
    return [item for item in items_at(page.data, "programmes") if _name(item)][:MOST_PROGRAMMES]


def _name(item: Json) -> str:
    return name_of(item, "programme_display_name", "provider_display_name")


def _say(item: Json, ctx: Context) -> str:
    provider, status = name_of(item, "provider_display_name"), name_of(item, "subscription_status")
    said = say_state("vpp-is-", status, ctx) if status else ""
    return " · ".join(part for part in (provider, said) if part)


def _join(item: Json, ctx: Context) -> Button | None:
    """The way into a programme that one is not in."""
    id_ = text_at(item, "programme_id") or text_at(item, "provider_id")
    free = id_ and text_at(item, "subscription_status") in FREE
    return Button(ctx.say("vpp-join", name=_name(item)), Action(PICK, id_)) if free else None


def _choice(item: Json) -> Mapping[str, Any]:
    """By its id; in the older list, which has none, by that of its provider."""
    own = text_at(item, "programme_id")
    return {"programme": {"id": own}} if own else {"provider": {"id": text_at(item, "provider_id")}}


def _link(item: Json, several: bool, ctx: Context) -> Link | None:
    link = link_of(item, ctx)
    return Link(ctx.say("programme-more-of", name=_name(item)), link.url) if link and several else link


VIEW = LandingView()
