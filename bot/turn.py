"""The two commits of a turn: what a reply asks for, and what came of it. Each is one unit of the database."""

import logging
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import Connection

from bot.calling import call_again, calling_of
from bot.calls import Made, Subject
from bot.company.links import invited_by
from bot.company.telling import keep_left, note_opened
from bot.conversation import panels
from bot.conversation.cards import Card, Controls, Link, Text
from bot.conversation.commands import FROM_GROUPS
from bot.conversation.context import Context
from bot.conversation.conversation import Event, react
from bot.conversation.linking import wish_of
from bot.conversation.location_calls import LeftRead
from bot.conversation.replies import Arrival, Commanded, Filled, Left, Nobody, Pressed, Said, Shared
from bot.conversation.sites.chat import react_in_chat
from bot.conversation.sites.plan import Verdict
from bot.conversation.sites.silent import react_site
from bot.conversation.situation import (
    Call,
    Erased,
    Open,
    PageCame,
    Purpose,
    Reaction,
    Refused,
    Send,
    Session,
    Situation,
    StalePress,
    State,
    Woken,
    find_location,
)
from bot.conversation.turns import with_names
from bot.funnel import Ended, end_of
from bot.house import House
from bot.incoming import Incoming
from bot.leaving import hand_on, take_back
from bot.linking import grant, is_borrowed, wake_others
from bot.post import LEASE_S, Outgoing, put_beside, put_cards, take_put
from bot.prices import heed_event, heed_result, lane_to_wake
from bot.sites import heed_others, heed_verdict, keep_job, keep_verdict
from bot.teams import keep_connected, keep_member, taken_by, with_team
from storage import conversations, inbox, outbox, presses, sessions, wakes
from storage.conversations import Claimed
from storage.owners import owner_of, person_of, references_of, team_of

log = logging.getLogger("tariffbot.turn")

MOST_ATTEMPTS = 4  # at one row of the inbox that fails, until it is put aside
MOST_BEGINNINGS = 8  # of one row; who never came back to say how it went may have died of it


class Item(NamedTuple):
    """A row of the inbox, read."""

    row: int
    lane: str
    what: Incoming


class Turned(NamedTuple):
    """How far a turn has come. With a call it goes on once that is made; without, it is over."""

    claimed: Claimed
    call: Call | None = None
    doubtful: bool = False  # the call may have been made before
    outgoing: Outgoing | None = None  # ours to send now
    verdict: presses.Verdict | None = None  # on the press that this turn takes
    shown: Card | None = None  # the live card as it was put last
    ended: Ended | None = None  # the session that this has ended


class Handled(Exception):
    """The row was done by another process, or meanwhile by this one."""


class OutOfTurn(Exception):
    """Something else comes first in this conversation, and another process may have it. `first`: its row."""

    def __init__(self, first: int) -> None:
        super().__init__(first)
        self.first = first


