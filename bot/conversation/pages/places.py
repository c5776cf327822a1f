"""What a page tells of the address and the provider that it is about."""

from bot.conversation.cards import Button
from bot.conversation.context import Context
from bot.conversation.page import Json, Page, text_at
from bot.conversation.pages.buttons import do_button
from bot.conversation.understanding.address import Address, part_names, say_address

OTHER_ADDRESS = "ADDRESS_CHANGE"


def read_parts(data: Json, member: str) -> Address:
    """The address at a member, "" for what is not there."""
    found = {name: text_at(data, member, name) for name in part_names()}
    return Address(**{**found, "country_code": found["country_code"].upper()})


def page_address(page: Page, ctx: Context) -> str:
    """The page's postal address in one line, "" if it has none."""
    return say_address(read_parts(page.data, "postal_address"), ctx.language)


def page_provider(page: Page) -> str:
    """The provider's name, "" if the page does not tell it."""
    return text_at(page.data, "provider", "display_name") or text_at(page.data, "provider", "name")


def change_address(page: Page, ctx: Context) -> Button | None:
    """The way back to the address, where the page offers it."""
    if OTHER_ADDRESS not in page.actions:
        return None
    return do_button(ctx.say("provider-change-address"), OTHER_ADDRESS)
