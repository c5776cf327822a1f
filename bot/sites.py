"""Many sites at once, between storage and the core: a job, and a silent conversation for each of its sites."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import Connection

from bot.conversation import leftovers
from bot.conversation.awaited import UNREAD, UNREAD_AFTER_S
from bot.conversation.context import Context
from bot.conversation.conversation import Event
from bot.conversation.known_address import are_one
from bot.conversation.sites.begin import begin_site
from bot.conversation.sites.chat import CURRENT_EVERY_S, WOKEN
from bot.conversation.sites.job import Job, JobChange
from bot.conversation.sites.plan import Plan, Standing, Verdict, take_verdict, template_of
from bot.conversation.sites.silent import BEGIN, begins_at, give_way
from bot.conversation.sites.table import TABLE, Table
from bot.conversation.situation import Due, Reaction, State
from bot.house import House
from storage import conversations, jobs, sessions, wakes
from storage.conversations import Claimed
from storage.owners import owner_of

RETRY = "retry"  # what it is woken for where the outside world could not be asked
A_SECOND = 10  # sites that are begun in one
CLAIM_S = 30.0


def job_of(conn: Connection, house: House, state: State) -> Job | None:
    """The newest job of a conversation."""
    kept = jobs.get(conn, house.vault, state.job) if state.job else None
    if kept is None:
        return None
    table = TABLE.validate_json(jobs.source_of(conn, house.vault, kept))
    rows = jobs.list_sites(conn, house.vault, kept.id)
    return Job(Plan.model_validate_json(kept.plan), table, {row.number: _standing(row) for row in rows})


def keep_job(conn: Connection, house: House, claimed: Claimed, reaction: Reaction, ctx: Context) -> State:
    """Write what becomes of a job, and begin, hold or leave out its sites. The state, which knows its number."""
    change, state, now = reaction.job, reaction.state, house.now()
    if change is None:
        return state
    if change.begun:
        state = state.model_copy(update={"job": _create(conn, house, claimed.key, change)})
    kept = jobs.get(conn, house.vault, state.job)
    if kept is None:
        return state
    jobs.keep_plan(conn, house.vault, kept, _status(change.plan), change.plan.model_dump_json().encode(), now)
    if change.table is not None and not change.begun:
        jobs.keep_source(conn, house.vault, kept, TABLE.dump_json(change.table))
        _add_sites(conn, house, kept.id, change.table)
    for number, standing in change.standings.items():
        _settle(conn, house, kept.id, number, standing)
    _drive(conn, house, claimed, state, kept.id, change, ctx)
    return state


def keep_verdict(conn: Connection, house: House, lane: str, verdict: Verdict) -> None:
    """Write how far the site of a silent conversation has come, and have its job's card brought up to date."""
    site = jobs.by_lane(conn, house.vault, lane)
    job = jobs.get(conn, house.vault, site.job) if site else None
    if site is None or job is None:
        return
    before = _standing(site)
    after = take_verdict(before, verdict)
    if after != before:
        _settle(conn, house, site.job, site.number, after)
        wakes.nudge(conn, job.conversation, WOKEN, house.now() + timedelta(seconds=CURRENT_EVERY_S))
    if verdict.halts:
        plan = Plan.model_validate_json(job.plan).model_copy(update={"paused": True})
        jobs.keep_plan(conn, house.vault, job, _status(plan), plan.model_dump_json().encode(), house.now())
        wakes.drop(conn, _lanes_of(job.conversation, job.id), BEGIN)


def heed_others(conn: Connection, house: House, claimed: Claimed, event: Event, reaction: Reaction) -> Reaction | None:
    """What a site comes to at whose address another session of its owner is already; None: there is none."""
    now, at = claimed.situation, house.now()
    address = begins_at(now, event, reaction)
    if not address:
        return None
    sessions.take_turns(conn, owner_of(claimed.key))  # of two that look at once, neither would see the other
    since = (now.session.opened_at if now.session else at, claimed.key)
    for work in sessions.open_in_team(conn, owner_of(claimed.key), at):
        is_at_it = work.conversation != claimed.key and at - sessions.AT_IT < work.opened_at
        other = sessions.current(conn, house.vault, work.conversation, house.pages) if is_at_it else None
        is_first = other and (other.session.page is not None or (work.opened_at, work.conversation) < since)
        if other and is_first and are_one(other.session.purpose.address, address):
            return give_way(now)
    return None


def heed_verdict(conn: Connection, house: House, lane: str, reaction: Reaction, verdict: Verdict) -> Reaction:
    """The same for a reaction, which waits for the outside world no longer where its job was stopped meanwhile."""
    keep_verdict(conn, house, lane, verdict)
    site = jobs.by_lane(conn, house.vault, lane) if reaction.call is None and verdict.status == "running" else None
    job = jobs.get(conn, house.vault, site.job) if site and site.status == "running" else None
    if site is None or job is None or job.status != "done":
        return reaction
    _settle(conn, house, site.job, site.number, Standing(status="left_out"))
    left = {"made": reaction.state.made, "left": reaction.state.left}
    state = _silent(reaction.state).model_copy(update=left)
    return reaction._replace(state=state, wake=_later(state), end_session=True)