def begin(conn: Connection, house: House, item: Item) -> Turned | None:
    """Take the reply. None: another holds the conversation, or it is gone. Raises Handled, OutOfTurn."""
    now = house.now()
    place = item.what.place if isinstance(item.what, Arrival) else None
    claimed = conversations.claim(
        conn, house.vault, item.lane, house.owner, now, LEASE_S, pages=house.pages, place=place
    )
    if claimed is None:
        return None
    state = claimed.situation.state
    under_way = state.calling.row if state.calling else 0
    begun = inbox.take(conn, item.row, item.lane, under_way)
    if not begun:
        first = inbox.first_of_lane(conn, item.lane, under_way) if inbox.is_open(conn, item.row) else None
        raise Handled if first is None else OutOfTurn(first)
    if begun > MOST_BEGINNINGS:
        return _put_aside(conn, house, claimed, item, "begun again and again")
    if state.calling and state.calling.row == item.row:
        call, doubtful = call_again(claimed.situation)
        return Turned(claimed, call, doubtful=doubtful)
    claimed = with_team(conn, house, _hear(conn, house, claimed, item))
    if not claimed.place.private:
        return _answer_in_group(conn, house, claimed, item)
    if isinstance(item.what, Woken):
        hand_on(conn, house, claimed, item.what)
    verdict = _redeem(conn, house, item)
    if isinstance(verdict, presses.Fresh) and _pressed_key(item) == claimed.live.key:
        claimed = claimed._replace(live=claimed.live._replace(key=""))  # spent: nothing to take back later
    ctx = house.context(claimed.place.channel, claimed.situation.state)
    event = invited_by(conn, house, claimed, item.what) or _event_of(conn, item.what, verdict, claimed)
    if (wish := wish_of(claimed.situation, event)) is not None:
        claimed, event = grant(conn, house, claimed, wish)
    reaction = _react(conn, house, claimed, event, ctx) if event else Reaction(claimed.situation.state, quiet=True)
    if isinstance(event, Filled) and event.done:
        reaction = reaction._replace(state=reaction.state.model_copy(update={"form": event.key}))
    if taken := taken_by(conn, house, claimed, reaction.state, reaction.call):
        reaction = react(claimed.situation, taken, ctx)
    if isinstance(verdict, presses.Fresh) and verdict.kind in ("home", "team"):
        reaction = reaction._replace(fresh=True)  # what was pressed is elsewhere, and cannot be edited
        if reaction.call is not None:  # nor would anybody there see that an earlier card has changed
            claimed = claimed._replace(live=claimed.live._replace(buried=True))
    return _write(conn, house, claimed, item.row, reaction, ctx)._replace(verdict=verdict)


def go_on(conn: Connection, house: House, turned: Turned, item: Item, made: Made) -> Turned:
    """Take what a call came to. Raises LeaseLost if another has taken the conversation over meanwhile."""
    claimed = turned.claimed
    if isinstance(made.result, Erased):
        claimed = _begin_new(conn, house, claimed)
    if made.opened is not None:
        claimed = _keep_session(conn, house, claimed, turned.call, made)
    if made.home:
        claimed = _with_home(claimed, turned.call, made)
    if made.location_id and claimed.session:
        sessions.set_location(conn, claimed.session.id, made.location_id)
        claimed = _with_location(claimed, made)
    claimed = with_team(conn, house, claimed)
    ctx = house.context(claimed.place.channel, claimed.situation.state)
    made = made._replace(result=with_names(made.result, claimed.situation))
    reaction = _react(conn, house, claimed, made.result, ctx)
    heed_result(conn, claimed, made.result)
    if isinstance(made.result, LeftRead) and made.result.session:
        keep_left(conn, house, made.result)
    if reaction.state.form and not isinstance(made.result, Refused):
        reaction = reaction._replace(state=reaction.state.model_copy(update={"form": ""}))
    if isinstance(turned.call, Open):
        reaction = reaction._replace(home=True)  # which says whether a question is open
    if isinstance(made.result, PageCame) and claimed.session:
        sessions.keep_page(conn, house.vault, claimed.session, claimed.key, made.result.page, house.pages)
        claimed = _with_page(claimed, made.result)
    return _write(conn, house, claimed, item.row, reaction, ctx)


def _react(conn: Connection, house: House, claimed: Claimed, event: Event, ctx: Context) -> Reaction:
    """What an event comes to: in a person's chat, or for a site that nobody looks at."""
    if not claimed.situation.state.site:
        return react_in_chat(claimed.situation, event, ctx)
    reaction, verdict = react_site(claimed.situation, event, ctx)
    if later := heed_others(conn, house, claimed, event, reaction):
        reaction, verdict = later, Verdict("running")
    return heed_verdict(conn, house, claimed.key, reaction, verdict)


def fail(conn: Connection, house: House, turned: Turned | None, item: Item) -> Turned | None:
    """Let go of what failed, for another attempt. After too many it is put aside, and the person told so."""
    if turned is not None:
        conversations.release(conn, turned.claimed)
    if inbox.attempts(conn, item.row, more=0 if turned else 1) < MOST_ATTEMPTS:
        return None
    place = item.what.place if isinstance(item.what, Arrival) else None
    claimed = conversations.claim(
        conn, house.vault, item.lane, house.owner, house.now(), LEASE_S, pages=house.pages, place=place
    )
    return _put_aside(conn, house, claimed, item, "failed again and again") if claimed else None


