"""One whole chat on Slack, in chapters. What was seen to fail the person does once more, as people do."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sandbox.flatpeak.providers import find_by_name
from sandbox.slack.blocks import texts_of
from sandbox.slack.model import Message
from sandbox.slack.people import read_message
from tests.crashes.chats import ADDRESS, GIVEN_ADDRESS
from tests.crashes.slack_stage import SlackStage

Act = Callable[[SlackStage], Awaitable[Any]]
PATIENCE = 3  # so often the person does again what Slack shows as failed though nothing was killed: it took too long
TOO_LATE = "Open the form"  # what is offered instead where the bot was killed for longer than a press counts


@dataclass(frozen=True, slots=True)
class Step:
    """A chapter: what the person does, and how they see that it is done."""

    act: Act
    is_done: Callable[[SlackStage], bool]


async def play(stage: SlackStage, steps: tuple[Step, ...]) -> None:
    """Go through the steps. Who sees nothing come of what they did, and that it failed, does it again."""
    troubles = stage.world.slack.troubles
    await stage.quiet()
    for chapter, step in enumerate(steps, 1):
        stage.points.chapter = chapter
        patience = PATIENCE
        while True:
            kills, shown = stage.points.kills, len(troubles)
            await step.act(stage)
            await stage.quiet()
            if step.is_done(stage):
                break
            if stage.points.kills == kills:
                patience -= 1
                where = f"{troubles[shown:]}\n{stage.ada.transcript()}"
                assert patience * (len(troubles) - shown), f"silence in chapter {chapter}: {where}"


def sees(words: str) -> Callable[[SlackStage], bool]:
    """Whether the newest card in private says so."""
    return lambda stage: bool(stage.cards) and words in read_message(stage.cards[-1])


def press(label: str) -> Act:
    """Press a button of the newest card that has it."""

    async def act(stage: SlackStage) -> None:
        await stage.ada.press(stage.cards[-1], label)

    return act


async def give_command(stage: SlackStage) -> None:
    await stage.ada.command(f"connect {ADDRESS}", stage.energy)


async def choose_provider(stage: SlackStage) -> None:
    """In a menu that asks the bot for its entries; where none came, the person looks again."""
    card = stage.cards[-1]
    offered = await stage.ada.look_up(card, "Choose your provider", "quilmoor")
    if "Quillmoor Power" in offered.labels:
        await stage.ada.choose(card, "Choose your provider", "Quillmoor Power")


async def open_form(stage: SlackStage) -> None:
    """A modal that was loading when the bot died stays so: it is closed, and opened again."""
    kills = stage.points.kills
    while stage.ada.modals:
        await stage.ada.modal.close()
    await press(TOO_LATE if sees(TOO_LATE)(stage) else "Enter the times")(stage)
    await stage.until(lambda: shows_fields(stage) or stage.points.kills > kills)


async def fill_times(stage: SlackStage) -> None:
    await _fill(stage, {"rest": "25", "periods.0.start": "22:00", "periods.0.end": "06:00", "periods.0.price": "15"})


async def add_time(stage: SlackStage) -> None:
    kills = stage.points.kills
    await stage.ada.modal.press("Add a time")
    await stage.until(lambda: has_two_times(stage) or stage.points.kills > kills)


async def send_form(stage: SlackStage) -> None:
    await _fill(stage, {"periods.1.start": "12:00", "periods.1.end": "14:00", "periods.1.price": "18"})
    await stage.ada.modal.send()


async def open_home(stage: SlackStage) -> None:
    """What could not be read back, as the bot was killed then, is read half a minute later."""
    kills = stage.points.kills
    stage.ada.open_home()
    await stage.until(lambda: home_lists_it(stage) or stage.points.kills > kills)


async def _fill(stage: SlackStage, values: dict[str, str]) -> None:
    for name, value in values.items():
        if stage.ada.modal.value(name) != value:
            await stage.ada.modal.fill(name, value)


def shows_fields(stage: SlackStage) -> bool:
    return bool(stage.ada.modals) and bool(stage.ada.modal.labels)


def has_two_times(stage: SlackStage) -> bool:
    return shows_fields(stage) and "*Time 2*" in stage.ada.modal.texts


def tells_channel(message: Message) -> bool:
    """Whether this is what was shared."""
    return bool(message.bot_id) and "Quillmoor Power" in read_message(message)


def is_shared(stage: SlackStage) -> bool:
    return any(tells_channel(message) for message in stage.energy.messages.values())


def home_lists_it(stage: SlackStage) -> bool:
    return stage.ada.home is not None and any("14 Quillmoor Lane" in text for text in texts_of(stage.ada.home.blocks))


CONNECT = (
    Step(give_command, sees("Did I get the address right?")),
    Step(press("Yes, that’s right"), sees("Who’s the energy provider?")),
    Step(choose_provider, sees("How does the price work?")),
    Step(press("Different prices by time of day"), sees("Which price applies when?")),
    Step(open_form, shows_fields),
    Step(fill_times, shows_fields),
    Step(add_time, has_two_times),
    Step(send_form, sees("The tariff is connected")),
    Step(press("Done"), sees("All set.")),
    Step(press("Share in the channel"), is_shared),
    Step(open_home, home_lists_it),
)
ANSWERS: tuple[tuple[str, object], ...] = (
    ("postal_address_capture", GIVEN_ADDRESS),
    ("provider_select", {"provider": {"id": find_by_name("GB", "Quillmoor Power").id}}),
    ("tariff_structure_select", {"options": ["TIME_OF_DAY"]}),
    (
        "rate_tod_capture",
        {
            "hours": [
                {"cost": 0.25, "valid_from": "06:00:00", "valid_to": "12:00:00"},
                {"cost": 0.18, "valid_from": "12:00:00", "valid_to": "14:00:00"},
                {"cost": 0.25, "valid_from": "14:00:00", "valid_to": "22:00:00"},
                {"cost": 0.15, "valid_from": "22:00:00", "valid_to": "06:00:00"},
            ]
        },
    ),
    ("tariff_summary", "CLOSE"),
)
