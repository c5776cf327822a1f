"""The summary: prices in words and as a picture, clock changes, forecasts, and what can be done next."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.conversation.cards import Facts, Picture, Text
from bot.conversation.context import Context
from bot.conversation.page import Page
from bot.conversation.pages.rates import cheapest, mean_cost, read_rates
from bot.conversation.pages.view import Do
from bot.conversation.pictures.chart import DayPrices
from bot.conversation.pictures.draw import draw
from tests.conversation.page_chat import Chat, context, sample

CAPTION = 900


def at(moment: str, language: str = "en-GB") -> Context:
    return context(language)._replace(now=datetime.fromisoformat(moment).astimezone(UTC))


def summary(name: str = "tariff_summary", moment: str = "2026-11-17T10:20+01:00", language: str = "en-GB") -> Chat:
    return Chat(sample(name, "summary"), at(moment, language))


def hourly(*costs: str, day: str = "2026-11-17", offset: str = "+01:00", **more: Any) -> list[dict[str, Any]]:
    start = datetime.fromisoformat(f"{day}T00:00:00{offset}")
    return [
        {
            "valid_from": (start + timedelta(hours=hour)).isoformat(),
            "valid_to": (start + timedelta(hours=hour + 1)).isoformat(),
            "tariff": {"cost": float(cost), "confidence": 1, **more},
        }
        for hour, cost in enumerate(costs)
    ]


def page(today: Any, tomorrow: Any = (), *, direction: str = "IMPORT", actions: Any = (), **tariff: Any) -> Page:
    data = {
        "currency_code": "EUR",
        "tariff": {"status": "CONNECTED", "structure_type": "MARKET", **tariff},
        "rates": {"today": list(today), "tomorrow": list(tomorrow)},
    }
    return Page("summary", "tariff_summary", actions, data, direction)


def chart(talk: Chat) -> DayPrices:
    found = next(block.chart for block in talk.card.blocks if isinstance(block, Picture))
    assert isinstance(found, DayPrices)
    return found


def test_a_market_tariff() -> None:
    talk = summary()
    assert talk.title == "Your tariff is connected"
    assert talk.facts == {
        "Provider": "Norrglimt Energi",
        "Tariff": "Norrglimt Timpris",
        "For": "Electricity",
        "Contract": "until 30 June 2027",
    }
    assert talk.texts[0].splitlines() == [
        "Now 90.2 öre, until 11:00.",
        "Today, still to come: cheapest 13:00–14:00 (50 öre), dearest 18:00–19:00 (142.1 öre).",
        "Tomorrow: cheapest 03:00–04:00 (25.7 öre), dearest 18:00–19:00 (92.3 öre).",
    ]
    drawn = chart(talk)
    assert [day.label for day in drawn.days] == ["Today", "Tomorrow"]
    assert drawn.unit == "öre/kWh"
    assert drawn.days[0].prices[0].amount == Decimal("61.098")
    assert draw(drawn).startswith(b"\x89PNG")
    assert "on average 82.5 öre" in next(b.alt for b in talk.card.blocks if isinstance(b, Picture))


def test_german() -> None:
    talk = summary(language="de")
    assert talk.texts[0].startswith("Jetzt 90,2 öre, bis 11:00.\nHeute noch: am günstigsten 13:00–14:00 (50 öre)")
    assert chart(talk).decimal_mark == ","


def test_what_can_be_done() -> None:
    talk = summary()
    assert talk.labels == ["Done", "Report a mistake", "Change tariff", "Disconnect"]
    assert talk.card.buttons()[0].style == "primary"
    assert summary().press("Done").outcome == Do(
        "CLOSE", "Norrglimt Energi · Norrglimt Timpris · Follows the market price"
    )
    assert summary().press("Change tariff").outcome == Do("EDIT")
    assert summary().say("ok").outcome == summary().press("Done").outcome
    assert summary().say("how are you").hint == "There’s nothing to type here. Tap “Done” if it’s all right."


@pytest.mark.parametrize(
    ("name", "action"), [("tariff_summary", "WRONG_TARIFF"), ("tariffs_summary", "WRONG_TARIFF_REPORT")]
)
def test_a_report_goes_by_the_name_that_the_page_lists(name: str, action: str) -> None:
    talk = summary(name).press("Report a mistake")
    assert talk.outcome == Do(action, "Reported, thank you")


def test_what_was_reported_is_not_reported_again() -> None:
    talk = summary("variants/tariff_summary.dynamic_half_hour_reported", "2026-11-17T09:20+00:00")
    assert talk.labels == ["Done", "Change tariff", "Disconnect"]
    assert talk.act("do", "WRONG_TARIFF").outcome is None


def test_disconnecting_is_asked_twice() -> None:
    talk = summary().press("Disconnect")
    assert talk.outcome is None
    assert talk.labels == ["Yes, disconnect", "No, keep it connected"]
    assert talk.press("No, keep it connected").title == "Your tariff is connected"
    assert talk.press("Disconnect").say("yes").outcome == Do("DISCONNECT")
    assert summary().press("Disconnect").back()
    talk.refuse("action_invalid")
    assert talk.problem
    assert "Done" in talk.labels


def test_one_price_is_a_fact_and_no_picture() -> None:
    talk = summary("variants/tariff_summary.fixed")
    assert talk.facts["Price"] == "24.67 p per kWh, all day"
    assert not any(isinstance(block, Picture) for block in talk.card.blocks)
    assert talk.texts == []


def test_hardly_any_data() -> None:
    talk = summary("variants/tariff_summary.minimal")
    assert talk.facts == {"Provider": "Tallvik Kraft", "Tariff": "Tallvik Fast", "For": "Electricity"}
    assert talk.labels[0] == "Done"
    bare = Chat(Page("summary", "tariff_summary"))
    assert bare.labels == ["Done"]
    assert bare.press("Done").outcome == Do("CLOSE")


def test_a_day_of_few_prices_is_told_whole_and_tiers_are_mentioned() -> None:
    talk = summary("variants/tariff_summary.time_of_day_tiered")
    assert talk.texts[0].splitlines() == [
        "Now 33.8 ct, until 22:00.",
        "Today and tomorrow: 00:00–06:00 20.19 ct, 06:00–22:00 33.84 ct, 22:00–00:00 20.19 ct.",
    ]
    assert talk.texts[1].startswith("Your price depends on how much you use")
    assert talk.facts["Contract"] == "no end date"


def test_a_day_of_25_hours() -> None:
    talk = summary("variants/tariff_summary.clock_change_25h", "2026-10-25T02:30+02:00")
    assert talk.texts[0].startswith("Now 3.3 øre, until 02:00 (UTC+01:00).")
    assert "Tomorrow (forecast)" in talk.texts[0]
    today, tomorrow = chart(talk).days
    assert today.end - today.start == timedelta(hours=25)
    assert tomorrow.end - tomorrow.start == timedelta(hours=24)
    assert today.end == tomorrow.start
    marks = {mark.label: mark.at for mark in today.hours}
    assert marks["6"] - marks["0"] == timedelta(hours=7)
    assert chart(talk).forecast_label == "forecast"


def test_a_day_of_23_hours() -> None:
    night = hourly("0.1", "0.2", day="2026-03-29", offset="+01:00")
    rest = [
        {
            "valid_from": f"2026-03-29T{hour:02}:00:00+02:00",
            "valid_to": f"2026-03-{29 + (hour == 23)}T{(hour + 1) % 24:02}:00:00+02:00",
            "tariff": {"cost": hour / 100, "confidence": 1},
        }
        for hour in range(3, 24)
    ]
    talk = Chat(page([*night, *rest]), at("2026-03-29T00:10+01:00"))
    (today,) = chart(talk).days
    assert today.end - today.start == timedelta(hours=23)
    assert len(today.prices) == 23
    assert "cheapest 03:00–04:00 (3 ct)" in talk.texts[0]


def test_quarter_hours_below_zero() -> None:
    talk = summary("variants/tariff_summary.quarter_hour_negative", "2027-05-09T00:00+02:00")
    assert "cheapest 02:45–03:45 (−40.8 øre), dearest 17:30–18:30 (116.6 øre)" in talk.texts[0]
    best = chart(talk).cheapest
    assert best is not None
    assert best.end - best.start == timedelta(hours=1)


def test_prices_without_confidence_are_never_shown() -> None:
    costs = ["0.30", "0.10", "0.20", "0.35", "0.25", "0.28"]
    rates = hourly(*costs)
    rates[1]["tariff"]["confidence"] = 0
    rates[4]["tariff"]["confidence"] = 0.4
    talk = Chat(page(rates), at("2026-11-17T00:10+01:00"))
    assert len(chart(talk).days[0].prices) == 5
    assert [price.forecast for price in chart(talk).days[0].prices] == [False, False, False, True, False]
    assert "10 ct" not in "".join(talk.texts)


def test_an_end_before_its_start_is_the_next_midnight() -> None:
    rates = hourly("0.3", "0.2")
    rates[-1]["valid_to"] = "2026-11-17T00:00:00+01:00"
    assert read_rates(page(rates))[-1].end == datetime.fromisoformat("2026-11-18T00:00:00+01:00")


def test_days_are_called_by_their_date_when_they_are_not_today() -> None:
    talk = summary(moment="2026-11-15T10:00+01:00")
    assert [day.label for day in chart(talk).days] == ["17 Nov", "18 Nov"]
    late = summary(moment="2026-11-18T10:00+01:00")
    assert [day.label for day in chart(late).days] == ["Today"]


def test_a_feed_in_tariff_is_dear_when_it_pays() -> None:
    costs = ["0.05", "0.07", "0.02", "0.09", "0.04", "0.06"]
    talk = Chat(page(hourly(*costs), direction="EXPORT"), at("2026-11-17T00:00+01:00"))
    assert talk.title == "Your feed-in tariff is connected"
    assert talk.facts["For"] == "Feed-in"
    assert "Today: highest 03:00–04:00 (9 ct), lowest 02:00–03:00 (2 ct)." in talk.texts[0]
    assert chart(talk).cheapest is None


@pytest.mark.parametrize(
    ("status", "title"),
    [
        ("PENDING", "Your tariff is on its way"),
        ("ERROR", "Your tariff can’t be read just now"),
        ("NOT_CONNECTED", "This is your tariff"),
        ("SOMETHING_NEW", "This is your tariff"),
        ("", "Your tariff is connected"),
    ],
)
def test_the_title_fits_the_status(status: str, title: str) -> None:
    assert Chat(page([], status=status)).title == title


def test_a_page_that_saves_is_a_question() -> None:
    talk = Chat(page([], actions=("SAVE", "EDIT")))
    assert talk.title == "Is this your tariff?"
    assert talk.press("Save").outcome == Do("SAVE", "Follows the market price")


def test_the_mean_weighs_time() -> None:
    rates = read_rates(
        page(
            [
                {"valid_from": "2026-11-17T00:00Z", "valid_to": "2026-11-17T03:00Z", "tariff": {"cost": 1}},
                {"valid_from": "2026-11-17T03:00Z", "valid_to": "2026-11-17T04:00Z", "tariff": {"cost": 5}},
            ]
        )
    )
    assert mean_cost(rates) == 2
    low = cheapest(rates)
    assert low is not None
    assert (low.cost, low.end - low.start) == (1, timedelta(hours=3))


@pytest.mark.parametrize("language", ["en-GB", "de", "en-US"])
@pytest.mark.parametrize(
    "name",
    [
        "tariff_summary",
        "variants/tariff_summary.clock_change_25h",
        "variants/tariff_summary.quarter_hour_negative",
        "variants/tariff_summary.time_of_day_tiered",
    ],
)
def test_the_words_under_a_picture_fit_a_caption(name: str, language: str) -> None:
    body = sample(name, "summary")
    long = {**body.data["tariff"], "name": "Ö" * 300}
    talk = Chat(sample(name, "summary", tariff=long), at("2026-11-17T09:20Z", language))
    facts = [f"{key}: {value}" for b in talk.card.blocks if isinstance(b, Facts) for key, value in b.rows]
    words = [talk.title, *facts, *(block.text for block in talk.card.blocks if isinstance(block, Text))]
    assert len("\n\n".join(words)) < CAPTION
