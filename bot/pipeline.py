"""The order of work, written once: store, acknowledge, take the turn, make its call, take what came of it, send.

One conversation takes one turn at a time; others never wait for it. No call goes out while a transaction is open.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot import incoming
from bot.calls import Caller, Made, Subject
from bot.company.telling import CHANNEL as COMPANY
from bot.connect.locating import is_locating
from bot.conversation.cards import Card
from bot.conversation.channel import Channel, Unreachable
from bot.conversation.pace import WAITED_FOR
from bot.conversation.replies import Arrival, Moved, Pressed
from bot.conversation.situation import Call, Erase, LoginReturned, Open, Trouble, Woken
from bot.delivery import Delivery
from bot.funnel import note_call, note_end, note_turn
from bot.house import House
from bot.incoming import Incoming
from bot.post import LEASE_S, Outgoing, with_before
from bot.tasks import Tasks, persist
from bot.trace import TRACE, Trace, staged, traced
from bot.turn import MOST_ATTEMPTS, Handled, Item, OutOfTurn, Turned, begin, fail, go_on, names_of, subject_of
from storage import conversations, inbox, outbox, presses, sessions, wakes
from storage.conversations import Claimed, LeaseLost
from storage.owners import owner_of, team_of

log = logging.getLogger("tariffbot.pipeline")

SLOW_AFTER_S = 1.0  # from here on the person is shown that an answer is on its way
WORKING_EVERY_S = 4.5  # platforms show it for some five seconds
LOOK_AGAIN_S = 2.0  # when another process holds the conversation
MOST_CALLS = 12  # of one turn; a session that is brought to where an expired one was takes several
TAKEN_WORDS = {
    presses.Stale.USED: "press-used",
    presses.Stale.EXPIRED: "press-old",
    presses.Stale.FOREIGN: "press-foreign",
    presses.Stale.UNKNOWN: "press-old",
}


@dataclass(frozen=True, slots=True)
class Received:
    """Something that was stored; no row if it was there already. `turned`: how far its turn has come."""

    row: int | None = None
    verdict: presses.Verdict | None = None
    turned: Turned | None = None


class Pipeline:
    """The way of an answer, from a channel to Connect and back."""

    def __init__(self, house: House, caller: Caller, tasks: Tasks) -> None:
        self._house, self._caller, self._tasks = house, caller, tasks
        self._delivery = Delivery(house, tasks)
        self._lanes: dict[str, deque[Item]] = {}
        self._queued: dict[int, Trace] = {}
        self._ends: dict[str, asyncio.Future[Card | None]] = {}  # of turns that somebody waits for, by arrival

    async def receive(self, arrival: Arrival) -> bool:
        """Store what came in, and only then tell the platform; raises if it could not be stored. False: it was there.

        Where nothing else is under way in the conversation, its turn begins in the same commit.
        """
        lane = lane_of(arrival)
        with traced(self._trace_of(arrival, lane)):
            return await self._receive(arrival, lane)

    async def _receive(self, arrival: Arrival, lane: str) -> bool:
        if lane in self._lanes:
            received = await self._store(arrival, lane, begins=False)
            if received.row is not None:
                self._queue(Item(received.row, lane, arrival))
            return received.row is not None
        self._lanes[lane] = deque()  # kept: what comes meanwhile waits behind this
        received = Received()
        try:
            received = await self._store_and_begin(arrival, lane)
        finally:
            if received.row is not None:
                self._queued[received.row] = TRACE.get() or self._trace_of(arrival, lane)
                self._lanes[lane].appendleft(Item(received.row, lane, arrival))
            self._run(lane, received.turned)
        return received.row is not None

    async def settle(self, arrival: Arrival) -> Card | None:
        """Receive it and wait for the end of its turn: the card that it led to, None if it led to none."""
        if (same := self._ends.get(arrival.id)) is not None:
            return await asyncio.shield(same)
        ended: asyncio.Future[Card | None] = asyncio.get_running_loop().create_future()
        self._ends[arrival.id] = ended
        try:
            return await asyncio.shield(ended) if await self.receive(arrival) else None
        finally:
            self._ends.pop(arrival.id, None)
            if not ended.done():  # nobody tells of it any more, and others may wait for the same
                ended.set_result(None)

    async def _store_and_begin(self, arrival: Arrival, lane: str) -> Received:
        try:
            return await self._store(arrival, lane, begins=True)
        except Exception:
            # It is kept even if its turn cannot begin now; what prevents that is seen when it is tried by itself.
            return await self._store(arrival, lane, begins=False)

    async def _store(self, arrival: Arrival, lane: str, *, begins: bool) -> Received:
        house, payload, reply = self._house, incoming.dump(arrival), arrival.reply

        def unit(conn: Connection) -> Received:
            now = house.now()
            row = inbox.store(conn, house.vault, arrival.place.channel, arrival.id, lane, payload, now)
            if isinstance(reply, Moved):
                conversations.move(conn, arrival.place.channel, arrival.place.chat, reply.chat)
            if begins and row is not None and (turned := begin(conn, house, Item(row, lane, arrival))):
                return Received(row, turned.verdict, turned)
            if not isinstance(reply, Pressed):
                return Received(row)
            person = arrival.person
            return Received(row, presses.peek(conn, house.vault, reply.key, reply.number, person.id, team=person.team))

        received = await staged(house.meters, "stored", house.db.write(unit))
        log.debug("%s from %s", "nothing new" if received.row is None else "received", arrival.place.channel)
        if isinstance(reply, Pressed) and reply.query:
            # Of a double tap while the first is being answered, or of a copy of it, nothing need be said.
            double = received.verdict is presses.Stale.USED and (received.row is None or not begins)
            self._tasks.spawn(self._acknowledge(arrival, reply.query, None if double else received.verdict))
        return received

    async def returned(self, token: str) -> str | None:
        """The browser came back from a login: look again. A link into the chat, None for an unknown token."""
        house = self._house
        item = LoginReturned()

        def unit(conn: Connection) -> tuple[str, int | None] | None:
            held = sessions.by_token(conn, house.vault, token)
            if held is None:
                return None
            now = house.now()
            name = f"returned:{held.id}:{int(now.timestamp() * 1000)}"
            row = None if held.ended else _store_own(conn, house, name, held.conversation, item, now)
            return held.conversation, row

        found = await house.db.write(unit)
        if found is None:
            return None
        lane, row = found
        if row is not None:
            self._queue(Item(row, lane, item))
        try:
            return self._channel_of(lane).private_link("continue", team_of(lane))
        except Unreachable:  # so shortly after a start our own name is not known; the chat goes on all the same
            return ""

    async def wake_due(self, limit: int = 100) -> None:
        """Wake the conversations whose time has come, and send what is due."""
        house = self._house

        def unit(conn: Connection) -> list[Item]:
            now, items = house.now(), []
            for due in wakes.take_due(conn, now, limit):
                item = Woken(due.what, due.attempt)
                name = f"{due.what}:{due.conversation}:{int(due.due_at.timestamp() * 1000)}"
                row = _store_own(conn, house, name, due.conversation, item, now)
                if row is not None:
                    items.append(Item(row, due.conversation, item))
            return items

        for item in await house.db.write(unit):
            self._queue(item)

        # The company has room of its own: its backend may hang, and what is claimed is kept ours all that time.
        room = limit - self._delivery.telling

        def claim(conn: Connection) -> list[Outgoing]:
            vault, owner, now = house.vault, house.owner, house.now()
            rows = outbox.claim_due(conn, vault, owner, now, limit, LEASE_S, but=COMPANY)
            if room > 0:
                rows += outbox.claim_due_of(conn, vault, owner, now, room, LEASE_S, COMPANY)
            return [with_before(conn, row) for row in rows]

        for outgoing in await house.db.write(claim):
            self._delivery.start(outgoing)

    def enqueue(self, items: Iterable[Item]) -> None:
        """Take the turns of rows that were stored for conversations."""
        for item in items:
            if item.row not in self._queued:
                self._queue(item)

    async def recover(self, limit: int = 1000) -> None:
        """Take up what is not handled yet: after a start, and what a process that died has left."""
        house = self._house
        for row in await house.db.read(lambda conn: inbox.unfinished(conn, house.vault, limit)):
            if row.id in self._queued:
                continue
            try:
                self._queue(Item(row.id, row.lane, incoming.load(row.payload)))
            except ValueError:
                await self._park(row.id, "cannot be read")

    def _queue(self, item: Item) -> None:
        self._queued[item.row] = self._trace_of(item.what, item.lane, item.row)
        lane = self._lanes.get(item.lane)
        if lane is not None:
            lane.append(item)
            return
        self._lanes[item.lane] = deque([item])
        self._run(item.lane)

    def _run(self, lane: str, begun: Turned | None = None) -> None:
        """Take what waits in a lane; the turn of the first may have begun."""
        if self._lanes[lane]:
            self._tasks.spawn(self._run_lane(lane, begun))
        else:
            del self._lanes[lane]

    async def _run_lane(self, name: str, begun: Turned | None) -> None:
        lane = self._lanes[name]
        try:
            while lane:
                TRACE.set(self._queued.get(lane[0].row))
                WAITED_FOR.set(isinstance(lane[0].what, Arrival | LoginReturned))
                try:
                    if not await self._take_turn(lane[0], begun):
                        break
                except OutOfTurn as turn:
                    if not _bring_forward(lane, turn.first):
                        break
                    continue
                begun = None
                done = lane.popleft()
                self._queued.pop(done.row, None)
                self._tell_end(done.what, None)
        finally:
            del self._lanes[name]
            for item in lane:
                self._queued.pop(item.row, None)
            if lane:
                waiting = sorted(lane, key=lambda item: item.row)
                self._tasks.later(LOOK_AGAIN_S, lambda: self._queue_again(waiting))

    def _queue_again(self, items: list[Item]) -> None:
        for item in items:
            if item.row not in self._queued:
                self._queue(item)

    async def _take_turn(self, item: Item, begun: Turned | None) -> bool:
        """One turn from reply to card. False: not now, the conversation is held elsewhere. Raises OutOfTurn."""
        house, turned = self._house, begun
        try:
            turned = begun or await self._begin(item)
            if turned is None:
                return await self._is_handled(item)
            note_turn(house.meters, turned.claimed)
            shows = False
            for _ in range(MOST_CALLS):
                self._send(turned)
                shows = shows or turned.outgoing is not None
                note_end(house.meters, turned.ended)
                if turned.call is None:
                    self._tell_end(item.what, turned.shown)
                    self._note(item, "answered" if shows else "quiet")
                    return True
                turned = await self._call(turned, item)
            log.error("a turn made more than %d calls and was left; inbox row %d", MOST_CALLS, item.row)
            return await self._fail(turned, item)
        except Handled:
            return True
        except OutOfTurn:
            raise
        except LeaseLost:
            log.warning("another process took inbox row %d over", item.row)
        except Exception:
            log.exception("inbox row %d could not be handled", item.row)
            return await self._fail(turned, item)
        return True

    async def _begin(self, item: Item) -> Turned | None:
        house = self._house
        return await staged(house.meters, "begun", house.db.write(lambda conn: begin(conn, house, item)))

    async def _call(self, turned: Turned, item: Item) -> Turned:
        assert turned.call is not None
        house, before = self._house, turned
        references: tuple[str, ...] = ()
        session, state = turned.claimed.session, turned.claimed.situation.state
        if isinstance(turned.call, Open | Erase) or is_locating(session.session.page if session else None):
            begun_in = "" if isinstance(turned.call, Erase) else state.on_behalf
            owner = owner_of(begun_in or item.lane)
            references = names_of(house, owner, state)
        working = self._while_working(turned, turned.call, subject_of(turned.claimed, references))
        made = await staged(house.meters, "connect", working)
        log.debug("%s came to %s", type(turned.call).__name__, type(made.result).__name__)
        writing = persist(house.db, lambda conn: go_on(conn, house, before, item, made), LEASE_S)
        gone_on = await staged(house.meters, "went_on", writing)
        note_call(house.meters, before.claimed, before.call, made)
        return gone_on

    async def _while_working(self, turned: Turned, call: Call, subject: Subject) -> Made:
        """Make the call; from a second on show that we are at it, and keep the conversation ours."""
        claimed = turned.claimed
        shows = self._tasks.repeat(SLOW_AFTER_S, WORKING_EVERY_S, lambda: self._show_working(claimed))
        try:
            return await self._caller.make(call, subject, claimed.key, doubtful=turned.doubtful)
        except Exception:
            log.exception("a call to FlatPeak failed in a way that was not foreseen")
            return Made(Trouble("nonsense"))
        finally:
            shows.cancel()

    async def _show_working(self, claimed: Claimed) -> None:
        house = self._house
        await self._channel_of(claimed.key).working(claimed.place)
        await house.db.write(lambda conn: conversations.renew(conn, claimed, house.now(), LEASE_S))

    def _tell_end(self, what: Incoming, shown: Card | None) -> None:
        ended = self._ends.get(what.id) if isinstance(what, Arrival) else None
        if ended is not None and not ended.done():
            ended.set_result(shown)

    def _send(self, turned: Turned) -> None:
        if turned.outgoing is not None:
            self._delivery.start(turned.outgoing)

    async def _acknowledge(self, arrival: Arrival, query: str, verdict: presses.Verdict | None) -> None:
        text = await self._say(arrival, TAKEN_WORDS[verdict]) if isinstance(verdict, presses.Stale) else ""
        await self._house.channels[arrival.place.channel].acknowledge(query, text)

    async def _say(self, arrival: Arrival, topic: str) -> str:
        """A text in the language that the person has chosen, else in the one of their device."""
        house, lane = self._house, lane_of(arrival)
        state = await house.db.read(lambda conn: conversations.state_of(conn, house.vault, lane))
        return house.catalogues.words(state.language or arrival.person.language or state.hint)(topic)

    async def _is_handled(self, item: Item) -> bool:
        """Why a conversation could not be claimed: it was erased, or another holds it."""
        lane = item.lane
        place = await self._house.db.read(lambda conn: conversations.place_of(conn, lane))
        if place is None:
            await self._park(item.row, "the conversation is gone")
        return place is None

    async def _fail(self, turned: Turned | None, item: Item) -> bool:
        """A row that fails again and again is put aside, so that the conversation goes on. False: not yet."""
        house = self._house
        self._note(item, "failed")
        try:
            aside = await house.db.write(lambda conn: fail(conn, house, turned, item))
        except Exception:
            log.exception("inbox row %d could not even be put aside with a word", item.row)
            return await self._fail_silently(item)
        if aside is not None:
            self._send(aside)
        return aside is not None

    async def _fail_silently(self, item: Item) -> bool:
        """What remains where the conversation itself cannot be read."""
        attempts = await self._house.db.write(lambda conn: inbox.attempts(conn, item.row, more=1))
        if attempts < MOST_ATTEMPTS:
            return False
        await self._park(item.row, "failed again and again")
        return True

    async def _park(self, row: int, why: str) -> None:
        log.error("inbox row %d is put aside: %s", row, why)
        self._house.meters.parked(why)
        await self._house.db.write(lambda conn: inbox.park(conn, row, why, self._house.now()))

    def _note(self, item: Item, outcome: str) -> None:
        self._house.meters.turn(item.lane.partition(":")[0], outcome)
        log.debug("%s: inbox row %d, %s", outcome, item.row, type(item.what).__name__)

    def _trace_of(self, what: Incoming, lane: str, row: int = 0) -> Trace:
        """Named by what came, which the platform gives again; by the row, where we have woken ourselves."""
        if isinstance(what, Arrival):
            return Trace(f"{what.place.channel}:{what.id}", lane, self._house.vault, waits=True)
        return Trace(f"row:{row}", lane, self._house.vault)

    def _channel_of(self, lane: str) -> Channel:
        return self._house.channels[lane.partition(":")[0]]


def _bring_forward(lane: deque[Item], row: int) -> bool:
    """Put what comes first there. False: another process has it."""
    first = next((item for item in lane if item.row == row), None)
    if first is not None:
        lane.remove(first)
        lane.appendleft(first)
    return first is not None


def lane_of(arrival: Arrival) -> str:
    """The conversation: one person on one channel (and team); in a group one apart from the private one."""
    place, person = arrival.place, arrival.person
    where = person.team if place.private else f"{person.team}#{place.chat}#{place.topic}"
    return f"{place.channel}:{where}:{person.id}"


def _store_own(
    conn: Connection, house: House, name: str, lane: str, item: LoginReturned | Woken, now: datetime
) -> int | None:
    return inbox.store(conn, house.vault, "bot", name, lane, incoming.dump(item), now)
