"""What people on Slack see, as lines: messages with their blocks, [buttons], {menus}, forms, dialogs, the home page."""

import html
import io
import re
from collections.abc import Iterator

from PIL import Image

from adapters.slack.waiting import SIGN
from sandbox.slack.model import Channel, Json, Message
from sandbox.slack.people import Person
from sandbox.slack.surfaces import STATEFUL, View
from sandbox.slack.world import SlackWorld

Look = tuple[str, ...]
_LINK = re.compile(r"<https?:[^|>]*\|([^>]*)>")
_MENTION = re.compile(r"<([@#])([A-Z0-9]+)>")
MOST = 8  # entries of a menu that are told one by one


class ChannelView:
    """Numbers the app's messages in one conversation in the order in which they came, and remembers how they looked."""

    def __init__(self, world: SlackWorld, channel: Channel, name: str = "") -> None:
        self.world, self.channel, self.name = world, channel, name
        self.blocks: dict[int, list[list[Json]]] = {}  # of all times, by the number of the message
        self._seen: list[Message] = []  # a message's number is its place, from one
        self._looks: dict[str, Look] = {}
        self._whispers: list[Message] = []

    def look(self) -> list[str]:
        """The lines about every message that is new, changed or gone, in the order in which that happened.

        A new one stands where it came, as on Telegram.
        """
        news = [m for m in self.channel.messages.values() if m.bot_id and m.text != SIGN and m not in self._seen]
        lines: list[str] = []
        came = {m.ts: m.came for m in news}
        for message in sorted([*self._seen, *news], key=lambda m: came.get(m.ts, m.revision)):
            new = message not in self._seen
            self._seen += [message] if new else []
            look = ("  (deleted)",) if message.deleted else tuple(describe_message(self.world, message))
            if look == self._looks.get(message.ts):
                continue
            self._looks[message.ts] = look
            number = self._seen.index(message) + 1
            self.blocks.setdefault(number, []).append(message.blocks)
            lines += [f"{self.name}bot {number}{'' if new else ' (edited)'}", *look]
        return [*lines, *self._look_at_whispers()]

    def message(self, number: int) -> Message:
        """A message by its number."""
        return self._seen[number - 1]

    def live(self) -> list[Message]:
        """The messages that can be pressed."""
        return [m for m in self._seen if not m.deleted and any(b["type"] == "actions" for b in m.blocks)]

    def last(self) -> Message:
        """The newest message."""
        return self._seen[-1]

    def below(self, message: Message) -> list[Message]:
        """What is newer than a message."""
        return self._seen[self._seen.index(message) + 1 :]

    def _look_at_whispers(self) -> Iterator[str]:
        new = [m for m in self.channel.ephemerals if m not in self._whispers]
        self._whispers += new
        where = f"in #{self.channel.name} " if self.channel.name else ""
        for message in new:
            yield f"{where}only for {self.world.users[message.ephemeral_to].display_name}"
            yield from describe_message(self.world, message)


class Screen:
    """What lies before one person beside the messages: a form, and the home page while it is open."""

    def __init__(self, person: Person, name: str) -> None:
        self.person, self.name = person, name
        self.at_home = False
        self._form: tuple[object, ...] = ()
        self._home: Look = ()

    def look(self) -> list[str]:
        """What has changed, unless the person did that."""
        return [*self._look_at_form(), *self._look_at_home()]

    def _look_at_form(self) -> list[str]:
        if not self.person.modals:
            gone, self._form = bool(self._form), ()
            return [f"{self.name}form (closed)"] if gone else []
        view, new = self.person.modal.view, not self._form
        now = (view.id, str(view.blocks), str(view.title), str(view.errors))
        if now == self._form:
            return []
        self._form = now
        return [f"{self.name}form{'' if new else ' (changed)'}", *describe_form(self.person.world, view)]

    def _look_at_home(self) -> list[str]:
        home = self.person.home
        if not (self.at_home and home):
            self._home = self._home if self.at_home else ()
            return []
        look, before = tuple(describe(self.person.world, home.blocks)), self._home
        self._home = look
        return [] if look == before else [f"{self.name}home{' (changed)' if before else ''}", *look]


def describe_message(world: SlackWorld, message: Message) -> list[str]:
    """What a person sees of a message."""
    files = [f"  file: {file.name}" for file in message.files]
    text = [f"  {_read(line)}" for line in message.text.splitlines() if line.strip()]
    return files + (describe(world, message.blocks) if message.blocks else text)


