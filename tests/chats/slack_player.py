"""A chat on Slack: what people type, press, choose and fill in there, and what they see."""

import asyncio
import re
from dataclasses import replace
from typing import Any, ClassVar

import httpx

from adapters.slack.parse import MESSAGE_SHORTCUT, SHORTCUT
from adapters.slack.waiting import SIGN
from sandbox.slack.hands import Done
from sandbox.slack.model import Channel, Message
from sandbox.slack.people import Person
from sandbox.slack.surfaces import View
from sandbox.slack.widgets import Widget, offered_by, widgets_of
from sandbox.slack.world import SlackWorld
from tests.chats import company
from tests.chats.harness import Stage
from tests.chats.player import Player
from tests.chats.script import Script
from tests.chats.slack_view import ChannelView, Screen, describe_dialog

# Each channel has its own commands and words; a script that was written for another one names them in its way.
COMMANDS = {
    "> /start": "open the chat",
    "> /connect": "> /tariff connect",
    "> /tariffs": "> /tariff list",
    "> /help": "> /tariff help",
    "> /back": "> /tariff back",
    "> /cancel": "> /tariff cancel",
    "> /language": "> /tariff language",
    "> /alerts": "> /tariff alerts",
    "> /privacy": "> /tariff privacy",
    "> /continue": "> /tariff continue",
    "> /prices": "> /tariff prices",
    "> /vpp": "> /tariff vpp",
    "tap [Connect my tariff]": "tap [Connect a tariff]",
    "tap [Add my feed-in tariff]": "tap [Add a feed-in tariff]",
}
Shown = Message | View


