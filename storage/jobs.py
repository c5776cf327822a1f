"""Many sites at once: a job of one conversation, and each of its sites with a conversation of its own.

What a plan, its source and the words about a site say is the core's: here they are JSON, sealed.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.models import from_ms, jobs, sites, to_ms
from storage.owners import owner_of
from storage.statements import Row, Statement
from storage.vault import Vault

READY, RUNNING = "ready", "running"  # what `add_sites` and `claim` make of a site; all else is for others to say

_j, _s = jobs.c, sites.c

_CREATE = Statement(
    insert(jobs)
    .values(
        conversation=bindparam("of_conversation"),
        team=bindparam("of_team"),
        status=bindparam("status"),
        plan=bindparam("plan"),
        source=bindparam("source"),
        message="",
        created_at=bindparam("now"),
        updated_at=bindparam("now"),
    )
    .returning(_j.id)
)
_JOB = select(_j.id, _j.conversation, _j.team, _j.status, _j.plan, _j.message, _j.created_at, _j.updated_at)
_GET = Statement(_JOB.where(_j.id == bindparam("job")))
_NEWEST = Statement(_JOB.where(_j.conversation == bindparam("of")).order_by(_j.id.desc()).limit(1))
_SOURCE = Statement(select(_j.source).where(_j.id == bindparam("job")))
_THIS_JOB = update(jobs).where(_j.id == bindparam("job_id"))
_KEEP_PLAN = Statement(
    _THIS_JOB.values(plan=bindparam("sealed"), status=bindparam("is_now"), updated_at=bindparam("now"))
)
_KEEP_SOURCE = Statement(_THIS_JOB.values(source=bindparam("sealed")))
_SHOWN = Statement(_THIS_JOB.values(message=bindparam("shown_by")))

_ADD = Statement(
    insert(sites)
    .values(
        job=bindparam("of_job"),
        number=bindparam("which"),
        lane="",
        status=READY,
        details=bindparam("sealed"),
        outcome=b"",
        location_id="",
        updated_at=bindparam("now"),
    )
    .on_conflict_do_nothing(index_elements=["job", "number"])
)
_SITE = (_s.job, _s.number, _s.lane, _s.status, _s.details, _s.outcome, _s.location_id, _s.updated_at)
_n = sites.alias("next").c
_NEXT = (
    select(_n.number)
    .where(_n.job == bindparam("of_job"), _n.status == READY)
    .order_by(_n.number)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)  # SQLite has one writer, and is not told
    .cte("chosen")  # as a plain subquery PostgreSQL may run it again, and then locks more than the limit
)
_CLAIM = Statement(
    update(sites)
    .where(_s.job == bindparam("of_job"), _s.number.in_(select(_NEXT.c.number)), _s.status == READY)
    .values(status=RUNNING, updated_at=bindparam("now"))
    .returning(*_SITE)
)
_THIS_SITE = update(sites).where(_s.job == bindparam("of_job"), _s.number == bindparam("which"))
_GIVE_LANE = Statement(_THIS_SITE.values(lane=bindparam("its_lane")))
_OUTCOME: dict[str, Any] = {
    "status": bindparam("is_now"),
    "outcome": bindparam("sealed"),
    "location_id": func.coalesce(bindparam("located"), _s.location_id),
    "updated_at": bindparam("now"),
}
_SETTLE = Statement(_THIS_SITE.values(_OUTCOME))
_BY_LANE = Statement(select(*_SITE).where(_s.lane == bindparam("its_lane"), _s.lane != ""))
_COUNTS = Statement(select(_s.status, func.count()).where(_s.job == bindparam("of_job")).group_by(_s.status))
_PAGE = (
    select(*_SITE)
    .where(_s.job == bindparam("of_job"), _s.number > bindparam("after"))
    .order_by(_s.number)
    .limit(bindparam("most"))
)
_LIST = Statement(_PAGE)
_LIST_OF_STATUS = Statement(_PAGE.where(_s.status == bindparam("which_status")))


class Job(NamedTuple):
    """A job without its sites. `plan` is the JSON that was given."""

    id: int
    conversation: str
    team: str
    status: str
    plan: bytes
    message: str
    created_at: datetime
    updated_at: datetime


class Site(NamedTuple):
    """One site of a job. `details` is what was given, `outcome` what came of it so far."""

    job: int
    number: int
    lane: str
    status: str
    details: Mapping[str, Any]
    outcome: Mapping[str, Any]
    location_id: str
    updated_at: datetime


def create(
    conn: Connection, vault: Vault, conversation: str, status: str, plan: bytes, now: datetime, source: bytes = b""
) -> int:
    """Begin a job of a conversation; its number. `source`: what the plan was made from, read apart from it."""
    row = _CREATE.one(
        conn,
        of_conversation=conversation,
        of_team=owner_of(conversation),
        status=status,
        plan=vault.seal(plan, f"plan {conversation}"),
        source=vault.seal(source, f"source {conversation}"),
        now=to_ms(now),
    )
    assert row is not None
    return int(row[0])


def get(conn: Connection, vault: Vault, job: int) -> Job | None:
    """One job."""
    return _job(vault, _GET.one(conn, job=job))


def of(conn: Connection, vault: Vault, conversation: str) -> Job | None:
    """The newest job of a conversation."""
    return _job(vault, _NEWEST.one(conn, of=conversation))


def source_of(conn: Connection, vault: Vault, job: Job) -> bytes:
    """What a job's plan was made from."""
    row = _SOURCE.one(conn, job=job.id)
    return b"" if row is None else vault.open(row[0], f"source {job.conversation}")


