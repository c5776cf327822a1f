"""What a failed call means, decided in one place. Slack answers 200 with a code, so the codes decide.

ChatMoved is never raised: where a channel gets a new id (`channel_id_changed`), Slack tells it by an event.
"""

from collections.abc import Callable

from adapters.slack.transport import NotSent, Refused, ServerFailed, TooMany, TransportError
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


class TeamBroken(Forbidden):
    """The token is of no use any more: uninstalled, revoked, deactivated. Only installing anew helps."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class PlaceClosed(Forbidden):
    """This channel or person cannot be written to: archived, not invited, deactivated. `channel_not_found` may also
    be a private channel that we are not in."""


class TokenExpired(Unreachable):
    """A rotating token has run out; the next one will do."""


class TooLong(Rejected):
    """All blocks are within their limits, and together they are too long. It can go in more messages."""


class PictureRefused(Rejected):
    """Slack does not take the picture, at least not yet: it works on new files for a while. Words can go instead."""


class TriggerExpired(Rejected):
    """A form cannot be opened any more: three seconds have passed."""


class TriggerUsed(Rejected):
    """The form was opened already, by a copy of the same press."""


class ViewConflict(Rejected):
    """The view has changed since we last saw it."""


class ViewGone(Rejected):
    """The view is closed."""


# docs.slack.dev/reference/methods, the errors of the methods that we call.
CODES: tuple[tuple[type[DeliveryError], tuple[str, ...]], ...] = (
    (TeamBroken, ("invalid_auth", "not_authed", "account_inactive", "token_revoked", "team_access_not_granted",
                  "org_login_required", "two_factor_setup_required", "invalid_refresh_token")),
    (TokenExpired, ("token_expired",)),
    (PlaceClosed, ("channel_not_found", "not_in_channel", "is_archived", "is_inactive", "cannot_dm_bot",
                   "user_not_found", "users_not_found", "user_disabled", "user_not_visible", "user_not_in_channel",
                   "cannot_message_user", "messages_tab_disabled", "not_allowed_for_channel", "restricted_action",
                   "restricted_action_read_only_channel", "restricted_action_non_threadable_channel",
                   "external_channel_migrating", "as_user_not_supported_for_channel", "ekm_access_denied",
                   "no_permission", "access_denied", "team_not_found", "not_enabled", "channel_type_not_supported",
                   "slack_connect_file_upload_sharing_blocked", "user_is_restricted",
                   "user_is_ultra_restricted", "invalid_channel", "invalid_user_id")),
    (TopicGone, ("thread_not_found", "invalid_thread_ts", "cannot_reply_to_message", "thread_locked",
                 "restricted_action_thread_locked", "restricted_action_thread_only_channel")),
    (MessageGone, ("message_not_found", "cant_update_message", "edit_window_closed", "cant_delete_message",
                   "compliance_exports_prevent_deletion", "block_mismatch")),
    (TooLong, ("msg_blocks_too_long", "msg_too_long")),
    (TriggerExpired, ("expired_trigger_id", "trigger_expired", "invalid_trigger_id")),
    (TriggerUsed, ("exchanged_trigger_id", "trigger_exchanged")),
    (ViewConflict, ("hash_conflict",)),
    (ViewGone, ("not_found",)),
    # Refused before anything was done.
    (Unreachable, ("service_unavailable", "request_timeout", "team_added_to_org")),
    # "It's possible some aspect of the operation succeeded": both methods' pages say so.
    (Stumbled, ("internal_error", "fatal_error", "update_failed", "internal_server_error")),
    (RateLimited, ("message_limit_exceeded",)),
)  # fmt: skip
MEANING = {code: kind for kind, codes in CODES for code in codes}

MESSAGE_LIMIT_S = 60.0  # "message_limit_exceeded" comes without a time
SLACK_FILE = "slack_file"


def classify(error: TransportError, *, repeatable: bool) -> DeliveryError:
    """What to make of an error. `repeatable`: doing it twice looks the same, so a doubt is no harm."""
    doubt: Callable[[str], DeliveryError] = Unreachable if repeatable else Uncertain
    match error:
        case TooMany(retry_after_s=seconds):
            return RateLimited(seconds)
        case Refused():
            return of_code(error, doubt)
        case NotSent() | ServerFailed(status=503):
            return Unreachable(str(error))  # refused at the door
        case _:
            return doubt(str(error))


def of_code(error: Refused, doubt: Callable[[str], DeliveryError]) -> DeliveryError:
    """What a code says. One that we do not know is a refusal: trying again would meet it again."""
    if any(SLACK_FILE in pointer for pointer in error.pointers):
        return PictureRefused(str(error))
    kind = MEANING.get(error.code, Rejected)
    if kind is Stumbled:
        return Stumbled(str(error)) if doubt is Uncertain else doubt(str(error))
    if kind is RateLimited:
        return RateLimited(MESSAGE_LIMIT_S)
    return kind(error.code) if kind is TeamBroken else kind(str(error))
