"""Connect's error codes in a person's words."""

import re
from collections.abc import Sequence

from bot.conversation.context import Context

_CODE = re.compile(r"[a-z0-9_]{1,60}")


def explain_error(code: str, gap: Sequence[str], ctx: Context) -> str:
    """What went wrong and what to do, for any code (message `error-CODE`); `gap`: two clock times, or empty."""
    code = code.strip().lower()
    if not _CODE.fullmatch(code):
        return ctx.say("error-data-json-invalid")
    if code == "gap_in_time_period" and len(gap) == 2:
        return ctx.say("error-gap-in-time-period-between", start=gap[0][:5], end=gap[1][:5])
    message = "error-" + code.replace("_", "-")
    return ctx.say(message) if ctx.say.has(message) else ctx.say("error-unknown", code=code)