def keep_plan(conn: Connection, vault: Vault, job: Job, status: str, plan: bytes, now: datetime) -> None:
    """Write how a job stands now."""
    sealed = vault.seal(plan, f"plan {job.conversation}")
    _KEEP_PLAN.count(conn, job_id=job.id, is_now=status, sealed=sealed, now=to_ms(now))


def keep_source(conn: Connection, vault: Vault, job: Job, source: bytes) -> None:
    """Have another source, such as one that an answer has made clearer."""
    _KEEP_SOURCE.count(conn, job_id=job.id, sealed=vault.seal(source, f"source {job.conversation}"))


def shown(conn: Connection, job: int, message: str) -> None:
    """The progress is shown by this message."""
    _SHOWN.count(conn, job_id=job, shown_by=message)


def add_sites(
    conn: Connection, vault: Vault, job: int, found: Iterable[tuple[int, Mapping[str, Any]]], now: datetime
) -> None:
    """Sites by their number, with what is known of each, ready to be claimed. One that is there already stays."""
    purpose, at = _purpose(job), to_ms(now)
    rows = ((number, vault.seal(json.dumps(details).encode(), purpose)) for number, details in found)
    _ADD.many(conn, ({"of_job": job, "which": number, "sealed": sealed, "now": at} for number, sealed in rows))


def claim(
    conn: Connection, vault: Vault, job: int, most: int, now: datetime, lane_of: Callable[[int], str]
) -> list[Site]:
    """Take the next sites that are ready; they run from now on, each in the conversation that `lane_of` names."""
    rows = sorted(_CLAIM.all(conn, of_job=job, most=most, now=to_ms(now)))
    taken = [_site(vault, row)._replace(lane=lane_of(row[1])) for row in rows]
    if taken:
        _GIVE_LANE.many(conn, ({"of_job": job, "which": site.number, "its_lane": site.lane} for site in taken))
    return taken


def give_lane(conn: Connection, job: int, number: int, lane: str) -> None:
    """A site goes on in this conversation from now on."""
    _GIVE_LANE.count(conn, of_job=job, which=number, its_lane=lane)


def by_lane(conn: Connection, vault: Vault, lane: str) -> Site | None:
    """Whose conversation this is."""
    row = _BY_LANE.one(conn, its_lane=lane)
    return None if row is None else _site(vault, row)


def settle(
    conn: Connection,
    vault: Vault,
    lane: str,
    status: str,
    now: datetime,
    outcome: Mapping[str, Any] | None = None,
    location_id: str = "",
) -> Site | None:
    """Write how far the site of a conversation has come; how it stood before. None: it is no site's."""
    before = by_lane(conn, vault, lane)
    if before is not None:
        settle_all(conn, vault, before.job, [before.number], status, now, outcome, location_id)
    return before


def settle_all(
    conn: Connection,
    vault: Vault,
    job: int,
    numbers: Iterable[int],
    status: str,
    now: datetime,
    outcome: Mapping[str, Any] | None = None,
    location_id: str = "",
) -> None:
    """The same for sites by their numbers. A location that is known stays where none is given."""
    sealed = vault.seal(json.dumps(outcome).encode(), _purpose(job)) if outcome else b""
    values = {"of_job": job, "is_now": status, "sealed": sealed, "located": location_id or None, "now": to_ms(now)}
    _SETTLE.many(conn, ({**values, "which": number} for number in numbers))


def counts(conn: Connection, job: int) -> dict[str, int]:
    """How many sites have come how far."""
    return {status: int(count) for status, count in _COUNTS.all(conn, of_job=job)}


def list_sites(
    conn: Connection, vault: Vault, job: int, *, status: str = "", after: int = -1, most: int = 1000
) -> list[Site]:
    """Sites by their numbers, those of one status or all; the next page comes after the last number."""
    page = {"of_job": job, "after": after, "most": most}
    rows = _LIST_OF_STATUS.all(conn, which_status=status, **page) if status else _LIST.all(conn, **page)
    return [_site(vault, row) for row in rows]


def _job(vault: Vault, row: Row | None) -> Job | None:
    if row is None:
        return None
    number, conversation, team, status, plan, message, created_at, updated_at = row
    opened = vault.open(plan, f"plan {conversation}")
    return Job(number, conversation, team, status, opened, message, from_ms(created_at), from_ms(updated_at))


def _site(vault: Vault, row: Sequence[Any]) -> Site:
    job, number, lane, status, details, outcome, location_id, updated_at = row
    purpose = _purpose(job)
    known = json.loads(vault.open(details, purpose))
    came = json.loads(vault.open(outcome, purpose)) if outcome else {}
    return Site(job, number, lane, status, known, came, location_id, from_ms(updated_at))


def _purpose(job: int) -> str:
    return f"site {job}"
