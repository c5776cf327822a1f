"""What each refusal of the Bot API means, however it is worded."""

import pytest
from telegram.error import BadRequest, ChatMigrated, Conflict, InvalidToken, TelegramError
from telegram.error import Forbidden as BotForbidden

from adapters.telegram.errors import (
    Contested,
    LinkRefused,
    MarkupRefused,
    NotModified,
    PictureRefused,
    QueryExpired,
    TokenRefused,
    classify,
)
from adapters.telegram.transport import NoAnswer, NotSent, ServerFailed, TooMany
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

BAD_REQUESTS: list[tuple[str, type[DeliveryError]]] = [
    ("message is not modified: specified new message content and reply markup are exactly the same", NotModified),
    ("MESSAGE_NOT_MODIFIED", NotModified),
    ("query is too old and response timeout expired or query ID is invalid", QueryExpired),
    ("QUERY_ID_INVALID", QueryExpired),
    ('can\'t parse entities: Unsupported start tag "x" at byte offset 3', MarkupRefused),
    ("Can't find end tag corresponding to start tag b", MarkupRefused),
    ("inline keyboard button URL 'http://localhost/' is invalid: Wrong HTTP URL", LinkRefused),
    ("BUTTON_URL_INVALID", LinkRefused),
    ("message thread not found", TopicGone),
    ("TOPIC_CLOSED", TopicGone),
    ("TOPIC_DELETED", TopicGone),
    ("PHOTO_INVALID_DIMENSIONS", PictureRefused),
    ("IMAGE_PROCESS_FAILED", PictureRefused),
    ("not enough rights to send photos to the chat", PictureRefused),
    ("CHAT_SEND_PHOTOS_FORBIDDEN", PictureRefused),
    ("message to edit not found", MessageGone),
    ("MESSAGE_ID_INVALID", MessageGone),
    ("message can't be edited", MessageGone),
    ("there is no text in the message to edit", MessageGone),
    ("there is no caption in the message to edit", MessageGone),
    ("message not found", MessageGone),
    ("chat not found", Forbidden),
    ("PEER_ID_INVALID", Forbidden),
    ("have no rights to send a message", Forbidden),
    ("not enough rights to send text messages to the chat", Forbidden),
    ("need administrator rights in the channel chat", Forbidden),
    ("CHAT_WRITE_FORBIDDEN", Forbidden),
    ("USER_IS_BLOCKED", Forbidden),
    ("user not found", Forbidden),
    ("message is too long", Rejected),
    ("message text is empty", Rejected),
    ("reply markup is too long", Rejected),
    ("BUTTON_DATA_INVALID", Rejected),
    ("wrong file identifier/HTTP URL specified", Rejected),
    ("something that nobody has ever seen", Rejected),
    ("SOME_NEW_CODE", Rejected),
    ("", Rejected),
]
FORBIDDEN = [
    "bot was blocked by the user",
    "user is deactivated",
    "bot was kicked from the group chat",
    "bot was kicked from the supergroup chat",
    "bot is not a member of the channel chat",
    "bot can't initiate conversation with a user",
    "bot can't send messages to bots",
    "the group chat was deleted",
    "something new",
]


@pytest.mark.parametrize("wording", [str, str.upper, str.capitalize, lambda text: text.replace("'", "’") + "."])
@pytest.mark.parametrize(("description", "meaning"), BAD_REQUESTS)
def test_bad_request(description: str, meaning: type[DeliveryError], wording: object) -> None:
    error = classify(BadRequest(f"Bad Request: {wording(description)}"), repeatable=False)  # type: ignore[operator]
    assert type(error) is meaning


@pytest.mark.parametrize("description", FORBIDDEN)
def test_forbidden(description: str) -> None:
    assert type(classify(BotForbidden(f"Forbidden: {description}"), repeatable=False)) is Forbidden


def test_topic_and_picture_in_a_forbidden_one_are_still_that() -> None:
    assert type(classify(BotForbidden("Forbidden: TOPIC_CLOSED"), repeatable=False)) is TopicGone


@pytest.mark.parametrize(
    ("error", "once", "repeatable"),
    [
        (NotSent("ClientConnectorError"), Unreachable, Unreachable),
        (NoAnswer("SocketTimeoutError"), Uncertain, Unreachable),
        (ServerFailed(500), Uncertain, Unreachable),
        (ServerFailed(502), Uncertain, Unreachable),
        (ServerFailed(504), Uncertain, Unreachable),
        (ServerFailed(503), Unreachable, Unreachable),
        (TelegramError("what"), Uncertain, Unreachable),
        (InvalidToken("The token `1:secret` was rejected"), TokenRefused, TokenRefused),
        (Conflict("Conflict: terminated by other getUpdates request"), Contested, Contested),
    ],
)
def test_doubt_is_no_harm_where_it_can_be_repeated(
    error: TelegramError, once: type[DeliveryError], repeatable: type[DeliveryError]
) -> None:
    assert type(classify(error, repeatable=False)) is once
    assert type(classify(error, repeatable=True)) is repeatable
    assert "secret" not in str(classify(error, repeatable=True))


def test_parameters_are_kept() -> None:
    limited, moved = (classify(error, repeatable=False) for error in (TooMany(12.5), ChatMigrated(-100123)))
    assert isinstance(limited, RateLimited)
    assert limited.retry_after_s == 12.5
    assert isinstance(moved, ChatMoved)
    assert moved.chat == "-100123"


@pytest.mark.parametrize(
    "words",
    [
        "inline keyboard button URL 'https://connect.example.com/?fp_cot=MARKER' is invalid: wrong HTTP URL",
        'can\'t parse entities: Unsupported start tag "MARKER" at byte offset 3',
        "Not Found: /bot1234567890:MARKER-of-a-token-000/sendMessage",
        "wrong reply from https://proxy.example.com/MARKER",
    ],
)
def test_what_is_quoted_is_not_kept(words: str) -> None:
    """A login's address, somebody's words, our token: why something was not sent is shown to operators."""
    for error in (BadRequest(f"Bad Request: {words}"), BotForbidden(words), Conflict(words), TelegramError(words)):
        said = str(classify(error, repeatable=False))
        assert "MARKER" not in said
        assert "[hidden]" in said
