"""Plays a script: does what the person did, and notes what they saw."""

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.flatpeak.objects import Session
from sandbox.flatpeak.scenario import FaultKind
from sandbox.telegram.groups import Group
from sandbox.telegram.model import Message
from sandbox.telegram.people import Person, Seat
from tests.chats import browser
from tests.chats.harness import Stage
from tests.chats.script import Script
from tests.chats.view import View

STEP_S = 2  # a person takes a moment for everything
GROUP_ID = -4_100_200_300
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

Step = Callable[..., Awaitable[list[str] | None]]


class Player:
    """One chat being played. The first of the people is who does what no name stands before."""

    def __init__(self, stage: Stage, script: Script) -> None:
        self.stage, self.script = stage, script
        self.people: dict[str, Person] = {}
        for number, (name, language) in enumerate(script.people().items()):
            self.people[name] = stage.telegram.person(71 + number, name, language or None)
        self.me = next(iter(self.people.values()))
        self.views = {p.id: View(p.chat, "" if p is self.me else f"{n} ") for n, p in self.people.items()}
        self.taps = self.messages = self.logins = 0
        self._group: Group | None = None
        self._toasts = dict.fromkeys(self.views, 0)
        self._typed = 0  # how often "typing" was shown
        self._slow = False

    async def play(self) -> None:
        """The whole script; what was seen is in it then."""
        for entry in self.script.entries:
            if not entry.is_remark:
                entry.seen = await self._do(entry.done)
        self.script.end = self._sum_up()

    async def _do(self, done: str) -> list[str]:
        named = re.match(r"(\w+): ", done)
        by = self.people.get(named[1]) if named else None
        text = done[named.end() :] if named and by else done
        for pattern, step in STEPS:
            if found := re.fullmatch(pattern, text):
                self.stage.clock.advance(STEP_S)
                said = await step(self, by or self.me, *found.groups())
                await self.stage.settle()
                seen = [*(said or []), *self._seen()]
                return seen or ([] if text.startswith("FlatPeak") else ["(nothing)"])
        raise ValueError(f"nobody knows how to do this: {done}")

    # What a person does

    async def say(self, by: Seat, text: str) -> None:
        by.say(text.replace("⏎", "\n"))
        self.messages += 1

    async def tap(self, by: Person, label: str, twice: str | None, number: str | None) -> None:
        view = self.views[by.id]
        message = view.message(int(number)) if number else self._live(by)
        now_there = {b.text for b in message.buttons}
        for _ in range(2 if twice else 1):
            if label in now_there:
                by.press(message.id, label)
            else:
                by.press_data(message.id, view.buttons[int(number or 0), label])
            self.taps += 1

    async def forge(self, by: Person, what: str, owner: str | None) -> None:
        if owner:
            what = str(self._live(self.people[owner]).button(what).value)
        by.press_data(by.chat.from_bot[-1].id, what)

    async def share(self, by: Person, what: str, caption: str | None) -> None:
        self.messages += 1
        match what:
            case "photo":
                by.send_photo(caption=caption or "")
            case "document":
                by.send_document(caption=caption or "")
            case "voice message":
                by.send_voice()
            case _:
                getattr(by, f"send_{what}")()

    async def edit(self, by: Person, text: str) -> None:
        by.edit(next(m for m in reversed(by.chat.messages) if m.sender is by.user).id, text)

    async def delete(self, by: Person, number: str) -> None:
        by.delete_message(self.views[by.id].message(int(number)).id)

    async def block(self, by: Person) -> None:
        by.block()

    async def unblock(self, by: Person) -> None:
        by.unblock()

    async def follow_link(self, by: Person, label: str) -> None:
        """A link into the private chat, with its start parameter."""
        assert self._group
        url = self._group.messages[-1].button(label).url or ""
        by.start(url.partition("?start=")[2])
        self.taps += 1

    async def say_in_group(self, by: Person, text: str) -> None:
        by.in_group(self._meet()).say(text)

    async def say_anonymously(self, by: Person, text: str) -> None:
        self._meet().say_anonymously(text)

    async def log_in(self, by: Person, acts: str) -> list[str]:
        link = next(b.url for b in self._live(by).buttons if b.url)
        self.logins += 1
        return [f"browser: {line}" for line in await browser.log_in(link, acts.split(", "))]

    async def come_back(self, by: Person) -> list[str]:
        session = list(self.stage.flatpeak.sessions.values())[-1]
        back = f"{session.connect_url}?fp_cot={session.token}"
        return [f"browser: {line}" for line in await browser.visit(back)]

    # What happens elsewhere

    async def pass_time(self, by: Person, count: str, unit: str) -> None:
        self.stage.clock.advance(int(count) * UNITS[unit])

    async def fault(self, by: Person, rest: str | None, what: str, calls: str | None) -> None:
        self._slow = self._slow or what == "is slow"
        target = "rest" if rest else "connect"
        self.stage.flatpeak.scenario.fail(FAULTS[what], target, calls=int(calls or 1), delay_s=30)  # type: ignore[arg-type]

    async def hang(self, by: Person) -> None:
        self._slow = True
        self.stage.flatpeak.scenario.fail("slow", delay_s=3600)

    async def switch(self, by: Person, name: str, on: str) -> None:
        self.stage.flatpeak.scenario.update({name: on == "on"})

    async def refuse(self, by: Person, code: str, message: str | None) -> None:
        self.stage.refusals.append((code, message or ""))

    async def expire(self, by: Person) -> None:
        for token in self.stage.flatpeak.sessions:
            self.stage.flatpeak.expire(token)

    async def finish_pending(self, by: Person, how: str) -> None:
        for location in list(self.stage.flatpeak.locations):
            self.stage.flatpeak.finish_pending(location, how == "connected")

    # What was seen

    def _live(self, by: Person) -> Message:
        return next(m for m in reversed(by.chat.from_bot) if m.buttons)

    def _meet(self) -> Group:
        if self._group is None:
            self._group = self.stage.telegram.group(GROUP_ID)
            self.views[GROUP_ID] = View(self._group.chat, "group ")
        return self._group

    def _seen(self) -> list[str]:
        lines = ["typing…"] if self._slow and self._was_typing() else []
        for id_, view in self.views.items():
            lines += view.look()
            lines += self._new_toasts(id_)
            tappable = view.with_buttons() if id_ > 0 else []
            assert len(tappable) <= 1, "more than one card can be tapped"
            assert not tappable or tappable[0] is view.chat.from_bot[-1], "the live card is not the last one"
        return lines

    def _was_typing(self) -> bool:
        before, self._typed = self._typed, len(self.stage.sandbox.calls.to("telegram", "sendChatAction"))
        return self._typed > before

    def _new_toasts(self, id_: int) -> list[str]:
        person = next((p for p in self.people.values() if p.id == id_), None)
        toasts = person.toasts[self._toasts[id_] :] if person else []
        self._toasts[id_] = self._toasts.get(id_, 0) + len(toasts)
        name = self.views[id_].name
        return [f"{name}{'alert' if toast.alert else 'toast'}: {toast.text}" for toast in toasts if toast.text]

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
        counts = [_count(self.messages, "message"), _count(self.taps, "tap"), _count(self.logins, "login")]
        return [*lines, ", ".join(filter(None, counts))]


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'s' if number > 1 else ''}" if number else ""


