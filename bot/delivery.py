"""From the outbox to the channels: one conversation's cards in order, all conversations side by side."""

import logging
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from time import perf_counter
from typing import cast

from sqlalchemy import Connection

from bot.company.telling import CHANNEL as COMPANY
from bot.company.webhooks import GAPS, Answer
from bot.conversation.cards import Card, Keyed, Picture, Text
from bot.conversation.channel import (
    Channel,
    ChatMoved,
    DeliveryError,
    Forbidden,
    HomeChannel,
    MessageGone,
    RateLimited,
    Rejected,
    Stumbled,
    TopicGone,
    Uncertain,
    Unreachable,
)
from bot.conversation.pace import WAITED_FOR
from bot.conversation.replies import MessageRef
from bot.house import House
from bot.post import (
    LEASE_S,
    LIVE,
    NOTICE,
    SHARED,
    SHRINK,
    TEAM,
    Outgoing,
    read_live,
    read_notice,
    read_shrink,
    shrink_body,
    take_next,
)
from bot.tasks import Tasks, persist
from bot.teams import make_home
from bot.trace import TRACE, Trace, staged
from storage import conversations, outbox, wakes
from storage.outbox import OutboxRow

log = logging.getLogger("tariffbot.delivery")

FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 3600.0
RENEW_S = LEASE_S / 3  # a send may wait for the platform's pace, and of several parts for each
MOST_FAILURES = 5  # in ways that were not foreseen, until a row no longer holds up those behind it
MOST_STUMBLES = 10  # of the platform at one row, in some thirteen minutes; each may have shown it, which is unlikely
USEFUL_FOR = timedelta(days=2)  # an answer that is older than this is not sent any more; /continue shows it anew