def _put_aside(conn: Connection, house: House, claimed: Claimed, item: Item, why: str) -> Turned:
    """Handle no more of it. Who waits for an answer can try again, and what they gave is kept."""
    log.error("inbox row %d is put aside: %s", item.row, why)
    house.meters.parked(why)
    state, ctx = claimed.situation.state, house.context(claimed.place.channel, claimed.situation.state)
    reaction = Reaction(state, quiet=True)
    if state.site:
        keep_verdict(conn, house, claimed.key, Verdict("needs_you", "sites-needs-other"))
    if claimed.place.private and isinstance(item.what, Arrival):
        # An answer that is given again may have been taken: the count of attempts says so.
        state = state.model_copy(update={"panel": "trouble", "about": "nonsense", "attempts": state.attempts + 1})
        card = panels.show(claimed.situation._replace(state=state), ctx)
        reaction = Reaction(state, card=card, fresh=True)
    turned = _write(conn, house, claimed, item.row, reaction, ctx)
    inbox.park(conn, item.row, why, house.now())
    return turned


def names_of(house: House, owner: str, state: State) -> tuple[str, ...]:
    """Under which names of ours FlatPeak may have a person: the newest first, then those from before."""
    return (*references_of(house.vault, owner), *state.known_as)


def subject_of(claimed: Claimed, references: tuple[str, ...]) -> Subject:
    """What the caller has to know of a conversation."""
    session = claimed.session
    located = (session.session.location_id or session.session.purpose.location_id) if session else ""
    state = claimed.situation.state
    opening = state.opening.location_id if state.opening else ""
    known = {id_ for id_ in state.made if find_location(claimed.situation.locations, id_)}
    in_use = frozenset({located, opening, *known})
    if session is None and state.waiting:
        located = state.located
    return Subject(
        references=references,
        customer=claimed.situation.state.customer,
        token=session.token if session else "",
        page=session.session.page if session else None,
        locations=[one for one in claimed.situation.locations if one.id not in claimed.situation.beside],
        borrowed=is_borrowed(claimed.situation),
        location_id=located,
        purpose=session.session.purpose if session else Purpose(),
        row=state.calling.row if state.calling else 0,
        made=state.made,
        in_use=in_use,
        leaves=not team_of(claimed.key),
    )


def _hear(conn: Connection, house: House, claimed: Claimed, item: Item) -> Claimed:
    """What any arrival means for the way to the person: their language, their place, whether they are back."""
    heed_event(conn, item.what)
    if not isinstance(item.what, Arrival):
        return claimed
    arrival = item.what
    if isinstance(arrival.reply, Left):
        conversations.pause(conn, claimed.key, "left", house.now())
        return claimed._replace(undeliverable="left")
    if claimed.undeliverable:
        claimed = take_back(conn, house, claimed)
    if arrival.place != claimed.place:
        conversations.go(conn, claimed.key, arrival.place)
    person, state = arrival.person, claimed.situation.state
    keep_member(conn, house, claimed.key, person)
    told: dict[str, object] = {
        "hint": person.language or state.hint,
        "name": person.name or state.name,
        "zone": person.zone or state.zone,
    }
    if person.name:  # the platform was asked who this is
        told["admin"] = person.admin
    if any(getattr(state, name) != value for name, value in told.items()):
        state = state.model_copy(update=told)
    # What a person writes stands below the live card; a press leaves the card where it is.
    below = isinstance(arrival.reply, Said | Commanded | Shared)
    live = claimed.live._replace(buried=True) if below else claimed.live
    situation = claimed.situation if state is claimed.situation.state else claimed.situation._replace(state=state)
    return claimed._replace(place=arrival.place, live=live, situation=situation)


def _pressed_key(item: Item) -> str:
    reply = item.what.reply if isinstance(item.what, Arrival) else None
    return reply.key if isinstance(reply, Pressed) else ""


