"""Many sites in a person's own chat: a file begins a job, buttons steer it, and sites are connected by hand."""

from dataclasses import replace

from bot.conversation.cards import Action, Card, Text
from bot.conversation.context import Context
from bot.conversation.conversation import Event, react
from bot.conversation.frame import has_page
from bot.conversation.replies import Said
from bot.conversation.sites import cards
from bot.conversation.sites.begin import begin_site
from bot.conversation.sites.hearing import Heard, hear
from bot.conversation.sites.job import Job, JobChange, is_asking
from bot.conversation.sites.plan import (
    BY_HAND,
    ConnectByHand,
    GoOn,
    Hold,
    LeaveToHand,
    Run,
    Standing,
    Stop,
    Verdict,
    end_by_hand,
    open_plan,
    pass_over,
    settle,
    take_verdict,
    template_of,
)
from bot.conversation.sites.silent import after_event, judge, judge_location
from bot.conversation.sites.table import NO_TEXT
from bot.conversation.sites.template import take_template
from bot.conversation.sites.there import keys_used, meet
from bot.conversation.situation import Due, Fetched, Looked, Open, Reaction, Situation, Woken
from bot.conversation.turns import changed, show_again, with_state
from bot.conversation.understanding.words import Word, read_word

OPEN = "@sites"
WOKEN = "sites"
LATE = "sites-needs-late"
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
        case Said(text=text) if now.state.panel == "sites" and is_asking(now.job) and not _wants_help(text, ctx):
            return _steer(now, event, ctx)
        case Woken(what=what) if what == WOKEN:
            return _look(now, ctx)
        case _:
            reaction = react(now, event, ctx)
            if _goes_elsewhere(now, reaction):
                return reaction._replace(state=reaction.state.model_copy(update={"by_hand": 0}))
            if now.state.by_hand:
                reaction = _in_hand(now, event, reaction, ctx)
            return _after_wait(now, event, reaction, ctx)


def _wants_help(text: str, ctx: Context) -> bool:
    return read_word(text, ctx.language) is Word.HELP


def _begin(now: Situation, came: Fetched, ctx: Context) -> Reaction:
    """A file came: its report, and where there are sites, the job."""
    table = came.table
    assert table is not None
    if table.problem:
        if came.file.caption.strip() and table.problem == NO_TEXT:
            # What comes with a list is about the list; what comes with a bill is an answer.
            heard, unread = react_in_chat(now, Said(came.file.caption), ctx), Text(ctx.say("sites-file-caption"))
            return heard._replace(notices=(Card((unread,), live=False), *heard.notices))
        return Reaction(now.state, notices=(cards.refuse(table, ctx),), quiet=not has_page(now))
    if not now.rights.connect:
        return show_again(now, ctx, hint=ctx.say("rights-connect"))
    if now.job and now.job.plan.phase != "done":
        return show_again(now, ctx, state=changed(now, panel="sites"), hint=ctx.say("sites-one-job"), fresh=True)
    plan = open_plan(table)
    state = changed(now, panel="sites", by_hand=0)
    card = cards.show(plan, table, {}, ctx)
    change = JobChange(plan, table, begun=True)
    return Reaction(state, card=card, notices=cards.mending(table, ctx), fresh=True, home=True, job=change)


def _open(now: Situation, ctx: Context) -> Reaction:
    """The job that there is, or how one begins."""
    if now.job and (now.job.plan.phase != "done" or not now.job.plan.reported):
        return _show(now, now.job, ctx)
    return Reaction(now.state, notices=(cards.invite(ctx),), quiet=True)


def _steer(now: Situation, heard: Action | Said, ctx: Context) -> Reaction:
    if now.job is None:
        return show_again(now, ctx, hint=ctx.say("press-stale"))
    connected = keys_used(now.locations) if now.job.plan.phase == "country" else set()
    found = hear(now.job.plan, now.job.table, now.job.standings, heard, ctx, connected=connected)
    if isinstance(found.wish, ConnectByHand | Run | GoOn) and not now.rights.connect:
        return show_again(now, ctx, state=changed(now, panel="sites", about=""), hint=ctx.say("rights-connect"))
    if isinstance(found.wish, ConnectByHand):
        return _by_hand(now, now.job, found, found.wish.number, ctx)
    change = _change(now.job, found)
    job = Job(found.plan, found.table, {**now.job.standings, **change.standings})
    job = replace(job, plan=settle(job.plan, job.table, job.standings))
    shown = _show(now, job, ctx, problem=found.problem)
    return shown._replace(notices=found.notices, home=True, job=replace(change, plan=job.plan))


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
    begun, there = meet(now, begin_site(now.state, site, template_of(found.plan, number), ctx, location_id=where))
    if there:
        return _found_there(now, replace(job, plan=found.plan), number, there, ctx)
    state = begun.state.model_copy(update={"by_hand": number, "job": now.state.job, "panel": ""})
    return begun._replace(state=state, job=JobChange(found.plan))


