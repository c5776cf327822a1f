"""What a person sees of a job."""

from decimal import Decimal

from babel.numbers import format_percent

from bot.conversation.cards import (
    Action,
    Block,
    Button,
    Card,
    Choices,
    Confirm,
    Controls,
    Facts,
    Note,
    Text,
    Title,
)
from bot.conversation.context import Context
from bot.conversation.frame import remarks
from bot.conversation.pages.address_parts import Progress, likely_countries
from bot.conversation.pages.buttons import rows
from bot.conversation.sites.files import mend_file, report_file, template_file
from bot.conversation.sites.plan import Counts, Plan, Standings, count, group_of, needing, scopes, template_of
from bot.conversation.sites.reasons import say_fault, say_reason
from bot.conversation.sites.table import MOST_BYTES, MOST_LINES, Table
from bot.conversation.understanding.address import Address
from bot.conversation.understanding.countries import country_codes, say_country
from bot.conversation.understanding.locales import find_locale

PREFIX = "@sites-"  # all verbs of a job begin so
BEGIN, ANOTHER, SCOPE, COUNTRY = "@sites-begin", "@sites-another", "@sites-scope", "@sites-country"
HOLD, GO_ON, STOP, STOP_NOW = "@sites-hold", "@sites-go-on", "@sites-stop", "@sites-stop-now"
LIST, CLOSE, TAKE, AGAIN, REPORT = "@sites-list", "@sites-close", "@sites-take", "@sites-again", "@sites-report"
NEW = "@sites-new"
SHOWN_FAULTS = 10
SHOWN_REASONS = 10
LIKELY_COUNTRIES = 6
BAR = 20  # characters
LABEL_CHARS = 60
_TAKEN = ("provider", "provider_name", "tariff", "tariff_name", "structure", "fixed_rate", "tod_rate", "surcharge")


def invite(ctx: Context, *, problem: str = "") -> Card:
    """How many sites are connected at once, with the template; `problem`: why a file could not be taken."""
    title = ctx.say("sites-invite-title")
    text = Text(ctx.say("sites-invite-text", lines=MOST_LINES))
    return Card((*remarks(problem), Title(title), text, template_file(ctx)), rest=title, live=False)


def refuse(table: Table, ctx: Context) -> Card:
    """A file that cannot be taken as a whole, and what one looks like that can."""
    kilobytes = MOST_BYTES // 1000
    return invite(ctx, problem=ctx.say(table.problem, lines=MOST_LINES, kilobytes=kilobytes))


def mending(table: Table, ctx: Context) -> tuple[Card, ...]:
    """The lines to be mended as a file; none where there are none."""
    if not table.faults:
        return ()
    return (Card((Text(ctx.say("sites-mend-text")), mend_file(table.faults, ctx)), live=False),)


def report(table: Table, standings: Standings, ctx: Context) -> Card:
    """What became of every site, as a file."""
    return Card((Text(ctx.say("sites-report-text")), report_file(table, standings, ctx)), live=False)


def repeatable(plan: Plan, table: Table, standings: Standings) -> tuple[int, ...]:
    """The sites that only failed because the outside world did, and can be tried again without anybody."""
    sites = needing(table, standings)
    return tuple(
        site.number
        for site in sites
        if standings[site.number].reason.startswith("trouble-") and template_of(plan, site.number).answers
    )


def show(plan: Plan, table: Table, standings: Standings, ctx: Context, *, problem: str = "", hint: str = "") -> Card:
    """The card of the job as it stands."""
    card = _card(plan, table, standings, ctx)
    notes = remarks(problem, hint)
    return Card((*notes, *card.blocks), rest=card.rest) if notes else card


def _card(plan: Plan, table: Table, standings: Standings, ctx: Context) -> Card:
    match plan.phase:
        case "country":
            return _country(table, ctx)
        case "checking":
            return _checked(plan, table, ctx)
        case "first":
            return _first(plan, table, ctx)
        case "stuck":
            return _stuck(plan, ctx)
        case "scope":
            return _scope(plan, table, ctx)
        case "next":
            return _next(plan, table, standings, ctx)
        case "stopping":
            return _stopping(table, standings, ctx)
        case "running" | "done":
            return _progress(plan, table, standings, ctx)


def _country(table: Table, ctx: Context) -> Card:
    title = ctx.say("sites-country-title", count=len(table.asking))
    likely = likely_countries(Progress(Address()), ctx)[: min(LIKELY_COUNTRIES, max(1, ctx.can.buttons_per_list))]
    others = sorted(country_codes() - set(likely), key=lambda code: say_country(code, ctx.language))
    codes = (*likely, *others) if ctx.can.menus else likely
    options = tuple(Button(say_country(code, ctx.language), Action(COUNTRY, code)) for code in codes)
    text = Text(ctx.say("sites-country-text", lines=table.lines))
    return Card(
        (
            Title(title),
            text,
            Choices(options, len(options), prompt=ctx.say("address-label-country")),
            rows(_stop_button(ctx)),
        ),
        rest=title,
    )


