"""Buttons, menus and fields as a person meets them: found by what is written on them, filled with what they take."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sandbox.slack.model import Json
from sandbox.slack.surfaces import STATEFUL, elements_of

_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
PRESSED = {"button", "overflow"}


@dataclass(frozen=True, slots=True)
class Widget:
    """One interactive element in its block."""

    block: Json
    element: Json

    @property
    def kind(self) -> str:
        """The element's type."""
        return str(self.element["type"])

    @property
    def key(self) -> tuple[str, str]:
        """Block id and action id."""
        return str(self.block["block_id"]), str(self.element["action_id"])

    @property
    def labels(self) -> list[str]:
        """What a person reads on it or beside it."""
        parts = [self.element.get("text"), self.block.get("label"), self.element.get("placeholder")]
        if self.block["type"] == "section":
            parts.append(self.block.get("text"))
        return [part["text"] for part in parts if part]

    @property
    def required(self) -> bool:
        """Whether the client insists on a value."""
        return self.block["type"] == "input" and not self.block.get("optional", False)


def widgets_of(blocks: list[Json]) -> Iterator[Widget]:
    """All interactive elements, from top to bottom."""
    for block in blocks:
        for element in elements_of(block):
            yield Widget(block, element)


def find_widget(blocks: list[Json], which: str, fits: Callable[[Widget], bool] = lambda _: True) -> Widget:
    """The element with this action id, block id or label (exact, else the only one that contains it). KeyError if none.

    `which` may name both ids, as "block_id/action_id".
    """
    all_ = [w for w in widgets_of(blocks) if fits(w)]
    ways: list[Callable[[Widget], bool]] = [
        lambda w: "/".join(w.key) == which,
        lambda w: w.key[1] == which,
        lambda w: w.key[0] == which,
        lambda w: which in w.labels,
        lambda w: any(which.casefold() in label.casefold() for label in w.labels),
    ]
    for is_it in ways:
        found = [w for w in all_ if is_it(w)]
        if len(found) == 1:
            return found[0]
        if found:
            raise KeyError(f"{which!r} is {len(found)} things here: {['/'.join(w.key) for w in found]}")
    raise KeyError(f"{which!r} is not shown here, only {[w.labels or w.key for w in all_]}")


def offered_by(element: Json) -> list[Json]:
    """The options that are written in the element itself."""
    groups = element.get("option_groups") or []
    return element.get("options") or [option for group in groups for option in group["options"]]


def pick_option(options: list[Json], wanted: str) -> Json:
    """An option by its text, its value, or the only one whose text contains the words. KeyError if none."""
    texts = [option["text"]["text"] for option in options]
    for match in (
        [o for o, text in zip(options, texts, strict=True) if text == wanted],
        [o for o in options if o.get("value") == wanted],
        [o for o, text in zip(options, texts, strict=True) if wanted.casefold() in text.casefold()],
    ):
        if len(match) == 1:
            return match[0]
    raise KeyError(f"{wanted!r} is not one of {texts}")


def put_value(widget: Widget, wanted: Any, options: list[Json]) -> Json:
    """The element's state once a person has put something in; ValueError for what its client does not take.

    `wanted`: a text, or a list of texts where several can be chosen; None or [] empties it. `options`: those shown.
    """
    kind, name = widget.kind, STATEFUL[widget.kind][1]
    several = kind.startswith("multi_") or kind == "checkboxes"
    if wanted is None or wanted == [] or wanted == "":
        return {"type": kind, name: [] if several else None}
    values = wanted if isinstance(wanted, list) else [wanted]
    if name in {"selected_option", "selected_options"}:
        values = [pick_option(options, value) for value in values]
    else:
        values = [_read(widget, value) for value in values]
    if not several and len(values) > 1:
        raise ValueError("only one can be chosen")
    if len(values) > widget.element.get("max_selected_items", 100):
        raise ValueError("no more can be chosen")
    return {"type": kind, name: values if several else values[0]}


def _read(widget: Widget, value: Any) -> Any:
    if widget.kind == "datepicker":
        return date.fromisoformat(value).isoformat()
    if widget.kind == "timepicker" and not _TIME.fullmatch(value):
        raise ValueError(f"{value!r} is no time of day")
    if widget.kind == "plain_text_input" and not widget.element.get("multiline"):
        return str(value).replace("\n", " ")
    return value


def find_problem(widget: Widget, state: Json) -> str | None:
    """Why the client does not send this field, in its words; None: it does."""
    value = state[STATEFUL[widget.kind][1]]
    if value is None or value == [] or value == "":
        return "Please complete this required field." if widget.required else None
    if widget.kind == "plain_text_input":
        return _find_length(widget.element, value)
    if widget.kind == "number_input":
        return _find_number(widget.element, value)
    if widget.kind == "email_text_input" and not _MAIL.fullmatch(value):
        return "Please enter a valid email address."
    if widget.kind == "url_text_input" and not value.startswith(("http://", "https://")):
        return "Please enter a valid URL."
    return None


def _find_length(element: Json, value: str) -> str | None:
    if len(value) > (most := element.get("max_length", 3000)):
        return f"This field has a maximum of {most} characters."
    if len(value) < (least := element.get("min_length", 0)):
        return f"This field has a minimum of {least} characters."
    return None


def _find_number(element: Json, value: str) -> str | None:
    pattern = r"-?\d+(\.\d+)?" if element["is_decimal_allowed"] else r"-?\d+"
    if not re.fullmatch(pattern, value):
        return "Please enter a valid number."
    if "min_value" in element and float(value) < float(element["min_value"]):
        return f"Please enter a number of at least {element['min_value']}."
    if "max_value" in element and float(value) > float(element["max_value"]):
        return f"Please enter a number of at most {element['max_value']}."
    return None


def describe_action(widget: Widget, state: Json | None, action_ts: str) -> Json:
    """One entry of "actions" in block_actions. `state`: what the element holds now; None for a button."""
    element, (block_id, action_id) = widget.element, widget.key
    body: Json = {"type": widget.kind, "block_id": block_id, "action_id": action_id, "action_ts": action_ts}
    for name in ("text", "value", "style", "url", "placeholder", "confirm", STATEFUL.get(widget.kind, ("",))[0]):
        if name in element:
            body[name] = element[name]
    return body | (state or {})
