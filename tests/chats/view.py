"""What one chat looks like to those in it, and what has changed since the last look."""

import io

from PIL import Image

from sandbox.telegram.model import Chat, Message

Look = tuple[str, ...]


class View:
    """Numbers the bot's messages in the order in which they came, and remembers how they looked."""

    def __init__(self, chat: Chat, name: str = "") -> None:
        self.chat, self.name = chat, name
        self._looks: dict[int, Look] = {}
        self._numbers: dict[int, int] = {}
        self.buttons: dict[tuple[int, str], str] = {}  # number of the message and label to callback data, of all times

    def look(self) -> list[str]:
        """The lines about every message that is new, changed or gone, in the order in which that happened.

        A new one stands where it came: whether it is refreshed before or after the earlier one shrinks is a matter of
        how soon the platform tells that it came.
        """
        lines: list[str] = []
        mine = [m for m in self.chat.log if m.from_bot]
        for message in sorted(mine, key=lambda m: m.revision if m.id in self._numbers else m.came):
            new = message.id not in self._numbers
            number = self._numbers.setdefault(message.id, len(self._numbers) + 1)
            look = _describe(message)
            if look == self._looks.get(message.id):
                continue
            self._looks[message.id] = look
            self.buttons |= {(number, b.text): str(b.value) for b in message.buttons if b.kind == "callback_data"}
            lines += [f"{self.name}bot {number}{'' if new else ' (edited)'}", *look]
        return lines

    def message(self, number: int) -> Message:
        """A message by its number. Raises KeyError."""
        wanted = {n: id_ for id_, n in self._numbers.items()}[number]
        return next(m for m in self.chat.log if m.id == wanted)

    def with_buttons(self) -> list[Message]:
        """The bot's messages that can be tapped."""
        return [m for m in self.chat.from_bot if any(b.kind == "callback_data" for b in m.buttons)]


def _describe(message: Message) -> Look:
    """What a person sees of a message, a line each."""
    if message.deleted:
        return ("  (deleted)",)
    lines = [f"  picture: {_size_of(message.photo)}"] if message.photo else []
    lines += [f"  file: {message.file_name}"] if message.document else []
    lines += [f"  {line}" for line in message.text.splitlines() if line.strip()]
    lines += ["  " + " ".join(_label(b.text, b.url) for b in row) for row in message.keyboard]
    return tuple(line.rstrip() for line in lines)


def _label(text: str, url: str | None) -> str:
    return f"[{text} ↗]" if url else f"[{text}]"


def _size_of(data: bytes) -> str:
    """Format and size; raises for what is no whole picture."""
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        return f"{image.format} {image.width}×{image.height}"
