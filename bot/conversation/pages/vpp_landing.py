"""The flexibility programmes that a home could join."""

from bot.conversation.cards import Block, Card, Facts, Link, Text, Title
from bot.conversation.context import Context
from bot.conversation.page import Json, Page, items_at
from bot.conversation.pages.buttons import rows
from bot.conversation.pages.programmes import (
    LookingView,
    done_button,
    link_of,
    name_of,
    say_state,
    tariff_button,
)
from bot.conversation.pages.view import Draft

MOST_PROGRAMMES = 8


class LandingView(LookingView):
    """Each programme with its operator and where it stands, and a link to read more. How one is joined is the
    operator's matter: Connect has no step for it."""

    def show(self, page: Page, draft: Draft, ctx: Context) -> Card:
        title = ctx.say("vpp-title")
        programmes = [item for item in items_at(page.data, "programmes") if _name(item)][:MOST_PROGRAMMES]
        facts = tuple((_name(item), _say(item, ctx)) for item in programmes)
        blocks: list[Block] = [Title(title), Text(ctx.say("vpp-text" if facts else "vpp-none"))]
        blocks += [Facts(facts)] if facts else []
        tariff = tariff_button(page, ctx)
        if tariff:
            blocks.append(Text(ctx.say("vpp-needs-tariff")))
        links = (_link(item, len(programmes) > 1, ctx) for item in programmes)
        return Card((*blocks, rows(tariff, *links, done_button(ctx, primary=tariff is None))), rest=title)


def _name(item: Json) -> str:
    return name_of(item, "programme_display_name", "provider_display_name")


def _say(item: Json, ctx: Context) -> str:
    provider, status = name_of(item, "provider_display_name"), name_of(item, "subscription_status")
    said = say_state("vpp-is-", status, ctx) if status else ""
    return " · ".join(part for part in (provider, said) if part)


def _link(item: Json, several: bool, ctx: Context) -> Link | None:
    link = link_of(item, ctx)
    return Link(ctx.say("programme-more-of", name=_name(item)), link.url) if link and several else link


VIEW = LandingView()
