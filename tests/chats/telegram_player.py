"""A chat on Telegram: what people tap and type there, and what they see."""

from typing import Any, ClassVar

from sandbox.telegram.groups import Group
from sandbox.telegram.model import Message
from sandbox.telegram.people import Person, Seat
from tests.chats.harness import Stage
from tests.chats.player import Player
from tests.chats.script import Script
from tests.chats.view import View

GROUP_ID = -4_100_200_300


class TelegramPlayer(Player):
    """People with a phone each."""

    steps: ClassVar[dict[str, str]] = {
        r"> (.*)": "say",
        r"tap \[(.+?)\]( twice)?(?: of bot (\d+))?": "tap",
        r"forge \[?(.+?)\]?(?: of (\w+))?": "forge",
        r"send a (photo|document|voice message|sticker|location|contact|poll)(?:: (.*))?": "share",
        r"edit the last message: (.*)": "edit",
        r"delete bot (\d+)": "delete",
        r"block the bot": "block",
        r"unblock the bot": "unblock",
        r"open \[(.+)\]": "follow_link",
        r"follow the link of the code": "follow_code",
        r"in the group > (.*)": "say_in_group",
        r"in the group, anonymously > (.*)": "say_anonymously",
        **Player.steps,
    }

    def __init__(self, stage: Stage, script: Script) -> None:
        super().__init__(stage, script)
        self.views = {p.id: View(p.chat, "" if p is self.me else f"{n} ") for n, p in self.people.items()}
        self._group: Group | None = None
        self._toasts = dict.fromkeys(self.views, 0)

    def meet(self) -> dict[str, Any]:
        people = self.script.people().items()
        return {
            name: self.stage.telegram.person(71 + number, name, language or None)
            for number, (name, language) in enumerate(people)
        }

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

    async def open_link(self, by: Person) -> None:
        by.start(self.invitation.partition("?start=")[2])
        self.taps += 1

    async def follow_code(self, by: Person) -> None:
        by.start(f"link-{self.code.replace('-', '')}")
        self.taps += 1

    async def say_in_group(self, by: Person, text: str) -> None:
        by.in_group(self._meet()).say(text)

    async def say_anonymously(self, by: Person, text: str) -> None:
        self._meet().say_anonymously(text)

    def link(self, by: Person) -> str:
        return next(b.url for b in self._live(by).buttons if b.url)

    # What was seen

    def look(self) -> list[str]:
        lines: list[str] = []
        for id_, view in self.views.items():
            lines += view.look()
            lines += self._new_toasts(id_)
            tappable = view.with_buttons() if id_ > 0 else []
            if not self.stage.flatpeak.webhook.address:  # what FlatPeak tells of has buttons of its own
                assert len(tappable) <= 1, "more than one card can be tapped"
                assert not tappable or tappable[-1] is view.chat.from_bot[-1], "the live card is not the last one"
        return lines

    def _live(self, by: Person) -> Message:
        return next(m for m in reversed(by.chat.from_bot) if m.buttons)

    def _meet(self) -> Group:
        if self._group is None:
            self._group = self.stage.telegram.group(GROUP_ID)
            self.views[GROUP_ID] = View(self._group.chat, "group ")
        return self._group

    def _new_toasts(self, id_: int) -> list[str]:
        person = next((p for p in self.people.values() if p.id == id_), None)
        toasts = person.toasts[self._toasts[id_] :] if person else []
        self._toasts[id_] = self._toasts.get(id_, 0) + len(toasts)
        name = self.views[id_].name
        return [f"{name}{'alert' if toast.alert else 'toast'}: {toast.text}" for toast in toasts if toast.text]
