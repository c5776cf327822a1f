"""What a team has together, between storage and the core: its rules, who is at what, what was done."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import Connection

from bot.company import telling
from bot.conversation.cards import Keyed
from bot.conversation.deeds import write_slot
from bot.conversation.home import show_home
from bot.conversation.panel_parts import is_used
from bot.conversation.replies import Person
from bot.conversation.situation import Call, Deed, Location, Reaction, Situation, Slot, State, Taken, find_location
from bot.conversation.team import Busy, Entry, Holding, Team
from bot.conversation.teams import NO_RULES, rights_of
from bot.conversation.together import is_looking, location_changed
from bot.house import House
from bot.linking import holder, with_links
from bot.post import offer_card
from bot.sites import job_of
from storage import audit, conversations, locations, sessions, teams
from storage.conversations import Claimed
from storage.owners import is_silent, is_team, owner_of, person_of, team_of

FLATPEAK = "FlatPeak"  # stands in the audit for whoever changed something there, and not in a chat


def with_team(conn: Connection, house: House, claimed: Claimed) -> Claimed:
    """The conversation with what its person may do in the team, and with what their other chats bring along."""
    now = claimed.situation
    if team_of(claimed.key):
        now = _in_team(conn, house, claimed.key, now)
    return claimed._replace(situation=with_links(conn, house, claimed.key, now))


def look(conn: Connection, house: House, key: str) -> Situation:
    """Where a conversation stands, read only; an empty situation for one that there is not."""
    session = sessions.current(conn, house.vault, key, house.pages)
    state = conversations.state_of(conn, house.vault, key)
    held = house.pages.estates.of(conn, house.vault, owner_of(key))
    now = Situation(state, session and session.session, held)
    return with_links(conn, house, key, _in_team(conn, house, key, now) if team_of(key) else now)


def taken_by(conn: Connection, house: House, claimed: Claimed, after: State, call: Call | None) -> Taken | None:
    """Who else of the team is changing what a call is about to change."""
    location_id = location_changed(claimed.situation, after, call)
    if not location_id:
        return None
    owner = owner_of(holder(claimed.situation, claimed.key, location_id))
    if not is_team(owner):
        return None
    for other in sessions.others_at(conn, owner, location_id, claimed.key, house.now()):
        if not _is_looking(conn, house, other.conversation):
            person = person_of(other.conversation)
            return Taken(_names(conn, house, owner, [person]).get(person, ""), other.opened_at)
    return None


def team_of_key(conn: Connection, house: House, key: str) -> Team:
    """What the page of a team is drawn from."""
    owner = owner_of(key)
    origins = house.pages.estates.of(conn, house.vault, owner).origins()
    work = [
        one
        for one in sessions.open_in_team(conn, owner, house.now())
        if one.conversation != key
        and not is_silent(one.conversation)
        and not _is_looking(conn, house, one.conversation)
    ]
    people = {origin.connected_by for origin in origins.values()} | {person_of(one.conversation) for one in work}
    names = _names(conn, house, owner, people)
    return Team(
        teams.rules_of(conn, house.vault, owner) if team_of(key) else NO_RULES,
        {id_: Holding(names.get(one.connected_by, ""), one.created_at) for id_, one in origins.items()},
        tuple(Busy(names.get(person_of(one.conversation), ""), one.opened_at, one.location_id) for one in work),
    )


def make_home(conn: Connection, house: House, key: str) -> Keyed:
    """The page beside the chat, as things stand now, with its presses."""
    now = look(conn, house, key)
    card = show_home(now, team_of_key(conn, house, key), house.context(key.partition(":")[0], now.state))
    return Keyed(card, offer_card(conn, house, key, card, "home"))


def keep_connected(conn: Connection, house: House, claimed: Claimed, reaction: Reaction) -> None:
    """Write what is connected now; in a team also who did it, and the rules that it has given itself."""
    situation, now = claimed.situation, house.now()
    deeds = list(reaction.deeds)
    for location in reaction.locations:
        before = find_location(situation.locations, location.id)
        done = before is None or _is_at(situation, location.id)
        deeds += (replace(deed, found=not done) for deed in deeds_of(before, location))
        by = holder(situation, claimed.key, location.id)
        anew = done and before is not None and _is_free(before) and not _is_free(location)
        locations.upsert(conn, house.vault, owner_of(by), location, now, person_of(by), anew=anew)
    for location_id in reaction.forget_locations:
        locations.remove(conn, owner_of(holder(situation, claimed.key, location_id)), location_id)
    telling.note(conn, house, claimed, reaction)
    if reaction.rules is not None and team_of(claimed.key):
        teams.keep_rules(conn, house.vault, owner_of(claimed.key), reaction.rules, now)
    for deed in deeds:
        by = holder(situation, claimed.key, deed.about) if deed.about else claimed.key
        if team_of(by):
            person = FLATPEAK if deed.found else person_of(by)
            audit.add(conn, house.vault, owner_of(by), person, deed.deed, now, deed.about, deed.detail)


def keep_member(conn: Connection, house: House, key: str, person: Person) -> None:
    """Know who of a team this is, for what colleagues see of each other."""
    if team_of(key):
        teams.keep_member(conn, house.vault, owner_of(key), person, house.now())


def read_audit(conn: Connection, house: House, key: str, skip: int, limit: int) -> tuple[Entry, ...]:
    """Some of what was done in the team, newest first."""
    owner = owner_of(key)
    rows = audit.newest(conn, house.vault, owner, limit, skip)
    names = {**_names(conn, house, owner, {row.person for row in rows}), FLATPEAK: FLATPEAK}
    return tuple(Entry(row.at, names.get(row.person, ""), row.deed, row.about, row.detail) for row in rows)


def deeds_of(before: Location | None, after: Location) -> list[Deed]:
    """What has become of the tariffs of a location."""
    held = {slot.name: slot for slot in before.slots} if before else {}
    return [
        Deed(deed, after.id, write_slot(slot)) for slot in after.slots if (deed := _deed_of(held.get(slot.name), slot))
    ]


def _is_at(now: Situation, location_id: str) -> bool:
    """Whether the open session is about a location, so that what has become of that is the person's own doing."""
    return now.session is not None and location_id in (now.session.location_id, now.session.purpose.location_id)


def _is_free(location: Location) -> bool:
    return not any(is_used(slot) for slot in location.slots)


def _deed_of(before: Slot | None, after: Slot) -> str:
    was, is_ = before is not None and is_used(before), is_used(after)
    if was != is_:
        return "connected" if is_ else "disconnected"
    changed = before is not None and was and (before.provider, before.tariff) != (after.provider, after.tariff)
    return "changed" if changed else ""


def _is_looking(conn: Connection, house: House, key: str) -> bool:
    session = sessions.current(conn, house.vault, key, house.pages)
    return session is not None and is_looking(session.session, conversations.state_of(conn, house.vault, key))


def _in_team(conn: Connection, house: House, key: str, now: Situation) -> Situation:
    rules = teams.rules_of(conn, house.vault, owner_of(key))
    rights = rights_of(rules, person_of(key), admin=now.state.admin)
    return now._replace(rules=rules, rights=rights, job=job_of(conn, house, now.state))


def _names(conn: Connection, house: House, owner: str, people: Iterable[str]) -> dict[str, str]:
    members = teams.members_of(conn, house.vault, owner, {person for person in people if person})
    return {person: member.name for person, member in members.items()}
