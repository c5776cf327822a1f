"""Bringing what is kept under the newest key: a few rows at a time, beside processes that go on working.

A row is changed only as long as it is what was read; whatever a process writes meanwhile is under the newest key
already, for all of them have it as their first.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, and_, func, or_, select, tuple_, update

from bot.conversation import exact
from storage import ledger
from storage.ledger import REFERENCES, TOLD, References
from storage.models import (
    audit,
    company_links,
    company_locations,
    company_sessions,
    conversations,
    events,
    inbox,
    installations,
    jobs,
    locations,
    members,
    outbox,
    presses,
    prices,
    sessions,
    sites,
    teams,
    to_ms,
)
from storage.owners import owner_of, references_of
from storage.vault import Tampered, UnknownKey, Vault

SEARCHED = 5000  # rows that one unit of work looks at, however few of them are to be renewed
Row = Mapping[str, Any]
Changes = dict[str, Any]
Prints = Callable[[Vault, Row], Changes]  # the fingerprints of a row as they are under the newest key


class Sealed(NamedTuple):
    """A table: for each sealed column its purpose, over the names of columns; and the fingerprints that it has."""

    table: Table
    purposes: Mapping[str, str]
    prints: Prints | None = None


class Place(NamedTuple):
    """The last row that was looked at, by its primary key; where there is none, all were."""

    key: tuple[Any, ...] | None = None


class Batch(NamedTuple):
    """How many rows were brought under the newest key, were just in use, or are under no key that is given."""

    place: Place
    renewed: int = 0
    missed: int = 0
    unreadable: int = 0


def _of_token(vault: Vault, row: Row) -> Changes:
    # Of a session that ended the token is gone: nobody comes back to it.
    token = vault.open(row["token"], f"token {row['conversation']}").decode() if row["token"] else ""
    return {"token_print": vault.fingerprint(token, "token")} if token else {}


def _of_references(vault: Vault, references: References) -> Changes:
    prints = ledger.prints_of(vault, references)
    return {"customer_print": prints["customer"], "location_print": prints["home"]}


def _of_record(vault: Vault, row: Row) -> Changes:
    details = vault.open(row["details"], f"company session {row['number']}")
    return _of_references(vault, REFERENCES.validate_json(details))


def _of_told(vault: Vault, row: Row) -> Changes:
    return _of_references(
        vault, TOLD.validate_json(vault.open(row["details"], f"company location {row['id']}")).references
    )


def sealed_tables(of_link: Prints) -> tuple[Sealed, ...]:
    """All that is sealed. `of_link`: the fingerprints of a link, whose token is worked out elsewhere."""
    return (
        Sealed(conversations, {"state": "state {key}"}),
        Sealed(
            sessions,
            {"token": "token {conversation}", "purpose": "purpose {conversation}", "page": "page {conversation}"},
            _of_token,
        ),
        Sealed(locations, {"details": "location {owner}"}),
        Sealed(inbox, {"payload": "inbox {lane}"}),
        Sealed(outbox, {"body": "outbox {conversation}"}),
        Sealed(presses, {"actions": "actions {key}"}),
        Sealed(installations, {"details": "installation {tenant}"}),
        Sealed(teams, {"rules": "rules {key}"}),
        Sealed(members, {"name": "member {team}:{person}"}),
        Sealed(audit, {"detail": "audit {team}"}),
        Sealed(jobs, {"plan": "plan {conversation}", "source": "source {conversation}"}),
        Sealed(sites, {"details": "site {job}", "outcome": "site {job}"}),
        Sealed(events, {"body": "event {id}"}),
        Sealed(prices, {"body": "prices {key}"}),
        Sealed(company_links, {"details": "company link {id}"}, of_link),
        Sealed(company_sessions, {"details": "company session {number}"}, _of_record),
        Sealed(company_locations, {"details": "company location {id}"}, _of_told),
    )


def renew(conn: Connection, vault: Vault, sealed: Sealed, place: Place, now: datetime, most: int) -> Batch:
    """Bring the next rows of a table under the newest key."""
    end = _end(conn, sealed, place)
    rows = [dict(row) for row in conn.execute(_next(vault, sealed, place, end, most)).mappings()]
    renewed = missed = unreadable = 0
    for row in rows:
        try:
            changes = _changes(vault, sealed, row)
        except (UnknownKey, Tampered):
            unreadable += 1
            continue
        if changes:
            done = _write(conn, sealed, row, changes, now)
            renewed, missed = renewed + done, missed + (not done)
    if len(rows) == most:
        end = Place(tuple(rows[-1][column.name] for column in sealed.table.primary_key))
    return Batch(end, renewed, missed, unreadable)


def _end(conn: Connection, sealed: Sealed, place: Place) -> Place:
    """Where the part of a table ends that is searched at once."""
    keys = tuple(sealed.table.primary_key)
    query = select(*keys).order_by(*keys).offset(SEARCHED - 1).limit(1)
    if place.key is not None:
        query = query.where(tuple_(*keys) > tuple_(*place.key))
    found = conn.execute(query).first()
    return Place(tuple(found) if found else None)


def _next(vault: Vault, sealed: Sealed, place: Place, end: Place, most: int) -> Any:
    table, keys = sealed.table, tuple(sealed.table.primary_key)
    query = select(table).order_by(*keys).limit(most)
    if place.key is not None:
        query = query.where(tuple_(*keys) > tuple_(*place.key))
    if end.key is not None:
        query = query.where(tuple_(*keys) <= tuple_(*end.key))
    if sealed.prints or table is conversations:
        return query
    columns = (table.c[name] for name in sealed.purposes)
    return query.where(
        or_(*(and_(func.length(c) > 0, func.substr(c, 1, len(vault.head)) != vault.head) for c in columns))
    )


def _changes(vault: Vault, sealed: Sealed, row: Row) -> Changes:
    """What has to be written. Raises UnknownKey, Tampered."""
    changes: Changes = {}
    for name, purpose in sealed.purposes.items():
        value, use = row[name], purpose.format_map(row)
        if not value:
            continue
        plain = vault.open(value, use)
        more = _with_references(vault, row["key"], plain) if sealed.table is conversations else plain
        if more != plain or value[: len(vault.head)] != vault.head:
            changes[name] = vault.seal(more, use)
    prints = sealed.prints(vault, row) if sealed.prints else {}
    return changes | {name: value for name, value in prints.items() if row[name] != value}


def _with_references(vault: Vault, key: str, state: bytes) -> bytes:
    """A state that knows under which names FlatPeak has the person from before: they come of keys that will be gone."""
    known = exact.parse(state)
    names = known.get("known_as", [])
    new = [name for name in references_of(vault, owner_of(key))[1:] if name not in names]
    return exact.dump({**known, "known_as": [*names, *new]}) if new else state


def _write(conn: Connection, sealed: Sealed, row: Row, changes: Changes, now: datetime) -> bool:
    table = sealed.table
    same = [column == row[column.name] for column in table.primary_key]
    same += [table.c[name] == row[name] for name in sealed.purposes if name in changes]
    if table is conversations:  # who holds it has read the state, and will write it as it was
        same.append(table.c.lease_until <= to_ms(now))
    return bool(conn.execute(update(table).where(*same).values(changes)).rowcount)
