"""What people wish for about links between their chats, in the commit of the turn in which they wish for it."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import overload

from sqlalchemy import Connection

from bot.conversation import link_panels, linking
from bot.conversation.frame import has_page
from bot.conversation.link_model import Beside, Link, LinkDone, LinkTold, LinkWish, Where, Why
from bot.conversation.situation import Due, Location, Situation, State, find_location
from bot.conversation.teams import FULL_RIGHTS, Rights, rights_of
from bot.house import House
from bot.post import LEASE_S
from storage import conversations, links, presses, sessions, teams, wakes
from storage.conversations import Claimed
from storage.owners import owner_of, person_of, team_of

MOST_LINKS = 5
MOST_GUESSES = 5  # wrong codes within GUESSES_S
GUESSES_S = 3600
WHERE: tuple[Where, ...] = ("here", "there", "both")


class Joined(Sequence[Location]):
    """The locations of a chat, and behind them those of others; none of its own is read for theirs."""

    def __init__(self, own: Sequence[Location], others: tuple[Location, ...]) -> None:
        self.own, self._others = own, others

    def __len__(self) -> int:
        return len(self.own) + len(self._others)

    def __iter__(self) -> Iterator[Location]:
        yield from self.own
        yield from self._others

    @overload
    def __getitem__(self, number: int) -> Location: ...

    @overload
    def __getitem__(self, number: slice) -> tuple[Location, ...]: ...

    def __getitem__(self, number: int | slice) -> Location | tuple[Location, ...]:
        if isinstance(number, slice):
            return tuple(self[one] for one in range(*number.indices(len(self))))
        place = number + len(self) if number < 0 else number
        return self.own[place] if place < len(self.own) else self._others[place - len(self.own)]

    def find(self, location_id: str) -> Location | None:
        """One of them, with no other read."""
        return find_location(self.own, location_id) or find_location(self._others, location_id)


def with_links(conn: Connection, house: House, key: str, now: Situation) -> Situation:
    """The situation with what the person's other chats bring along; unchanged where there are none."""
    if not now.state.links:
        return now
    now = now._replace(locations=_own_of(now))  # it may have been joined already
    known = {one.key: one for one in now.state.links}
    theirs: list[Location] = []
    beside: dict[str, Beside] = {}
    elsewhere = []
    linked = links.of(conn, key)
    for link in linked:
        for one in _shared_by(conn, house, link.other):
            if one.id not in beside and find_location(now.locations, one.id) is None:
                theirs.append(one)
                beside[one.id] = Beside(link.other, _rights_of(conn, house, link.other))
        if link.other in known and _is_open(conn, house, link.other):
            elsewhere.append(known[link.other])
    behalf = now.state.on_behalf
    if behalf:  # what is said of no location is said of the one that is being connected
        beside[""] = Beside(behalf, _rights_of(conn, house, behalf))
    away = now.away | {link.other for link in linked if link.away}
    joined = Joined(now.locations, tuple(theirs))
    return now._replace(locations=joined, beside=beside, elsewhere=tuple(elsewhere), away=away)


def _own_of(now: Situation) -> Sequence[Location]:
    """The locations of the chat itself."""
    if isinstance(now.locations, Joined):
        return now.locations.own
    return now.locations if not now.beside else tuple(one for one in now.locations if one.id not in now.beside)


def is_borrowed(now: Situation) -> bool:
    """Whether the open session is about what another chat of the person brought along."""
    session = now.session
    located = (session.location_id or session.purpose.location_id) if session else ""
    return bool(now.state.on_behalf) or located in now.beside


def holder(now: Situation, key: str, location_id: str) -> str:
    """The conversation whose location it is: this one, or another of the same person."""
    held = now.beside.get(location_id)
    if held is None and find_location(now.locations, location_id) is None:
        held = now.beside.get("")  # it is new, and belongs to where it was begun
    return held.key if held else key


def grant(conn: Connection, house: House, claimed: Claimed, wish: LinkWish) -> tuple[Claimed, LinkDone | LinkTold]:
    """Do what is wished for, as far as that can be; the conversation as it is then."""
    match wish.matter:
        case "code":
            return claimed, _make_code(conn, house, claimed.key)
        case "read":
            return _read(conn, house, claimed, wish.value)
        case "join":
            return _join(conn, house, claimed, wish.value)
        case "part":
            return _part(conn, house, claimed, wish.value)
        case "route":
            return _route(conn, house, claimed, wish.value)
        case "bring":
            return _bring(conn, house, claimed, wish.value)
        case "told":
            return _catch_up(conn, house, claimed)


