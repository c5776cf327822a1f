"""Modals as Slack keeps them open. What Slack would refuse raises."""

from typing import Any

from adapters.slack import tokens
from adapters.slack.forms import (
    FormWords,
    form_view,
)
from adapters.slack.modal_state import Entered, ModalState, read_modal
from bot.conversation.forms import Field, Form, Rows
from sandbox.slack.blocks import complete_blocks
from sandbox.slack.surfaces import Values, values_of
from tests.slack.checker import check_modal

KEY = "k3y-_ABCdef01234"
STATE = ModalState(KEY, "T1")
WORDS = FormWords(
    "Tariff", "Send", "Close", "One moment", "Checking", "Answered already", "Done", "Failed", "{} more".format
)
PERIOD = (Field("start", "From", "time"), Field("price", "Price", "price"))


def periods(*rows: dict[str, str], **options: Any) -> Rows:
    return Rows("periods", "Period", PERIOD, rows, "Add a period", "Remove", **options)


def form(*fields: Field, rows: Rows | None = None, title: str = "Prices", send: str = "") -> Form:
    return Form("tod", title, fields, rows, send)


DAY_AND_NIGHT = form(
    Field("name", "Name", value="Economy 7"),
    rows=periods(
        {"start": "22:00", "price": "9"}, {"start": "06:00", "price": "24"}, {"start": "12:00", "price": "30"}
    ),
)


def view_of(asked: Form, state: ModalState = STATE, problem: str = "") -> Any:
    """The modal; what Slack would refuse raises."""
    view = form_view(asked, state, WORDS, problem)
    check_modal(view)
    return view


def inputs(view: Any) -> dict[str, Any]:
    return {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}


def element(field: Field) -> Any:
    return inputs(view_of(form(field)))[field.name]["element"]


class Slack:
    """A modal that is open on somebody's screen: it keeps what was typed as Slack does."""

    def __init__(self, view: Any) -> None:
        self.values: Values = {}
        self.draw(view)

    def draw(self, view: Any) -> None:
        check_modal(view)
        self.view = view
        self.blocks = complete_blocks(view["blocks"], iter(map(str, range(10**6))).__next__)
        self.values = values_of(self.blocks, self.values)

    def type(self, label: str, text: str, place: int = 0) -> None:
        """Into the input with this label, of several the one at this place."""
        block = [b for b in self.blocks if b["type"] == "input" and b["label"]["text"] == label][place]
        held = self.values[block["block_id"]][tokens.VALUE]
        held[next(name for name in held if name != "type")] = text

    def sent(self) -> Entered:
        entered = read_modal({**self.view, "blocks": self.blocks, "state": {"values": self.values}})
        assert entered
        return entered

    def typed(self, label: str) -> list[str]:
        blocks = [b for b in self.blocks if b["type"] == "input" and b["label"]["text"] == label]
        held = [self.values[b["block_id"]][tokens.VALUE] for b in blocks]
        return [next(value for name, value in one.items() if name != "type") or "" for one in held]

    def removers(self) -> list[int]:
        found = [tokens.read_token(b["accessory"]["action_id"]) for b in self.blocks if "accessory" in b]
        return [one.row for one in found if isinstance(one, tokens.RemoveRow)]
