"""What was done, as it is written down and as it is told: codes in the one, the reader's words in the other."""

from bot.conversation.context import Context
from bot.conversation.panel_parts import EXPORT, GRID, name_slot
from bot.conversation.situation import Slot
from bot.conversation.team import Entry
from bot.conversation.teams import Rules

WHO = ("everyone", "chosen", "admins")
MARK = "slot="


def write_slot(slot: Slot) -> str:
    """A tariff; "slot=commodity_export Provider · Tariff" where it is not the one for what is consumed."""
    name = " · ".join(dict.fromkeys(filter(None, (slot.provider, slot.tariff))))
    return f"{MARK}{slot.name} {name}".rstrip() if slot.name in (EXPORT, GRID) else name


def write_rules(rules: Rules) -> str:
    """Rules, without the people whom they name."""
    return f"connect={rules.connect} disconnect={rules.disconnect} alerts={'chat' if rules.alerts else 'person'}"


def say_deed(entry: Entry, ctx: Context) -> str:
    """What was done, such as "connected a tariff"."""
    message = f"deed-{entry.deed}"
    return ctx.say(message) if ctx.say.has(message) else entry.deed


def say_detail(entry: Entry, ctx: Context) -> str:
    """What is known of it besides."""
    if entry.deed == "rules":
        return _say_rules(entry.detail, ctx)
    if not entry.detail.startswith(MARK):
        return entry.detail
    slot, _, name = entry.detail.removeprefix(MARK).partition(" ")
    side = name_slot(Slot(slot, ""), ctx)
    return f"{name} ({side})" if name else side


def _say_rules(detail: str, ctx: Context) -> str:
    kept = dict(part.split("=", 1) for part in detail.split() if "=" in part)
    told = [
        f"{ctx.say(f'rules-may-{name}')}: {ctx.say(f'rules-{kept[name]}')}"
        for name in ("connect", "disconnect")
        if kept.get(name) in WHO
    ]
    if (alerts := kept.get("alerts")) in ("chat", "person"):
        told.append(f"{ctx.say('rules-alerts')}: {ctx.say(f'rules-alerts-{alerts}')}")
    return ", ".join(told)
