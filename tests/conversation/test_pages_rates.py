"""One price, prices by time of day, and what a market tariff adds: what is read, shown and sent."""

from decimal import Decimal
from typing import Any

import pytest

from bot.conversation.cards import Picture
from bot.conversation.exact import dump
from bot.conversation.page import Page
from bot.conversation.pages.clocks import read_clock, read_span
from bot.conversation.pages.price_words import explain_why
from bot.conversation.pages.view import Do
from bot.conversation.pictures.draw import draw
from bot.conversation.understanding.results import Why
from tests.conversation.page_chat import Chat, context, sample, spaced

YES = "Yes, that’s right"
# Reasons that lead to a choice between readings, never to a refusal.
ONLY_DOUBTS = {Why.OTHER_CURRENCY, Why.AMBIGUOUS_NUMBER, Why.UNIT_UNSURE, Why.UNUSUAL, Why.NET}


def fixed(language: str = "en-GB", *, direction: str = "IMPORT", forms: bool = False, **data: Any) -> Chat:
    known = {"currency_code": "GBP", "cost": 0, **data}
    ctx = context(language, forms=forms)
    return Chat(Page("fixed_rate", "rate_fixed_capture", ("BACK",), known, direction), ctx)


def tod(language: str = "en-GB", currency: str = "GBP", *, forms: bool = False, **data: Any) -> Chat:
    known = {
        "currency_code": currency,
        "hours": [{"cost": 0, "valid_from": "00:00:00", "valid_to": "00:00:00"}],
        **data,
    }
    return Chat(Page("tod_rate", "rate_tod_capture", ("BACK",), known, "IMPORT"), context(language, forms=forms))


def surcharge(language: str = "en-GB", *, forms: bool = False, **data: Any) -> Chat:
    known = {"currency_code": "SEK", "surcharge": {"fixed": 0, "percentage": 0}, **data}
    return Chat(Page("surcharge", "surcharge_capture", ("BACK",), known, "IMPORT"), context(language, forms=forms))


def hours(talk: Chat) -> list[tuple[str, str, str]]:
    return [(hour["valid_from"], hour["valid_to"], str(hour["cost"])) for hour in talk.sent["hours"]]


@pytest.mark.parametrize(
    ("text", "bytes_sent"),
    [("24.5", '{"cost":0.245}'), ("24,5 p", '{"cost":0.245}'), ("£0.2467", '{"cost":0.2467}'), ("9p", '{"cost":0.09}')],
)
def test_a_price_is_sent_in_the_large_unit_digit_for_digit(text: str, bytes_sent: str) -> None:
    assert dump(fixed().say(text).sent).decode() == bytes_sent


def test_the_fixed_price_page() -> None:
    talk = Chat(sample("rate_fixed_capture", "fixed_rate"), context())
    assert talk.title == "What does a kWh cost?"
    assert "in p, for example 25 p" in talk.texts[0]
    assert talk.labels == []
    talk.say("24.5 p")
    assert talk.sent == {"cost": Decimal("0.245")}
    assert talk.done == "24.5 p per kWh"
    talk.refuse("cost_value_zero")
    assert "zero" in talk.problem
    assert talk.title == "What does a kWh cost?"


def test_a_price_that_connect_holds_is_offered() -> None:
    talk = Chat(sample("variants/rate_fixed_capture.prefilled", "fixed_rate"), context("de"))
    assert talk.labels == ["234,15 øre behalten"]
    assert talk.press("234,15 øre behalten").sent == {"cost": Decimal("2.3415")}
    assert fixed(cost=0.2467).say("yes").sent == {"cost": Decimal("0.2467")}


def test_pounds_for_pence_are_asked_about() -> None:
    talk = fixed().say("£24.5")
    assert talk.labels == ["£24.50 per kWh", "24.5 p per kWh"]
    assert talk.press("24.5 p per kWh").sent == {"cost": Decimal("0.245")}
    again = fixed().say("£24.5").say("25.1")
    assert again.sent == {"cost": Decimal("0.251")}


