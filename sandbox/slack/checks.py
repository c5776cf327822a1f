"""Checks of JSON against a description, with the words in which Slack names a mistake and its JSON pointer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.slack.model import Json


@dataclass(slots=True)
class Findings:
    """All mistakes of one call; `knows_file` tells whether a slack_file may be shown."""

    knows_file: Callable[[Json], bool] = lambda _: False
    messages: list[str] = field(default_factory=list)

    def add(self, pointer: str, reason: str) -> None:
        """Note one mistake."""
        self.messages.append(f"[ERROR] {reason} [json-pointer:{pointer}]")


Check = Callable[[Findings, Any, str], None]
Shapes = Mapping[str, Check]


def string(most: int, least: int = 1) -> Check:
    """A string of so many characters."""

    def check(found: Findings, value: Any, at: str) -> None:
        if not isinstance(value, str):
            found.add(at, "must provide a string")
        elif len(value) < least:
            found.add(at, f"must be more than {least - 1} characters")
        elif len(value) > most:
            found.add(at, f"must be less than {most + 1} characters")

    return check


def whole(least: int, most: int) -> Check:
    """A whole number between these two."""

    def check(found: Findings, value: Any, at: str) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            found.add(at, "must provide a number")
        elif value < least:
            found.add(at, f"must be more than {least - 1}")
        elif value > most:
            found.add(at, f"must be less than {most + 1}")

    return check


def flag(found: Findings, value: Any, at: str) -> None:
    """A boolean."""
    if not isinstance(value, bool):
        found.add(at, "must provide a boolean")


def one_of(*allowed: str) -> Check:
    """One of these words."""

    def check(found: Findings, value: Any, at: str) -> None:
        if value not in allowed:
            found.add(at, f"must be one of: {', '.join(allowed)}")

    return check


def many(of: Check, most: int, least: int = 1) -> Check:
    """A list of so many things of one description."""

    def check(found: Findings, value: Any, at: str) -> None:
        if not isinstance(value, list):
            found.add(at, "must provide an array")
            return
        if len(value) > most:
            found.add(at, f"no more than {most} items allowed")
            return
        if len(value) < least:
            found.add(at, f"no less than {least} items allowed")
        for number, item in enumerate(value):
            of(found, item, f"{at}/{number}")

    return check


def record(required: Shapes, optional: Shapes | None = None, also: Check | None = None) -> Check:
    """An object with these fields and no others; `also` looks at it when its fields are right."""
    fields = {**required, **(optional or {})}

    def check(found: Findings, value: Any, at: str) -> None:
        if not isinstance(value, dict):
            found.add(at, "must provide an object")
            return
        before = len(found.messages)
        for name in required:
            if name not in value:
                found.add(at, f"missing required field: {name}")
        for name, part in value.items():
            of = fields.get(name)
            if of:
                of(found, part, f"{at}/{name}")
            else:
                found.add(at, f"invalid additional property: {name}")
        if also and len(found.messages) == before:
            also(found, value, at)

    return check


def by_type(shapes: Shapes) -> Check:
    """An object that its `type` describes."""

    def check(found: Findings, value: Any, at: str) -> None:
        if not isinstance(value, dict):
            found.add(at, "must provide an object")
            return
        kind = value.get("type")
        if kind is None:
            found.add(at, "missing required field: type")
            return
        of = shapes.get(kind) if isinstance(kind, str) else None
        if of:
            of(found, value, at)
        else:
            found.add(f"{at}/type", f"unsupported type: {kind}")

    return check


def anything(found: Findings, value: Any, at: str) -> None:
    """No condition: the caller has looked at it."""
