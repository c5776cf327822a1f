"""The text of a .chat file: what the person did, below it what they saw, and at the end what FlatPeak received."""

import re
from dataclasses import dataclass, field
from pathlib import Path

# What the players write by themselves; everything else in a file is a person's doing, or a remark.
_SEEN = re.compile(
    r"  |browser: |typing…|⏳|\(nothing\)|(\w+ )?(bot \d|toast: |alert: )"
    r"|(\w+ )?(home|form|dialog|trouble|menu)\b( \(\w+\))?:?$|(\w+ )?(#[\w-]+ bot \d|(in #[\w-]+ )?only for )"
)
_PERSON = re.compile(r"(\w+) \(([\w-]*)((?:, [\w ]+)?)\)")
AS_IN = "as in: "
HERE = Path(__file__).parent
END = "---"


@dataclass(slots=True)
class Entry:
    """One thing that was done, and the lines that it led to. A remark leads to nothing."""

    done: str
    seen: list[str] = field(default_factory=list)

    @property
    def is_remark(self) -> bool:
        return self.done.startswith("#")


@dataclass(slots=True)
class Script:
    """A whole chat. `head`: title, people and settings."""

    head: list[str]
    entries: list[Entry]
    text: str = ""  # the file as it is
    end: list[str] = field(default_factory=list)

    def settings(self) -> dict[str, str]:
        """Settings of the service in this chat: `with NAME=value NAME=value`."""
        lines = [line.removeprefix("with ") for line in self.head if line.startswith("with ")]
        return {name.lower(): value for line in lines for name, _, value in (p.partition("=") for p in line.split())}

    def people(self) -> dict[str, str]:
        """Names and languages: `Anna (en-GB)`."""
        return {m[1]: m[2] for line in self.head if (m := _PERSON.fullmatch(line))}

    def roles(self) -> dict[str, str]:
        """What else is said of people: `Ada (en-GB, admin)`."""
        return {m[1]: m[3][2:] for line in self.head if (m := _PERSON.fullmatch(line))}

    def write(self) -> str:
        """The file's text, in its one proper form: an empty line between entries, none below a remark."""
        parts, after_remark = ["\n".join(self.head)], False
        for entry in self.entries:
            parts.append(("\n" if after_remark else "\n\n") + "\n".join([entry.done, *entry.seen]))
            after_remark = entry.is_remark
        return "".join(parts) + "\n\n" + "\n".join([END, *self.end]) + "\n"


def read_script(path: Path) -> Script:
    """The file, in parts. What was seen is read only to be compared as text.

    `as in: NAME` in the head: done is what the script of that name says, in its order.
    """
    text = path.read_text("utf-8")
    lines = [line for line in text.partition(f"\n{END}")[0].splitlines() if line.strip()]
    done = [line for line in lines if not _SEEN.match(line)]
    head = [line for n, line in enumerate(done) if n == 0 or _is_head(line, done[:n])]
    if named := next((line.removeprefix(AS_IN) for line in head if line.startswith(AS_IN)), ""):
        return _follow(head, read_script(HERE / f"{named}.chat"), text)
    return Script(head, [Entry(line) for line in done[len(head) :]], text)


def _follow(head: list[str], other: Script, text: str) -> Script:
    """The other one's words under this one's title, with what this one is set besides."""
    title, *lines = head
    taken = [line for line in other.head[1:] if not line.startswith(AS_IN)]
    own = [line for line in lines if line not in taken and not _PERSON.fullmatch(line)]
    return Script([title, *own, *taken], other.entries, text)


def write_script(path: Path, script: Script) -> None:
    """Put what was seen into the file."""
    path.write_text(script.write(), "utf-8")


def _is_head(line: str, before: list[str]) -> bool:
    belongs = line.startswith(("with ", AS_IN)) or _PERSON.fullmatch(line) is not None
    return belongs and all(_is_head(one, []) for one in before[1:])