def test_a_doubt_can_be_gone_back_from() -> None:
    talk = fixed().say("2450")
    assert talk.title == "Did you mean £24.50?"
    assert talk.back()
    assert talk.title == "What does a kWh cost?"
    assert not talk.back()


def test_a_price_without_vat_is_asked_about_unless_it_is_earned() -> None:
    talk = fixed().say("24.5p ex VAT")
    assert talk.title == "Is VAT included?"
    assert talk.say("yes").sent == {"cost": Decimal("0.245")}
    earned = fixed(direction="EXPORT")
    assert earned.title == "What are you paid per kWh?"
    assert "VAT" not in earned.texts[0]
    assert earned.say("15p ex VAT").sent == {"cost": Decimal("0.15")}


@pytest.mark.parametrize("text", ["0", "0.00 p", "-3", "−24.5p", "hello", "", "£30 per month", "NaN", "12 34"])
def test_what_is_no_price_is_refused_with_an_example(text: str) -> None:
    talk = fixed().say(text)
    assert talk.outcome is None
    assert "25 p" in talk.problem


def test_one_message_for_the_whole_day() -> None:
    talk = tod("de", "EUR").say("22-6 Uhr 20,19 ct, sonst 33,84")
    assert talk.title == "Sind das deine Preise pro kWh?"
    assert talk.facts == {"06:00–22:00": "33,84 ct", "22:00–06:00": "20,19 ct"}
    picture = next(block for block in talk.card.blocks if isinstance(block, Picture))
    assert draw(picture.chart).startswith(b"\x89PNG")
    assert "33,84 ct" in spaced(picture.alt)
    talk.say("ja")
    assert dump(talk.sent).decode() == (
        '{"hours":[{"cost":0.3384,"valid_from":"06:00:00","valid_to":"22:00:00"},'
        '{"cost":0.2019,"valid_from":"22:00:00","valid_to":"06:00:00"}]}'
    )
    assert talk.done == "06:00–22:00 33,84 ct, 22:00–06:00 20,19 ct"


def test_twentyfour_hours_end_at_midnight() -> None:
    talk = tod().say("0-6 9p, 6-17:30 28p, 17:30-24:00 35p").press(YES)
    assert hours(talk) == [
        ("00:00:00", "06:00:00", "0.09"),
        ("06:00:00", "17:30:00", "0.28"),
        ("17:30:00", "00:00:00", "0.35"),
    ]


def test_day_and_night_question_by_question() -> None:
    talk = tod().press("Day and night").press("23:00").say("7am")
    assert talk.title == "23:00–07:00: what does a kWh cost?"
    talk.say("9")
    assert talk.title == "And what does a kWh cost the rest of the time?"
    talk.say("28.5").press(YES)
    assert hours(talk) == [("07:00:00", "23:00:00", "0.285"), ("23:00:00", "07:00:00", "0.09")]


def test_other_times_go_on_until_the_day_is_whole() -> None:
    talk = tod().press("Other times").press("06:00").say("9").say("20").say("17").say("28")
    assert talk.title == "When does the price from 17:00 end?"
    assert "lie within 17:00–06:00" in talk.say("8").problem
    talk.press("The rest, until 06:00").say("35").press(YES)
    assert [hour[2] for hour in hours(talk)] == ["0.2", "0.28", "0.35"]


def test_every_question_can_be_gone_back_from() -> None:
    talk = tod().press("Day and night").say("23").say("7").say("9")
    seen = [talk.title]
    while talk.back():
        seen.append(talk.title)
    assert seen == [
        "And what does a kWh cost the rest of the time?",
        "23:00–07:00: what does a kWh cost?",
        "And when does it end?",
        "When does the night price start?",
        "Which price applies when?",
    ]


