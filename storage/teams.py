"""What a team has agreed on, and who its people are. A team is named channel:team, as an owner of locations is."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Connection, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from bot.conversation.replies import Person
from bot.conversation.teams import NO_RULES, Rules
from storage.models import from_ms, members, teams, to_ms
from storage.statements import Statement
from storage.vault import Vault

SEEN_EVERY = timedelta(days=1)  # to know who was here lately, no more need be written

_t, _m = teams.c, members.c

_RULES = Statement(select(_t.rules).where(_t.key == bindparam("team")))
_KEEP_RULES = Statement(
    insert(teams)
    .values(key=bindparam("team"), rules=bindparam("sealed"), updated_at=bindparam("now"))
    .on_conflict_do_update(index_elements=["key"], set_={"rules": bindparam("sealed"), "updated_at": bindparam("now")})
)
_MEMBER = Statement(
    select(_m.name, _m.admin, _m.seen_at).where(_m.team == bindparam("of_team"), _m.person == bindparam("who"))
)
_MEMBERS = Statement(select(_m.person, _m.name, _m.admin).where(_m.team == bindparam("of_team")))
_SEEN: dict[str, BindParameter[Any]] = {
    "name": bindparam("sealed"),
    "admin": bindparam("runs_it"),
    "seen_at": bindparam("now"),
}
_KEEP_MEMBER = Statement(
    insert(members)
    .values(team=bindparam("of_team"), person=bindparam("who"), **_SEEN)
    .on_conflict_do_update(index_elements=["team", "person"], set_=_SEEN)
)


class Member(NamedTuple):
    """One of a team, as they were last seen."""

    name: str
    admin: bool


def rules_of(conn: Connection, vault: Vault, team: str) -> Rules:
    """What a team has agreed on; before that, what holds by itself."""
    row = _RULES.one(conn, team=team)
    return NO_RULES if row is None else Rules.model_validate_json(vault.open(row[0], f"rules {team}"))


def keep_rules(conn: Connection, vault: Vault, team: str, rules: Rules, now: datetime) -> None:
    """Have these rules from now on."""
    sealed = vault.seal(rules.model_dump_json(exclude_defaults=True).encode(), f"rules {team}")
    _KEEP_RULES.count(conn, team=team, sealed=sealed, now=to_ms(now))


def keep_member(conn: Connection, vault: Vault, team: str, person: Person, now: datetime) -> bool:
    """Know someone of a team by name; whether there was anything new in it. Someone without a name tells nothing."""
    if not person.name:
        return False
    row = _MEMBER.one(conn, of_team=team, who=person.id)
    if row is not None and now - from_ms(row[2]) < SEEN_EVERY:
        name = vault.open(row[0], _purpose(team, person.id)).decode()
        if (name, bool(row[1])) == (person.name, person.admin):
            return False
    sealed = vault.seal(person.name.encode(), _purpose(team, person.id))
    _KEEP_MEMBER.count(conn, of_team=team, who=person.id, sealed=sealed, runs_it=person.admin, now=to_ms(now))
    return True


def members_of(conn: Connection, vault: Vault, team: str, people: Collection[str]) -> dict[str, Member]:
    """Those of some people whom we know, by their id."""
    return {
        person: Member(vault.open(name, _purpose(team, person)).decode(), bool(admin))
        for person, name, admin in (_MEMBERS.all(conn, of_team=team) if people else ())
        if person in people
    }


def _purpose(team: str, person: str) -> str:
    return f"member {team}:{person}"
