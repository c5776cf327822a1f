"""Whom something at a location concerns: the conversations of those who have it."""

from sqlalchemy import Connection, bindparam, select, text

from storage.links import heard_in
from storage.models import conversations, locations, members
from storage.owners import is_team
from storage.statements import Statement

COLLEAGUES = 20  # of a team are looked at for one who can be told

_HOLDERS = Statement(
    select(locations.c.owner, locations.c.connected_by)
    .where(locations.c.id == bindparam("location"))
    .order_by(locations.c.owner)
)
_COLLEAGUES = Statement(
    select(members.c.person)
    .where(members.c.team == bindparam("of_team"))
    .order_by(members.c.admin.desc(), members.c.seen_at.desc(), members.c.person)
    .limit(COLLEAGUES)
)
# Somebody whose name the platform was slow to tell is no member yet, and can be told all the same.
_ANYBODY = Statement(
    select(conversations.c.key)
    .where(
        conversations.c.channel == bindparam("of_channel"),
        conversations.c.team == bindparam("of_team"),
        text("team != ''"),  # in words: so SQLite sees that the partial index has them all
        conversations.c.private.is_(True),
        conversations.c.undeliverable == "",
    )
    .order_by(conversations.c.updated_at.desc(), conversations.c.key)
    .limit(1)
)
_UNDELIVERABLE = Statement(select(conversations.c.undeliverable).where(conversations.c.key == bindparam("lane")))


def lanes_of(conn: Connection, location_id: str) -> list[str]:
    """The conversations, one for each owner: in a team that of who connected it, or of a colleague in their place.

    Where its person has linked it with others, those in which they want to hear.
    """
    found: list[str] = []
    for owner, connected_by in _HOLDERS.all(conn, location=location_id):
        lane = _in_team(conn, owner, connected_by) if is_team(owner) else owner
        if lane and (is_team(owner) or _standing(conn, lane) is not None):
            found += heard_in(conn, lane)
    return list(dict.fromkeys(found))


def _in_team(conn: Connection, team: str, connected_by: str) -> str:
    """Who can be told comes before who cannot, the one who connected it before administrators, they before others."""
    own = f"{team}:{connected_by}" if connected_by else ""
    if own and _standing(conn, own) == "":
        return own
    others = [f"{team}:{person}" for (person,) in _COLLEAGUES.all(conn, of_team=team)]
    standing = {lane: _standing(conn, lane) for lane in (*others, own) if lane}
    able = [lane for lane in others if standing[lane] == ""]
    if able:
        return able[0]
    channel, _, name = team.partition(":")
    if present := _ANYBODY.one(conn, of_channel=channel, of_team=name):
        return str(present[0])
    return next((lane for lane in (own, *others) if standing.get(lane)), "")


def _standing(conn: Connection, lane: str) -> str | None:
    """Why nothing can be delivered there, "" if it can; None: there is no such conversation."""
    row = _UNDELIVERABLE.one(conn, lane=lane)
    return None if row is None else str(row[0])