def _checked(plan: Plan, table: Table, ctx: Context) -> Card:
    title = ctx.say("sites-checked-title", count=len(table.sites), lines=table.lines)
    blocks: list[Block] = [Title(title)]
    if table.faults:
        shown = table.faults[:SHOWN_FAULTS]
        blocks.append(
            Facts(tuple((ctx.say("sites-line", line=fault.line.number), say_fault(fault, ctx)) for fault in shown))
        )
        if more := len(table.faults) - len(shown):
            blocks.append(Text(ctx.say("sites-more-faults", count=more)))
        blocks.append(Text(ctx.say("sites-mend-hint")))
    sites = group_of(plan).sites
    first = table.site(sites[0]) if sites else None
    if first is None:
        return Card((*blocks, rows(_stop_button(ctx))), rest=title)
    if len(table.sites) > 1:
        blocks.append(Text(ctx.say("sites-checked-text")))
    if len(plan.groups) > 1:
        blocks.append(Text(ctx.say("sites-checked-groups", count=len(plan.groups))))
    begin = Button(ctx.say("sites-begin", site=_brief(first.label)), Action(BEGIN), "primary")
    return Card((*blocks, rows(begin, _stop_button(ctx))), rest=title)


def _first(plan: Plan, table: Table, ctx: Context) -> Card:
    sites = group_of(plan).sites
    site = table.site(sites[0]) if sites else None
    label = site.label if site else ""
    title = ctx.say("sites-first-title", site=label)
    begin = Button(ctx.say("sites-begin", site=_brief(label)), Action(BEGIN), "primary")
    return Card((Title(title), Text(ctx.say("sites-first-text")), rows(begin, _stop_button(ctx))), rest=title)


def _stuck(plan: Plan, ctx: Context) -> Card:
    title = ctx.say("sites-stuck-title")
    again = Button(ctx.say("sites-stuck-again"), Action(BEGIN), "primary")
    several = len(group_of(plan).sites) > 1
    other = Button(ctx.say("sites-stuck-another"), Action(ANOTHER)) if several else None
    text = Text(ctx.say("sites-stuck-text"))
    return Card((Title(title), text, rows(again, other, _stop_button(ctx))), rest=title)


def _scope(plan: Plan, table: Table, ctx: Context) -> Card:
    group = group_of(plan)
    first = table.site(group.sites[0]) if group.sites else None
    title = ctx.say("sites-scope-title")
    town, area = (first.address.city, group.template.area) if first else ("", "")
    labels = {
        "all": lambda n: ctx.say("sites-scope-all", count=n),
        "town": lambda n: ctx.say("sites-scope-town", count=n, town=town),
        "area": lambda n: ctx.say("sites-scope-area", count=n, area=area),
        "none": lambda n: ctx.say("sites-scope-none"),
    }
    offered = scopes(plan, table).items()
    buttons = [
        Button(labels[scope](len(chosen)), Action(SCOPE, scope), "primary" if scope == "all" else "plain")
        for scope, chosen in offered
    ]
    taken = [kept.done for kind in _TAKEN if (kept := group.template.answers.get(kind)) and kept.done]
    blocks: list[Block] = [Title(title)]
    if first:
        blocks.append(Facts(((first.label, " · ".join(taken) or ctx.say("sites-status-connected")),)))
    blocks.append(Text(ctx.say("sites-scope-text")))
    if group.template.signs_in:
        blocks.append(Note(ctx.say("sites-scope-login")))
    return Card((*blocks, rows(*buttons)), rest=title)


def _next(plan: Plan, table: Table, standings: Standings, ctx: Context) -> Card:
    group = group_of(plan)
    first = table.site(group.sites[0]) if group.sites else None
    title = ctx.say("sites-next-title", count=len(group.sites))
    where = " · ".join(filter(None, (group.provider, say_country(group.country, ctx.language))))
    begin = Button(ctx.say("sites-begin", site=_brief(first.label if first else "")), Action(BEGIN), "primary")
    blocks = (Title(title), Text(where), Text(ctx.say("sites-next-text")), Text(_tally(count(table, standings), ctx)))
    return Card((*blocks, rows(begin, _stop_button(ctx))), rest=title)


