"""Pages as forms: what they ask, what is wrong at which field, and what comes again when Connect refuses."""

from decimal import Decimal
from typing import Any

import pytest

from bot.conversation.page import Page
from bot.conversation.pages.hours_progress import MOST_PERIODS
from bot.conversation.pages.lists import FEW_HITS
from tests.conversation.page_chat import Chat, context, sample, spaced

DAY = {"periods.0.start": "22:00", "periods.0.end": "06:00", "periods.0.price": "9"}
YES = "Yes, that’s right"


def asked(kind: str, language: str = "en-GB", direction: str = "IMPORT", **data: Any) -> Chat:
    return Chat(Page(kind, kind, ("BACK",), data, direction), context(language, forms=True, menus=True, confirms=True))


def fixed(language: str = "en-GB", **data: Any) -> Chat:
    return asked("fixed_rate", language, **{"currency_code": "GBP", "cost": 0, **data})


def tod(language: str = "en-GB", **data: Any) -> Chat:
    return asked("tod_rate", language, **{"currency_code": "GBP", **data})


def hours(talk: Chat) -> list[tuple[str, str, str]]:
    return [(hour["valid_from"][:5], hour["valid_to"][:5], str(hour["cost"])) for hour in talk.sent["hours"]]


def row(number: int, start: str, end: str, price: str) -> dict[str, str]:
    return {f"periods.{number}.{name}": value for name, value in (("start", start), ("end", end), ("price", price))}


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("address", ["address_line1", "address_line2", "city", "post_code", "country_code", "state"]),
        ("fixed_rate", ["price"]),
        ("tod_rate", ["rest", "periods.0.start", "periods.0.end", "periods.0.price"]),
        ("surcharge", ["fixed", "percentage"]),
        ("contract_term", ["end"]),
        ("provider_name", ["name"]),
        ("tariff_name", ["name"]),
    ],
)
def test_every_page_that_is_typed_has_its_form(kind: str, names: list[str], language: str) -> None:
    talk = asked(kind, language)
    assert list(talk.values) == names
    assert talk.open_label
    assert 0 < len(talk.form.title) <= 24, "the title of a form is cut there on some channels"
    assert not talk.problems
    assert all(field.label for field in talk.form.fields)
    assert not Chat(talk.page, context(language)).open_label


def test_one_price() -> None:
    talk = fixed()
    assert talk.open_label == "Enter the price"
    assert talk.texts[0].endswith("for example 25 p. Or fill in the form.")
    assert talk.form.fields[0].label == "Price per kWh in p"
    assert spaced(talk.form.fields[0].hint) == "Including VAT, for example 25 p."
    assert talk.fill("fixed_rate", price="24.5").sent == {"cost": Decimal("0.245")}


def test_one_price_that_connect_holds() -> None:
    talk = fixed("de", cost=0.2467)
    assert talk.values == {"price": "24,67 p"}
    assert talk.fill("fixed_rate", talk.values).sent == {"cost": Decimal("0.2467")}


@pytest.mark.parametrize("text", ["", "0", "-3", "hello"])
def test_no_price(text: str) -> None:
    talk = fixed().fill("fixed_rate", price=text)
    assert talk.problems == {"price": talk.problem}
    assert talk.values == {"price": text}


def test_a_doubtful_price_is_asked_about_with_buttons() -> None:
    talk = fixed().fill("fixed_rate", price="£24.5")
    assert talk.labels == ["£24.50 per kWh", "24.5 p per kWh"]
    assert not talk.open_label
    assert talk.back()
    assert talk.values == {"price": "£24.5"}
    assert not talk.problems
    talk.fill("fixed_rate", price="£24.5").press("24.5 p per kWh")
    assert talk.sent == {"cost": Decimal("0.245")}
    talk.refuse("cost_value_zero")
    assert talk.problems == {"price": talk.problem}


@pytest.mark.parametrize("code", ["cost_value_zero", "cost_value_negative", "data_json_invalid", "never_heard_of"])
def test_one_price_refused(code: str) -> None:
    talk = fixed().fill("fixed_rate", price="24,5 p").refuse(code)
    assert talk.problems == {"price": talk.problem}
    assert talk.values == {"price": "24,5 p"}
    said = fixed(cost=0.2467).say("24.5").refuse(code)
    assert said.problems == {"price": said.problem}
    assert said.values == {"price": "24.67 p"}


@pytest.mark.parametrize(("currency", "example"), [("EUR", "8 ct"), ("GBP", "8 p"), ("SEK", "50 öre")])
def test_energy_that_is_fed_in_earns_less_than_it_costs(currency: str, example: str) -> None:
    talk = asked("fixed_rate", direction="EXPORT", currency_code=currency)
    assert spaced(talk.form.fields[0].hint) == f"For example {example}."
    assert f"for example {example}." in talk.texts[0]
    assert example in talk.fill("fixed_rate", price="?").problem


