"""From the wish to see prices to the card: which location, which direction, what is shown, and why there is nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bot.conversation.cards import Action, Card, Choices, Picture, Text, Title
from bot.conversation.channel import Capabilities
from bot.conversation.context import Brand, Context
from bot.conversation.conversation import react
from bot.conversation.prices.flow import read_again
from bot.conversation.prices.model import Point, PriceView, Schedule, Series
from bot.conversation.remembered import Calling
from bot.conversation.replies import Commanded
from bot.conversation.situation import (
    Location,
    Look,
    Priced,
    Reaction,
    ReadPrices,
    Situation,
    Slot,
    State,
    Trouble,
)
from bot.conversation.teams import Rights
from bot.texts import Catalogues

CATALOGUES = Catalogues("en")
NOW = datetime(2026, 11, 17, 14, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
STRAND = {"address_line1": "1-3 Strand", "city": "London", "post_code": "WC2N 5EH", "country_code": "GB"}
LEIPZIG = {"address_line1": "Markt 1", "city": "Leipzig", "post_code": "04109", "country_code": "DE"}
IMPORT, EXPORT = "commodity_import", "commodity_export"
ASK = Commanded("prices")


def at(now: datetime = NOW, language: str = "en-GB", *, menus: bool = False) -> Context:
    channel = Capabilities(forms=False, buttons_per_list=8, menus=menus)
    return Context(CATALOGUES.words(language), now, channel, Brand("Tariffbot"), CATALOGUES.languages)


def home(id_: str = "loc_1", *used: str, zone: str = "Europe/London") -> Location:
    slots = tuple(Slot(name, "CONNECTED", provider="Quillmoor Power") for name in used or (IMPORT,))
    return Location(id_, STRAND if id_ == "loc_1" else LEIPZIG, zone, "GBP", slots)


def situation(*locations: Location, rights: Rights | None = None, **state: object) -> Situation:
    now = Situation(State(**state), locations=locations or (home(),))  # type: ignore[arg-type]
    return now if rights is None else Situation(now.state, locations=now.locations, rights=rights)


def day(*values: str, start: datetime = datetime(2026, 11, 17, tzinfo=UTC), sure: int = 99) -> Series:
    points = tuple(
        Point(start + n * HOUR, start + (n + 1) * HOUR, Decimal(value), Decimal(1 if n < sure else "0.6"))
        for n, value in enumerate(values)
    )
    return Series(points, "GBP", "Europe/London")


def shown(now: Situation, series: Series, ctx: Context, direction: str = "IMPORT", **view: object) -> Reaction:
    looking = now.state.model_copy(
        update={"prices": PriceView(location=now.locations[0].id, direction=direction, **view)}  # type: ignore[arg-type]
    )
    asking = Situation(looking, locations=now.locations, rights=now.rights)
    return react(asking, Priced(now.locations[0].id, direction, series), ctx)


def parted(schedule: Schedule | None, ctx: Context, direction: str = "IMPORT", zone: str = "Europe/London") -> Reaction:
    """What is shown where the hours may have breaks between them."""
    prices = day(*[f"0.{20 + n % 24}" for n in range(72)], start=ctx.now - 30 * HOUR)
    now = situation(
        home("loc_1", IMPORT, EXPORT, zone=zone),
        prices=PriceView(location="loc_1", direction=direction, breaks=True),  # type: ignore[arg-type]
    )
    return react(now, Priced("loc_1", direction, Series(prices.points, "GBP", zone), schedule), ctx)


def best(*parts: tuple[datetime, float, str], minutes: int = 180, sure: str = "1", refused: str = "") -> Schedule:
    """Parts by their beginning, their hours and their price, from two days before the first to two after it."""
    first = parts[0][0] if parts else NOW
    points = tuple(Point(at, at + hours * HOUR, Decimal(value), Decimal(sure)) for at, hours, value in parts)
    return Schedule(first - 48 * HOUR, first + 48 * HOUR, minutes, points, refused)


def words(card: Card | None) -> str:
    assert card is not None
    said = "\n".join(block.text for block in card.blocks if isinstance(block, Title | Text))
    return said.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def labels(card: Card | None) -> list[str]:
    assert card is not None
    return [button.label for button in card.buttons()]


def actions(card: Card | None) -> dict[str, Action]:
    assert card is not None
    return {button.label: button.action for button in card.buttons()}


def test_the_only_location_is_asked_at_once() -> None:
    asked = react(situation(), ASK, at())
    assert asked.call == ReadPrices("loc_1", "IMPORT", "Europe/London")
    assert asked.quiet
    assert asked.state.prices.location == "loc_1"


def test_where_only_feeding_in_is_connected_that_is_asked() -> None:
    assert react(situation(home("loc_1", EXPORT)), ASK, at()).call == ReadPrices("loc_1", "EXPORT", "Europe/London")
    both = react(situation(home("loc_1", IMPORT, EXPORT)), Action("@prices", "loc_1"), at())
    assert isinstance(both.call, ReadPrices)
    assert both.call.direction == "IMPORT"


def test_without_a_zone_the_address_tells_it() -> None:
    asked = react(situation(home("loc_2", zone="")), ASK, at())
    assert asked.call == ReadPrices("loc_2", "IMPORT", "Europe/Berlin")


def test_of_several_one_is_chosen() -> None:
    now = situation(home("loc_1"), home("loc_2"))
    asked = react(now, ASK, at())
    assert asked.call is None
    assert labels(asked.card) == ["1-3 Strand, London WC2N 5EH", "Markt 1, 04109 Leipzig", "Close"]
    chosen = react(now, actions(asked.card)["Markt 1, 04109 Leipzig"], at())
    assert isinstance(chosen.call, ReadPrices)
    assert chosen.call.location_id == "loc_2"
    menu = react(now, ASK, at(menus=True)).card
    assert menu is not None
    assert any(isinstance(block, Choices) for block in menu.blocks)


def test_who_has_nothing_is_led_to_connect() -> None:
    asked = react(Situation(State()), ASK, at())
    assert asked.call is None
    assert labels(asked.card) == ["Connect my tariff"]


def test_a_day_is_shown_as_a_picture_and_in_words() -> None:
    values = ["20", "10", *["30"] * 16, "40", *["30"] * 5, "8", *["25"] * 23]
    told = shown(situation(), day(*(f"0.{v.zfill(2)}" for v in values), sure=24), at())
    assert told.card is not None
    assert any(isinstance(block, Picture) for block in told.card.blocks)
    text = words(told.card)
    assert "Prices: 1-3 Strand" in text
    assert "Now 30 p, until 18:00." in text
    assert "dearest 18:00–19:00" in text
    assert "Tomorrow (forecast)" in text
    assert "Cheapest 3 hours in a row until 07:00 tomorrow: tomorrow, 00:00–03:00" in text
    assert "This is a forecast." in text
    assert (told.state.panel, told.state.about) == ("tariffs", "loc_1")


def test_hours_and_deadline_are_chosen_and_remembered() -> None:
    values = [f"0.{20 + n % 24}" for n in range(48)]
    first = shown(situation(), day(*values), at())
    assert "✓ 3 hours" in labels(first.card)
    assert "✓ By 07:00" in labels(first.card)
    now = Situation(first.state, locations=(home(),))
    two = react(now, actions(first.card)["2 hours"], at())
    assert two.state.prices.hours == 2
    assert isinstance(two.call, ReadPrices)
    tonight = react(Situation(two.state, locations=(home(),)), Action("@price-until", "midnight"), at())
    assert (tonight.state.prices.hours, tonight.state.prices.until) == (2, "midnight")
    late = shown(situation(), day(*values), at(NOW + 9 * HOUR), until="midnight")
    assert "I know no 3 hours in a row that are left until midnight." in words(late.card)


@pytest.mark.parametrize("value", ["5", "", "never", "²"])
def test_what_is_no_choice_changes_none(value: str) -> None:
    now = situation(prices=PriceView(location="loc_1"))
    for verb in ("@price-hours", "@price-until"):
        assert react(now, Action(verb, value), at()).state.prices == PriceView(location="loc_1")


def test_one_price_is_said_in_one_line() -> None:
    told = shown(situation(), day(*["0.245"] * 48), at())
    assert words(told.card) == "Prices: 1-3 Strand, London WC2N 5EH\n24.5 p per kWh, all day"
    assert labels(told.card) == ["Price watches", "Close"]
    guessed = shown(situation(), day(*["0.245"] * 48, sure=24), at())
    assert "24.5 p per kWh, all day (forecast)" in words(guessed.card)


def test_what_feeding_in_earns_is_best_when_it_is_high() -> None:
    both = home("loc_1", IMPORT, EXPORT)
    values = ["0.05"] * 20 + ["0.15", "0.16", "0.14"] + ["0.05"] * 25
    told = shown(situation(both), day(*values), at(), "EXPORT")
    assert "Feed-in: 1-3 Strand" in words(told.card)
    assert "Best 3 hours in a row for feeding in, until 07:00 tomorrow: today, 20:00–23:00" in words(told.card)
    back = react(Situation(told.state, locations=(both,)), actions(told.card)["Prices for what I use"], at())
    assert isinstance(back.call, ReadPrices)
    assert back.call.direction == "IMPORT"


def test_the_currency_and_the_zone_are_those_of_the_prices() -> None:
    series = day(*[f"0.{20 + n % 24}" for n in range(48)])
    told = shown(situation(), Series(series.points, "SEK", "Europe/Stockholm"), at(language="de-DE"))
    assert "öre" in words(told.card)
    assert "bis 16:00" in words(told.card), "14:20 in London is 15:20 in Stockholm"


def test_a_price_without_confidence_is_never_shown() -> None:
    nothing = Series(tuple(Point(p.start, p.end, p.value, Decimal(0)) for p in day(*["0.1"] * 48).points), "GBP")
    told = shown(situation(), nothing, at())
    assert "no prices for this tariff at the moment" in words(told.card)


@pytest.mark.parametrize(
    ("code", "said", "way"),
    [
        ("pending_connect", "still on its way", "Close"),
        ("no_tariff_connected", "No tariff is connected here yet", "Connect my tariff"),
        ("no_price_data", "quarter of an hour", "Connect again"),
        ("something_new", "quarter of an hour", "Connect again"),
    ],
)
def test_why_there_are_none_is_said_with_a_way_on(code: str, said: str, way: str) -> None:
    told = shown(situation(), Series(refused=code), at())
    assert said in words(told.card)
    assert labels(told.card)[0] == way


def test_who_may_not_connect_is_not_offered_to() -> None:
    told = shown(situation(rights=Rights(connect=False)), Series(refused="no_price_data"), at())
    assert labels(told.card) == ["Close"]


def test_a_feed_in_tariff_that_is_missing_can_be_connected() -> None:
    told = shown(situation(), Series(refused="no_tariff_connected"), at(), "EXPORT")
    assert actions(told.card)["Add my feed-in tariff"] == Action("@add-export", "loc_1")
    lost = shown(situation(), Series(refused="no_price_data"), at(), "EXPORT")
    assert actions(lost.card)["Connect again"] == Action("@again-export", "loc_1")


def test_a_location_that_is_not_found_is_looked_at() -> None:
    told = shown(situation(), Series(refused="not_found"), at())
    assert told.call == Look("loc_1")
    assert told.card is not None


@pytest.mark.parametrize("kind", ["down", "slow", "nonsense", "limited", "refused", "disabled"])
def test_trouble_can_be_tried_again(kind: str) -> None:
    calling = Calling(row=1, kind="prices")
    now = situation(home(), prices=PriceView(location="loc_1", direction="EXPORT"), calling=calling)
    told = react(now, Trouble(kind), at())  # type: ignore[arg-type]
    assert told.state.attempts == 0, "nothing that was given waits to be sent"
    again = react(Situation(told.state, locations=now.locations), actions(told.card)["Try again"], at())
    assert again.call == ReadPrices("loc_1", "EXPORT", "Europe/London")
    gone = react(Situation(now.state), Trouble(kind), at())  # type: ignore[arg-type]
    assert gone.card is not None


@pytest.mark.parametrize("verb", ["@price-hours", "@price-until", "@price-breaks", "@prices"])
def test_a_location_that_is_no_longer_theirs_is_not_asked(verb: str) -> None:
    now = situation(home("loc_2"), prices=PriceView(location="loc_1"))
    told = react(now, Action(verb, "loc_1" if verb == "@prices" else "2"), at())
    assert told.call is None
    assert told.card is not None
    late = react(now, Priced("loc_1", "IMPORT", day("0.1")), at())
    assert late.call is None
    assert late.card is not None


def test_the_card_of_a_location_leads_to_its_prices() -> None:
    card = react(situation(), Commanded("tariffs"), at()).card
    assert actions(card)["Prices"] == Action("@prices", "loc_1")
    bare = Location("loc_1", STRAND, "Europe/London", "GBP", (Slot(IMPORT, "NOT_CONNECTED"),))
    assert "Prices" not in labels(react(situation(bare), Commanded("tariffs"), at()).card)


@pytest.mark.parametrize(
    ("begins", "hours", "now", "until"),
    [
        # Berlin goes back at 03:00 on 25 October 2026: 01:00Z is the second 02:00.
        (datetime(2026, 10, 24, 22, tzinfo=UTC), 49, datetime(2026, 10, 25, 22, 30, tzinfo=UTC), "00:00"),
        (datetime(2026, 3, 28, 23, tzinfo=UTC), 47, datetime(2026, 3, 28, 23, 30, tzinfo=UTC), "01:00"),
    ],
)
def test_days_in_which_the_clocks_are_changed(begins: datetime, hours: int, now: datetime, until: str) -> None:
    berlin = home("loc_2", zone="Europe/Berlin")
    values = [f"0.{20 + (n * 7) % 40}" for n in range(hours)]
    series = Series(day(*values, start=begins).points, "EUR", "Europe/Berlin")
    told = shown(situation(berlin), series, at(now))
    text = words(told.card)
    assert f"until {until}." in text.splitlines()[1]
    assert [line.partition(":")[0].partition(",")[0] for line in text.splitlines()[2:4]] == ["Today", "Tomorrow"]
    assert told.card is not None
    assert any(isinstance(block, Picture) for block in told.card.blocks)


TONIGHT = datetime(2026, 11, 17, 22, tzinfo=UTC)
IN_PARTS = best((TONIGHT - 2 * HOUR, 1, "0.06"), (TONIGHT, 1, "0.05"), (TONIGHT + 5 * HOUR, 1, "0.07"))


def test_with_breaks_flatpeak_is_asked_for_the_parts() -> None:
    first = shown(situation(), day(*[f"0.{20 + n % 24}" for n in range(48)]), at())
    assert "✓ In one go" in labels(first.card)
    pressed = react(Situation(first.state, locations=(home(),)), actions(first.card)["With breaks"], at())
    assert pressed.call == ReadPrices("loc_1", "IMPORT", "Europe/London", hours=3, until="morning")
    died = situation(prices=pressed.state.prices, calling=Calling(row=1, kind="prices"))
    assert read_again(died, Calling(row=1, kind="prices")) == pressed.call
    whole = react(Situation(pressed.state, locations=(home(),)), Action("@price-breaks", "no"), at())
    assert whole.call == ReadPrices("loc_1", "IMPORT", "Europe/London")


def test_the_parts_are_said_with_their_days_and_their_mean() -> None:
    told = parted(IN_PARTS, at())
    said = "today 20:00–21:00, 22:00–23:00 and tomorrow 03:00–04:00, on average 6 p."
    assert f"Cheapest 3 hours until 07:00 tomorrow, breaks allowed: {said}" in words(told.card)
    assert "✓ With breaks" in labels(told.card)
    german = parted(IN_PARTS, at(language="de-DE"))
    assert "heute 20:00–21:00, 22:00–23:00 und morgen 03:00–04:00" in words(german.card)
    fed_in = parted(IN_PARTS, at(), "EXPORT")
    assert "Best 3 hours for feeding in, until 07:00 tomorrow, breaks allowed: today 20:00" in words(fed_in.card)
    guessed = parted(
        replace(IN_PARTS, parts=(*IN_PARTS.parts[:2], best((TONIGHT + 5 * HOUR, 1, "0.07"), sure="0.6").parts[0])), at()
    )
    assert "This is a forecast." in words(guessed.card)


def test_parts_that_follow_each_other_are_one() -> None:
    joined = best((TONIGHT, 0.25, "0.04"), (TONIGHT + HOUR / 4, 2.75, "0.08"))
    assert "breaks allowed: today 22:00–01:00, on average 7.7 p." in words(parted(joined, at()).card)


@pytest.mark.parametrize(
    "schedule",
    [
        None,
        best(),
        best(refused="server_error"),
        best((TONIGHT, 2, "0.05")),
        best((TONIGHT, 4, "0.05")),
        best((TONIGHT, 2, "0.05"), (TONIGHT + HOUR, 1, "0.05")),
        best((TONIGHT, 3, "0.05"), sure="0"),
        best((TONIGHT, 3, "1e12")),
        best((TONIGHT + 50 * HOUR, 1, "0.05"), (TONIGHT, 2, "0.05")),
        best(*((TONIGHT + n * HOUR / 2, 0.25, "0.05") for n in range(12))),
    ],
)
def test_what_is_no_answer_leaves_the_hours_in_a_row(schedule: Schedule | None) -> None:
    told = parted(schedule, at())
    assert "Cheapest 3 hours in a row until 07:00 tomorrow" in words(told.card)
    assert "✓ With breaks" in labels(told.card)


@pytest.mark.parametrize("code", ["pending_connect", "no_tariff_connected", "no_price_data"])
def test_a_refusal_that_means_something_is_said(code: str) -> None:
    assert words(parted(best(refused=code), at()).card) == words(shown(situation(), Series(refused=code), at()).card)


@pytest.mark.parametrize(
    ("begins", "hours", "said"),
    [
        # Berlin goes back at 03:00 on 25 October 2026: 01:00Z is the second 02:00.
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), 1, "02:30 (CEST)–02:30 (CET)"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), 1, "02:30 (CET)–03:30"),
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), 1, "01:30–03:30"),
    ],
)
def test_parts_in_the_nights_of_the_clock_change(begins: datetime, hours: int, said: str) -> None:
    evening = begins.replace(hour=20, minute=10) - 24 * HOUR
    schedule = best((begins - 4 * HOUR, 2, "0.05"), (begins, hours, "0.05"))
    text = words(parted(schedule, at(evening), zone="Europe/Berlin").card)
    assert f"and tomorrow {said}, on average 5 p." in text