def part_all(conn: Connection, house: House, key: str) -> None:
    """Who is forgotten is linked with nobody; their other chats hear of it."""
    for link in links.of(conn, key):
        _tell(conn, house, link.other)


def wake_others(conn: Connection, key: str, dues: Sequence[Due], now: datetime) -> None:
    """Have the person's other chats know of something, each in a turn of its own."""
    for link in links.of(conn, key) if dues else ():
        for due in dues:
            wakes.set_wake(conn, link.other, due.what, now + timedelta(seconds=due.after_s), due.attempt)


def _make_code(conn: Connection, house: House, key: str) -> LinkDone:
    code = "".join(secrets.choice(linking.LETTERS) for _ in range(link_panels.CODE_LETTERS))
    links.offer(conn, house.vault, key, code, house.now() + timedelta(minutes=link_panels.MINUTES))
    payload = linking.PREFIX + code
    ways = ((name, channel.private_link(payload, "")) for name, channel in house.channels.items())
    carried = tuple((_label(name), url) for name, url in ways if payload in url)
    return LinkDone("code", value=code, ways=carried)


def _read(conn: Connection, house: House, claimed: Claimed, code: str) -> tuple[Claimed, LinkDone]:
    now, state = house.now(), claimed.situation.state
    since = int(now.timestamp()) - GUESSES_S
    guesses = [one for one in state.guesses if one > since]
    if len(guesses) >= MOST_GUESSES:
        return claimed, LinkDone("read", "often")
    offer = links.find(conn, house.vault, code, now) if code else None
    if offer is None:
        return _with(claimed, guesses=[*guesses, int(now.timestamp())]), LinkDone("read", "unknown")
    if offer.expired:
        return claimed, LinkDone("read", "expired")
    if why := _fault(conn, claimed.key, offer.conversation):
        return claimed, LinkDone("read", why)
    count = len(_shared_by(conn, house, offer.conversation))
    return claimed, LinkDone("read", value=offer.print, label=_label(offer.conversation), count=count)


def _join(conn: Connection, house: House, claimed: Claimed, print_: str) -> tuple[Claimed, LinkDone]:
    key, now = claimed.key, house.now()
    other = links.take(conn, print_, now)
    if not other:
        return claimed, LinkDone("join", "expired")
    if why := _fault(conn, key, other):
        return claimed, LinkDone("join", why)
    links.join(conn, key, other, now)
    _tell(conn, house, other)
    label = _label(other)
    rest = [one for one in claimed.situation.state.links if one.key != other]
    joined = _with(claimed, links=[*rest, Link(key=other, label=label)])
    situation = with_links(conn, house, key, joined.situation)
    return joined._replace(situation=situation), LinkDone("join", value=other, label=label)


def _part(conn: Connection, house: House, claimed: Claimed, other: str) -> tuple[Claimed, LinkDone]:
    if links.part(conn, claimed.key, other):
        _tell(conn, house, other)
    left = [one for one in claimed.situation.state.links if one.key != other]
    here = _with(claimed, links=left)
    alone = here.situation._replace(locations=_own_of(here.situation), beside={}, elsewhere=())
    return here._replace(situation=with_links(conn, house, claimed.key, alone)), LinkDone(
        "part", value=other, label=_label(other)
    )


def _route(conn: Connection, house: House, claimed: Claimed, value: str) -> tuple[Claimed, LinkDone]:
    where, _, other = value.partition("|")
    chosen = next((one for one in WHERE if one == where), None)
    if chosen is None or all(link.other != other for link in links.of(conn, claimed.key)):
        return claimed, LinkDone("route", "nothing")
    links.route(conn, claimed.key, other, chosen)
    _tell(conn, house, other)
    known = claimed.situation.state.links
    state_links = [one.model_copy(update={"alerts": chosen}) if one.key == other else one for one in known]
    return _with(claimed, links=state_links), LinkDone("route", value=other, label=_label(other))


