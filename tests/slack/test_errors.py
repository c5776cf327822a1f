"""What each refusal of Slack means."""

import pytest

from adapters.slack.errors import (
    PictureRefused,
    PlaceClosed,
    TeamBroken,
    TokenExpired,
    TooLong,
    TriggerExpired,
    TriggerUsed,
    ViewConflict,
    ViewGone,
    classify,
)
from adapters.slack.transport import NoAnswer, NotSent, Refused, ServerFailed, TooMany
from bot.conversation.channel import (
    DeliveryError,
    Forbidden,
    MessageGone,
    RateLimited,
    Rejected,
    Stumbled,
    TopicGone,
    Uncertain,
    Unreachable,
)

CODES: list[tuple[str, type[DeliveryError]]] = [
    # the place is closed for good, until somebody opens it again
    ("is_archived", PlaceClosed),
    ("channel_not_found", PlaceClosed),
    ("not_in_channel", PlaceClosed),
    ("cannot_dm_bot", PlaceClosed),
    ("user_not_found", PlaceClosed),
    ("user_disabled", PlaceClosed),
    ("messages_tab_disabled", PlaceClosed),
    ("restricted_action", PlaceClosed),
    # the workspace is lost
    ("account_inactive", TeamBroken),
    ("invalid_auth", TeamBroken),
    ("token_revoked", TeamBroken),
    ("not_authed", TeamBroken),
    ("invalid_refresh_token", TeamBroken),
    ("team_access_not_granted", TeamBroken),
    ("token_expired", TokenExpired),
    # the message
    ("message_not_found", MessageGone),
    ("cant_update_message", MessageGone),
    ("edit_window_closed", MessageGone),
    ("thread_not_found", TopicGone),
    ("restricted_action_thread_locked", TopicGone),
    ("msg_blocks_too_long", TooLong),
    ("msg_too_long", TooLong),
    ("invalid_blocks", Rejected),
    ("invalid_blocks_format", Rejected),
    ("invalid_arguments", Rejected),
    ("no_text", Rejected),
    ("missing_scope", Rejected),
    # views
    ("expired_trigger_id", TriggerExpired),
    ("exchanged_trigger_id", TriggerUsed),
    ("hash_conflict", ViewConflict),
    ("not_found", ViewGone),
    # it passes
    ("service_unavailable", Unreachable),
    ("team_added_to_org", Unreachable),
    ("message_limit_exceeded", RateLimited),
    # unknown
    ("something_new_of_2031", Rejected),
    ("", Rejected),
]


@pytest.mark.parametrize(("code", "meaning"), CODES)
def test_code(code: str, meaning: type[DeliveryError]) -> None:
    for repeatable in (False, True):
        error = classify(Refused(code), repeatable=repeatable)
        assert type(error) is meaning
        assert code in str(error) or meaning is RateLimited


@pytest.mark.parametrize(
    ("meaning", "house"),
    [
        (PlaceClosed, Forbidden),
        (TeamBroken, Forbidden),
        (TokenExpired, Unreachable),
        (TooLong, Rejected),
        (PictureRefused, Rejected),
    ],
)
def test_own_kinds_are_kinds_of_the_house(meaning: type[DeliveryError], house: type[DeliveryError]) -> None:
    assert issubclass(meaning, house)


@pytest.mark.parametrize(
    ("error", "once", "repeatable"),
    [
        (NotSent("ClientConnectorError"), Unreachable, Unreachable),
        (NoAnswer("SocketTimeoutError"), Uncertain, Unreachable),
        (ServerFailed(500), Uncertain, Unreachable),
        (ServerFailed(502), Uncertain, Unreachable),
        (ServerFailed(503), Unreachable, Unreachable),
        (Refused("internal_error"), Stumbled, Unreachable),
        (Refused("fatal_error"), Stumbled, Unreachable),
    ],
)
def test_doubt_is_no_harm_where_it_can_be_repeated(
    error: Exception, once: type[DeliveryError], repeatable: type[DeliveryError]
) -> None:
    assert type(classify(error, repeatable=False)) is once  # type: ignore[arg-type]
    assert type(classify(error, repeatable=True)) is repeatable  # type: ignore[arg-type]


def test_time_to_wait_is_kept() -> None:
    error = classify(TooMany(12.5), repeatable=False)
    assert isinstance(error, RateLimited)
    assert error.retry_after_s == 12.5


def test_picture_that_is_refused_is_told_by_its_pointer() -> None:
    at = ("/blocks/0/slack_file",)
    assert type(classify(Refused("invalid_blocks", at), repeatable=True)) is PictureRefused
    other = classify(Refused("invalid_blocks", ("/blocks/1/text",)), repeatable=True)
    assert type(other) is Rejected
    assert "/blocks/1/text" in str(other)


def test_scope_that_is_missing_is_named() -> None:
    assert "files:write" in str(classify(Refused("missing_scope", needed="files:write"), repeatable=True))