def test_americans_pay_tax() -> None:
    assert "tax included" in fixed(currency_code="USD").texts[0]
    assert fixed(currency_code="USD").say("24.5¢ ex VAT").title == "Is tax included?"
    assert "VAT included" in fixed(currency_code="EUR").texts[0]


def test_a_day_in_rows() -> None:
    talk = tod()
    assert talk.open_label == "Enter the times"
    assert talk.labels == []
    rows = talk.form.rows
    assert rows
    assert [(field.name, field.kind) for field in rows.fields] == [
        ("start", "time"),
        ("end", "time"),
        ("price", "price"),
    ]
    assert (rows.name, rows.most, rows.add, rows.remove) == ("periods", MOST_PERIODS, "Add a time", "Remove this time")
    assert [(field.name, field.required) for field in talk.form.fields] == [("rest", False)]
    talk.fill("tod_rate", DAY, rest="28.5 p")
    assert hours(talk) == [("06:00", "22:00", "0.285"), ("22:00", "06:00", "0.09")]
    assert talk.done == "06:00–22:00 28.5 p, 22:00–06:00 9 p"


def test_a_day_in_many_rows() -> None:
    filled: dict[str, str] = {}
    for hour in range(24):
        filled |= row(hour, f"{hour}:00", f"{(hour + 1) % 24}:00", str(hour + 5))
    assert len(hours(tod().fill("tod_rate", filled))) == 24


def test_one_price_for_the_whole_day() -> None:
    for talk in (tod().fill("tod_rate", rest="28"), tod().fill("tod_rate", row(0, "0:00", "24:00", "28"))):
        assert hours(talk) == [("00:00", "00:00", "0.28")]
    empty_rows = {**row(0, "", "", ""), **row(1, "", "", "")}
    assert hours(tod().fill("tod_rate", empty_rows, rest="28")) == [("00:00", "00:00", "0.28")]


@pytest.mark.parametrize(
    ("filled", "at", "words"),
    [
        ({}, ["periods.0.start"], "time of day"),
        (row(0, "22:00", "soon", "9"), ["periods.0.end"], "time of day"),
        (row(0, "22:00", "06:00", ""), ["periods.0.price"], "25 p"),
        (row(0, "", "06:00", "9"), ["periods.0.start"], "time of day"),
        ({**row(0, "22", "6", "9"), "rest": "-1"}, ["rest"], "below zero"),
        ({**row(0, "22", "22", "9"), "rest": "28"}, ["periods.0.end"], "the same"),
        ({**row(0, "6", "22", "28"), **row(1, "0", "0", "9")}, ["periods.1.end"], "the same"),
        (row(0, "22", "6", "9"), ["periods.0.end"], "06:00–22:00"),
        ({**row(0, "6", "12", "20"), **row(1, "13", "6", "9")}, ["periods.0.end"], "12:00–13:00"),
        ({**row(0, "7", "9", "30"), **row(1, "17", "20", "40")}, ["periods.0.end", "periods.1.end"], "no price yet"),
        ({**row(0, "6", "20", "28"), **row(1, "19", "6", "9")}, ["periods.1.start"], "19:00–20:00"),
        ({**row(0, "6", "20", "28"), **row(1, "6", "20", "9"), "rest": "5"}, ["periods.1.start"], "06:00–20:00"),
        ({**row(0, "6", "22", "28"), **row(1, "22", "6", "9"), "rest": "5"}, ["rest"], "whole day already"),
        ({**row(0, "", "", ""), **row(1, "22", "6", "0")}, ["periods.1.price"], "zero"),
    ],
)
def test_what_is_wrong_with_a_day_is_told_at_its_row(filled: dict[str, str], at: list[str], words: str) -> None:
    talk = tod().fill("tod_rate", filled)
    assert list(talk.problems) == at
    assert words in talk.problem
    assert talk.problem == talk.problems[at[0]]
    assert {name: text for name, text in talk.values.items() if text} == {n: t for n, t in filled.items() if t}
    fixed_by = {**DAY, "rest": "28"}
    assert hours(talk.fill("tod_rate", fixed_by)) == [("06:00", "22:00", "0.28"), ("22:00", "06:00", "0.09")]


def test_more_rows_than_a_day_can_have_are_left_out() -> None:
    filled = {**DAY, **row(MOST_PERIODS, "1", "2", "3"), "periods.x.start": "1", "else.0.start": "1", "rest": "28"}
    assert len(hours(tod().fill("tod_rate", filled))) == 2


