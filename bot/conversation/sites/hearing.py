"""What a person says to a job comes to: the plan as it is then, and what is to be done."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import get_args

from bot.conversation.cards import Action, Card
from bot.conversation.context import Context
from bot.conversation.replies import Filled, Said
from bot.conversation.sites import cards
from bot.conversation.sites.plan import (
    ConnectByHand,
    GoOn,
    Hold,
    Plan,
    Run,
    Scope,
    Standings,
    Stop,
    Wish,
    choose_scope,
    group_of,
    needing,
    open_plan,
    scopes,
    try_another,
)
from bot.conversation.sites.table import Table, settle_country
from bot.conversation.understanding.countries import Country, read_country
from bot.conversation.understanding.folding import fold
from bot.conversation.understanding.words import Word, read_word


@dataclass(frozen=True, slots=True)
class Heard:
    """What a reply comes to. `table` differs where the country was told; `notices` are handed over beside the card."""

    plan: Plan
    table: Table
    wish: Wish | None = None
    problem: str = ""
    notices: tuple[Card, ...] = ()


def hear(
    plan: Plan,
    table: Table,
    standings: Standings,
    heard: Said | Action | Filled,
    ctx: Context,
    *,
    connected: Collection[str] = (),
) -> Heard:
    """A press of one of the job's buttons, its label typed, or a country. Pure, and nothing is raised."""
    before = Heard(plan, table)
    if isinstance(heard, Said):
        action = _press_typed(plan, table, standings, heard, ctx)
        if action is None and plan.phase == "country":
            return _tell_country(before, heard.text, ctx, connected)
        heard = action or heard
    if not isinstance(heard, Action):
        return replace(before, problem=ctx.say("page-choose"))
    if heard.verb == cards.COUNTRY and plan.phase == "country":
        return _tell_country(before, heard.value, ctx, connected)
    act = _ACTS.get(heard.verb)
    return (act(before, heard.value, standings, ctx) if act else None) or replace(before, problem=ctx.say("page-gone"))


def _press_typed(plan: Plan, table: Table, standings: Standings, said: Said, ctx: Context) -> Action | None:
    buttons = cards.show(plan, table, standings, ctx).buttons()
    typed = fold(said.text)
    actions = {button.action for button in buttons if typed and fold(button.label) == typed}
    if len(actions) == 1:
        return actions.pop()
    word = read_word(said.text, ctx.language)
    agreed = next((button.action for button in buttons if button.style == "primary"), None)
    return agreed if word is Word.YES else None


def _tell_country(before: Heard, text: str, ctx: Context, connected: Collection[str]) -> Heard:
    country = read_country(text, ctx.language)
    if not isinstance(country, Country):
        return replace(before, problem=ctx.say("address-country-unknown", text=text.strip()[:80]))
    table = settle_country(before.table, country.code, ctx.language, connected=connected)
    return Heard(open_plan(table), table, notices=cards.mending(table, ctx))


def _begin(before: Heard, value: str, standings: Standings, ctx: Context) -> Heard | None:
    sites = group_of(before.plan).sites
    if before.plan.phase not in ("checking", "first", "next", "stuck") or not sites:
        return None
    return _with(before, ConnectByHand(sites[0]), phase="first")


def _another(before: Heard, value: str, standings: Standings, ctx: Context) -> Heard | None:
    if before.plan.phase != "stuck":
        return None
    plan = try_another(before.plan)
    return _with(replace(before, plan=plan), ConnectByHand(group_of(plan).sites[0]), phase="first")


def _choose(before: Heard, value: str, standings: Standings, ctx: Context) -> Heard | None:
    offered = scopes(before.plan, before.table)
    chosen: Scope | None = next((scope for scope in get_args(Scope) if scope == value and scope in offered), None)
    if before.plan.phase != "scope" or chosen is None:
        return None
    plan, wish = choose_scope(before.plan, offered[chosen])
    return replace(before, plan=plan, wish=wish)


def _hold(before: Heard, value: str, standings: Standings, ctx: Context) -> Heard | None:
    return _with(before, Hold(), paused=True) if before.plan.phase == "running" else None


def _go_on(before: Heard, value: str, standings: Standings, ctx: Context) -> Heard | None:
    if before.plan.phase == "stopping":
        return _with(before, None, phase=_asked_in(before.plan))
    return _with(before, GoOn(), paused=False) if before.plan.paused else None


def _stop(before: Heard, value: str, standings: Standings, ctx: Context) -> Heard | None:
    """Asked twice where sites are under way, unless the channel has asked already."""
    if before.plan.phase == "done":
        return None
    begun = before.plan.phase == "running" or before.plan.at > 0
    if begun and not ctx.can.confirms:
        return _with(before, None, phase="stopping", listing=False)
    return _with(before, Stop(), phase="done", paused=False, listing=False)


def _list(before: Heard, value: str, standings: Standings, ctx: Context) -> Heard | None:
    leaf = int(value) if value.isascii() and value.isdigit() and len(value) < 5 else 0
    return _with(before, None, listing=True, leaf=leaf)


def _close(before: Heard, value: str, standings: Standings, ctx: Context) -> Heard | None:
    return _with(before, None, listing=False, leaf=0)


def _take_over(before: Heard, value: str, standings: Standings, ctx: Context) -> Heard | None:
    numbers = {str(site.number): site.number for site in needing(before.table, standings)}
    return _with(before, ConnectByHand(numbers[value])) if value in numbers else None


def _again(before: Heard, value: str, standings: Standings, ctx: Context) -> Heard | None:
    """Once more all by itself, where there is anything to go by."""
    numbers = cards.repeatable(before.plan, before.table, standings)
    if before.plan.phase not in ("running", "done") or not numbers:
        return None
    return _with(before, Run(numbers), phase="running", listing=False, reported=False)


def _report(before: Heard, value: str, standings: Standings, ctx: Context) -> Heard | None:
    over = before.plan.phase == "done"
    return replace(_with(before, None, reported=over), notices=(cards.report(before.table, standings, ctx),))


def _send_another(before: Heard, value: str, standings: Standings, ctx: Context) -> Heard | None:
    return replace(before, notices=(cards.invite(ctx),)) if before.plan.phase == "done" else None


def _asked_in(plan: Plan) -> str:
    return "next" if plan.at < len(plan.groups) else "running"


def _with(before: Heard, wish: Wish | None, **changes: object) -> Heard:
    return replace(before, plan=before.plan.model_copy(update=changes), wish=wish)


_ACTS: dict[str, Callable[[Heard, str, Standings, Context], Heard | None]] = {
    cards.BEGIN: _begin,
    cards.ANOTHER: _another,
    cards.SCOPE: _choose,
    cards.HOLD: _hold,
    cards.GO_ON: _go_on,
    cards.STOP: _stop,
    cards.STOP_NOW: lambda before, value, standings, ctx: _with(before, Stop(), phase="done", paused=False),
    cards.LIST: _list,
    cards.CLOSE: _close,
    cards.TAKE: _take_over,
    cards.AGAIN: _again,
    cards.REPORT: _report,
    cards.NEW: _send_another,
}