def _redeem(conn: Connection, house: House, item: Item) -> presses.Verdict | None:
    if not isinstance(item.what, Arrival) or not isinstance(item.what.reply, Pressed):
        return None
    pressed, person = item.what.reply, item.what.person
    return presses.redeem(conn, house.vault, pressed.key, pressed.number, person.id, house.now(), team=person.team)


def _event_of(conn: Connection, what: Incoming, verdict: presses.Verdict | None, claimed: Claimed) -> Event | None:
    """What has happened, in the core's words. None: a second press on a card that was answered by the first."""
    if not isinstance(what, Arrival):
        return what
    if isinstance(what.reply, Filled):
        if _is_open(conn, what.reply, claimed):
            return what.reply
        return StalePress() if what.reply.done else None  # what was only begun is of no use to a later question
    if not isinstance(what.reply, Pressed):
        return what.reply
    if isinstance(verdict, presses.Fresh) and _is_theirs(verdict, claimed):
        return verdict.action
    # The first press on this card has its effect, and a later one was told so when it was acknowledged.
    return None if verdict is presses.Stale.USED else StalePress()


def _is_theirs(verdict: presses.Fresh, claimed: Claimed) -> bool:
    """Whether a press belongs to this conversation, or to all of its team."""
    if verdict.conversation == claimed.key:
        return True
    return verdict.kind == "team" and owner_of(verdict.conversation) == owner_of(claimed.key)


def _is_open(conn: Connection, filled: Filled, claimed: Claimed) -> bool:
    """Whether a form belongs to the card that is answered now, or to the page beside the chat."""
    if filled.key and filled.key in (claimed.live.key, claimed.situation.state.form):
        return True
    found = presses.open(conn, filled.key, person_of(claimed.key))
    return found == (claimed.key, "home")


def _answer_in_group(conn: Connection, house: House, claimed: Claimed, item: Item) -> Turned:
    """Nothing private in a group: a button leads to the private chat and takes the wish along."""
    assert isinstance(item.what, Arrival)
    own = conversations.state_of(conn, house.vault, _private_lane(claimed.key))
    spoken = claimed.situation.state.model_copy(update={"language": own.language})
    ctx = house.context(claimed.place.channel, spoken)
    reply = item.what.reply
    if isinstance(reply, Nobody | Said | Commanded | Shared):
        channel = house.channels[claimed.place.channel]
        wish = reply.name if isinstance(reply, Commanded) and reply.name in FROM_GROUPS else "continue"
        text = ctx.say("anonymous-admin" if isinstance(reply, Nobody) else "private-only")
        link = Link(ctx.say("button-open-chat"), channel.private_link(wish, claimed.place.team))
        card = Card((Text(text), Controls(((link,),))), live=False)
        reaction = Reaction(claimed.situation.state, notices=(card,), quiet=True)
    else:
        reaction = Reaction(claimed.situation.state, quiet=True)
    return _write(conn, house, claimed, item.row, reaction, ctx)


def _private_lane(key: str) -> str:
    """The conversation that this person has with us alone."""
    before, _, person = key.rpartition(":")
    return f"{before.partition('#')[0]}:{person}"