def _found_there(now: Situation, job: Job, number: int, verdict: Verdict, ctx: Context) -> Reaction:
    """Somebody else has connected the site meanwhile: the job goes on without it."""
    site = job.table.site(number)
    standing = take_verdict(job.standings.get(number, Standing()), verdict, by_hand=True)
    job = Job(pass_over(job.plan, number), job.table, {**job.standings, number: standing})
    job = replace(job, plan=settle(job.plan, job.table, job.standings))
    shown = _show(now, job, ctx, hint=ctx.say("sites-there-already", site=site.label if site else ""))
    change = JobChange(job.plan, standings={number: standing})
    return shown._replace(fresh=True, end_session=True, home=True, job=change)


def _goes_elsewhere(now: Situation, reaction: Reaction) -> bool:
    """Whether another session takes the place of a site's, which is then nobody's."""
    if not now.state.by_hand or not isinstance(reaction.call, Open) or now.session is None:
        return False
    if reaction.state.replaying:  # it is brought to where the site's own was
        return False
    before, after = now.session.purpose, reaction.call.purpose
    own = now.session.location_id or before.location_id
    return bool(own and own != after.location_id) or before.address != after.address


def _in_hand(now: Situation, event: Event, reaction: Reaction, ctx: Context) -> Reaction:
    """In the session of a site."""
    reaction, there = meet(now, reaction)
    if there and now.job:
        found = _found_there(with_state(now, reaction.state), now.job, now.state.by_hand, there, ctx)
        return found._replace(wake=reaction.wake)
    return _after_hand(now, event, reaction, ctx)


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
    return reaction._replace(
        state=shown.state.model_copy(update={"by_hand": 0}),
        card=shown.card,
        fresh=True,
        quiet=False,
        home=True,
        job=JobChange(job.plan, standings={number: standing}),
    )


def _after_wait(now: Situation, event: Event, reaction: Reaction, ctx: Context) -> Reaction:
    """A site that was connected by hand may have waited for its provider until now, or for longer than we look."""
    if now.job is None:
        return reaction
    read = {one.id: verdict for one in reaction.locations if (verdict := judge_location(one))}
    waiting = {
        number: one for number, one in now.job.standings.items() if one.status == "waiting" or one.reason == LATE
    }
    came = {
        number: take_verdict(before, read[before.location_id], by_hand=True)
        for number, before in waiting.items()
        if before.location_id in read
    }
    given_up = _given_up(now, event, reaction)
    late = {
        number: take_verdict(before, Verdict("needs_you", LATE))
        for number, before in waiting.items()
        if before.status == "waiting" and before.location_id in given_up and number not in came
    }
    if not came and not late:
        return reaction
    change = reaction.job or JobChange(now.job.plan)
    change = replace(change, standings={**came, **late, **change.standings})
    wake = (*reaction.wake, Due(WOKEN, CURRENT_EVERY_S))
    reaction = reaction._replace(home=True, job=change, wake=wake)
    return _tell(now, reaction, change, ctx) if late and isinstance(event, Looked) else reaction


def _given_up(now: Situation, event: Event, reaction: Reaction) -> set[str]:
    """The locations for whose tariffs we look no more by ourselves from now on."""
    before, after = now.state, reaction.state
    if isinstance(event, Looked):
        return {key.partition(":")[0] for key, held in before.awaited.items() if after.awaited.get(key) != held}
    return {after.located} if isinstance(event, Woken) and after.late and not before.late else set()


def _tell(now: Situation, reaction: Reaction, change: JobChange, ctx: Context) -> Reaction:
    """The card of all sites as a new message; a question that is open stays so."""
    assert now.job is not None
    card = cards.show(change.plan, now.job.table, {**now.job.standings, **change.standings}, ctx)
    if reaction.state.panel == "sites":
        return reaction._replace(card=card, fresh=True, quiet=False)
    return reaction._replace(notices=(*reaction.notices, replace(card, live=False)))


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
        return _tell(now, Reaction(now.state, quiet=True, job=change, home=True), JobChange(plan), ctx)
    shown = _show(now, replace(now.job, plan=plan), ctx)
    return shown._replace(job=change, fresh=ended, refresh=True, home=True)


def _show(now: Situation, job: Job, ctx: Context, *, problem: str = "", hint: str = "") -> Reaction:
    card = cards.show(job.plan, job.table, job.standings, ctx, problem=problem, hint=hint)
    return Reaction(changed(now, panel="sites", about=""), card=card)
