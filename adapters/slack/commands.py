"""What is typed behind `/tariff`, or behind a mention of the bot: which command it is, and what follows it.

Slack registers one command for all languages, so the words of all of them are understood by everyone.
"""

from bot.conversation.replies import Commanded, Place
from bot.conversation.understanding.command_words import MEANING

WITH_ARGUMENT = frozenset({"connect", "link", "language"})


def read_command(text: str, origin: Place | None = None, *, empty: str = "help") -> Commanded:
    """The command in these words; `empty`: the one that no words at all stand for. Words that are none get help."""
    first, *rest = text.split(maxsplit=1)[:2] or [""]
    if not first:
        return Commanded(empty, origin=origin)
    name = MEANING.get(first.casefold().lstrip("/").rstrip(":"), "help")
    return Commanded(name, "".join(rest).strip() if name in WITH_ARGUMENT else "", origin)