class SlackPlayer(Player):
    """People of one workspace, and now and then of another."""

    steps: ClassVar[dict[str, str]] = {
        r"> /tariff ?(.*)": "command",
        r"> (.*)": "say",
        r"send the code": "send_code",
        r"in #([\w-]+)( in the thread)? > /tariff ?(.*)": "command_in",
        r"in #([\w-]+)( in the thread)? > (@Tariffbot ?)?(.*)": "say_in",
        r"use the shortcut “Connect a tariff”": "shortcut",
        r"use the shortcut on the last message in #([\w-]+)": "message_shortcut",
        r"open the chat": "open_chat",
        r"open the home page": "open_home",
        r"tap \[(.+?)\] in #([\w-]+)": "tap_in",
        r"tap \[(.+?)\]( twice)?(?: of bot (\d+))?": "tap",
        r"choose \{(.+?)\}": "choose",
        r"forge \[?(.+?)\]?(?: of (\w+))?": "forge",
        r"type “(.*)” into \{(.+?)\}": "look_up",
        r"fill (.+?)(?: \((\d+)\))?: (.*)": "fill",
        r"send the form( twice)?": "send_form",
        r"close the form": "close_form",
        r"send a (photo|document): (.*)": "share",
        r"edit the last message: (.*)": "edit",
        r"read the last file": "read_file",
        r"bring the app into #([\w-]+)": "invite_app",
        r"archive #([\w-]+)": "archive",
        r"switch Slack to ([\w-]+)": "switch_language",
        r"close the account of (\w+)": "deactivate",
        r"make (\w+) an admin": "make_admin",
        r"install the app": "install",
        r"uninstall the app": "uninstall",
        **Player.steps,
    }
    sign = SIGN

    def __init__(self, stage: Stage, script: Script) -> None:
        super().__init__(stage, script)
        self.world: SlackWorld = stage.slack.world
        self.screens = {n: Screen(p, "" if p is self.me else f"{n} ") for n, p in self.people.items()}
        self.channels: dict[str, ChannelView] = {}  # by id
        self._dialogs: dict[str, tuple[Shown, Widget]] = {}  # what Slack asks a person, by their id
        self._tabs = 0
        self.code = ""  # of the newest link of the company

    def meet(self) -> dict[str, Any]:
        world = self.stage.slack.world
        [team] = world.workspaces.values()
        [room] = world.channels.values()
        people: dict[str, Person] = {}
        for name, language in self.script.people().items():
            role = self.script.roles()[name]
            home = team
            if role.startswith("of "):
                home = world.add_workspace(role.removeprefix("of "))
                room.shared_with.add(home.id)
            known = next((u for u in world.users.values() if u.display_name == name and u.team is home), None)
            user = known or world.add_user(home, name, display_name=name)
            user.locale, user.is_admin, user.is_stranger = language or "en-GB", role == "admin", home is not team
            room.members.add(user.id)
            people[name] = self.stage.slack.person(user)
        return people

    def say_act(self, done: str) -> str:
        return COMMANDS.get(done, done)

    def is_silent(self, text: str) -> bool:
        silent = ("fill ", "switch Slack", "make ", "bring the app", "archive ")
        return super().is_silent(text) or text.startswith(silent)

    # Writing

    async def say(self, by: Person, text: str) -> None:
        self._in_chat(by)
        by.say(text.replace("⏎", "\n"))
        self.messages += 1

    async def open_link(self, by: Person) -> list[str]:
        """The page tells a code, which is to be sent in the chat."""
        seen, self.code = await company.open_page(self.invitation)
        return [f"browser: {line}" for line in seen]

    async def send_code(self, by: Person) -> None:
        await self.say(by, self.code)

    async def say_in(self, by: Person, name: str, thread: str | None, mention: str | None, text: str) -> None:
        channel = self._channel(name)
        first = next((ts for ts in channel.messages), "") if thread else ""
        (by.mention if mention else by.say)(text, channel, thread_ts=first)

    async def edit(self, by: Person, text: str) -> None:
        by.edit(next(m for m in reversed(by.messages()) if m.user == by.id), text)

    async def command(self, by: Person, text: str) -> list[str]:
        self._in_chat(by)
        self.messages += 1
        return self._tell(await by.command(text))

    async def command_in(self, by: Person, name: str, thread: str | None, text: str) -> list[str]:
        self.messages += 1
        return self._tell(await by.command(text, self._channel(name)))

    async def shortcut(self, by: Person) -> list[str]:
        return self._tell(await by.shortcut(SHORTCUT))

    async def message_shortcut(self, by: Person, name: str) -> list[str]:
        message = list(self._channel(name).messages.values())[-1]
        return self._tell(await by.message_shortcut(MESSAGE_SHORTCUT, message))

    async def open_chat(self, by: Person) -> None:
        self._in_chat(by)
        by.open_messages()

    async def open_home(self, by: Person) -> None:
        self._screen(by).at_home = True
        by.open_home()

    # Pressing and choosing

    async def tap(self, by: Person, label: str, twice: str | None, number: str | None) -> list[str]:
        self.taps += 1
        if by.id in self._dialogs:
            return await self._answer(by, label)
        shown = self._shown_before(by, int(number), label) if number else self._shown(by)
        widget = _button(shown, label)
        if widget is None:
            return await self.choose(by, label)
        if dialog := widget.element.get("confirm"):
            self._dialogs[by.id] = shown, widget
            return describe_dialog(dialog)
        presses = [by.press(shown, "/".join(widget.key)) for _ in range(2 if twice else 1)]
        return [line for done in await asyncio.gather(*presses) for line in self._tell(done)]

    async def tap_in(self, by: Person, label: str, name: str) -> list[str]:
        self.taps += 1
        [*_, shown] = (m for m in self._channel(name).messages.values() if m.bot_id and _button(m, label))
        widget = _button(shown, label)
        assert widget
        return self._tell(await by.press(shown, "/".join(widget.key)))

    async def forge(self, by: Person, what: str, owner: str | None) -> list[str]:
        """A press that no client sends: of a button that is not there, or that only somebody else sees."""
        shown = self._dm(by).last()
        if owner and (theirs := _button(self._live(self.people[owner]), what)):
            what = theirs.key[1]
        element = {"type": "button", "action_id": what, "text": {"type": "plain_text", "text": what}}
        widget = Widget({"type": "actions", "block_id": "forged"}, element)
        return self._tell(await by.send_action(shown, widget, None))

    async def _answer(self, by: Person, label: str) -> list[str]:
        shown, widget = self._dialogs.pop(by.id)
        dialog = widget.element["confirm"]
        assert label in (dialog["confirm"]["text"], dialog["deny"]["text"]), f"the dialog does not say {label}"
        yes = label == dialog["confirm"]["text"]
        return self._tell(await by.press(shown, "/".join(widget.key), confirm=yes))

    async def choose(self, by: Person, label: str) -> list[str]:
        shown = self._shown(by)
        menus = [w for w in widgets_of(shown.blocks) if w.kind in ("static_select", "external_select")]
        listed = [w for w in menus if label in [o["text"]["text"] for o in offered_by(w.element)]]
        widget = next((w for w in [*listed, *menus] if w in listed or w.kind == "external_select"), None)
        assert widget, f"{label} is nowhere to be chosen"
        return self._tell(await by.choose(shown, "/".join(widget.key), label))

    async def look_up(self, by: Person, typed: str, which: str) -> list[str]:
        done = await by.look_up(self._shown(by), which, typed)
        return [*self._tell(done), "menu", *(f"  {label}" for label in done.labels[:8])]

    # Forms

    async def fill(self, by: Person, label: str, number: str | None, value: str) -> list[str]:
        wanted: Any = value or None
        widgets = [w for w in widgets_of(by.modal.view.blocks) if w.block.get("label", {}).get("text") == label]
        assert widgets, f"there is no field {label}, only {by.modal.labels}"
        widget = widgets[int(number or 1) - 1]
        if widget.kind.startswith("multi_") and wanted:
            wanted = [self.people[name].user for name in value.split(", ")]
        return self._tell(await by.modal.fill("/".join(widget.key), wanted))

    async def send_form(self, by: Person, twice: str | None) -> list[str]:
        modal = by.modal
        done = await asyncio.gather(*(modal.send() for _ in range(2 if twice else 1)))
        return [line for one in done for line in self._tell(one)]

    async def close_form(self, by: Person) -> list[str]:
        return self._tell(await by.modal.close())

    # Being somebody, and somewhere

    async def share(self, by: Person, what: str, caption: str) -> None:
        name, mime = ("bill.jpg", "image/jpeg") if what == "photo" else ("bill.pdf", "application/pdf")
        by.upload(name, b"%PDF-1.7\0\xff", caption, mime=mime)
        self.messages += 1

    async def read_file(self, by: Person) -> list[str]:
        file = next(f for m in reversed(by.messages()) for f in m.files)
        return [f"  {line}" for line in file.data.decode().splitlines()]

    async def invite_app(self, by: Person, name: str) -> None:
        by.invite_app(self._channel(name))

    async def archive(self, by: Person, name: str) -> None:
        by.archive(self._channel(name))

    async def switch_language(self, by: Person, locale: str) -> None:
        by.set_locale(locale)

    async def deactivate(self, by: Person, name: str) -> None:
        self.people[name].deactivate()

    async def make_admin(self, by: Person, name: str) -> None:
        self.people[name].set_admin()

    async def install(self, by: Person) -> list[str]:
        """In a browser, from the app's own page on."""
        address = f"http://127.0.0.1:{self.stage.app.port}/slack/install"
        async with httpx.AsyncClient(follow_redirects=True, timeout=60) as browser:
            page = await browser.get(address)
            form = {"choice": "allow", "place": by.user.team.id, "user": by.id}
            page = await browser.post(str(page.url), data=form, follow_redirects=True)
        return [f"browser: {heading}" for heading in re.findall(r"<h1>(.*?)</h1>", page.text)]

    async def uninstall(self, by: Person) -> None:
        self.world.uninstall(by.installation)

    # What was seen

    def link(self, by: Person) -> str:
        widgets = widgets_of(self._live(by).blocks)
        return next(str(w.element["url"]) for w in widgets if "url" in w.element)

    def look(self) -> list[str]:
        lines: list[str] = []
        for name, person in self.people.items():
            if self.world.installation_in(person.user.team) or person.id in self.channels:
                view = self._dm(person)
                lines += view.look()
                live = [m for m in view.live() if not m.ephemeral_to]
                news = self.stage.flatpeak.webhook.address or any(user.deleted for user in self.world.users.values())
                if not news:  # of what FlatPeak tells, or of those who left, has buttons of its own
                    assert len(live) <= 1, "more than one card can be pressed"
                    below = view.below(live[-1]) if live else []
                    assert all(message.files for message in below), "the live card is not the last one"
            lines += self.screens[name].look()
        for channel in self.world.channels.values():
            if channel.kind != "im":
                view = self.channels.setdefault(channel.id, ChannelView(self.world, channel, f"#{channel.name} "))
                lines += view.look()
        return lines

    def _tell(self, done: Done) -> list[str]:
        return [f"trouble: {done.trouble.shown} ({done.trouble.reason})"] if done.trouble else []

    def _screen(self, by: Person) -> Screen:
        return next(screen for screen in self.screens.values() if screen.person is by)

    def _in_chat(self, by: Person) -> None:
        self._screen(by).at_home = False

    def _dm(self, by: Person) -> ChannelView:
        name = "" if by is self.me else f"{by.user.display_name} "
        if by.id not in self.channels:
            self.channels[by.id] = ChannelView(self.world, by.dm, name)
        return self.channels[by.id]

    def _channel(self, name: str) -> Channel:
        return next(c for c in self.world.channels.values() if c.name == name)

    def _live(self, by: Person) -> Message:
        return self._dm(by).live()[-1]

    def _shown(self, by: Person) -> Shown:
        """What lies before a person: a form, the home page, or the card that is asking."""
        if by.modals:
            return by.modal.view
        if self._screen(by).at_home:
            assert by.home
            return by.home
        return self._live(by)

    def _shown_before(self, by: Person, number: int, label: str) -> Shown:
        """A message as it stood there when it had this button, which a slow client may still show."""
        view = self._dm(by)
        looks = [replace(view.message(number), blocks=blocks) for blocks in view.blocks[number]]
        return next(shown for shown in looks if _button(shown, label))


def _button(shown: Shown, label: str) -> Widget | None:
    """A button with these very words, the first of several."""
    buttons = (w for w in widgets_of(shown.blocks) if w.kind == "button" and "url" not in w.element)
    return next((w for w in buttons if w.labels[0] == label), None)
