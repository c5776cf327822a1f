"""The chats that are walked: what the person waits for, and what they do then. Nothing is ever done twice."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial

import aiohttp

from sandbox.flatpeak.login_site import PASSWORD
from sandbox.flatpeak.providers import find_by_name
from sandbox.telegram import Chat, Message, Person

ADDRESS = "14 Quillmoor Lane, Flat 2, Bristol BS1 9ZZ"
PATIENCE_S = 90.0  # two cold starts on a machine that has other things to do
Form = dict[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """Once a message with these words (and, for a press, that button) is there: say, press, or follow its link."""

    cue: str = ""
    say: str = ""
    press: str = ""
    log_in: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    """A whole chat: its steps, the words at its end, and what Connect has to have received."""

    steps: tuple[Step, ...]
    end: str
    answers: tuple[tuple[str, object], ...]

    def up_to(self, number: int, end: str) -> "Script":
        """Its first steps, and the words to which they lead."""
        return replace(self, steps=self.steps[:number], end=end)

    def since(self, number: int) -> "Script":
        """The steps after those."""
        return replace(self, steps=self.steps[number:])


BEGINNING = (
    Step(say="/start"),
    Step(cue="just send me your address", say=ADDRESS),
    Step(cue="Did I get the address right?", press="Yes, that’s right"),
)
END = (Step(cue="Your tariff is connected", press="Done"),)
GIVEN_ADDRESS = {
    "postal_address": {
        "address_line1": "14 Quillmoor Lane",
        "address_line2": "Flat 2",
        "city": "Bristol",
        "state": "",
        "post_code": "BS1 9ZZ",
        "country_code": "GB",
    }
}


FIXED = Script(
    steps=(
        *BEGINNING,
        Step(cue="Who’s your energy provider?", say="quillmoor"),
        Step(cue="comes close to “quillmoor”", press="Quillmoor Power"),
        Step(cue="How does your price work?", press="One price all day"),
        Step(cue="What does a kWh cost?", say="24.67p"),
        *END,
    ),
    end="All set.",
    answers=(
        ("postal_address_capture", GIVEN_ADDRESS),
        ("provider_select", {"provider": {"id": find_by_name("GB", "Quillmoor Power").id}}),
        ("tariff_structure_select", {"options": ["FIXED"]}),
        ("rate_fixed_capture", {"cost": 0.2467}),
        ("tariff_summary", "CLOSE"),
    ),
)
LOGIN = Script(
    steps=(
        *BEGINNING,
        Step(cue="Who’s your energy provider?", say="tidehollow"),
        Step(cue="comes close to “tidehollow”", press="Tidehollow Energy"),
        Step(cue="Tidehollow Energy", log_in=True),
        *END,
    ),
    end="All set.",
    answers=(
        ("postal_address_capture", GIVEN_ADDRESS),
        ("provider_select", {"provider": {"id": find_by_name("GB", "Tidehollow Energy").id}}),
        ("tariff_summary", "CLOSE"),
    ),
)


async def play(
    person: Person, script: Script, follow: Callable[[str], Awaitable[None]], patience_s: float = PATIENCE_S
) -> None:
    """Go through the steps; `follow` opens links. TimeoutError shows the chat where nothing comes any more."""
    for step in script.steps:
        message = await person.wait_until(partial(_find, step), patience_s) if step.cue else None
        if step.say:
            person.say(step.say)
        elif message is not None and step.press:
            person.press(message.id, step.press)
        elif message is not None and step.log_in:
            await follow(next(b.url for b in message.buttons if b.url))
    await person.wait_until(lambda chat: any(script.end in m.text for m in chat.from_bot), patience_s)


def _find(step: Step, chat: Chat) -> Message | None:
    """The newest message that the step is about."""
    for message in reversed(chat.from_bot):
        labels = [button.text for button in message.buttons]
        wanted = not step.press or step.press in labels
        if step.cue in message.text and wanted and (not step.log_in or any(b.url for b in message.buttons)):
            return message
    return None


async def log_in(url: str) -> None:
    """Sign in at the provider's site and consent; the browser follows the way back, and loads it until it is there."""
    async with aiohttp.ClientSession() as browser, asyncio.timeout(PATIENCE_S):
        await _load(browser, "GET", url)
        await _load(browser, "POST", url, {"step": "login", "user": "ada", "password": PASSWORD})
        way_back, status = await _load(browser, "POST", url, {"step": "consent", "choice": "allow"})
        while status != 200:
            await asyncio.sleep(0.1)
            way_back, status = await _load(browser, "GET", way_back)


async def _load(browser: aiohttp.ClientSession, method: str, url: str, form: Form | None = None) -> tuple[str, int]:
    """The address at which it ended, and the status there."""
    async with browser.request(method, url, data=form) as page:
        await page.read()
        return str(page.url), page.status
