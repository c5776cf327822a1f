"""Plays a script: does what the person did, and notes what they saw. What differs from channel to channel is beside."""

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, ClassVar, get_args
from zoneinfo import ZoneInfo

from sandbox.flatpeak import vpp
from sandbox.flatpeak.changing import change_prices
from sandbox.flatpeak.objects import Session
from sandbox.flatpeak.scenario import FaultKind
from sandbox.flatpeak.world import TariffTrouble
from tests.chats import browser, company
from tests.chats.harness import Stage
from tests.chats.script import Script

CODE = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{3}(?:-[0-9A-HJKMNP-TV-Z]{3}){2}\b(?<!ABC-DEF-GHJ)")
STEP_S = 2  # a person takes a moment for everything
UNITS = {"s": 1, "min": 60, "h": 3600, "days": 86400}
FAULTS: dict[str, FaultKind] = {
    "is down": "down",
    "fails": "server_error",
    "is too busy": "rate_limit",
    "is slow": "slow",
    "sends a web page": "html",
    "sends half of it": "truncated",
    "sends nothing": "empty",
    "sends a page without data": "no_data",
    "sends an unknown page": "unknown_route",
    "sends an error page": "error_page",
    "hangs up": "drop",
}


class Player(ABC):
    """One chat being played. The first of the people is who does what no name stands before."""

    # What can be in a script, and the method that does it; the first that fits. Each channel has more.
    steps: ClassVar[dict[str, str]] = {
        r"log in: (.*)": "log_in",
        r"go back to the bot in the browser": "come_back",
        r"time passes: (\d+) (s|min|h|days)": "pass_time",
        r"FlatPeak( REST)?: (" + "|".join(FAULTS) + r")(?: for (\d+) calls)?": "fault",
        r"FlatPeak: does not reply": "hang",
        r"FlatPeak: (\w+) (on|off)": "switch",
        r"FlatPeak: refuses with (\w+)(?:: (.*))?": "refuse",
        r"FlatPeak REST: refuses with (\w+)": "refuse_rest",
        r"FlatPeak: the session expires": "expire",
        r"FlatPeak: the tariff is (connected|failed)": "finish_pending",
        r"FlatPeak: from (today|tomorrow) prices are ([\d. ]+)": "reprice",
        r"FlatPeak: delivers (events|nothing)": "take_events",
        r"FlatPeak tells: ([\w.]+)": "happen",
        r"FlatPeak tells the last again": "tell_again",
        r"FlatPeak: the location is deleted": "delete_location",
        r"FlatPeak: a feed-in tariff is connected, too": "feed_in",
        r"FlatPeak: the participation (goes on|is (\w+))": "participate",
        r"the company: a link for ([\w-]+) at ([\w-]+)(?: \((.*)\))?(?:: (.*))?": "ask_link",
        r"open the link": "open_link",
        r"FlatPeak: the tariff cannot be read any more": "break_tariff",
    }
    sign = "typing…"  # what is seen while an answer is on its way

    def __init__(self, stage: Stage, script: Script) -> None:
        self.stage, self.script = stage, script
        self.people = self.meet()
        self.me = next(iter(self.people.values()))
        self.taps = self.messages = self.logins = 0
        self.invitation = ""  # the newest link of the company
        self.code = "CODE"  # that links chats, as it was shown last
        self._signs = 0  # how often it was shown
        self._slow = False

    async def play(self) -> None:
        """The whole script; what was seen is in it then."""
        for entry in self.script.entries:
            if not entry.is_remark:
                entry.done = self.say_act(entry.done)
                entry.seen = await self._do(entry.done)
        self.script.end = self._sum_up()

    async def _do(self, done: str) -> list[str]:
        named = re.match(r"(\w+): ", done)
        by = self.people.get(named[1]) if named else None
        text = done[named.end() :] if named and by else done
        for pattern, step in self.steps.items():
            if found := re.fullmatch(pattern, text):
                self.stage.clock.advance(STEP_S)
                given = (group and group.replace("CODE", self.code) for group in found.groups())
                said = await getattr(self, step)(by or self.me, *given)
                await self.stage.settle()
                seen = [self._hide(line) for line in (*(said or []), *(self._was_slow()), *self.look())]
                return seen or ([] if self.is_silent(text) else ["(nothing)"])
        raise ValueError(f"nobody knows how to do this: {done}")

    def _hide(self, line: str) -> str:
        """A line without the code in it, which is another in every run; who is told CODE types the last one."""
        if found := CODE.search(line):
            self.code = found[0]
        return CODE.sub("CODE", line)

    # What each channel does in its own way

    @abstractmethod
    def meet(self) -> dict[str, Any]:
        """The people of the script, by name."""

    @abstractmethod
    def look(self) -> list[str]:
        """What was seen since the last look."""

    @abstractmethod
    def link(self, by: Any) -> str:
        """The address of the link that a person sees."""

    def say_act(self, done: str) -> str:
        """An act of a script as people here would tell it."""
        return done

    def is_silent(self, text: str) -> bool:
        """Whether nobody expects to see anything of this."""
        return text.startswith(("FlatPeak: ", "FlatPeak REST: ", "the company: "))

    # What the company behind the bot does

    async def ask_link(self, by: Any, customer: str, home: str, details: str | None, address: str | None) -> None:
        self.invitation = await company.ask_link(
            self.stage, company.Wanted(customer, home, details or "", address or "")
        )

    @abstractmethod
    async def open_link(self, by: Any) -> list[str] | None:
        """Open the newest link of the company."""

    # What people do in a browser

    async def log_in(self, by: Any, acts: str) -> list[str]:
        self.logins += 1
        return [f"browser: {line}" for line in await browser.log_in(self.link(by), acts.split(", "))]

    async def come_back(self, by: Any) -> list[str]:
        session = list(self.stage.flatpeak.sessions.values())[-1]
        back = f"{session.connect_url}?fp_cot={session.token}"
        return [f"browser: {line}" for line in await browser.visit(back)]

    # What happens elsewhere

    async def pass_time(self, by: Any, count: str, unit: str) -> None:
        self.stage.clock.advance(int(count) * UNITS[unit])

    async def fault(self, by: Any, rest: str | None, what: str, calls: str | None) -> None:
        self._slow = self._slow or what == "is slow"
        target = "rest" if rest else "connect"
        self.stage.flatpeak.scenario.fail(FAULTS[what], target, calls=int(calls or 1), delay_s=30)  # type: ignore[arg-type]

    async def hang(self, by: Any) -> None:
        self._slow = True
        self.stage.flatpeak.scenario.fail("slow", delay_s=3600)

    async def switch(self, by: Any, name: str, on: str) -> None:
        self.stage.flatpeak.scenario.update({name: on == "on"})

    async def refuse(self, by: Any, code: str, message: str | None) -> None:
        self.stage.refusals.append((code, message or ""))

    async def refuse_rest(self, by: Any, code: str) -> None:
        self.stage.rest_refusals.append(code)

    async def expire(self, by: Any) -> None:
        for token in self.stage.flatpeak.sessions:
            self.stage.flatpeak.expire(token)

    async def finish_pending(self, by: Any, how: str) -> None:
        for location in list(self.stage.flatpeak.locations):
            self.stage.flatpeak.finish_pending(location, how == "connected")
        self.stage.flatpeak.finish_unsaved(how == "connected")

    async def feed_in(self, by: Any) -> None:
        """At the newest location, beside what is connected there."""
        [*_, location] = self.stage.flatpeak.locations.values()
        first = next(iter(location.tariffs.values()))
        sold = replace(first, id=self.stage.flatpeak.new_id("trf"), slot="commodity_export", name="Feed-in 2026")
        location.tariffs[sold.slot] = sold

    async def participate(self, by: Any, _: str, state: str | None) -> None:
        """The newest one goes on, or is in this state."""
        world = self.stage.flatpeak
        [*_, where] = world.participations
        if state:
            vpp.move(world, where, state)
        else:
            vpp.advance(world, where)

    async def reprice(self, by: Any, day: str, costs: str) -> None:
        """Prices of the last tariff, in major units, where it is."""
        world = self.stage.flatpeak
        [*_, location] = world.locations.values()
        today = self.stage.clock().astimezone(ZoneInfo(location.place.zone)).date()
        first = today + timedelta(days=1) if day == "tomorrow" else today
        change_prices(world, location.id, tuple(map(Decimal, costs.split())), first)

    async def take_events(self, by: Any, what: str) -> None:
        self.stage.take_events()
        self.stage.flatpeak.webhook.held = what == "nothing"

    async def happen(self, by: Any, type_: str) -> None:
        """An event about the last tariff, delivered and signed; the status says the same."""
        world = self.stage.flatpeak
        [*_, location] = world.locations.values()
        if type_ in get_args(TariffTrouble):
            world.trouble(location.id, type_)  # type: ignore[arg-type]
        elif type_.endswith("complete"):
            world.complete(world.sessions[location.tariffs["commodity_import"].session], type_=type_)
        else:
            world.touch(location.id, type_=type_)

    async def tell_again(self, by: Any) -> None:
        world = self.stage.flatpeak
        await world.webhook.send(next(e for e in reversed(world.events) if e.type.startswith("tariff.")))

    async def delete_location(self, by: Any) -> None:
        world = self.stage.flatpeak
        world.delete_location(list(world.locations.values())[-1])

    async def break_tariff(self, by: Any) -> None:
        """Of which no event tells."""
        [*_, location] = self.stage.flatpeak.locations.values()
        location.tariffs["commodity_import"].status = "ERROR"

    # What was seen

    def _was_slow(self) -> Iterator[str]:
        before, self._signs = self._signs, self.stage.signs()
        if self._slow and self._signs > before:
            yield self.sign

    def _sum_up(self) -> list[str]:
        world = self.stage.flatpeak
        lines = []
        for number, session in enumerate(world.sessions.values(), 1):
            lines.append(f"FlatPeak received in session {number}:" if len(world.sessions) > 1 else "FlatPeak received:")
            lines += [f"  {line}" for line in _received(session)] or ["  (nothing)"]
        for location in world.locations.values():
            where = ", ".join(filter(None, (location.address[n] for n in ("address_line1", "city"))))
            said = [f"{t.slot} {t.status} ({t.provider.name}, {t.name})" for t in location.tariffs.values()]
            lines.append(f"{where}: {'; '.join(said) or 'nothing connected'}")
        if told := list(company.say_told(self.stage.sandbox.company)):
            lines += ["The company was told:", *told]
        counts = [_count(self.messages, "message"), _count(self.taps, "tap"), _count(self.logins, "login")]
        return [*lines, ", ".join(filter(None, counts))]


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' if number > 1 else ''}" if number else ""


def _received(session: Session) -> list[str]:
    """Every answer that moved the session, its data letter by letter as it came over the wire."""
    lines = []
    for raw in session.accepted_raw:
        text, body = raw.decode(), json.loads(raw)
        data = _data_of(text) if "data" in body or "action" not in body else ""
        lines.append(" ".join(filter(None, (body["route"], body.get("action"), data))))
    return lines


def _data_of(text: str) -> str:
    """The text of the member `data`, the last one of an answer; empty if there is none."""
    _, found, data = text.partition('"data":')
    return data.strip()[:-1] if found else "(no data)"