def test_a_day_without_vat_is_asked_about_once_unless_it_is_earned() -> None:
    talk = tod().say("22-6 9p net, else 28p net")
    assert (talk.title, talk.labels) == ("Is VAT included?", ["28 p, 9 p"])
    assert hours(talk.say("yes").press(YES)) == [("06:00:00", "22:00:00", "0.28"), ("22:00:00", "06:00:00", "0.09")]
    earned = Chat(Page("tod_rate", "rate_tod_capture", (), {"currency_code": "GBP"}, direction="EXPORT"), context())
    assert "4 p, otherwise 8 p. It’s on your statement" in earned.texts[0]
    assert earned.press("Day and night").press("23:00").say("7am").title == "23:00–07:00: what are you paid per kWh?"
    assert "VAT" not in earned.texts[0]
    earned.say("5p net").say("8p net")
    assert hours(earned.press(YES)) == [("07:00:00", "23:00:00", "0.08"), ("23:00:00", "07:00:00", "0.05")]


def test_gaps_are_shown_and_filled() -> None:
    talk = tod().say("00:00-05:30 9p, 5:30-23:30 28p")
    assert talk.labels == ["23:30–00:00 also 9 p", "23:30–00:00 also 28 p", "Start over"]
    talk.press("23:30–00:00 also 9 p").press(YES)
    assert hours(talk) == [("05:30:00", "23:30:00", "0.28"), ("23:30:00", "05:30:00", "0.09")]


def test_several_gaps_are_filled_at_once() -> None:
    talk = tod().say("7-9 30p, 17-20 40p")
    assert "09:00–17:00, 20:00–07:00" in talk.texts[0]
    talk.say("12p").press(YES)
    assert [hour[2] for hour in hours(talk)] == ["0.3", "0.12", "0.4", "0.12"]


def test_overlaps_are_settled_by_the_person() -> None:
    talk = tod().say("6-20 28p, 19-6 9p")
    assert talk.title == "19:00–20:00: which price is right?"
    talk.press("9 p").press(YES)
    assert hours(talk) == [("06:00:00", "19:00:00", "0.28"), ("19:00:00", "06:00:00", "0.09")]


def test_doubtful_units_are_asked_about_before_anything_else() -> None:
    talk = tod().say("£9 23-6, else £28")
    assert len(talk.labels) > 1
    talk.press("28 p, 9 p").press(YES)
    assert {hour[2] for hour in hours(talk)} == {"0.09", "0.28"}


def test_hours_that_connect_holds_are_offered_and_changed() -> None:
    talk = Chat(sample("variants/rate_tod_capture.prefilled", "tod_rate"), context())
    assert talk.facts == {"06:00–22:00": "33.84 ct", "22:00–06:00": "20.19 ct"}
    assert not talk.back()
    talk.press("Change").press("22:00–06:00 20.19 ct").press("Change the price").say("19")
    talk.press("Change").press("06:00–22:00 33.84 ct").press("Remove this time").say("33").press(YES)
    assert hours(talk) == [("06:00:00", "22:00:00", "0.33"), ("22:00:00", "06:00:00", "0.19")]


def test_a_part_of_the_day_typed_later_goes_over_what_is_known() -> None:
    talk = tod().say("22-6 9p, else 28p").press("Change").press("Add a time").say("17-19").say("45").say("yes")
    assert ("17:00:00", "19:00:00", "0.45") in hours(talk)
    again = tod().say("22-6 9p, else 28p").say("17-19 45p").say("yes")
    assert hours(again) == hours(talk)


def test_a_bare_price_does_not_replace_the_day() -> None:
    talk = tod().say("22-6 9p, else 28p").say("9p")
    assert talk.problem.startswith("For which times")
    assert talk.facts == {"06:00–22:00": "28 p", "22:00–06:00": "9 p"}


def test_all_day_is_one_price() -> None:
    talk = tod().say("28p all day")
    assert talk.facts == {"All day": "28 p"}
    assert hours(talk.press(YES)) == [("00:00:00", "00:00:00", "0.28")]


