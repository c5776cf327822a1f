"""What is said beside the question: a greeting, thanks, and commands in plain words."""

from collections.abc import Iterator, Mapping

from bot.conversation import commands, locations
from bot.conversation.context import Context
from bot.conversation.frame import has_page, open_page
from bot.conversation.page import Json
from bot.conversation.pages import view_of
from bot.conversation.pages.view import Stay
from bot.conversation.replies import Commanded, Said
from bot.conversation.situation import Reaction, Situation
from bot.conversation.turns import show_again
from bot.conversation.understanding.command_words import read_command_word
from bot.conversation.understanding.folding import fold
from bot.conversation.understanding.words import Word, read_word

_GREETINGS = {Word.HELLO: "said-hello", Word.THANKS: "said-thanks"}
_ASKING = locations.ASKING | {"cancel", "forget", "join", "language"}  # panels that a greeting leaves open


def hear(now: Situation, text: str, ctx: Context) -> Reaction | None:
    """What a text comes to that answers nothing; None: it is to be heard as an answer."""
    word = read_word(text, ctx.language)
    if word in _GREETINGS:
        return None if _is_name(now, text) else _greet(now, word, ctx)
    command = read_command_word(text)
    if not command or _is_name(now, text) or _is_answer(now, command, text, ctx):
        return None
    return commands.obey(now, Commanded(command), ctx)


def _greet(now: Situation, word: Word, ctx: Context) -> Reaction:
    hint = ctx.say(_GREETINGS[word])
    stays = word is Word.THANKS or now.state.panel in _ASKING
    if stays and not commands.is_kept(now):
        return show_again(now, ctx, hint=hint, fresh=True)
    begun = has_page(now) or now.locations or now.elsewhere
    return commands.go_on(now, ctx, fresh=True, hint=hint if begun else "")  # the first card says hello itself


def _is_name(now: Situation, text: str) -> bool:
    """Whether something is called so: a location of the person's, or what the open page has to choose from."""
    if locations.find_named(now, text):
        return True
    sought = fold(text)
    return bool(sought) and has_page(now) and sought in map(fold, _texts_in(open_page(now).data))


def _is_answer(now: Situation, command: str, text: str, ctx: Context) -> bool:
    """Whether the open question takes this, be it only as something to search for."""
    if now.state.panel == "name" or (now.state.panel == "language" and commands.find_language(text, ctx)):
        return True
    if not has_page(now):
        return False
    page, draft = open_page(now), now.state.draft
    move = view_of(page).hear(page, draft, Said(text), ctx)
    goes_on = command == "continue" and not now.state.panel  # it is there already, and its page may say how
    return goes_on or not isinstance(move, Stay) or move.draft != draft


def _texts_in(data: Json) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping | list | tuple):
        for part in data.values() if isinstance(data, Mapping) else data:
            yield from _texts_in(part)
