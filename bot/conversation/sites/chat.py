"""Many sites in a person's own chat: a file begins a job, buttons steer it, and sites are connected by hand."""

from dataclasses import replace

from bot.conversation.cards import Action
from bot.conversation.context import Context
from bot.conversation.conversation import Event, react
from bot.conversation.frame import has_page
from bot.conversation.replies import Said
from bot.conversation.sites import cards
from bot.conversation.sites.begin import begin_site
from bot.conversation.sites.hearing import Heard, hear
from bot.conversation.sites.job import Job, JobChange
from bot.conversation.sites.plan import (
    ASKING,
    BY_HAND,
    ConnectByHand,
    GoOn,
    Hold,
    LeaveToHand,
    Run,
    Standing,
    Stop,
    end_by_hand,
    open_plan,
    settle,
    take_verdict,
    template_of,
)
from bot.conversation.sites.silent import after_event, judge, judge_location
from bot.conversation.sites.table import key_of
from bot.conversation.sites.template import take_template
from bot.conversation.situation import Due, Fetched, Open, Reaction, Situation, Woken
from bot.conversation.turns import changed, show_again, with_state

OPEN = "@sites"
WOKEN = "sites"
CURRENT_EVERY_S = 1.0  # how often the card of a job is brought up to date while its sites go on


def react_in_chat(now: Situation, event: Event, ctx: Context) -> Reaction:
    """What an event comes to in the chat of a person, who may have a job of many sites."""
    match event:
        case Fetched(table=table) if table is not None:
            return _begin(now, event, ctx)
        case Action(verb=verb) if verb == OPEN:
            return _open(now, ctx)
        case Action(verb=verb) if verb.startswith(cards.PREFIX):
            return _steer(now, event, ctx)
        case Said() if now.job and now.state.panel == "sites" and now.job.plan.phase in ASKING:
            return _steer(now, event, ctx)
        case Woken(what=what) if what == WOKEN:
            return _look(now, ctx)
        case _:
            reaction = react(now, event, ctx)
            if _goes_elsewhere(now, reaction):
                return replace(reaction, state=reaction.state.model_copy(update={"by_hand": 0}))
            return _after_wait(now, _after_hand(now, event, reaction, ctx) if now.state.by_hand else reaction)


def _begin(now: Situation, came: Fetched, ctx: Context) -> Reaction:
    """A file came: its report, and where there are sites, the job."""
    table = came.table
    assert table is not None
    if table.problem:
        return Reaction(now.state, notices=(cards.refuse(table, ctx),), quiet=not has_page(now))
    if not now.rights.connect:
        return show_again(now, ctx, hint=ctx.say("rights-connect"))
    if now.job and now.job.plan.phase != "done":
        return show_again(now, ctx, state=changed(now, panel="sites"), hint=ctx.say("sites-one-job"), fresh=True)
    plan = open_plan(table)
    state = changed(now, panel="sites", by_hand=0)
    card = cards.show(plan, table, {}, ctx)
    change = JobChange(plan, table, begun=True)
    return Reaction(state, card=card, notices=cards.mending(table, ctx), fresh=True, job=change)


def _open(now: Situation, ctx: Context) -> Reaction:
    """The job that there is, or how one begins."""
    if now.job and (now.job.plan.phase != "done" or not now.job.plan.reported):
        return _show(now, now.job, ctx)
    return Reaction(now.state, notices=(cards.invite(ctx),), quiet=True)


def _steer(now: Situation, heard: Action | Said, ctx: Context) -> Reaction:
    if now.job is None:
        return show_again(now, ctx, hint=ctx.say("press-stale"))
    connected = {key_of(dict(one.address)) for one in now.locations} if now.job.plan.phase == "country" else set()
    found = hear(now.job.plan, now.job.table, now.job.standings, heard, ctx, connected=connected)
    if isinstance(found.wish, ConnectByHand):
        return _by_hand(now, now.job, found, found.wish.number, ctx)
    change = _change(now.job, found)
    job = Job(found.plan, found.table, {**now.job.standings, **change.standings})
    job = replace(job, plan=settle(job.plan, job.table, job.standings))
    return replace(
        _show(now, job, ctx, problem=found.problem), notices=found.notices, job=replace(change, plan=job.plan)
    )