def _write(conn: Connection, house: House, claimed: Claimed, row: int, reaction: Reaction, ctx: Context) -> Turned:
    """Write what a reaction comes to; hold the conversation if a call follows, else let it go."""
    now = house.now()
    state = keep_job(conn, house, claimed, reaction, ctx).model_copy(update={"calling": calling_of(row, reaction.call)})
    card = reaction.card
    if card is None and not reaction.quiet:
        spoken = house.context(claimed.place.channel, state)
        card = panels.show(claimed.situation._replace(state=state), spoken)
    shown = None if reaction.quiet else card
    posted = put_cards(conn, house, claimed, state, shown, reaction)
    claimed = conversations.settle(
        conn,
        house.vault,
        claimed,
        posted.state,
        now,
        live_key=posted.live_key,
        buried=posted.buried,
        hold_s=LEASE_S if reaction.call else 0,
    )
    keep_connected(conn, house, claimed, reaction)
    beside = put_beside(conn, house, claimed, posted.state, reaction)
    for due in reaction.wake:
        lane = lane_to_wake(conn, claimed.key, due.what)
        put = wakes.set_wake if due.postpones else wakes.hasten
        put(conn, lane, due.what, now + timedelta(seconds=due.after_s), due.attempt)
    wake_others(conn, claimed.key, reaction.wake_others, now)
    ended = end_of(claimed, reaction)
    if reaction.leave_session:
        sessions.set_aside(conn, claimed.key, now)
    if reaction.end_session or reaction.leave_session:
        sessions.end(conn, claimed.key, now)
        claimed = claimed._replace(session=None, situation=claimed.situation._replace(session=None))
    if reaction.call is None:
        inbox.finish(conn, row, now)
    if posted.count and claimed.undeliverable:
        outbox.give_up(conn, claimed.key, claimed.undeliverable, now)  # they see where it stands when they are back
        posted = replace(posted, held=None)
    outgoing = take_put(conn, house, claimed, posted) if posted.count or beside else None
    shown = posted.body.card if posted.body else None
    return Turned(claimed, reaction.call, _is_doubtful(reaction), outgoing, shown=shown, ended=ended)


def _is_doubtful(reaction: Reaction) -> bool:
    """An answer that is given again after trouble may have been taken the first time."""
    return isinstance(reaction.call, Send) and reaction.state.attempts > 0


def _keep_session(conn: Connection, house: House, claimed: Claimed, call: Call | None, made: Made) -> Claimed:
    """A new session. One that an answer has opened goes on from the page that was answered."""
    assert made.opened is not None
    now, before = house.now(), claimed.session.session if claimed.session else None
    expires_at = now + timedelta(seconds=made.opened.expires_in_s)
    token = made.opened.token
    purpose = call.purpose if isinstance(call, Open) else before.purpose if before else Purpose()
    number = sessions.open_session(conn, house.vault, claimed.key, token, purpose, now, expires_at)
    note_opened(conn, house, claimed, number, purpose, expires_at)
    session = sessions.current(conn, house.vault, claimed.key, house.pages)
    assert session is not None
    claimed = claimed._replace(session=session, situation=claimed.situation._replace(session=session.session))
    answered = before.page if before and isinstance(call, Send) else None
    return _with_page(claimed, PageCame(answered)) if answered else claimed


def _with_home(claimed: Claimed, call: Call | None, made: Made) -> Claimed:
    """A home that was made is remembered until it is kept or deleted; an attempt that failed goes on with it."""
    now = claimed.situation
    purpose = call.purpose if isinstance(call, Open) else now.session.purpose if now.session else Purpose()
    told: dict[str, object] = {"made": {**now.state.made, made.home: not purpose.programme}}
    if isinstance(call, Open) and made.opened is None:
        told["opening"] = replace(purpose, location_id=made.home)
    return claimed._replace(situation=now._replace(state=now.state.model_copy(update=told)))


def _with_page(claimed: Claimed, came: PageCame) -> Claimed:
    assert claimed.session is not None
    s = claimed.session.session
    return _with_session(claimed, s._replace(page=came.page))


def _with_location(claimed: Claimed, made: Made) -> Claimed:
    assert claimed.session is not None
    return _with_session(claimed, claimed.session.session._replace(location_id=made.location_id))


def _with_session(claimed: Claimed, session: Session) -> Claimed:
    assert claimed.session is not None
    held = claimed.session._replace(session=session)
    return claimed._replace(session=held, situation=claimed.situation._replace(session=session))


def _begin_new(conn: Connection, house: House, claimed: Claimed) -> Claimed:
    """After an erasure nothing is left: begin the conversation again, knowing only the language and the card."""
    now = house.now()
    new = conversations.claim(
        conn, house.vault, claimed.key, house.owner, now, LEASE_S, pages=house.pages, place=claimed.place
    )
    if new is None:
        raise conversations.LeaseLost(claimed.key)
    conversations.shown(conn, claimed.key, claimed.live.message)
    before = claimed.situation.state
    state = State(language=before.language, hint=before.hint, rest=before.rest)
    return new._replace(live=claimed.live._replace(key=""), situation=Situation(state))