def test_a_day_that_connect_holds_is_in_the_rows() -> None:
    ctx = context("de", forms=True)
    talk = Chat(sample("variants/rate_tod_capture.prefilled", "tod_rate"), ctx)
    assert (talk.labels, talk.open_label) == (["Ja, stimmt"], "Zeiten ändern")
    assert talk.values == {
        "rest": "",
        **row(0, "06:00", "22:00", "33,84 ct"),
        **row(1, "22:00", "06:00", "20,19 ct"),
    }
    assert hours(talk.fill("tod_rate", talk.values)) == [("06:00", "22:00", "0.3384"), ("22:00", "06:00", "0.2019")]


def test_half_a_day_that_was_typed_is_in_the_rows() -> None:
    talk = tod().say("00:00-05:30 9p, 5:30-23:30 28p")
    assert talk.values["periods.1.end"] == "23:30"
    assert hours(talk.fill("tod_rate", {**talk.values, "rest": "12"}))[-1] == ("23:30", "00:00", "0.12")


def test_a_day_with_doubtful_prices() -> None:
    talk = tod().fill("tod_rate", {**DAY, "periods.0.price": "£9"}, rest="28")
    assert talk.title == "Which one do you mean?"
    assert len(talk.labels) > 1
    assert not talk.open_label
    assert talk.back()
    assert talk.values["periods.0.price"] == "£9"
    talk.fill("tod_rate", {**DAY, "periods.0.price": "£9"}, rest="28").press("28 p, 9 p")
    assert {hour[2] for hour in hours(talk.press(YES))} == {"0.28", "0.09"}


@pytest.mark.parametrize(
    ("code", "gap", "at"),
    [
        ("cost_value_zero", (), ["periods.0.price"]),
        ("cost_value_negative", (), ["periods.0.price"]),
        ("valid_from_invalid", (), ["periods.0.start"]),
        ("valid_to_invalid", (), ["periods.0.end"]),
        ("gap_in_time_period", ("06:00:00", "06:30:00"), ["periods.0.end"]),
        ("gap_in_time_period", (), ["periods.0.end"]),
        ("incomplete_time_period", (), ["rest"]),
        ("data_json_invalid", (), ["periods.0.start"]),
        ("never_heard_of", (), ["periods.0.start"]),
    ],
)
def test_a_day_refused(code: str, gap: tuple[str, ...], at: list[str]) -> None:
    filled = {**DAY, "rest": "28"}
    talk = tod().fill("tod_rate", filled).refuse(code, *gap)
    assert talk.problems == dict.fromkeys(at, talk.problem)
    assert talk.values == filled
    assert hours(talk.fill("tod_rate", filled))


def test_a_gap_that_connect_names_is_told_at_the_row_before_it() -> None:
    filled = {**row(0, "6", "22", "28"), **row(1, "22", "6", "9")}
    talk = tod().fill("tod_rate", filled).refuse("gap_in_time_period", "22:00:00", "22:30:00")
    assert list(talk.problems) == ["periods.0.end"]


def test_a_surcharge() -> None:
    talk = asked("surcharge", currency_code="SEK", surcharge={"fixed": Decimal("0.0725"), "percentage": 25})
    assert talk.open_label == "Enter the surcharge"
    assert talk.values == {"fixed": "7.25 öre", "percentage": "25%"}
    assert talk.fill("surcharge", talk.values).sent == {"surcharge": {"fixed": Decimal("0.0725"), "percentage": 25}}


def test_a_doubtful_fee_keeps_the_percentage() -> None:
    talk = asked("surcharge", currency_code="SEK").fill("surcharge", fixed="7 kr", percentage="25")
    talk.press("7 öre per kWh")
    assert talk.sent == {"surcharge": {"fixed": Decimal("0.07"), "percentage": 25}}


@pytest.mark.parametrize(
    ("code", "field"),
    [
        ("surcharge_percentage_invalid", "percentage"),
        ("data_json_invalid", "fixed"),
        ("geo_location_not_found", "fixed"),
        ("market_region_invalid", "fixed"),
        ("never_heard_of", "fixed"),
    ],
)
def test_a_surcharge_refused(code: str, field: str) -> None:
    filled = {"fixed": "7 öre", "percentage": ""}
    talk = asked("surcharge", currency_code="SEK").fill("surcharge", filled).refuse(code)
    assert talk.problems == {field: talk.problem}
    assert talk.values == filled
    assert talk.fill("surcharge", {**filled, "percentage": "25"}).sent["surcharge"]["percentage"] == 25


def test_a_percentage_that_connect_insists_on() -> None:
    filled = {"fixed": "7 öre", "percentage": "0"}
    talk = asked("surcharge", currency_code="SEK").fill("surcharge", filled).refuse("surcharge_percentage_invalid")
    assert [field.required for field in talk.form.fields] == [False, True]
    assert list(talk.fill("surcharge", filled).problems) == ["percentage"]