class Delivery:
    """Sends what is ours to send; settles it in a commit of its own."""

    def __init__(self, house: House, tasks: Tasks) -> None:
        self._house, self._tasks = house, tasks
        self.telling = 0  # rows that the company is being told, or that wait for that

    def start(self, outgoing: Outgoing) -> None:
        """Send what was claimed, and what comes after it in its conversation."""
        self._tasks.spawn(self._run(outgoing))

    def wake(self, conversation: str) -> None:
        """Look whether a conversation has something to be sent."""
        self._tasks.spawn(self._look(conversation))

    async def _look(self, conversation: str) -> None:
        house = self._house
        outgoing = await house.db.write(lambda conn: take_next(conn, house, conversation))
        if outgoing is not None:
            await self._run(outgoing)

    async def _run(self, outgoing: Outgoing | None) -> None:
        if outgoing is not None and TRACE.get() is None:  # it was due, and nobody waits for it
            row = outgoing.row
            TRACE.set(Trace(f"outbox:{row.id}", row.conversation, self._house.vault))
            WAITED_FOR.set(False)
        tells = outgoing is not None and outgoing.row.place.channel == COMPANY
        self.telling += tells
        try:
            while outgoing is not None:
                outgoing = await self._deliver(outgoing)
        finally:
            self.telling -= tells

    async def _deliver(self, outgoing: Outgoing) -> Outgoing | None:
        """Send one, and keep it ours meanwhile; the next of its conversation, if one can be sent now."""
        row = outgoing.row
        renews = self._tasks.repeat(RENEW_S, RENEW_S, lambda: self._renew(row))
        try:
            return await staged(self._house.meters, "sent", self._try(outgoing))
        except Exception as error:
            log.exception("outbox row %d (%s) failed in a way that was not foreseen", row.id, row.kind)
            return await self._stumble(row, error)
        finally:
            renews.cancel()

    async def _renew(self, row: OutboxRow) -> None:
        house = self._house
        await house.db.write(lambda conn: outbox.renew(conn, row.id, row.attempt, house.now(), LEASE_S))

    async def _stumble(self, row: OutboxRow, error: Exception) -> Outgoing | None:
        """Nobody knows whether it was shown; tried again a few times, then those behind it go on."""
        why = type(error).__name__
        if row.failures + 1 < MOST_FAILURES:
            return await self._retry(row, self._house.now() + _wait_after(row.failures), why, doubtful=True)
        log.error("outbox row %d (%s) is given up: %s", row.id, row.kind, why)
        return await self._give_up(row, why, why)

    async def _try(self, outgoing: Outgoing) -> Outgoing | None:
        row = outgoing.row
        if row.place.channel == COMPANY:
            return await self._tell_company(row)
        channel = self._house.channels.get(row.place.channel)
        if channel is None:
            return await self._give_up(row, "no such channel", "no such channel")
        if row.doubtful and self._is_useful(row) and not await channel.answers():
            # The one more attempt that a doubt is given is kept until it has a chance.
            return await self._retry(row, self._house.now() + _wait_after(row.failures), "the platform does not answer")
        try:
            match row.kind:
                case "live":
                    return await self._show_live(channel, outgoing)
                case "home":
                    await self._show_home(channel, row)
                case "shared" | "team":
                    await channel.send(row.place, Keyed(read_notice(row.body), row.key))
                case "notice":
                    # What it became is not kept: a notice stands by itself, and nothing is ever done to it.
                    await channel.send(row.place, Keyed(read_notice(row.body), row.key))
                case _:
                    await channel.shrink(row.place, *read_shrink(row.body))
        except TopicGone as error:
            if not row.place.topic:
                return await self._fail(row, error)
            # Its topic is closed or gone; the chat is still there, and so are those who wait for this.
            return await self._try(outgoing._replace(row=row._replace(place=replace(row.place, topic=""))))
        except DeliveryError as error:
            return await self._fail(row, error)
        return await self._settle(row, lambda conn, _: outbox.sent(conn, row.id, row.attempt))

    async def _tell_company(self, row: OutboxRow) -> Outgoing | None:
        """Tell the company's backend; it takes what comes again for one and the same by its id."""
        company = self._house.company
        if company is None or company.webhooks is None:
            answer = Answer(False, "WEBHOOK_URL is not set", final=True)
        else:
            answer = await company.webhooks.deliver(row.key, row.body)
        if answer.taken:
            return await self._settle(row, lambda conn, _: outbox.sent(conn, row.id, row.attempt))
        if answer.final or row.failures >= len(GAPS):
            log.error("outbox row %d (%s) is given up: %s", row.id, row.kind, answer.why)
            return await self._give_up(row, answer.why, "not taken")
        log.warning("outbox row %d (%s) is tried again later: %s", row.id, row.kind, answer.why)
        return await self._retry(row, self._house.now() + GAPS[row.failures], answer.why)

    async def _show_live(self, channel: Channel, outgoing: Outgoing) -> Outgoing | None:
        """Show the live card in place of the one before, or as a new message, and shrink the one before then."""
        row, before = outgoing.row, outgoing.before
        body = outgoing.body or read_live(row.body)
        card = Keyed(body.card, row.key)
        if before is not None and not body.fresh:
            try:
                shown = await channel.edit(row.place, before, card)
                if shown == before:
                    return await self._settle(row, lambda conn, _: outbox.sent(conn, row.id, row.attempt))
                return await self._settle(row, lambda conn, _: self._shown(conn, row, shown, None, ""))
            except (MessageGone, Rejected) as error:
                # Not gone for sure: it may only be that this card needs a message of another form.
                log.info("outbox row %d is sent anew: the card before cannot be edited (%s)", row.id, error)
        sent = await self._send_new(channel, row, card)
        return await self._settle(row, lambda conn, _: self._shown(conn, row, sent, before, body.line))

    async def _show_home(self, channel: Channel, row: OutboxRow) -> None:
        """The page of the bot's own, as things stand when it is sent: the newest wins."""
        house = self._house
        card = await house.db.write(lambda conn: make_home(conn, house, row.conversation))
        await cast(HomeChannel, channel).publish(row.place, card)

    async def _send_new(self, channel: Channel, row: OutboxRow, card: Keyed) -> MessageRef:
        try:
            return await channel.send(row.place, card)
        except Rejected as error:
            # The person must not be left with silence: the same in plain words, without what may have been refused.
            log.error("a card was refused (%s), sending it without pictures; outbox row %d", error, row.id)
            return await channel.send(row.place, replace(card, card=_plain(card.card)))

    def _shown(
        self, conn: Connection, row: OutboxRow, message: MessageRef, before: MessageRef | None, line: str
    ) -> bool:
        if not outbox.sent(conn, row.id, row.attempt):
            return False
        conversations.shown(conn, row.conversation, message)
        if before is not None:
            body = shrink_body(before, line)
            house = self._house
            outbox.put(conn, house.vault, row.conversation, row.place, SHRINK, body, "", house.now())
        return True

    def _untold(self, conn: Connection, row: OutboxRow, why: str, now: datetime) -> bool:
        """The person hears that the other chat does not know."""
        wakes.set_wake(conn, row.conversation, "untold" if row.kind == SHARED else "unheard", now, 1)
        return outbox.dead(conn, row.id, row.attempt, why, now)

    async def _give_up(self, row: OutboxRow, why: str, reason: str) -> Outgoing | None:
        return await self._settle(row, lambda conn, at: outbox.dead(conn, row.id, row.attempt, why, at), "dead", reason)

    async def _settle(
        self,
        row: OutboxRow,
        settle: Callable[[Connection, datetime], bool | None],
        outcome: str = "sent",
        reason: str = "",
    ) -> Outgoing | None:
        """Write what came of a row, and claim the next one in the same commit. `reason`: one of a few words of ours."""
        house = self._house
        self._note(row, outcome, reason)

        def unit(conn: Connection) -> Outgoing | None:
            now = house.now()
            if settle(conn, now) is False:
                log.warning("outbox row %d was taken over by another process while we sent it", row.id)
            return take_next(conn, house, row.conversation)

        # Fenced by the attempt. Left as it is, what was shown would be shown again.
        return await persist(house.db, unit, LEASE_S, repeatable=True)

    async def _fail(self, row: OutboxRow, error: DeliveryError) -> Outgoing | None:
        """What a failure means for the row and for the way to the person."""
        now, name = self._house.now(), type(error).__name__
        why = f"{name}: {error}"
        settle = partial(self._settle, row, reason=name)
        match error:
            case Forbidden() | Rejected() | MessageGone() if row.kind in (SHARED, TEAM):
                log.info("outbox row %d cannot be shown in the chat where it began (%s)", row.id, why)
                return await settle(lambda conn, at: self._untold(conn, row, why, at), "dead")
            case Forbidden():
                log.info(
                    "nothing can be delivered to a %s chat until the person comes back (%s)", row.place.channel, why
                )
                await settle(lambda conn, at: conversations.pause(conn, row.conversation, name, at), "paused")
                return None
            case ChatMoved(chat=chat):
                place = row.place
                move = partial(conversations.move, channel=place.channel, chat=place.chat, new_chat=chat)
                return await self._retry(row, now, why, counts=False, change=move)
            case RateLimited(retry_after_s=seconds):
                return await self._retry(row, now + timedelta(seconds=seconds), why, counts=False)
            case Unreachable() if self._is_useful(row):
                return await self._retry(row, now + _wait_after(row.failures), why)
            case Stumbled() if row.failures < MOST_STUMBLES and row.kind not in (SHARED, TEAM):
                return await self._retry(row, now + _wait_after(row.failures), why, doubtful=True)
            case Uncertain() if not row.doubtful and row.kind not in (NOTICE, SHARED, TEAM):
                # Shown twice does no harm: both carry the same presses, and the later one is the live card.
                return await self._retry(row, now, why, doubtful=True)
            case Uncertain():
                log.warning("it is uncertain whether outbox row %d was shown (%s)", row.id, why)
                return await settle(lambda conn, at: outbox.uncertain(conn, row.id, row.attempt, why, at), "uncertain")
            case _ if row.kind == SHRINK:  # the message is gone, and with it what was to be tidied up
                return await self._settle(row, lambda conn, _: outbox.sent(conn, row.id, row.attempt))
            case _:
                log.error("outbox row %d (%s) cannot be shown: %s", row.id, row.kind, why)
                return await self._give_up(row, why, name)

    def _is_useful(self, row: OutboxRow) -> bool:
        return self._house.now() - row.created_at < USEFUL_FOR

    async def _retry(
        self,
        row: OutboxRow,
        due_at: datetime,
        why: str,
        *,
        counts: bool = True,
        doubtful: bool = False,
        change: Callable[[Connection], None] | None = None,
    ) -> Outgoing | None:
        """Put it off; what somebody waits for has a timer of its own, which another process does without.

        Of what nobody waits for there may be a hundred thousand. It is found by the look at what is due, so many a
        second; with a timer each, every one comes back as soon as its time is up, and the database does nothing else.
        """
        self._note(row, "again", "not taken" if row.place.channel == COMPANY else why.partition(":")[0])

        def unit(conn: Connection) -> None:
            outbox.retry(conn, row.id, row.attempt, due_at, why, counts=counts, doubtful=doubtful)
            if change:
                change(conn)

        await persist(self._house.db, unit, LEASE_S, repeatable=True)
        if WAITED_FOR.get():
            wait_s = (due_at - self._house.now()).total_seconds()
            self._tasks.later(max(wait_s, 0.0), lambda: self.wake(row.conversation))
        return None

    def _note(self, row: OutboxRow, outcome: str, reason: str = "") -> None:
        meters, trace = self._house.meters, TRACE.get()
        meters.delivered(row.place.channel, outcome, reason)
        log.debug("outbox row %d (%s): %s", row.id, row.kind, outcome)
        if trace and trace.waits and outcome == "sent" and row.kind in (LIVE, NOTICE):
            trace.waits = False
            meters.stage("answered", perf_counter() - trace.began)


def _wait_after(failures: int) -> timedelta:
    longest = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0**failures)
    return timedelta(seconds=random.uniform(longest / 2, longest))


def _plain(card: Card) -> Card:
    """The card without its picture, whose words stand in for it."""
    return replace(card, blocks=tuple(Text(b.alt) if isinstance(b, Picture) else b for b in card.blocks))