def _create(conn: Connection, house: House, key: str, change: JobChange) -> int:
    table = change.table or Table()
    plan, source = change.plan.model_dump_json().encode(), TABLE.dump_json(table)
    number = jobs.create(conn, house.vault, key, _status(change.plan), plan, house.now(), source)
    _add_sites(conn, house, number, table)
    return number


def _add_sites(conn: Connection, house: House, job: int, table: Table) -> None:
    jobs.add_sites(conn, house.vault, job, ((site.number, {}) for site in table.sites), house.now())


def _drive(
    conn: Connection, house: House, claimed: Claimed, state: State, job: int, change: JobChange, ctx: Context
) -> None:
    lanes = _lanes_of(claimed.key, job)
    if change.run:
        _begin(conn, house, claimed, state, job, change, ctx)
    if change.hold:
        wakes.drop(conn, lanes, BEGIN)
    if change.go_on:
        running = jobs.list_sites(conn, house.vault, job, status="running")
        _wake(conn, house, [row.lane for row in running if row.lane])
    if change.stop:
        _stop(conn, house, claimed, lanes, state)


def _begin(
    conn: Connection, house: House, claimed: Claimed, state: State, job: int, change: JobChange, ctx: Context
) -> None:
    """Give each site a conversation that knows what to answer, and wake them one after the other."""
    kept = jobs.get(conn, house.vault, job)
    table = change.table or (TABLE.validate_json(jobs.source_of(conn, house.vault, kept)) if kept else Table())
    known = {row.number: row.location_id for row in jobs.list_sites(conn, house.vault, job)}
    lanes = []
    for number in change.run:
        site = table.site(number)
        if site is None:
            continue
        lane = _lane_of(claimed.key, job, number)
        begun = begin_site(
            _silent(state), site, template_of(change.plan, number), ctx, location_id=known.get(number, "")
        )
        if _write_lane(conn, house, claimed, lane, begun.state):
            jobs.give_lane(conn, job, number, lane)
            lanes.append(lane)
    _wake(conn, house, lanes)


def _stop(conn: Connection, house: House, claimed: Claimed, lanes: str, state: State) -> None:
    """Leave out what has not begun, and what waits for the outside world; a turn under way comes to its own end."""
    now = house.now()
    for lane in {lane for what in (BEGIN, RETRY, UNREAD) for lane in wakes.drop(conn, lanes, what)}:
        site = jobs.by_lane(conn, house.vault, lane)
        if site and site.status == "running" and _write_lane(conn, house, claimed, lane, _silent(state)):
            _settle(conn, house, site.job, site.number, Standing(status="left_out"))
            wakes.nudge(conn, claimed.key, WOKEN, now + timedelta(seconds=CURRENT_EVERY_S))
        for due in _later(conversations.state_of(conn, house.vault, lane)):
            wakes.set_wake(conn, lane, due.what, now + timedelta(seconds=due.after_s))


def _later(state: State) -> tuple[Due, ...]:
    """When to see to what a site's sessions have left behind."""
    return (*leftovers.due(state), *((Due(UNREAD, UNREAD_AFTER_S),) if state.left else ()))


def _silent(state: State) -> State:
    """The beginning of a site's own conversation."""
    return State(language=state.language, hint=state.hint, name=state.name, admin=state.admin, site=True)


def _write_lane(conn: Connection, house: House, claimed: Claimed, lane: str, state: State) -> bool:
    """False where a turn of an earlier attempt is still under way; it comes to its own end."""
    own = conversations.claim(
        conn, house.vault, lane, house.owner, house.now(), CLAIM_S, pages=house.pages, place=claimed.place
    )
    if own is None:
        return False
    before = own.situation.state
    doubtful = own.session is not None and before.unanswered is not None
    if doubtful:  # what it has made is read once it can be
        sessions.set_aside(conn, lane, house.now())
    sessions.end(conn, lane, house.now())
    left = {"made": before.made, "left": max(before.left, int(doubtful))}
    conversations.settle(conn, house.vault, own, state.model_copy(update=left), house.now())
    return True


def _wake(conn: Connection, house: House, lanes: Iterable[str]) -> None:
    for place, lane in enumerate(lanes):
        wakes.set_wake(conn, lane, BEGIN, house.now() + timedelta(seconds=place // A_SECOND))


def _settle(conn: Connection, house: House, job: int, number: int, standing: Standing) -> None:
    outcome = {"reason": standing.reason, "args": standing.args} if standing.reason else None
    jobs.settle_all(
        conn, house.vault, job, [number], standing.status, house.now(), outcome, location_id=standing.location_id
    )


def _standing(row: jobs.Site) -> Standing:
    """What another version wrote and this one does not know needs a person."""
    known = {"status": row.status, "location_id": row.location_id, **row.outcome}
    return Standing.model_validate(known)


def _status(plan: Plan) -> str:
    return {"running": "running", "done": "done"}.get(plan.phase, "asking")


def _lane_of(key: str, job: int, number: int) -> str:
    return f"{_lanes_of(key, job)}{number}:{key.rpartition(':')[2]}"


def _lanes_of(key: str, job: int) -> str:
    """What the names of all site conversations of a job begin with."""
    return f"{key.rpartition(':')[0]}#job{job}#"
