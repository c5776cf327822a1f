"""What was done with what a team has: by whom, what, to which location. Nothing in it is ever changed by a deed."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, insert, select

from storage.models import audit, from_ms, to_ms
from storage.statements import Statement
from storage.vault import Vault

_c = audit.c

_ADD = Statement(
    insert(audit).values(
        team=bindparam("of_team"),
        at=bindparam("now"),
        person=bindparam("who"),
        deed=bindparam("what"),
        about=bindparam("to"),
        detail=bindparam("sealed"),
    )
)
_NEWEST = Statement(
    select(_c.id, _c.at, _c.person, _c.deed, _c.about, _c.detail)
    .where(_c.team == bindparam("of_team"))
    .order_by(_c.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("skipped"))
)


class Line(NamedTuple):
    """One deed. `person` is the channel's id, "" for one who was forgotten since; `about` a location's id or ""."""

    id: int
    at: datetime
    person: str
    deed: str
    about: str
    detail: str


def add(
    conn: Connection, vault: Vault, team: str, person: str, deed: str, now: datetime, about: str = "", detail: str = ""
) -> None:
    """Write down a deed, in the commit that did it. `team` is named channel:team."""
    sealed = vault.seal(detail.encode(), _purpose(team))
    _ADD.count(conn, of_team=team, now=to_ms(now), who=person, what=deed, to=about, sealed=sealed)


def newest(conn: Connection, vault: Vault, team: str, most: int, skip: int = 0) -> list[Line]:
    """What was done, newest first: as many as asked for, after those that are skipped."""
    return [
        Line(number, from_ms(at), person, deed, about, vault.open(detail, _purpose(team)).decode())
        for number, at, person, deed, about, detail in _NEWEST.all(conn, of_team=team, most=most, skipped=skip)
    ]


def _purpose(team: str) -> str:
    return f"audit {team}"
