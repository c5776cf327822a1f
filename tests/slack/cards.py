"""Cards as Slack would show them, and texts that are hard to show. What Slack would refuse raises."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from adapters.slack.render import Message, Rendered, render
from bot.conversation.cards import (
    Action,
    Block,
    Button,
    Card,
    Choices,
    Confirm,
    Keyed,
)
from bot.conversation.forms import Field, Form
from bot.conversation.pictures.chart import Day, DayPrices, Price
from tests.slack.checker import check_message

KEY = "k3y-_ABCdef01234"
START = datetime(2026, 3, 1, tzinfo=UTC)
CHART = DayPrices(
    "Today",
    "p",
    (Day("Sunday", START, START + timedelta(days=1), (Price(START, START + timedelta(days=1), Decimal(1)),)),),
)
PRESS = Action("press")
SURE = Confirm("Disconnect?", "The prices will be gone.", "Yes", "No")
FORM = Form("f", "Your address", (Field("street", "Street"),))


def button(label: str, style: str = "plain", confirm: Confirm | None = None) -> Button:
    return Button(label, PRESS, style, confirm)  # type: ignore[arg-type]


def many(count: int, label: str = "n") -> Choices:
    return Choices(tuple(button(f"{label}{n}") for n in range(count)), count, prompt="Choose")


def show(*blocks: Block, **options: Any) -> Rendered:
    """The card; what Slack would refuse raises."""
    rendered = render(Keyed(Card(blocks), KEY), **options)
    for message in rendered.messages:
        check_message(message.text, list(message.blocks))
    return rendered


def one(*blocks: Block, **options: Any) -> Message:
    [message] = show(*blocks, **options).messages
    return message


def elements(*messages: Message) -> list[Any]:
    return [
        e for message in messages for block in message.blocks if block["type"] == "actions" for e in block["elements"]
    ]


def texts(part: Any) -> Iterator[str]:
    """Everything that can be read, as it is shown."""
    if isinstance(part, dict):
        if isinstance(part.get("text"), str):
            marked = part["type"] == "mrkdwn"
            yield unescape(part["text"].strip("*")) if marked else part["text"]
        for name, value in part.items():
            if name in ("alt_text", "url"):
                yield value
            elif name != "text" or not isinstance(value, str):
                yield from texts(value)
    elif isinstance(part, list | tuple):
        for item in part:
            yield from texts(item)


def unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("\u2060", "")


NASTY = st.text() | st.sampled_from(
    [
        *("<!channel>", "<@U1>", "<#C1>", "<https://evil|ok>", "<!date^1^{date}|x>", "&amp;lt;", "a < b > c & d"),
        *(
            ":smile:",
            "*bold* _it_ ~no~ `code`",
            "> quote",
            "العربية 12,5 kWh",
            "מחיר",
            "👩‍👩‍👧‍👦" * 30,
            "\ud800",
            "e\u0301",
        ),
        *("\r\n", "\"'", "\x00", "", " ", "https://example.com", "@here", "#general"),
        *("x" * n for n in (23, 24, 25, 74, 75, 76, 149, 150, 151, 199, 200, 201, 299, 300, 301, 1999, 2000, 2001)),
        *("&" * 2999, "<" * 3000, "😀" * 3001, "a b\n" * 1000),
    ]
)