def _change(before: Job, found: Heard) -> JobChange:
    table = found.table if found.table is not before.table else None
    change = JobChange(found.plan, table)
    match found.wish:
        case Run(numbers=numbers):
            return replace(change, run=numbers, standings={n: Standing(status="running") for n in numbers})
        case LeaveToHand(numbers=numbers):
            return replace(change, standings=dict.fromkeys(numbers, BY_HAND))
        case Hold():
            return replace(change, hold=True)
        case GoOn():
            return replace(change, go_on=True)
        case Stop():
            ready = [
                site.number
                for site in found.table.sites
                if before.standings.get(site.number, Standing()).status == "ready"
            ]
            return replace(change, stop=True, standings={n: Standing(status="left_out") for n in ready})
        case _:
            return change


def _by_hand(now: Situation, job: Job, found: Heard, number: int, ctx: Context) -> Reaction:
    """The session of one site in the chat, with what is known of it filled in."""
    site = found.table.site(number)
    if site is None:
        return show_again(now, ctx, hint=ctx.say("press-stale"))
    if has_page(now):
        return show_again(now, ctx, state=changed(now, panel="", about=""), hint=ctx.say("connect-open-already"))
    where = job.standings.get(number, Standing()).location_id
    begun = begin_site(now.state, site, template_of(found.plan, number), ctx, location_id=where)
    state = begun.state.model_copy(update={"by_hand": number, "job": now.state.job, "panel": ""})
    return replace(begun, state=state, job=JobChange(found.plan))


def _goes_elsewhere(now: Situation, reaction: Reaction) -> bool:
    """Whether another session takes the place of a site's, which is then nobody's."""
    if not now.state.by_hand or not isinstance(reaction.call, Open) or now.session is None:
        return False
    before, after = now.session.purpose, reaction.call.purpose
    return (before.location_id, before.address) != (after.location_id, after.address)


def _after_hand(now: Situation, event: Event, reaction: Reaction, ctx: Context) -> Reaction:
    """Once the session of a site is over, the job goes on from there."""
    after = after_event(now, event, reaction)
    if now.job is None or not after.state.finished or reaction.call is not None:
        return reaction
    number, job = now.state.by_hand, now.job
    verdict, site = judge(after, event, reaction), job.table.site(number)
    if site is None or verdict.status == "running":
        return reaction
    template = take_template(after.state, site.address, site.name)
    plan = end_by_hand(job.plan, job.table, number, verdict, template)
    standing = take_verdict(job.standings.get(number, Standing()), verdict, by_hand=True)
    job = Job(plan, job.table, {**job.standings, number: standing})
    job = replace(job, plan=settle(job.plan, job.table, job.standings))
    shown = _show(with_state(now, after.state), job, ctx)
    return replace(
        reaction,
        state=shown.state.model_copy(update={"by_hand": 0}),
        card=shown.card,
        fresh=True,
        quiet=False,
        job=JobChange(job.plan, standings={number: standing}),
    )


def _after_wait(now: Situation, reaction: Reaction) -> Reaction:
    """A site that was connected by hand may have waited for its provider until now."""
    if now.job is None:
        return reaction
    read = {one.id: verdict for one in reaction.locations if (verdict := judge_location(one))}
    came = {
        number: take_verdict(before, read[before.location_id])
        for number, before in now.job.standings.items()
        if before.status == "waiting" and before.location_id in read
    }
    if not came:
        return reaction
    change = reaction.job or JobChange(now.job.plan)
    change = replace(change, standings={**came, **change.standings})
    return replace(reaction, home=True, job=change, wake=(*reaction.wake, Due(WOKEN, CURRENT_EVERY_S)))


def _look(now: Situation, ctx: Context) -> Reaction:
    """Sites have come further: the card is kept current, and its end is told even if something else is shown."""
    if now.job is None:
        return Reaction(now.state, quiet=True)
    plan = settle(now.job.plan, now.job.table, now.job.standings)
    ended = plan.phase == "done" and now.job.plan.phase != "done"
    change = JobChange(plan) if plan != now.job.plan else None
    if now.state.panel != "sites" and not ended:
        return Reaction(now.state, quiet=True, job=change, home=True)
    if now.state.panel != "sites" and has_page(now):  # the question that is open stays so
        told = replace(cards.show(plan, now.job.table, now.job.standings, ctx), live=False)
        return Reaction(now.state, notices=(told,), quiet=True, job=change, home=True)
    shown = _show(now, replace(now.job, plan=plan), ctx)
    return replace(shown, job=change, fresh=ended, refresh=True, home=True)


def _show(now: Situation, job: Job, ctx: Context, *, problem: str = "") -> Reaction:
    card = cards.show(job.plan, job.table, job.standings, ctx, problem=problem)
    return Reaction(changed(now, panel="sites", about=""), card=card)
