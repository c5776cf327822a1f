"""Where the app is installed: one row for a workspace, or for an organisation that installed it as a whole."""

from dataclasses import dataclass, field
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Connection, bindparam, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.models import installations, oauth_states, org_teams, to_ms
from storage.statements import Statement
from storage.vault import Vault


@dataclass(frozen=True, slots=True)
class Installed:
    """What is kept of an installation. `org_wide`: for all of `enterprise`, and `team` is empty."""

    team: str
    token: str = field(repr=False)
    enterprise: str = ""
    name: str = ""
    app_id: str = ""
    bot_id: str = ""
    bot_user: str = ""
    refresh_token: str = field(default="", repr=False)
    expires_at: datetime | None = None
    org_wide: bool = False
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """An installation as it is stored. `changed_at` in milliseconds: the fencing token of `renew`."""

    tenant: str
    changed_at: int
    installed: Installed


_DETAILS: TypeAdapter[Installed] = TypeAdapter(Installed)
_c, _o, _s = installations.c, org_teams.c, oauth_states.c

_BROKEN_ONES = Statement(select(_c.tenant, _c.broken).where(_c.broken != "").order_by(_c.tenant))
_NEW = {"details": bindparam("sealed"), "broken": "", "changed_at": bindparam("now")}
_SAVE = Statement(
    insert(installations)
    .values(tenant=bindparam("of_tenant"), **_NEW)
    .on_conflict_do_update(index_elements=["tenant"], set_=_NEW)
)
_ORG = select(_o.enterprise).where(_o.team == bindparam("of_team")).scalar_subquery()
# The workspace's own goes before the organisation's.
_FIND = Statement(
    select(_c.tenant, _c.changed_at, _c.details)
    .where(
        or_(_c.tenant == bindparam("of_team"), _c.tenant == bindparam("of_enterprise"), _c.tenant == _ORG),
        _c.tenant != "",
        _c.broken == "",
    )
    .order_by(_c.tenant != bindparam("of_team"))
    .limit(1)
)
_RENEW = Statement(
    update(installations).where(_c.tenant == bindparam("of_tenant"), _c.changed_at == bindparam("seen")).values(_NEW)
)
_BREAK = Statement(
    update(installations)
    .where(_c.tenant == bindparam("of_tenant"), _c.broken == "")
    .values(broken=bindparam("why"), details=b"")
)
_REMOVE = Statement(delete(installations).where(_c.tenant == bindparam("of_tenant")))
_NOTE_ORG = Statement(
    insert(org_teams)
    .values(team=bindparam("of_team"), enterprise=bindparam("of_enterprise"))
    .on_conflict_do_update(index_elements=["team"], set_={"enterprise": bindparam("of_enterprise")})
)
_own = select(_c.tenant).where(_c.tenant == _o.team, _c.broken == "").exists()
_TEAMS = Statement(select(_o.team).where(_o.enterprise == bindparam("of_enterprise"), ~_own).order_by(_o.team))
_PUT_STATE = Statement(
    insert(oauth_states).values(state_print=bindparam("state"), browser_print=bindparam("of"), until=bindparam("end"))
)
_TAKE_STATE = Statement(
    delete(oauth_states).where(
        _s.state_print == bindparam("state"), _s.browser_print == bindparam("of"), _s.until > bindparam("now")
    )
)


def save(conn: Connection, vault: Vault, installed: Installed, now: datetime) -> None:
    """Keep it in place of an earlier one, whatever became of that."""
    tenant = installed.enterprise if installed.org_wide else installed.team
    _SAVE.count(conn, of_tenant=tenant, sealed=_seal(vault, tenant, installed), now=to_ms(now))


def find(conn: Connection, vault: Vault, team: str, enterprise: str = "") -> Row | None:
    """The workspace's own, else its organisation's, named here or noted before; None: none that works."""
    row = _FIND.one(conn, of_team=team, of_enterprise=enterprise)
    if row is None:
        return None
    tenant, changed_at, details = row
    return Row(tenant, changed_at, _DETAILS.validate_json(vault.open(details, f"installation {tenant}")))


def renew(conn: Connection, vault: Vault, row: Row, installed: Installed, now: datetime) -> bool:
    """Keep it in place of what was read. False: meanwhile it was removed, or installed anew."""
    later = max(to_ms(now), row.changed_at + 1)
    sealed = _seal(vault, row.tenant, installed)
    return bool(_RENEW.count(conn, of_tenant=row.tenant, seen=row.changed_at, sealed=sealed, now=later))


def broken(conn: Connection) -> list[tuple[str, str]]:
    """Workspaces and organisations whose token is of no use any more, each with what Slack said."""
    return [(str(tenant), str(why)) for tenant, why in _BROKEN_ONES.all(conn)]


def mark_broken(conn: Connection, tenant: str, why: str) -> bool:
    """Its tokens are of no use any more; they are deleted, and the reason is kept. False: it was known."""
    return bool(_BREAK.count(conn, of_tenant=tenant, why=why))


def remove(conn: Connection, tenant: str) -> None:
    """Forget it."""
    _REMOVE.count(conn, of_tenant=tenant)


def note_org(conn: Connection, team: str, enterprise: str) -> None:
    """Know to which organisation a workspace belongs: what we start is addressed to the workspace alone."""
    _NOTE_ORG.count(conn, of_team=team, of_enterprise=enterprise)


def teams_of(conn: Connection, enterprise: str) -> list[str]:
    """The workspaces that we know of an organisation, without those that have an installation of their own."""
    return [team for (team,) in _TEAMS.all(conn, of_enterprise=enterprise)]


def put_state(conn: Connection, vault: Vault, state: str, browser: str, until: datetime) -> None:
    """Remember, by their fingerprints, that a browser has set out to install."""
    prints = {"state": vault.fingerprint(state, "oauth state"), "of": vault.fingerprint(browser, "oauth browser")}
    _PUT_STATE.count(conn, **prints, end=to_ms(until))


def take_state(conn: Connection, vault: Vault, state: str, browser: str, now: datetime) -> bool:
    """Whether this browser has, in time; once only. Also under former keys."""
    prints = zip(vault.fingerprints(state, "oauth state"), vault.fingerprints(browser, "oauth browser"), strict=True)
    return any(_TAKE_STATE.count(conn, state=a, of=b, now=to_ms(now)) for a, b in prints)


def _seal(vault: Vault, tenant: str, installed: Installed) -> bytes:
    return vault.seal(_DETAILS.dump_json(installed, exclude_defaults=True), f"installation {tenant}")
