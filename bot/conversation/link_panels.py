"""Cards about the chats of one person: a code, what is linked, whether to link, where a question has gone."""

from bot.conversation.cards import Action, Block, Button, Card, Control, Controls, Facts, Text, Title
from bot.conversation.cards import Link as WebLink
from bot.conversation.context import Context
from bot.conversation.frame import has_page
from bot.conversation.link_model import Link, LinkDone, Where
from bot.conversation.panel_parts import row
from bot.conversation.situation import Situation

MINUTES = 10  # for which a code counts
CODE_LETTERS = 9


def show_panel(now: Situation, ctx: Context) -> Card:
    """The card of the panel that is open."""
    match now.state.panel:
        case "join":
            return ask_joining(now, ctx)
        case "moved":
            return moved(now, ctx)
        case "elsewhere":
            return offer(now, ctx)
        case _:
            return show_links(now, ctx)


def say_code(code: str) -> str:
    """As it is shown, typed and read aloud: in threes."""
    return "-".join(code[start : start + 3] for start in range(0, CODE_LETTERS, 3))


def show_links(now: Situation, ctx: Context, done: LinkDone | None = None) -> Card:
    """The person's other chats, and a code to link another."""
    title = ctx.say("link-title")
    blocks: list[Block] = [Title(title)]
    rows: list[tuple[Control, ...]] = []
    if done is not None:
        blocks.append(Text(ctx.say("link-code", code=say_code(done.value), minutes=MINUTES)))
        blocks.append(Text(ctx.say("link-how")))
        rows += [(WebLink(ctx.say("link-open", label=label), url),) for label, url in done.ways]
    elif not now.state.links:
        blocks.append(Text(ctx.say("link-none")))
    blocks += _linked(now, ctx)
    for one in now.state.links:
        rows.append(_where(one, ctx))
        rows.append((Button(ctx.say("link-part", label=one.label), Action("@link-part", one.key)),))
    rows += [_bringing(one, ctx) for one in now.elsewhere if not has_page(now)]
    last = row(ctx, ("button-close", "@continue"))
    rows.append(last if done else (*row(ctx, ("link-get-code", "@link-code")), *last))
    return Card((*blocks, Controls(tuple(rows))), rest=title)


def ask_joining(now: Situation, ctx: Context) -> Card:
    """Whether two chats are meant to be linked. The panel is about "fingerprint|locations|label" of the other."""
    print_, count, label = (*now.state.about.split("|", 2), "", "")[:3]
    title = ctx.say("link-join-title", label=label)
    text = ctx.say("link-join-text", label=label, theirs=int(count or 0), ours=len(now.locations))
    yes = Button(ctx.say("link-join-yes"), Action("@link-join", print_), "primary")
    no = Button(ctx.say("link-join-no"), Action("@continue"))
    return Card((Title(title), Text(text), Text(ctx.say("link-join-careful")), Controls(((yes,), (no,)))), rest=title)


def moved(now: Situation, ctx: Context) -> Card:
    """The question that was open here is open in another chat."""
    title = ctx.say("link-moved", label=now.state.about)
    return Card((Title(title), Controls((row(ctx, ("button-my-tariffs", "@tariffs")),))), rest=title)


def offer(now: Situation, ctx: Context) -> Card:
    """A question is open in another chat of the person: it can be answered here."""
    title = ctx.say("link-elsewhere", label=now.elsewhere[0].label if now.elsewhere else "")
    rows = [_bringing(one, ctx) for one in now.elsewhere]
    rows.append(row(ctx, ("button-connect", "@connect-new"), ("button-my-tariffs", "@tariffs")))
    return Card((Title(title), Controls(tuple(rows))), rest=title)


def _bringing(one: Link, ctx: Context) -> tuple[Control, ...]:
    return (Button(ctx.say("link-bring", label=one.label), Action("@link-bring", one.key), "primary"),)


def _linked(now: Situation, ctx: Context) -> tuple[Block, ...]:
    rows = tuple((one.label, ctx.say(f"link-alerts-{one.alerts}")) for one in now.state.links)
    return (Facts(rows),) if rows else ()


def _where(one: Link, ctx: Context) -> tuple[Control, ...]:
    others: tuple[Where, ...] = tuple(where for where in ("here", "there", "both") if where != one.alerts)
    return tuple(
        Button(ctx.say(f"link-hear-{where}"), Action("@link-alerts", f"{where}|{one.key}")) for where in others
    )
