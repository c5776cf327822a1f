"""What was done in a team, and by whom. What was written is never changed; it is kept for two years (see purge.py)."""

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
        about=bindparam("on"),
        detail=bindparam("sealed"),
    )
)
_NEWEST = Statement(
    select(_c.at, _c.person, _c.deed, _c.about, _c.detail)
    .where(_c.team == bindparam("of_team"))
    .order_by(_c.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("skipped"))
)


class Deed(NamedTuple):
    """One thing that was done. `person` is the channel's id, "" for one who was forgotten since."""

    at: datetime
    person: str
    deed: str
    about: str
    detail: str


def add(
    conn: Connection, vault: Vault, team: str, person: str, deed: str, about: str, detail: str, now: datetime
) -> None:
    """Write down what was done. `team` is channel:team, `about` a location's id or ""."""
    sealed = vault.seal(detail.encode(), _purpose(team))
    _ADD.count(conn, of_team=team, now=to_ms(now), who=person, what=deed, on=about, sealed=sealed)


def newest(conn: Connection, vault: Vault, team: str, *, limit: int, skip: int = 0) -> list[Deed]:
    """What was done last, newest first."""
    return [
        Deed(from_ms(at), person, deed, about, vault.open(sealed, _purpose(team)).decode())
        for at, person, deed, about, sealed in _NEWEST.all(conn, of_team=team, most=limit, skipped=skip)
    ]


def _purpose(team: str) -> str:
    return f"audit {team}"
