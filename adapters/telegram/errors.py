"""What a failed call means, decided in one place: machine codes first, then words, whose wording changes."""

import re
from collections.abc import Callable

import telegram.error as bot_api

from adapters.telegram.transport import NotSent, ServerFailed, TooMany
from bot.conversation.channel import (
    ChatMoved,
    DeliveryError,
    Forbidden,
    MessageGone,
    RateLimited,
    Rejected,
    TopicGone,
    Uncertain,
    Unreachable,
)


class NotModified(DeliveryError):
    """The message already looks like that. To whoever edits, this is success."""


class MarkupRefused(Rejected):
    """Telegram could not read the markup. The same words can go as plain text."""


class LinkRefused(Rejected):
    """Telegram does not take the address of a link button. It can be written out."""


class PictureRefused(Rejected):
    """This picture, or any in this chat, is not taken. Its words can go instead."""


class QueryExpired(Rejected):
    """A press was answered too late; nobody is waiting for it any more."""


class TokenRefused(Unreachable):
    """Telegram does not know the bot's token. Nothing works until the operator corrects it."""


class Contested(Unreachable):
    """Someone else receives this bot's updates: another process, or a webhook."""


# 401 for an unknown token; 404 for a malformed one, and from a server that is no Bot API server.
REFUSED_TOKEN = "the token is not accepted; check TELEGRAM_BOT_TOKEN (from @BotFather) and TELEGRAM_API_URL"

# Telegram quotes what it does not take, such as the address of a login, and servers in between the path that was asked
# for, which holds the token. Why something was not sent is kept, and shown to operators.
ECHOED = re.compile(r"(?<!\w)(['\"]).*\1|\S*://\S*|\S*\d{6,}:[\w-]{16,}\S*", re.DOTALL)

# The first phrase that a description holds decides. Compared without case, dots, apostrophes and underscores.
PHRASES: tuple[tuple[type[DeliveryError], tuple[str, ...]], ...] = (
    (NotModified, ("not modified",)),
    (QueryExpired, ("query is too old", "query id is invalid", "query id invalid")),
    (MarkupRefused, ("cant parse entities", "cant find end tag", "entity bounds invalid")),
    (LinkRefused, ("button url", "wrong http url", "url host is empty")),
    (TopicGone, ("thread not found", "topic closed", "topic deleted", "topic id invalid",
                 "thread id invalid", "topic not found")),
    (PictureRefused, ("photo invalid", "photo save file", "image process failed", "to send photos",
                      "send photos forbidden", "send media forbidden", "photo ext invalid")),
    (MessageGone, ("message to edit not found", "message id invalid", "message cant be edited",
                   "no text in the message to edit", "no caption in the message to edit",
                   "message not found", "message to delete not found", "message identifier is not specified",
                   "message author required", "message edit time expired", "media prev invalid",
                   "cant be edited with")),
    (Forbidden, ("bot was blocked", "user is deactivated", "bot was kicked", "bot is not a member",
                 "bot cant initiate", "bot cant send messages to bots", "chat not found", "peer id invalid",
                 "group chat was deleted", "user not found", "have no rights to send", "not enough rights to send",
                 "need administrator rights", "chat write forbidden", "user is blocked",
                 "chat restricted", "chat admin required", "channel private", "group chat was deactivated",
                 "user deactivated", "group is deactivated",
                 "chat send plain forbidden", "user banned in channel")),
)  # fmt: skip


def classify(error: bot_api.TelegramError, *, repeatable: bool) -> DeliveryError:
    """What to make of an error. `repeatable`: doing it twice looks the same, so a doubt is no harm."""
    doubt: Callable[[str], DeliveryError] = Unreachable if repeatable else Uncertain
    words = without_echo(error.message)
    match error:
        case TooMany(retry_after_s=seconds):
            return RateLimited(seconds)
        case bot_api.ChatMigrated():
            return ChatMoved(str(error.new_chat_id))
        case bot_api.InvalidToken():
            return TokenRefused(REFUSED_TOKEN)
        case bot_api.Conflict():
            return Contested(words)
        case bot_api.Forbidden():
            return of_words(error.message, otherwise=Forbidden)
        case bot_api.BadRequest():
            return of_words(error.message, otherwise=Rejected)
        case NotSent():
            return Unreachable(words)
        case ServerFailed(code=503):
            return Unreachable(words)  # refused at the door
        case _:
            return doubt(words)


def without_echo(description: str) -> str:
    """A description without what it quotes."""
    return ECHOED.sub("[hidden]", description)


def of_words(description: str, *, otherwise: type[DeliveryError]) -> DeliveryError:
    """What a description says, `otherwise` where it says nothing that we know."""
    folded = description.lower().replace("'", "").replace("’", "").replace(".", "").replace("_", " ")
    for kind, phrases in PHRASES:
        if any(phrase in folded for phrase in phrases):
            return kind(without_echo(description))
    return otherwise(without_echo(description))
