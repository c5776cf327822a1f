"""Cards of every kind, and texts that are hard to show."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from bot.conversation.cards import (
    Action,
    Block,
    Button,
    Card,
    Choices,
    Control,
    Controls,
    Done,
    Facts,
    Fields,
    File,
    Keyed,
    Link,
    Mention,
    Named,
    Note,
    Picture,
    Text,
    Title,
)
from bot.conversation.channel import Capabilities
from bot.conversation.forms import Field, Form
from bot.conversation.pictures.chart import Day, DayPrices, Price

KEY = "k3y-_ABCdef01234"
START = datetime(2026, 3, 1, tzinfo=UTC)
ADDRESS = "https://login.example.com/?a=1&b=%202"
HOSTILE = (
    "<!channel> & <@U1|you> &amp;",
    "<b>bold</b> <a href='https://evil.example'>x</a>",
    "*bold* _it_ ~no~ `code` [x](https://evil.example)",
    "&lt;script&gt; ]]> \\ / %s {0}",
    "Ünïcödé 👩‍👩‍👧 עברית العربية",
)


def button(label: str) -> Button:
    return Button(label, Action("press", label))


def card(*blocks: Block, rest: str = "", live: bool = True) -> Keyed:
    return Keyed(Card(blocks, rest, live), KEY)


def row(*controls: Control) -> Controls:
    return Controls((controls,))


def chart() -> DayPrices:
    prices = (Price(START, START + timedelta(hours=24), Decimal("24.5")),)
    return DayPrices("Today", "p/kWh", (Day("Sunday", START, START + timedelta(hours=24), prices),))


def question(title: str = "Who supplies you?", *labels: str) -> Keyed:
    """A card with a few choices and a way back."""
    options = tuple(map(button, labels or ("Octopus", "EDF")))
    return card(Title(title), Text("Choose yours."), Choices(options, len(options)), row(button("Back")), rest="done")


def every_block(can: Capabilities) -> dict[str, Block]:
    """One block of each kind that the channel has to show, by the kind; what it says is in its own words."""
    options = tuple(button(f"Provider {n}") for n in range(can.buttons_per_list))
    made: dict[str, Block] = {
        "done": Done(("Address done", "Provider done")),
        "title": Title("What does a kWh cost?"),
        "text": Text("It’s on your bill.\nType it here."),
        "hint": Note("Take your time.", "hint"),
        "problem": Note("That is no price.", "problem"),
        "good": Note("That’s in.", "good"),
        "facts": Facts((("Street", "1-3 Strand"), ("Town", "London"))),
        "named": Named("Who may connect", (Mention("U1"), Mention("C1", "chat"))),
        "picture": Picture(chart(), "24.5 p all day"),
        "choices": Choices(options, 300, button("Earlier"), button("Later"), "2/7", "Choose one"),
        "controls": Controls(((button("Yes"), Link("Sign in", ADDRESS)), (button("No"),))),
    }
    if can.forms:
        made["fields"] = Fields(Form("price", "Your price", (Field("price", "Price"),)), "Fill it in")
    return made


def words_of(block: Block) -> list[str]:
    """What has to be readable of a block that cannot be pressed."""
    match block:
        case Done(lines):
            return list(lines)
        case Facts(rows):
            return [part for one in rows for part in one]
        case Named(label, mentions):
            return [label, *(one.id for one in mentions)]
        case Text(text):
            return text.split("\n")
        case Title(text) | Note(text):
            return [text]
        case File(name):
            return [name]
        case _:
            return []


def labels_of(block: Block) -> list[str]:
    """What has to be there to be pressed."""
    match block:
        case Choices(options, earlier=earlier, later=later):
            return [one.label for one in (*options, earlier, later) if one]
        case Controls(rows):
            return [one.label for controls in rows for one in controls]
        case Fields(open_label=label):
            return [label]
        case _:
            return []
