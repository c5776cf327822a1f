"""Housekeeping: what is of no more use is deleted, a bounded number of rows at a time."""

from datetime import datetime, timedelta

from sqlalchemy import Column, Connection, and_, bindparam, delete, exists, or_, select

from storage import leases, privacy
from storage.models import (
    audit,
    company_links,
    company_requests,
    company_sessions,
    conversations,
    events,
    inbox,
    jobs,
    link_codes,
    locations,
    oauth_states,
    outbox,
    paces,
    presses,
    prices,
    sessions,
    sites,
    to_ms,
    wakes,
)
from storage.models import leases as leases_table
from storage.statements import Statement

REQUESTS_DAYS = 1  # the company may ask the same again for so long


def _delete_old(order: Column[int], when: Column[int]) -> Statement:
    # Only the oldest rows are looked at, found by an index: a purge that finds nothing must not read the whole table.
    (key,) = order.table.primary_key.columns
    oldest = select(key.label("row"), when.label("at")).order_by(order).limit(bindparam("limit")).subquery()
    return Statement(delete(key.table).where(key.in_(select(oldest.c.row).where(oldest.c.at < bindparam("before")))))


_INBOX = _delete_old(inbox.c.id, inbox.c.handled_at)
_PRESSES = _delete_old(presses.c.created_at, presses.c.created_at)
_SESSIONS = _delete_old(sessions.c.id, sessions.c.expires_at)  # also those that nobody ended
_OUTBOX = _delete_old(outbox.c.id, outbox.c.settled_at)
_AUDIT = _delete_old(audit.c.id, audit.c.at)
_EVENTS = _delete_old(events.c.number, events.c.settled_at)
_PRICES = _delete_old(prices.c.read_at, prices.c.read_at)
_LINKS = _delete_old(company_links.c.expires_at, company_links.c.expires_at)
_REQUESTS = _delete_old(company_requests.c.created_at, company_requests.c.created_at)
_LEDGER = _delete_old(company_sessions.c.number, company_sessions.c.expires_at)
_STATES = _delete_old(oauth_states.c.until, oauth_states.c.until)
_CODES = _delete_old(link_codes.c.until, link_codes.c.until)

IDLE_DAYS = 1 / 24  # an hour: longer than any pause that a platform has asked for
_PACES = Statement(
    delete(paces).where(
        paces.c.key.in_(select(paces.c.key).where(paces.c.full_at < bindparam("before")).limit(bindparam("limit")))
    )
)
_PROCESSES = Statement(
    delete(leases_table).where(
        leases_table.c.name.in_(
            select(leases_table.c.name)
            .where(leases_table.c.name.startswith(leases.ALIVE), leases_table.c.until < bindparam("before"))
            .limit(bindparam("limit"))
        )
    )
)

_SITES_OF_ONE = 50  # a job weighs as much as so many other rows
_OLD_JOBS = Statement(
    select(jobs.c.id).where(jobs.c.updated_at < bindparam("before")).order_by(jobs.c.id).limit(bindparam("limit"))
)
_LANES = select(sites.c.lane).where(sites.c.job == bindparam("job"), sites.c.lane != "")
_JOB_LANES = Statement(delete(conversations).where(conversations.c.key.in_(_LANES)))
_JOB = Statement(delete(jobs).where(jobs.c.id == bindparam("job")))

# An index on the time of the last turn would be written at every turn. Instead all conversations are looked at in the
# order of their keys, a slice at a time; this is the name of the lease that remembers how far.
SLICE = "purge conversations"
_c = conversations.c
_KEYS = Statement(select(_c.key).where(_c.key > bindparam("after")).order_by(_c.key).limit(bindparam("limit")))
_IN_TEAM = and_(_c.team != "", ~_c.key.contains("#"), locations.c.owner == _c.channel + ":" + _c.team)
_ABANDONED = Statement(
    select(_c.key)
    .where(
        _c.key > bindparam("after"),
        _c.key <= bindparam("last"),
        _c.updated_at < bindparam("before"),
        _c.lease_until <= bindparam("now"),
        ~exists().where(or_(locations.c.owner == _c.key, _IN_TEAM)),
        ~exists().where(sessions.c.conversation == _c.key, sessions.c.ended_at.is_(None)),
        ~exists().where(wakes.c.conversation == _c.key),
        ~exists().where(jobs.c.conversation == _c.key),
        ~exists().where(inbox.c.lane == _c.key, inbox.c.handled_at.is_(None)),
        ~exists().where(outbox.c.conversation == _c.key, outbox.c.settled_at.is_(None)),
    )
    .with_for_update(skip_locked=True)
)


def purge(
    conn: Connection,
    now: datetime,
    *,
    inbox_days: float = 14,
    presses_days: float = 60,
    sessions_days: float = 30,
    outbox_days: float = 30,
    audit_days: float = 730,
    jobs_days: float = 90,
    events_days: float = 100,
    prices_days: float = 3,
    links_days: float = 30,
    conversations_days: float = 365,
    limit: int = 200,
) -> int:
    """Delete what was handled, pressed, ended or given up so long ago; how many rows. Call again until it is 0.

    Conversations in which nothing was said for so long go if nothing is connected there; every call looks at some.
    The inbox must outlive the longest time after which a platform repeats an update; a press that is purged is
    answered as one that nobody knows. FlatPeak tells of events for 90 days.
    """
    ages = (
        (_INBOX, inbox_days),
        (_PRESSES, presses_days),
        (_SESSIONS, sessions_days),
        (_OUTBOX, outbox_days),
        (_AUDIT, audit_days),
        (_EVENTS, events_days),
        (_PRICES, prices_days),
        (_LINKS, links_days),
        (_REQUESTS, REQUESTS_DAYS),
        (_LEDGER, sessions_days),
        (_STATES, 0),
        (_CODES, 0),
    )
    rows = sum(statement.count(conn, limit=limit, before=_before(now, days)) for statement, days in ages)
    rows += _purge_idle(conn, now, limit)
    rows += _purge_jobs(conn, _before(now, jobs_days), max(1, limit // _SITES_OF_ONE))
    return rows + _purge_abandoned(conn, now, conversations_days, limit)


def _purge_idle(conn: Connection, now: datetime, limit: int) -> int:
    """Limits that nobody has used for long, and processes that are no more."""
    return _PACES.count(conn, before=_before(now, IDLE_DAYS), limit=limit) + _PROCESSES.count(
        conn, before=_before(now, IDLE_DAYS), limit=limit
    )


def _purge_jobs(conn: Connection, before: int, limit: int) -> int:
    """Old jobs, with the conversations of their sites."""
    found = _OLD_JOBS.all(conn, before=before, limit=limit)
    for (job,) in found:
        _JOB_LANES.count(conn, job=job)
        _JOB.count(conn, job=job)
    return len(found)


def _purge_abandoned(conn: Connection, now: datetime, days: float, limit: int) -> int:
    """Those among the next slice of all conversations that nobody needs any more."""
    after = leases.value_of(conn, SLICE)
    keys = [key for (key,) in _KEYS.all(conn, after=after, limit=limit)]
    abandoned = []
    if keys:
        abandoned = _ABANDONED.all(conn, after=after, last=keys[-1], before=_before(now, days), now=to_ms(now))
    for (key,) in abandoned:
        privacy.forget(conn, key)
    leases.acquire(conn, SLICE, SLICE, now, 0)
    leases.keep(conn, SLICE, SLICE, keys[-1] if len(keys) == limit else "")
    return len(abandoned)


def _before(now: datetime, days: float) -> int:
    return to_ms(now - timedelta(days=days))