def _bring(conn: Connection, house: House, claimed: Claimed, other: str) -> tuple[Claimed, LinkDone]:
    """Take the open question over: at once there and here, or not at all."""
    now, label = house.now(), _label(other)
    if all(link.other != other for link in links.of(conn, claimed.key)):
        return claimed, LinkDone("bring", "nothing")
    if has_page(claimed.situation):
        return claimed, LinkDone("bring", "amid")
    them = conversations.claim(conn, house.vault, other, house.owner, now, LEASE_S, pages=house.pages)
    if them is None:
        return claimed, LinkDone("bring", "busy")
    there = them.situation.state
    if them.session is None or not has_page(them.situation) or there.calling or there.by_hand:
        conversations.release(conn, them)
        return claimed, LinkDone("bring", "busy" if there.calling else "nothing")
    sessions.end(conn, claimed.key, now)
    sessions.move(conn, house.vault, them.session, claimed.key)
    if them.live.key:
        presses.retire(conn, them.live.key, now)
    left = linking.stripped(there, _label(claimed.key))
    conversations.settle(conn, house.vault, them, left, now, live_key="")
    _tell(conn, house, other)
    session = sessions.current(conn, house.vault, claimed.key, house.pages)
    here = linking.joined_by(claimed.situation, there, other)
    here = here._replace(session=session and session.session)
    here = with_links(conn, house, claimed.key, here._replace(locations=_own(conn, house, claimed.key)))
    return claimed._replace(session=session, situation=here), LinkDone("bring", value=other, label=label)


def _catch_up(conn: Connection, house: House, claimed: Claimed) -> tuple[Claimed, LinkTold]:
    """Know of the links that there are by now, whatever the person did about them in other chats."""
    before = {one.key: one for one in claimed.situation.state.links}
    now = [Link(key=one.other, label=_label(one.other), alerts=one.alerts) for one in links.of(conn, claimed.key)]
    here = _with(claimed, links=now)
    alone = here.situation._replace(locations=_own_of(here.situation), beside={}, elsewhere=())
    here = here._replace(situation=with_links(conn, house, claimed.key, alone))
    keys = {one.key for one in now}
    joined = tuple(one for one in now if one.key not in before)
    return here, LinkTold(joined, tuple(one for key, one in before.items() if key not in keys))


def _fault(conn: Connection, key: str, other: str) -> Why:
    """Why two conversations cannot be linked, "" if they can."""
    known = links.of(conn, key)
    if key == other:
        return "own"
    if team_of(key) and owner_of(key) == owner_of(other):
        return "team"
    if any(link.other == other for link in known):
        return "known"
    return "full" if max(len(known), len(links.of(conn, other))) >= MOST_LINKS else ""


def _shared_by(conn: Connection, house: House, key: str) -> list[Location]:
    """What a conversation brings along: all of its own; of a team's, what its person connected."""
    held = house.pages.estates.of(conn, house.vault, owner_of(key))
    if not team_of(key):
        return list(held)
    theirs = [id_ for id_, origin in held.origins().items() if origin.connected_by == person_of(key)]
    return [one for id_ in theirs if (one := held.find(id_)) is not None]


def _rights_of(conn: Connection, house: House, key: str) -> Rights:
    if not team_of(key):
        return FULL_RIGHTS
    rules = teams.rules_of(conn, house.vault, owner_of(key))
    state = conversations.state_of(conn, house.vault, key)
    return replace(rights_of(rules, person_of(key), admin=state.admin), rules=False)


def _is_open(conn: Connection, house: House, key: str) -> bool:
    session = sessions.current(conn, house.vault, key, house.pages)
    if session is None or session.session.page is None:
        return False
    state = conversations.state_of(conn, house.vault, key)
    return not state.finished and not state.by_hand


def _own(conn: Connection, house: House, key: str) -> Sequence[Location]:
    return house.pages.estates.of(conn, house.vault, owner_of(key))


def _with(claimed: Claimed, **changes: object) -> Claimed:
    state: State = claimed.situation.state.model_copy(update=changes)
    return claimed._replace(situation=claimed.situation._replace(state=state))


def _tell(conn: Connection, house: House, other: str) -> None:
    """The other chat catches up in a turn of its own."""
    wakes.set_wake(conn, other, linking.TOLD, house.now())


def _label(key: str) -> str:
    """What a person calls a chat: by its platform."""
    return key.partition(":")[0].capitalize()