def _received(session: Session) -> list[str]:
    """Every answer that moved the session, its data letter by letter as it came over the wire."""
    lines = []
    for raw in session.accepted_raw:
        text, body = raw.decode(), json.loads(raw)
        lines.append(f"{body['route']} {body.get('action') or _data_of(text)}")
    return lines


def _data_of(text: str) -> str:
    """The text of the member `data`, the last one of an answer; empty if there is none."""
    _, found, data = text.partition('"data":')
    return data.strip()[:-1] if found else "(no data)"


def _step(method: Any) -> Step:
    return method  # type: ignore[no-any-return]


STEPS: list[tuple[str, Step]] = [
    (r"> (.*)", _step(Player.say)),
    (r"tap \[(.+?)\]( twice)?(?: of bot (\d+))?", _step(Player.tap)),
    (r"forge \[?(.+?)\]?(?: of (\w+))?", _step(Player.forge)),
    (r"send a (photo|document|voice message|sticker|location|contact|poll)(?:: (.*))?", _step(Player.share)),
    (r"edit the last message: (.*)", _step(Player.edit)),
    (r"delete bot (\d+)", _step(Player.delete)),
    (r"block the bot", _step(Player.block)),
    (r"unblock the bot", _step(Player.unblock)),
    (r"open \[(.+)\]", _step(Player.follow_link)),
    (r"in the group > (.*)", _step(Player.say_in_group)),
    (r"in the group, anonymously > (.*)", _step(Player.say_anonymously)),
    (r"log in: (.*)", _step(Player.log_in)),
    (r"go back to the bot in the browser", _step(Player.come_back)),
    (r"time passes: (\d+) (s|min|h|days)", _step(Player.pass_time)),
    (r"FlatPeak( REST)?: (" + "|".join(FAULTS) + r")(?: for (\d+) calls)?", _step(Player.fault)),
    (r"FlatPeak: does not reply", _step(Player.hang)),
    (r"FlatPeak: (\w+) (on|off)", _step(Player.switch)),
    (r"FlatPeak: refuses with (\w+)(?:: (.*))?", _step(Player.refuse)),
    (r"FlatPeak: the session expires", _step(Player.expire)),
    (r"FlatPeak: the tariff is (connected|failed)", _step(Player.finish_pending)),
]
