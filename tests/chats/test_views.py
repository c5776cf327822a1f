"""What a chat looks like does not depend on how soon the platform told that a message came."""

from collections.abc import Callable, Sequence

import pytest

from sandbox.slack.world import SlackWorld
from sandbox.telegram import TelegramWorld
from tests.chats.slack_view import ChannelView
from tests.chats.view import View

Begin = Callable[[], tuple[Callable[[], list[str]], Callable[[str], None], Callable[[int], None]]]
SHRINK, REFRESH = 0, 1  # which of the messages
NEW_FIRST = ["bot 2", "  the newer card, read anew", "bot 1 (edited)", "  the older card, read anew"]


def begin_on_telegram() -> tuple[Callable[[], list[str]], Callable[[str], None], Callable[[int], None]]:
    """To look, to have the bot say something, and to have it edit one of its messages."""
    world = TelegramWorld()
    chat = world.person(71, "Ada", "en").chat
    view = View(chat)

    def say(text: str) -> None:
        world.post(chat, world.bot, world.write(text))

    def edit(number: int) -> None:
        message = chat.log[number]
        message.content = world.write(f"{message.text}, read anew")
        world.touch(message)

    return view.look, say, edit


def begin_on_slack() -> tuple[Callable[[], list[str]], Callable[[str], None], Callable[[int], None]]:
    """The same there."""
    world = SlackWorld()
    team = world.add_workspace("Quillmoor")
    ada = world.add_user(team)
    installation = world.install(team, installer=ada)
    bot, channel = installation.bot, world.dm(ada, installation)
    view = ChannelView(world, channel)

    def say(text: str) -> None:
        world.post(channel, bot.id, text, bot_id=bot.bot_id)

    def edit(number: int) -> None:
        message = [*channel.messages.values()][number]
        message.text += ", read anew"
        world.touch("message", message)

    return view.look, say, edit


@pytest.mark.parametrize("begin", [begin_on_telegram, begin_on_slack])
@pytest.mark.parametrize("edits", [(SHRINK, REFRESH), (REFRESH, SHRINK)], ids=["shrunk-first", "refreshed-first"])
def test_a_new_card_stands_where_it_came(begin: Begin, edits: Sequence[int]) -> None:
    look, say, edit = begin()
    say("the older card")
    assert look() == ["bot 1", "  the older card"]
    say("the newer card")
    for number in edits:
        edit(number)
    assert look() == NEW_FIRST


@pytest.mark.parametrize("begin", [begin_on_telegram, begin_on_slack])
def test_what_was_edited_before_it_came_is_told_before(begin: Begin) -> None:
    look, say, edit = begin()
    say("the older card")
    look()
    edit(SHRINK)
    say("the newer card")
    assert look() == ["bot 1 (edited)", "  the older card, read anew", "bot 2", "  the newer card"]
