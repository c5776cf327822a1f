"""All that is kept about one person: shown to them, or erased."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, bindparam, delete, select, text, update

from bot.conversation import exact
from storage import company, links, locations
from storage import jobs as job_lists
from storage.inbox import OWN
from storage.models import (
    BESIDE,
    audit,
    company_links,
    company_locations,
    company_sessions,
    conversations,
    from_ms,
    inbox,
    jobs,
    members,
    outbox,
    presses,
    sessions,
    wakes,
)
from storage.models import locations as locations_table
from storage.owners import owner_of, person_of
from storage.vault import Vault

ALL_SITES = 100_000  # more than any job has
_KEY: BindParameter[str] = bindparam("conversation_key")
_CONVERSATION = select(conversations).where(conversations.c.key == _KEY)
_SESSIONS = select(sessions).where(sessions.c.conversation == _KEY).order_by(sessions.c.id)
_INBOX = select(inbox).where(inbox.c.lane == _KEY, inbox.c.payload != b"").order_by(inbox.c.id)
_OPEN = (outbox.c.conversation == _KEY) & outbox.c.settled_at.is_(None)  # said apart: each has an index of its own
_SETTLED = (outbox.c.conversation == _KEY) & outbox.c.settled_at.is_not(None)
_OUTBOX = select(outbox).where(_OPEN | _SETTLED, outbox.c.body != b"").order_by(outbox.c.id)
_WAKES = select(wakes).where(wakes.c.conversation == _KEY).order_by(wakes.c.due_at)
_JOBS = select(jobs.c.id).where(jobs.c.conversation == _KEY).order_by(jobs.c.id)
_TEAM: BindParameter[str] = bindparam("of_team")
_PERSON: BindParameter[str] = bindparam("of_person")
_HELD, _OTHER = locations_table.c, locations_table.alias("other").c
_THEIRS = select(_HELD.id).where(
    _HELD.owner == _KEY, ~select(_OTHER.id).where(_OTHER.id == _HELD.id, _OTHER.owner != _KEY).exists()
)
_TOLD = delete(company_locations).where(company_locations.c.id.in_(_THEIRS))
_MEMBER = (members.c.team == _TEAM) & (members.c.person == _PERSON)
_DEEDS = (audit.c.team == _TEAM) & (audit.c.person == _PERSON)
_ERASURES = (
    delete(presses).where(presses.c.conversation == _KEY),
    delete(outbox).where(_OPEN),
    delete(outbox).where(_SETTLED),
    # An update that comes once more must still be known as one: its number stays, without a person. What came from
    # ourselves does not come again.
    delete(inbox).where(inbox.c.lane == _KEY, inbox.c.source == OWN),
    update(inbox).where(inbox.c.lane == _KEY).values(lane="", payload=b"", note=None, handled_at=inbox.c.received_at),
    delete(wakes).where(wakes.c.conversation == _KEY),
    delete(sessions).where(sessions.c.conversation == _KEY),
    delete(jobs).where(jobs.c.conversation == _KEY),
    delete(company_links).where(company_links.c.used_by == _KEY),
    delete(company_sessions).where(company_sessions.c.conversation == _KEY),
    delete(conversations).where(conversations.c.key == _KEY),
)
# What a team has stays the team's, and what was done stays known; not who it was.
_ANONYMISE = (
    delete(members).where(_MEMBER),
    update(audit).where(_DEEDS).values(person=""),
)


def collect(conn: Connection, vault: Vault, conversation: str) -> dict[str, Any]:
    """Everything about a person, readable, as JSON can hold it (numbers as Decimal: write it with `exact.show`).

    Without what is no information about them but a key: tokens, and the keys of presses.
    """
    who = {"conversation_key": conversation}
    row = conn.execute(_CONVERSATION, who).first()
    return {
        "conversation": {} if row is None else _conversation(vault, row),
        "sessions": [_session(vault, found) for found in conn.execute(_SESSIONS, who)],
        "locations": _locations(conn, vault, conversation),
        "received": [
            {
                "received_at": _iso(found.received_at),
                "content": _readable(vault.open(found.payload, f"inbox {conversation}")),
            }
            for found in conn.execute(_INBOX, who)
        ],
        "to_be_sent": [
            {
                "created_at": _iso(found.created_at),
                "content": _readable(vault.open(found.body, f"outbox {conversation}")),
            }
            for found in conn.execute(_OUTBOX, who)
        ],
        "linked_with": [link.other for link in links.of(conn, conversation)],
        "due": [{"what": found.what, "due_at": _iso(found.due_at)} for found in conn.execute(_WAKES, who)],
        "links": [company.INVITATION.dump_python(x.invitation) for x in company.used_by(conn, vault, conversation)],
        "jobs": [_job(conn, vault, number) for number in conn.execute(_JOBS, who).scalars()],
        **_in_team(conn, vault, conversation),
    }


def erase(conn: Connection, conversation: str) -> None:
    """Forget a person in all tables, and what they said in groups. Call `Database.scrub` afterwards."""
    for key in (conversation, *list_beside(conn, conversation)):
        forget(conn, key)
    if owner_of(conversation) != conversation:
        for statement in _ANONYMISE:
            conn.execute(statement, _as_member(conversation))
        locations.leave(conn, owner_of(conversation), person_of(conversation))


def list_beside(conn: Connection, conversation: str) -> Sequence[str]:
    """What a person has beside the private chat: in groups, and sites that nobody looks at."""
    before, _, person = conversation.rpartition(":")
    # In a group, the chat and the topic stand between what the keys of one person have in common.
    key_of, here = conversations.c.key, conversations.c.channel == before.partition(":")[0]
    in_groups = key_of.startswith(f"{before}#", autoescape=True) & key_of.endswith(f":{person}", autoescape=True)
    return conn.execute(select(key_of).where(text(BESIDE), here, in_groups)).scalars().all()


def forget(conn: Connection, conversation: str) -> None:
    """Delete one conversation in all tables. Others of the same person stay, linked with it no more."""
    links.forget(conn, conversation)
    conn.execute(_TOLD, {"conversation_key": conversation})
    locations.remove_all(conn, conversation)
    for statement in _ERASURES:
        conn.execute(statement, {"conversation_key": conversation})


def _as_member(conversation: str) -> dict[str, str]:
    return {"of_team": owner_of(conversation), "of_person": person_of(conversation)}


def _locations(conn: Connection, vault: Vault, conversation: str) -> list[Any]:
    """What is the person's own; of what is a team's, what they connected."""
    owner, person = owner_of(conversation), person_of(conversation)
    found = locations.of(conn, vault, owner)
    origins = enumerate(found.origins().values())
    own = [number for number, origin in origins if owner == conversation or origin.connected_by == person]
    return [locations.LOCATION.dump_python(found[number], mode="json") for number in own]


def _job(conn: Connection, vault: Vault, number: int) -> dict[str, Any]:
    job = job_lists.get(conn, vault, number)
    assert job is not None
    sites = job_lists.list_sites(conn, vault, number, most=ALL_SITES)
    return {
        "created_at": job.created_at.isoformat(),
        "status": job.status,
        "plan": _readable(job.plan),
        "source": _readable(job_lists.source_of(conn, vault, job)),
        "sites": [{"status": x.status, "details": x.details, "outcome": x.outcome} for x in sites],
    }


def _in_team(conn: Connection, vault: Vault, conversation: str) -> dict[str, Any]:
    """Of someone in a team: how they are known there, and what they did."""
    team, person = owner_of(conversation), person_of(conversation)
    if team == conversation:
        return {}
    who = _as_member(conversation)
    row = conn.execute(select(members).where(_MEMBER), who).first()
    deeds = conn.execute(select(audit).where(_DEEDS).order_by(audit.c.id), who)
    return {
        "member": {}
        if row is None
        else {
            "name": vault.open(row.name, f"member {team}:{person}").decode(),
            "admin": bool(row.admin),
            "seen_at": _iso(row.seen_at),
        },
        "deeds": [
            {
                "at": _iso(x.at),
                "deed": x.deed,
                "about": x.about,
                "detail": vault.open(x.detail, f"audit {team}").decode(),
            }
            for x in deeds
        ],
    }


def _conversation(vault: Vault, row: Row[Any]) -> dict[str, Any]:
    state = exact.parse(vault.open(row.state, f"state {row.key}")) if row.state else {}
    return {
        "key": row.key,
        "channel": row.channel,
        "chat": row.chat,
        "topic": row.topic,
        "undeliverable": row.undeliverable,
        "updated_at": _iso(row.updated_at),
        "state": state,
    }


def _session(vault: Vault, row: Row[Any]) -> dict[str, Any]:
    return {
        "purpose": _readable(vault.open(row.purpose, f"purpose {row.conversation}")),
        "page": None if row.page is None else _readable(vault.open(row.page, f"page {row.conversation}")),
        "location_id": row.location_id,
        "opened_at": _iso(row.opened_at),
        "expires_at": _iso(row.expires_at),
        "ended_at": _iso(row.ended_at),
    }


def _readable(content: bytes) -> Any:
    try:
        return exact.parse(content)
    except ValueError:
        return content.decode(errors="replace")


def _iso(milliseconds: int | None) -> str | None:
    return None if milliseconds is None else from_ms(milliseconds).isoformat()