def _stopping(table: Table, standings: Standings, ctx: Context) -> Card:
    title = ctx.say("sites-stop-title")
    text = Text(ctx.say("sites-stop-text", count=count(table, standings).to_go))
    go_on = Button(ctx.say("sites-stop-no"), Action(GO_ON), "primary")
    return Card((Title(title), text, rows(go_on, Button(ctx.say("sites-stop-yes"), Action(STOP_NOW), "danger"))), title)


def _progress(plan: Plan, table: Table, standings: Standings, ctx: Context) -> Card:
    counts = count(table, standings)
    title = ctx.say("sites-progress-title", count=counts.connected, total=counts.total)
    blocks: list[Block] = [Title(title), Text(_bar(counts, ctx))]
    if tally := _tally(counts, ctx):
        blocks.append(Text(tally))
    if plan.paused:
        blocks.append(Note(ctx.say("sites-paused")))
    if plan.phase == "done":
        stopped = counts.connected + counts.waiting + counts.needs_you < len(table.sites)
        blocks.append(Note(ctx.say("sites-stopped" if stopped else "sites-done"), "hint" if stopped else "good"))
    if plan.listing and counts.needs_you:
        blocks += _listed(plan, table, standings, ctx)
    return Card((*blocks, _progress_controls(plan, table, standings, counts, ctx)), rest=title)


def _progress_controls(plan: Plan, table: Table, standings: Standings, counts: Counts, ctx: Context) -> Controls:
    running = plan.phase == "running"
    needed = Button(ctx.say("sites-list", count=counts.needs_you), Action(LIST, "0"), "primary")
    again = repeatable(plan, table, standings)
    hold = Button(ctx.say("sites-hold"), Action(HOLD)) if not plan.paused else None
    go_on = Button(ctx.say("sites-go-on"), Action(GO_ON), "primary") if plan.paused else None
    return rows(
        needed if counts.needs_you and not plan.listing else None,
        Button(ctx.say("sites-close"), Action(CLOSE)) if plan.listing and counts.needs_you else None,
        Button(ctx.say("sites-again", count=len(again)), Action(AGAIN)) if again else None,
        (hold or go_on) if running else None,
        _stop_button(ctx) if running else None,
        Button(ctx.say("sites-report"), Action(REPORT)),
        Button(ctx.say("button-all-addresses"), Action("@tariffs")) if plan.phase == "done" else None,
        Button(ctx.say("sites-another-file"), Action(NEW)) if plan.phase == "done" else None,
    )


def _listed(plan: Plan, table: Table, standings: Standings, ctx: Context) -> tuple[Block, ...]:
    """Those that need somebody: why, and a button for each; a page of them where the channel has no menus."""
    sites = needing(table, standings)
    size = len(sites) if ctx.can.menus else max(1, ctx.can.buttons_per_list)
    leaves = -(-len(sites) // size)
    leaf = min(plan.leaf, leaves - 1)
    shown = sites[leaf * size : (leaf + 1) * size]
    reasons = tuple((s.label, say_reason(standings[s.number], ctx)) for s in shown[:SHOWN_REASONS])
    options = tuple(Button(_brief(s.label), Action(TAKE, str(s.number))) for s in shown)
    earlier = Button(ctx.say("list-earlier"), Action(LIST, str(leaf - 1))) if leaf else None
    later = Button(ctx.say("list-later"), Action(LIST, str(leaf + 1))) if leaf + 1 < leaves else None
    position = f"{leaf + 1}/{leaves}" if leaves > 1 else ""
    choices = Choices(options, len(sites), earlier, later, position, ctx.say("sites-take"))
    return Facts(reasons), Text(ctx.say("sites-take-text")), choices


def _bar(counts: Counts, ctx: Context) -> str:
    """How much of it is there, as a line of blocks and in percent."""
    share = Decimal(counts.connected) / max(1, counts.total)
    filled = int(share * BAR)
    return f"{'▓' * filled}{'░' * (BAR - filled)} {format_percent(share, locale=find_locale(ctx.language))}"


def _tally(counts: Counts, ctx: Context) -> str:
    """What is not connected, in words: "3 need you, 2 left out"."""
    parts = (
        ("sites-tally-needs", counts.needs_you),
        ("sites-tally-waiting", counts.waiting),
        ("sites-tally-to-go", counts.to_go),
        ("sites-tally-left-out", counts.left_out),
    )
    return ", ".join(ctx.say(message, count=number) for message, number in parts if number)


def _stop_button(ctx: Context) -> Button:
    asked = ctx.can.confirms
    words = (ctx.say(f"sites-stop-{part}") for part in ("title", "brief", "yes", "no")) if asked else ()
    return Button(ctx.say("sites-stop"), Action(STOP), "danger", Confirm(*words) if asked else None)


def _brief(label: str) -> str:
    return label if len(label) <= LABEL_CHARS else label[: LABEL_CHARS - 1] + "…"