def test_start_over_forgets_even_what_connect_holds() -> None:
    talk = Chat(sample("variants/rate_tod_capture.prefilled", "tod_rate"), context())
    talk.press("Change").press("Start over")
    assert talk.title == "Which price applies when?"


@pytest.mark.parametrize(
    "text", ["hello", "weekends 9p, else 28p", "25:00-6 9p", "22-6 0p, else 28p", "22-6 -3p, else 4p"]
)
def test_what_is_no_day_is_refused_with_an_example(text: str) -> None:
    talk = tod().say(text)
    assert talk.outcome is None
    assert talk.problem


def test_a_gap_that_connect_names_is_asked_for() -> None:
    talk = tod().say("22-6 9p, else 28p").say("yes")
    talk.refuse("gap_in_time_period", "22:00:00", "22:30:00")
    assert "22:00 to 22:30" in talk.problem
    assert talk.title == "22:00–22:30: what does a kWh cost?"
    talk.say("10").press(YES)
    assert hours(talk)[1:] == [("22:00:00", "22:30:00", "0.1"), ("22:30:00", "06:00:00", "0.09")]


@pytest.mark.parametrize(
    "code", ["valid_from_invalid", "incomplete_time_period", "cost_value_zero", "gap_in_time_period"]
)
def test_other_errors_open_the_list_with_everything_kept(code: str) -> None:
    talk = tod().say("22-6 9p, else 28p").say("yes").refuse(code)
    assert talk.problem
    assert talk.labels[:2] == ["06:00–22:00 28 p", "22:00–06:00 9 p"]
    assert len(hours(talk.press(YES))) == 2


def test_the_only_price_at_fault_is_asked_again() -> None:
    talk = tod().say("28p all day").say("yes").refuse("cost_value_negative")
    assert talk.title == "All day: what does a kWh cost?"
    assert hours(talk.say("29").say("yes")) == [("00:00:00", "00:00:00", "0.29")]


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("22", "22:00"), ("2230", "22:30"), ("22.30", "22:30"), ("10pm", "22:00"), ("12 am", "00:00"),
        ("22 Uhr 30", "22:30"), ("um 6", "06:00"), ("24:00", "00:00"), ("midnight", "00:00"), ("05:30:00", "05:30"),
        ("25", ""), ("13pm", ""), ("24:30", ""), ("9p", ""), ("six", ""), ("", ""),
    ],
)  # fmt: skip
def test_one_time_of_day(text: str, clock: str) -> None:
    found = read_clock(text)
    assert (f"{found:%H:%M}" if found else "") == clock


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("22-6", "22:00 06:00"), ("von 22 bis 6 Uhr", "22:00 06:00"), ("from 11pm to 7am", "23:00 07:00"),
        ("22:00 – 06:00", "22:00 06:00"), ("1-4pm", ""), ("22", ""), ("22-6 9p", ""),
    ],
)  # fmt: skip
def test_a_stretch_of_time(text: str, span: str) -> None:
    found = read_span(text)
    assert (f"{found[0]:%H:%M} {found[1]:%H:%M}" if found else "") == span


def test_fee_and_percentage_in_one_message() -> None:
    talk = surcharge("de").say("7,25 öre + 25 %")
    assert dump(talk.sent).decode() == '{"surcharge":{"fixed":0.0725,"percentage":25}}'
    assert talk.done == "Börsenpreis + 7,25 öre + 25 %"


def test_fee_then_percentage() -> None:
    talk = Chat(sample("surcharge_capture", "surcharge"), context())
    assert talk.title == "Is there a fee on top of the market price?"
    talk.say("7.25")
    assert talk.title == "Is there a percentage on top?"
    assert talk.say("18.5").sent == {"surcharge": {"fixed": Decimal("0.0725"), "percentage": Decimal("18.5")}}


def test_neither_is_zero() -> None:
    talk = surcharge().press("No fee").press("No percentage")
    assert talk.sent == {"surcharge": {"fixed": 0, "percentage": 0}}
    assert talk.done == "Market price, nothing on top"
    assert surcharge().say("none").say("no").sent == talk.sent


