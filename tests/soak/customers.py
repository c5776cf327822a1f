"""Customers who come in, each with a chat of their own, and take as long as people take."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from random import Random
from typing import NamedTuple

from sandbox.calls import Call, Moment
from sandbox.changes import Changes
from sandbox.server import SandboxServer
from tests.crashes.chats import log_in
from tests.soak.pace import let_pass
from tests.soak.scripts import Script, Step, write_script
from tests.soak.seats import OnSlack, OnTelegram, Seat, Seen

PATIENCE_S = 180.0  # with the slowest answer that is still one
KEYS_PER_S = 5.0
LOOKS_AGAIN_S = 2.0  # until who was shown that it failed tries once more
QUICK = 0.0  # a pace


class Turn(NamedTuple):
    """From what a customer did to the answer that they waited for; seconds of the loop's clock."""

    asked: float
    answered: float

    @property
    def took_s(self) -> float:
        return self.answered - self.asked


class Sent(NamedTuple):
    """A message as it was sent: its title, without what is this customer's own, and what can be pressed.

    Lines of what is done already are no title: whether they stand above it depends on how fast the customer was.
    """

    title: str
    keys: tuple[str, ...]
    at: float


@dataclass(slots=True)
class Customer:
    """One person with a script. `trouble`: why the chat did not come to its end.

    `sent` is what came as new messages; `read`, by title, what came so or in place of another.
    """

    seat: Seat
    script: Script
    chance: Random
    turns: list[Turn] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    read: Counter[str] = field(default_factory=Counter)
    redone: int = 0  # what was not taken at first
    trouble: str = ""
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _titles: dict[str, str] = field(default_factory=dict)  # by message

    async def chat(self, pace: float, tell: Callable[[], object]) -> None:
        """Go through the script. `pace`: 1 for a human's; `tell`: called after every turn."""
        for step in self.script.steps:
            await let_pass(pace * self._think_s(step))
            since, asked = self.seat.count(), _clock()
            try:
                async with asyncio.timeout(PATIENCE_S):
                    answered = await self._take(step, since)
            except TimeoutError:
                self.trouble = f"no “{step.answer}” came:\n" + "\n".join(self.seat.transcript())
                return
            if not step.log_in:  # much of that is the browser's
                self.turns.append(Turn(asked, answered))
            tell()

    def look(self) -> None:
        """The bot has done something in this chat."""
        for message in self.seat.messages():
            if self._titles.get(message.id) != (title := self._title_of(message)):
                if message.id not in self._titles:
                    self.sent.append(Sent(title, message.keys, _clock()))
                self._titles[message.id] = title
                self.read[title] += 1
        self._news.set()

    def _title_of(self, message: Seen) -> str:
        lines = message.text.replace(self.script.house, "…").splitlines()
        return next((line for line in lines if not line.startswith("✓")), "")

    async def _take(self, step: Step, since: int) -> float:
        """Do it, again where the platform shows that it was not taken; when the answer was there."""
        while not await self._do(step):
            self.redone += 1
            with suppress(TimeoutError):  # it may have been taken nevertheless
                async with asyncio.timeout(LOOKS_AGAIN_S):
                    return await self._read(step, since)
        return await self._read(step, since)

    async def _do(self, step: Step) -> bool:
        if step.say:
            self.seat.say(step.say)
        elif step.press:
            message = self._last(lambda seen: step.press in seen.labels)
            return await self.seat.press(message, step.press)
        else:
            await log_in(self._last(lambda seen: bool(seen.links)).links[0])
        return True

    async def _read(self, step: Step, since: int) -> float:
        """When the answer was there."""
        while not any(seen.revision > since and step.answer in seen.text for seen in self.seat.messages()):
            self._news.clear()
            await self._news.wait()
        return _clock()

    def _last(self, fits: Callable[[Seen], bool]) -> Seen:
        return next(seen for seen in reversed(list(self.seat.messages())) if fits(seen))

    def _think_s(self, step: Step) -> float:
        """To read what is there, and to type; some take much longer than most."""
        return min(self.chance.lognormvariate(1.4, 0.6), 40.0) + len(step.say) / KEYS_PER_S


class Crowd:
    """All customers of a run. The first of each kind come before the others and are `undisturbed`."""

    def __init__(self, world: SandboxServer, number: int, kinds: int, slack_rounds: int, seed: int) -> None:
        self.world = world
        self.customers = [self._invite(write_script(n, slack_rounds), n, Random(f"{seed}/{n}")) for n in range(number)]
        self.undisturbed, self.others = self.customers[:kinds], self.customers[kinds:]
        self.expected_steps = sum(len(c.script.steps) for c in self.others)
        self.steps = 0
        self.changes = Changes()
        self._by_chat = {customer.seat.chat: customer for customer in self.customers}
        self._chance = Random(seed)
        world.calls.watchers.append(self._watch)

    async def warm_up(self) -> None:
        """One chat of each kind, while nothing else goes on."""
        await asyncio.gather(*(customer.chat(QUICK, lambda: None) for customer in self.undisturbed))

    async def come(self, within_s: float, pace: float, at_once: int) -> None:
        """All others, at moments by chance, but so many at once at most; returns when the last of them is through."""
        arrivals = sorted(self._chance.uniform(0, within_s) for _ in self.others)
        began, seats = _clock(), asyncio.Semaphore(at_once)

        async def chat(customer: Customer) -> None:
            async with seats:
                await customer.chat(pace, self._step)

        async with asyncio.TaskGroup() as room:
            for at, customer in zip(arrivals, self.others, strict=True):
                await let_pass(began + at - _clock())
                room.create_task(chat(customer))

    async def reach(self, steps: int) -> None:
        """Wait until so many steps are done."""
        while self.steps < steps:
            await self.changes.wait(self.changes.count)

    @property
    def turns(self) -> list[Turn]:
        """Those that count: not of the first."""
        return list(chain.from_iterable(customer.turns for customer in self.others))

    def repeats(self) -> dict[str, list[tuple[Sent, Sent]]]:
        """Messages that came twice with the same presses, by chat."""
        found: defaultdict[str, list[tuple[Sent, Sent]]] = defaultdict(list)
        for customer in self.customers:
            first: dict[tuple[str, ...], Sent] = {}
            for sent in customer.sent:
                if sent.keys and (before := first.setdefault(sent.keys, sent)) is not sent:
                    found[customer.seat.chat].append((before, sent))
        return found

    def _invite(self, script: Script, number: int, chance: Random) -> Customer:
        on_slack = script.platform == "slack"
        seat = OnSlack(self.world, number) if on_slack else OnTelegram(self.world, number, script.language)
        return Customer(seat, script, chance)

    def _step(self) -> None:
        self.steps += 1
        self.changes.touch()

    async def _watch(self, call: Call, moment: Moment) -> None:
        if moment == "after" and call.service in ("telegram", "slack"):
            chat = call.body.get("chat_id") or call.body.get("channel")
            customer = self._by_chat.get(str(chat))
            if customer:
                customer.look()


def _clock() -> float:
    return asyncio.get_running_loop().time()
