"""The chats that customers have: what they do, by which words they see the answer, and what Connect has to receive."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from sandbox.flatpeak.providers import find_by_name

Answer = tuple[str, Any]


class Step(NamedTuple):
    """Once `answer` is read the next step begins. Exactly one of the others says what is done."""

    answer: str
    say: str = ""
    press: str = ""
    log_in: bool = False


@dataclass(frozen=True, slots=True)
class Script:
    """A whole chat. `house`: what of the address is nobody else's; `markers`: what no log may say."""

    kind: str
    platform: str
    language: str
    house: str
    steps: tuple[Step, ...]
    answers: tuple[Answer, ...]
    markers: tuple[str, ...]


class Home(NamedTuple):
    """Where somebody lives."""

    street: str
    flat: str
    post_code: str
    city: str
    country: str

    @property
    def line(self) -> str:
        """As it is typed."""
        flat = f" {self.flat}," if self.flat else ""
        town = f"{self.city} {self.post_code}" if self.country == "GB" else f"{self.post_code} {self.city}"
        return f"{self.street},{flat} {town}"

    @property
    def captured(self) -> Answer:
        return "postal_address_capture", {
            "postal_address": {
                "address_line1": self.street,
                "address_line2": self.flat,
                "city": self.city,
                "state": "",
                "post_code": self.post_code,
                "country_code": self.country,
            }
        }


def write_script(number: int, slack_rounds: int) -> Script:
    """The chat of one customer: the kinds take turns, with Slack in one round of so many."""
    round_, place = divmod(number, len(KINDS))
    kind = KINDS[place]
    return (_fixed if kind is _on_slack and round_ % slack_rounds else kind)(number)


def _fixed(number: int, kind: str = "fixed", *before_price: Step) -> Script:
    steps = (*_up_to_price(), *before_price, Step(CONNECTED, say="24.67p"))
    return _in_britain(number, kind, steps, (FIXED, ("rate_fixed_capture", {"cost": 0.2467})))


def _with_mistakes(number: int) -> Script:
    """Two prices that cannot be right; Connect never sees them."""
    return _fixed(
        number,
        "mistakes",
        Step("A price of zero can’t be right", say="0"),
        Step("A price can’t be below zero", say="-3 p"),
    )


def _with_help(number: int) -> Script:
    """In the middle, and then on with what was open."""
    return _fixed(number, "help", Step("How this works", say="/help"), Step("What does a kWh cost?", say="/continue"))


def _with_back(number: int) -> Script:
    """At the price the customer sees that it is another kind of tariff."""
    steps = (
        *_up_to_price(),
        Step("How does your price work?", say="/back"),
        Step("Which price applies when?", press="Different prices by time of day"),
        Step("Are these your prices per kWh?", say="23:30-5:30 9p, else 28p"),
        Step(CONNECTED, press="Yes, that’s right"),
    )
    times = ("tariff_structure_select", {"options": ["TIME_OF_DAY"]})
    return _in_britain(number, "back", steps, (FIXED, ("rate_fixed_capture", "BACK"), times, TIMES))


def _login(number: int) -> Script:
    steps = (
        *_choose("tidehollow", "Tidehollow Energy", "Sign in with your provider"),
        Step(CONNECTED, log_in=True),
    )
    return _in_britain(number, "login", steps, (), provider="Tidehollow Energy")


def _library(number: int) -> Script:
    steps = (
        *_choose("brackenwat", "Brackenwatt", "Which Brackenwatt tariff do you have?"),
        Step("Here’s what comes close to “fix june 2028”", say="fix june 2028"),
        Step(CONNECTED, press="Brackenwatt Fix June 2028"),
    )
    return _in_britain(number, "library", steps, (_library_tariff(),), provider="Brackenwatt")


def _times(number: int) -> Script:
    """In German."""
    home = Home(f"Karl-Liebknecht-Str. {_house(number)}", "", "04107", "Leipzig", "DE")
    steps = (
        Step("Schick mir zum Start", say="/start"),
        Step("Stimmt die Adresse so?", say=home.line),
        Step("Bei welchem Stromanbieter bist du?", press="Ja, stimmt"),
        Step("Das kommt „nebelquel“ am nächsten", say="nebelquel"),
        Step("Wie wird dein Strompreis berechnet?", press="Nebelquell Stadtstrom"),
        Step("Welcher Preis gilt wann?", press="Je nach Uhrzeit verschieden"),
        Step("Sind das deine Preise pro kWh?", say="23:30-5:30 9 ct, sonst 28 ct"),
        Step("Dein Tarif ist verbunden", press="Ja, stimmt"),
        Step("Alles erledigt.", press="Fertig"),
    )
    times = ("tariff_structure_select", {"options": ["TIME_OF_DAY"]})
    answers = (home.captured, _provider("DE", "Nebelquell Stadtstrom"), times, TIMES, DONE)
    return _script("time of day", "de", home, steps, answers)