def test_the_percentage_may_come_first_and_the_fee_late() -> None:
    talk = surcharge().say("25 %")
    assert talk.title == "Is there a fee per kWh as well?"
    assert "noted 25%" in str(talk.card)
    assert talk.say("7 öre").sent["surcharge"] == {"fixed": Decimal("0.07"), "percentage": 25}
    late = surcharge().say("7 öre").say("8 öre")
    assert late.title == "Is there a percentage on top?"
    assert late.press("No percentage").sent["surcharge"]["fixed"] == Decimal("0.08")


def test_a_percentage_of_zero_that_connect_refuses_is_asked_again() -> None:
    talk = surcharge().say("7 öre").press("No percentage").refuse("surcharge_percentage_invalid")
    assert talk.title == "Is there a percentage on top?"
    assert talk.labels == ["Choose another kind of price"]
    assert talk.say("none").outcome is None
    assert "above zero" in talk.problem
    assert talk.back()
    assert talk.press("Keep 7 öre").labels == ["Choose another kind of price"]  # it is not forgotten on the way
    assert talk.press("Choose another kind of price").outcome == Do("BACK")
    talk.outcome = None
    assert talk.say("25").sent["surcharge"] == {"fixed": Decimal("0.07"), "percentage": 25}


def test_other_errors_offer_what_was_given() -> None:
    talk = surcharge().say("7 öre + 25%").refuse("data_json_invalid")
    assert talk.labels == ["Keep 7 öre", "No fee"]
    talk.press("Keep 7 öre")
    assert talk.press("Keep 25%").sent["surcharge"] == {"fixed": Decimal("0.07"), "percentage": 25}


def test_back_to_the_fee() -> None:
    talk = surcharge().say("7 öre")
    assert talk.back()
    assert "Keep 7 öre" in talk.labels
    assert not talk.back()


@pytest.mark.parametrize("text", ["-7 öre", "-25 %", "hello"])
def test_what_is_no_surcharge_is_refused(text: str) -> None:
    talk = surcharge().say(text)
    assert talk.outcome is None
    assert talk.problem
    assert talk.draft == {}


def test_doubtful_fee_and_percentage() -> None:
    talk = surcharge().say("7 kr + 0.25 %")
    assert talk.labels == ["SEK 7.00 per kWh", "7 öre per kWh"]
    talk.press("7 öre per kWh")
    assert talk.sent["surcharge"] == {"fixed": Decimal("0.07"), "percentage": Decimal("0.25")}
    unsure = surcharge().say("7 öre").say("0.25")
    assert unsure.labels == ["25%", "0.25%"]
    assert unsure.press("25%").sent["surcharge"]["percentage"] == 25


def test_a_surcharge_as_a_form() -> None:
    talk = surcharge(forms=True)
    assert [(field.name, field.kind, field.required) for field in talk.form.fields] == [
        ("fixed", "price", False),
        ("percentage", "percent", False),
    ]
    talk.fill("surcharge", fixed="7,25", percentage="-3")
    assert [bool(field.problem) for field in talk.form.fields] == [False, True]
    assert talk.values == {"fixed": "7,25", "percentage": "-3"}
    assert talk.fill("surcharge", fixed="7,25", percentage="").sent["surcharge"]["fixed"] == Decimal("0.0725")


def test_actions_of_the_page_work_everywhere() -> None:
    for talk in (fixed(), tod(), surcharge()):
        assert talk.act("do", "BACK").outcome == Do("BACK")


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("why", sorted(set(Why) - ONLY_DOUBTS - {Why.NO_SUCH_COUNTRY}))
def test_every_reason_has_words(why: Why, language: str) -> None:
    said = explain_why(why, context(language), "EXAMPLE", "DETAIL")
    assert not said.startswith("unread-")
    assert "EXAMPLE" in said or "DETAIL" in said
