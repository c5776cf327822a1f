"""Replies that are no success: the error object, its thin form, and everything that is not JSON at all."""

import re
from collections.abc import Mapping

from bot.connect.models import to_text
from bot.connect.outcomes import Doubt
from bot.connect.wire import Reply
from bot.conversation.exact import Document, parse
from bot.conversation.situation import Refused, Trouble

OF_THE_ACCOUNT = frozenset({"account_disabled", "api_version_not_supported"})
OF_FLATPEAK = frozenset({"server_error", "unexpected_error"})
CODE_CHARS = 64
_CLOCK = re.compile(r"\b(?:[01]\d|2[0-4]):[0-5]\d:[0-5]\d\b")


def read_document(reply: Reply) -> Document | Refused | Trouble:
    """The JSON object of a reply, or what went wrong. The error object decides, whatever the HTTP status."""
    try:
        found = parse(reply.body)
    except ValueError:
        found = None
    if isinstance(found, Mapping) and is_error(found):
        return _read_error(found, reply)
    if reply.status == 429:
        return Trouble("limited", reply.retry_after_s)
    if reply.status >= 500:
        return Doubt("down", reply.retry_after_s)
    if reply.status in (401, 403):
        return Trouble("disabled")
    if not isinstance(found, Mapping):
        return Doubt("nonsense")
    if reply.status >= 400 and "route" not in found:
        return Refused("not_found") if reply.status == 404 else Trouble("refused")
    return found


def is_not_there(reply: Reply) -> bool:
    """Whether this path, or what it names, is not known."""
    return reply.status == 404


def is_misspelt(reply: Reply) -> bool:
    """Whether a call that creates something was refused in a way that another revision's spelling may cure.

    The code for a body of the wrong form is known; what refuses an unknown member need not have a code at all.
    """
    if reply.status in (404, 405):
        return True
    found = read_document(reply) if reply.status in (400, 409, 422) else None
    return found == Trouble("refused") or found == Refused("data_json_invalid")


def is_error(document: Document) -> bool:
    """Whether this is an error: as the documents say, or in the second shape that Connect's own client knows."""
    return document.get("object") == "error" or document.get("route") == "error"


def _read_error(error: Document, reply: Reply) -> Refused | Trouble:
    code = to_text(error.get("code")) or to_text(error.get("error_code"))
    kind = to_text(error.get("type"))
    if code in OF_THE_ACCOUNT:
        return Trouble("disabled")
    if kind == "rate_limit" or reply.status == 429:
        return Trouble("limited", reply.retry_after_s)
    if code in OF_FLATPEAK or kind == "connect_error":
        return Doubt("down", reply.retry_after_s)
    if not code:
        return Trouble("refused")
    return Refused(code[:CODE_CHARS], _gap_in(to_text(error.get("message"))) if code == "gap_in_time_period" else ())


def _gap_in(message: str) -> tuple[str, ...]:
    """Both ends of a gap. Its message is the only place that names them."""
    times = _CLOCK.findall(message)
    return (times[0], times[1]) if len(times) >= 2 else ()