def describe_form(world: SlackWorld, view: View) -> list[str]:
    """Its title, its fields with what is in them and what is wrong with them, and its buttons."""
    ends = [f"[{part['text']}]" for part in (view.submit, view.close) if part]
    title = (view.title or {}).get("text", "")
    return [f"  # {title}", *describe(world, view.blocks, view), "  " + " ".join(ends)]


def describe_dialog(dialog: Json) -> list[str]:
    """What Slack asks before a press counts."""
    said = [f"  {line}" for name in ("title", "text") for line in _read(dialog[name]["text"]).splitlines()]
    return ["dialog", *said, f"  [{dialog['confirm']['text']}] [{dialog['deny']['text']}]"]


def describe(world: SlackWorld, blocks: list[Json], view: View | None = None) -> list[str]:
    """Blocks, a line or more each."""
    return [f"  {line}".rstrip() for block in blocks for line in _block(world, block, view)]


def _block(world: SlackWorld, block: Json, view: View | None) -> Iterator[str]:
    match block["type"]:
        case "header":
            yield f"# {block['text']['text']}"
        case "section":
            beside = f" {_element(world, block['accessory'])}" if "accessory" in block else ""
            yield from (f"{line}{beside}" for line in _lines(block["text"]) if line) if "text" in block else ()
            fields = [_name_all(world, _read(one["text"])) for one in block.get("fields", ())]
            yield from (f"{name}: {value}" for name, value in zip(fields[::2], fields[1::2], strict=True))
        case "context":
            yield from (f"· {line}" for one in block["elements"] for line in _lines(one))
        case "image":
            words = " ".join(block["alt_text"].split())  # for those who cannot see it
            yield f"picture: {_size_of(world.files[block['slack_file']['id']].data)}, “{words}”"
        case "actions":
            yield " ".join(_element(world, one) for one in block["elements"])
        case "input":
            yield from _input(world, block, view)
        case other:
            raise ValueError(f"nobody knows how to read a block {other}")


def _input(world: SlackWorld, block: Json, view: View | None) -> Iterator[str]:
    element = block["element"]
    state = view.values.get(block["block_id"], {}).get(element["action_id"], {}) if view else {}
    value = _value(world, state.get(STATEFUL[element["type"]][1]))
    shown = value if element["type"] == "plain_text_input" else f"{{{value}}}"
    yield f"{block['label']['text']}{' (optional)' if block.get('optional') else ''}: {shown}"
    yield from (f"· {line}" for line in _lines(block["hint"])) if "hint" in block else ()
    if view and (problem := view.errors.get(block["block_id"])):
        yield f"✗ {problem}"


def _value(world: SlackWorld, held: object) -> str:
    if isinstance(held, list):
        return ", ".join(_value(world, one) for one in held)
    if isinstance(held, dict):
        return str(held["text"]["text"])
    named = str(held or "")
    if named in world.users:
        return world.users[named].display_name
    return f"#{world.channels[named].name}" if named in world.channels else named


def _element(world: SlackWorld, element: Json) -> str:
    if element["type"] == "button":
        return f"[{element['text']['text']}{' ↗' if 'url' in element else ''}]"
    labels = [option["text"]["text"] for option in element.get("options", ())]
    chosen = element.get("initial_option", {}).get("text", {}).get("text")
    prompt = chosen or element.get("placeholder", {}).get("text", "")
    if element["type"] == "external_select":
        return f"{{{prompt}: type to search}}"
    return f"{{{prompt}: {' | '.join(labels) if len(labels) <= MOST else f'{len(labels)} entries'}}}"


def _lines(text: Json) -> list[str]:
    return [_read(line) for line in str(text["text"]).splitlines() if line.strip()]


def _read(text: str) -> str:
    """Marked text as it is shown; links as their words."""
    shown = text.strip("*") if text.startswith("*") and text.endswith("*") else text
    return html.unescape(_LINK.sub(r"\1 ↗", shown))


def _name_all(world: SlackWorld, text: str) -> str:
    """Mentions by the names that people see."""
    return _MENTION.sub(lambda found: found[1].replace("#", "") + _value(world, found[2]), text)


def _size_of(data: bytes) -> str:
    """Format and size; raises for what is no whole picture."""
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        return f"{image.format} {image.width}×{image.height}"
