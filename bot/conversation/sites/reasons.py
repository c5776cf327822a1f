"""Why a line or a site is not connected, in words."""

from bot.conversation.context import Context
from bot.conversation.pages.errors import explain_error
from bot.conversation.sites.checks import Fault
from bot.conversation.sites.plan import Standing


def say_fault(fault: Fault, ctx: Context) -> str:
    """What is wrong with a line."""
    return ctx.say(f"sites-fault-{fault.what}", value=fault.value)


def say_standing(standing: Standing, ctx: Context) -> tuple[str, str]:
    """How far a site has come, and for one that needs somebody: why."""
    status = ctx.say(f"sites-status-{standing.status.replace('_', '-')}")
    return status, say_reason(standing, ctx) if standing.status == "needs_you" else ""


def say_reason(standing: Standing, ctx: Context) -> str:
    """Why a site needs somebody."""
    reason, args = standing.reason or "sites-needs-other", standing.args
    if reason == "error-unknown":
        return explain_error(args.get("code", ""), (), ctx)
    return ctx.say(reason, **{"name": "", **args})