def test_the_end_of_a_contract() -> None:
    talk = asked("contract_term", contract_end_date="2027-11-30T00:00:00Z")
    assert talk.values == {"end": "2027-11-30"}
    assert talk.labels[-2:] == ["No end date", "I don’t know"]
    assert talk.open_label == "Choose the date"
    assert talk.fill("contract_term", end="2028-02-29").sent["contract_end_date"] == "2028-02-29T00:00:00Z"


@pytest.mark.parametrize("text", ["2020-01-01", "2099-12-31", "banana", "31.2.2027"])
def test_no_end_of_a_contract(text: str) -> None:
    talk = asked("contract_term").fill("contract_term", end=text)
    assert talk.problems == {"end": talk.problem}
    assert talk.values == {"end": text}


def test_words_in_a_date_field() -> None:
    assert asked("contract_term").fill("contract_term", end="never").done == "Contract without an end date"
    assert asked("contract_term").fill("contract_term", end="next month").labels == [
        "31 December 2026",
        "17 December 2026",
    ]


@pytest.mark.parametrize("code", ["date_format_invalid", "data_json_invalid", "never_heard_of"])
def test_the_end_of_a_contract_refused(code: str) -> None:
    talk = asked("contract_term").fill("contract_term", end="2027-11-30").refuse(code)
    assert talk.problems == {"end": talk.problem}
    assert talk.values == {"end": "2027-11-30"}


@pytest.mark.parametrize(("kind", "member"), [("provider_name", "provider"), ("tariff_name", "tariff")])
def test_a_name(kind: str, member: str) -> None:
    talk = asked(kind, **{member: {"name": "Søndlys"}})
    assert talk.values == {"name": "Søndlys"}
    assert talk.fill(kind, name=" Tide  Energy ").sent == {member: {"name": "Tide Energy"}}
    for code in (f"{kind}_missing", "data_json_invalid"):
        talk.refuse(code)
        assert talk.problems == {"name": talk.problem}
        assert talk.values == {"name": "Tide Energy"}
    assert list(talk.fill(kind, name="...").problems) == ["name"]
    assert "80" in talk.fill(kind, name="x" * 81).problems["name"]


def test_lists_as_menus() -> None:
    ctx = context(forms=True, menus=True, per_list=100)
    listed = [{"id": f"prv_{number}", "display_name": f"Supplier {number:03}"} for number in range(300)]
    talk = Chat(Page("provider", "provider_select", ("ADDRESS_CHANGE",), {"providers": listed}), ctx)
    assert talk.prompts == ["Choose your provider"]
    assert talk.labels == [
        *(f"Supplier {number:03}" for number in range(300)),
        "My provider isn’t listed",
        "Change address",
    ]
    assert "Choose yours from the list, or type its name." in talk.texts
    assert not talk.position
    found = talk.say("suplier 299")
    assert "Supplier 299" in found.labels
    assert len(found.labels) <= FEW_HITS + 3
    assert "None of these" in found.labels
    assert len(found.press("None of these").labels) == 302
    assert found.press("Supplier 250").done == "Supplier 250"


@pytest.mark.parametrize(
    ("name", "kind", "prompt"),
    [
        ("tariff_select", "tariff", "Choose your tariff"),
        ("region_select", "region", "Choose your region"),
        ("tariff_structure_select", "structure", "Choose what fits"),
    ],
)
def test_menus_say_what_to_choose(name: str, kind: str, prompt: str) -> None:
    assert Chat(sample(name, kind), context(menus=True)).prompts == [prompt]


@pytest.mark.parametrize(
    ("name", "kind", "stop", "yes"),
    [
        ("tariff_summary", "summary", "Disconnect", "Yes, disconnect"),
        ("tariff_connection_pending", "pending", "Cancel connection", "Yes, cancel it"),
        ("tariff_connection_failed", "failed", "Disconnect", "Yes, disconnect"),
    ],
)
def test_where_the_channel_asks_before_a_press_counts_it_acts_at_once(
    name: str, kind: str, stop: str, yes: str
) -> None:
    talk = Chat(sample(name, kind), context(confirms=True))
    button = next(button for button in talk.card.buttons() if button.label == stop)
    assert button.confirm
    assert button.confirm.yes == yes
    assert button.confirm.title
    assert button.confirm.text
    assert button.confirm.no
    typed = Chat(talk.page, talk.ctx).say(stop)
    assert typed.outcome is None, "nobody has asked whoever types"
    assert typed.labels == [yes, button.confirm.no]
    assert typed.say("yes").outcome == talk.press(stop).outcome
    assert all(button.confirm is None for button in Chat(talk.page, context()).card.buttons())