def _market(number: int) -> Script:
    home = Home(f"Drottninggatan {_house(number)}", "", "111 51", "Stockholm", "SE")
    steps = (
        *_give(home),
        *_choose("norrglimt", "Norrglimt Energi", "Is there a fee on top of the market price?"),
        Step("Is there a percentage on top?", say="8.5 öre"),
        Step(CONNECTED, say="25 %"),
        Step("All set.", press="Done"),
    )
    surcharge = ("surcharge_capture", {"surcharge": {"fixed": 0.085, "percentage": 25}})
    answers = (home.captured, _provider("SE", "Norrglimt Energi"), surcharge, DONE)
    return _script("market", "en", home, steps, answers)


def _on_slack(number: int) -> Script:
    """Typed and pressed, in a workspace that has all of these customers."""
    home = Home(f"{_house(number)} Quillmoor Lane", "Flat 2", "BS1 9ZZ", "Bristol", "GB")
    steps = (
        Step("Did I get the address right?", say=home.line),
        Step("Who’s the energy provider?", press="Yes, that’s right"),
        Step("Here’s what comes close to “brackenwat”", say="brackenwat"),
        Step("Which Brackenwatt tariff is it?", press="Brackenwatt"),
        Step("Here’s what comes close to “fix june 2028”", say="fix june 2028"),
        Step("The tariff is connected", press="Brackenwatt Fix June 2028"),
        Step("All set.", press="Done"),
    )
    answers = (home.captured, _provider("GB", "Brackenwatt"), _library_tariff(), DONE)
    return _script("slack", "en", home, steps, answers, platform="slack")


def _in_britain(
    number: int, kind: str, steps: tuple[Step, ...], answers: tuple[Answer, ...], provider: str = "Quillmoor Power"
) -> Script:
    home = Home(f"{_house(number)} Quillmoor Lane", "Flat 2", "BS1 9ZZ", "Bristol", "GB")
    whole = (*_give(home), *steps, Step("All set.", press="Done"))
    return _script(kind, "en", home, whole, (home.captured, _provider("GB", provider), *answers, DONE))


def _script(
    kind: str,
    language: str,
    home: Home,
    steps: tuple[Step, ...],
    answers: tuple[Answer, ...],
    platform: str = "telegram",
) -> Script:
    return Script(kind, platform, language, home.street, steps, answers, (home.street, home.post_code))


def _give(home: Home) -> tuple[Step, ...]:
    return (
        Step("just send me your address", say="/start"),
        Step("Did I get the address right?", say=home.line),
        Step("Who’s your energy provider?", press="Yes, that’s right"),
    )


def _choose(typed: str, name: str, answer: str) -> tuple[Step, ...]:
    return Step(f"comes close to “{typed}”", say=typed), Step(answer, press=name)


def _up_to_price() -> tuple[Step, ...]:
    return (
        *_choose("quillmoor", "Quillmoor Power", "How does your price work?"),
        Step("What does a kWh cost?", press="One price all day"),
    )


def _library_tariff() -> Answer:
    tariffs = find_by_name("GB", "Brackenwatt").tariffs
    id_ = next(tariff.id for tariff in tariffs if tariff.name == "Brackenwatt Fix June 2028")
    return "tariff_select", {"tariff": {"id": id_}}


def _house(number: int) -> int:
    return 1000 + number


def _provider(country: str, name: str) -> Answer:
    return "provider_select", {"provider": {"id": find_by_name(country, name).id}}


CONNECTED = "Your tariff is connected"
DONE: Answer = ("tariff_summary", "CLOSE")
FIXED: Answer = ("tariff_structure_select", {"options": ["FIXED"]})
_DAY = {"cost": 0.28, "valid_from": "05:30:00", "valid_to": "23:30:00"}
_NIGHT = {"cost": 0.09, "valid_from": "23:30:00", "valid_to": "05:30:00"}
TIMES: Answer = ("rate_tod_capture", {"hours": [_DAY, _NIGHT]})
KINDS: tuple[Callable[[int], Script], ...] = (
    *(_fixed, _library, _times, _login, _market),
    *(_with_mistakes, _with_back, _with_help, _on_slack),
)
