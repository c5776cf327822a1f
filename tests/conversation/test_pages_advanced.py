"""Prices by season, weekday, time and usage: asked step by step, changed, refused, and sent as Connect takes them."""

from typing import Any

import pytest

from bot.conversation.exact import dump, parse
from bot.conversation.page import Page
from bot.conversation.pages.view import Do, Restart
from sandbox.flatpeak.advanced import read_advanced
from tests.conversation.page_chat import Chat, context, sample

YES = "Yes, that’s right"
NEVER = {"fixed": 0, "to_kwh": None, "surcharge_fixed": None, "surcharge_percentage": None}
HOURS = [{"valid_from": "00:00:00", "valid_to": "00:00:00", "rate": [NEVER]}]
EMPTY = {
    "market_rates": False,
    "contract_start_date": "2026-11-17T00:00:00Z",
    "contract_end_date": "2027-11-17T00:00:00Z",
    "schedule": [{"months": ["All"], "dates": [], "days_and_hours": [{"days": ["All"], "hours": HOURS}]}],
}


def advanced(language: str = "en-GB", *, forms: bool = False, back: bool = True, **tariff: Any) -> Chat:
    currency = "EUR" if language.startswith("de") else "GBP"
    data = {"currency_code": currency, "tariff": EMPTY | tariff}
    page = Page("advanced_rate", "rate_advanced_capture", ("BACK",) if back else (), data, "IMPORT")
    return Chat(page, context(language, forms=forms))


def sent(talk: Chat) -> Any:
    """The tariff as it goes over the wire, once a strict reader has taken it."""
    return read_advanced(parse(dump(talk.sent)))


def costs(talk: Chat) -> list[tuple[str, str, list[str]]]:
    """Months, weekdays and prices of what was sent."""
    return [
        ("-".join(entry["months"]), "-".join(group["days"]), [str(h["rate"][0]["fixed"]) for h in group["hours"]])
        for entry in sent(talk)["schedule"]
        for group in entry["days_and_hours"]
    ]


def test_what_connect_holds_is_offered_and_goes_back_as_it_came() -> None:
    page = sample("rate_advanced_capture", "advanced_rate")
    talk = Chat(page, context())
    assert talk.title == "Are these your prices per kWh?"
    assert talk.facts == {
        "Nov–Mar · Mon–Fri": "06:00–22:00 31.27 ct up to 250 kWh, then 33.91 ct, otherwise 18.42 ct",
        "Nov–Mar · Sat–Sun": "19.79 ct",
        "Apr–Oct": "22.64 ct",
        "Contract": "1 December 2026 – 1 December 2027",
    }
    assert parse(dump(talk.say("yes").sent)) == parse(dump({"tariff": page.data["tariff"]}))


def test_a_page_that_was_never_filled_in_is_asked() -> None:
    talk = advanced()
    assert talk.title == "Are your prices fixed, or on top of the market price?"
    assert talk.labels == ["Fixed prices", "On top of the market price", "Choose another kind of price"]
    talk.say("Oct-Mar 30p, else 25p").press(YES)
    assert "contract_start_date" not in talk.sent["tariff"]


def test_a_year_without_vat_is_asked_about_once_unless_it_is_earned() -> None:
    talk = advanced().say("Oct-Mar 30p net; Apr-Sep 25p net")
    assert (talk.title, talk.labels) == ("Is VAT included?", ["30 p, 25 p"])
    assert [prices for _, _, prices in costs(talk.say("yes").press(YES))] == [["0.3"], ["0.25"]]
    part = advanced().press("Fixed prices").press("The same all year").press("Every day the same").say("6-22 30p net")
    assert (part.title, part.labels) == ("Is VAT included?", ["30 p"])
    assert part.say("yes").title == "And what does a kWh cost the rest of the time?"
    earned = Chat(Page("advanced_rate", "rate_advanced_capture", (), {"currency_code": "GBP"}, "EXPORT"), context())
    assert "VAT" not in earned.texts[0]
    earned.press("Fixed prices").press("The same all year").press("Every day the same")
    assert earned.title == "All year: what are you paid per kWh?"
    assert earned.say("8p net").title == "Are these your prices per kWh?"


@pytest.mark.parametrize(
    "changes",
    [
        {"dates": [24, 25]},
        {"dates": "24,25"},
        {"months": ["Oct", "Nov"]},
        {"months": ["Someday"]},
        {"days_and_hours": []},
        {"days_and_hours": [{"days": ["Weekend"], "hours": HOURS}]},
    ],
)
def test_what_cannot_be_shown_whole_is_not_offered(changes: dict[str, Any]) -> None:
    priced = [{"days": ["All"], "hours": [HOURS[0] | {"rate": [NEVER | {"fixed": 0.2}]}]}]
    whole = {"months": ["All"], "dates": [], "days_and_hours": priced}
    assert advanced(schedule=[whole]).title == "Are these your prices per kWh?"
    held = advanced(schedule=[whole | changes])
    assert held.title == "Are your prices fixed, or on top of the market price?"
    told = [text for text in held.texts if "can’t show all of them" in text]
    assert bool(told) is (changes.get("days_and_hours") is None)  # nothing is said of a price that is none
    assert not any("can’t show all" in text for text in held.press("Fixed prices").texts)


def test_step_by_step() -> None:
    talk = advanced().press("Fixed prices").press("They change with the season").say("Nov to March")
    talk.press("Weekdays and weekend apart").say("06:00-22:00 32p")
    assert talk.title == "And what does a kWh cost the rest of the time?"
    talk.say("21p").say("19")
    talk.press("All the rest: Apr–Oct").say("Mon-Wed").say("25p").say("Thu").say("26p")
    assert talk.title == "Apr–Oct: which days come next?"
    talk.press("All the rest: Fri–Sun").say("27p").press(YES)
    assert costs(talk) == [
        ("Nov-Dec-Jan-Feb-Mar", "Weekdays", ["0.21", "0.32", "0.21"]),
        ("Nov-Dec-Jan-Feb-Mar", "Weekend", ["0.19"]),
        ("Apr-May-Jun-Jul-Aug-Sep-Oct", "Mon-Tue-Wed", ["0.25"]),
        ("Apr-May-Jun-Jul-Aug-Sep-Oct", "Thu", ["0.26"]),
        ("Apr-May-Jun-Jul-Aug-Sep-Oct", "Fri-Sat-Sun", ["0.27"]),
    ]


def test_prices_by_usage() -> None:
    talk = advanced().press("Fixed prices").press("The same all year").press("Every day the same")
    talk.press("It depends on how much I use").say("250").say("£25")
    assert talk.labels == ["£25.00 per kWh", "25 p per kWh"]
    talk.press("25 p per kWh").press("There’s another limit").say("100 kWh")
    assert talk.problem == "Limits go up: this one has to be above 250 kWh."
    talk.say("1.000 kWh").say("27p").say("29p").press(YES)
    [entry] = sent(talk)["schedule"]
    rates = entry["days_and_hours"][0]["hours"][0]["rate"]
    assert [(str(rate["fixed"]), rate["to_kwh"]) for rate in rates] == [("0.25", 250), ("0.27", 1000), ("0.29", None)]


def test_a_market_surcharge_is_a_fraction() -> None:
    talk = advanced("de").press("Aufschlag auf den Börsenpreis").press("Ja, das ganze Jahr").press("Jeder Tag gleich")
    talk.say("2,5 ct + 19 %").press("Ja, stimmt")
    assert dump(sent(talk)["schedule"][0]["days_and_hours"][0]["hours"][0]["rate"]).decode() == (
        '[{"fixed":0,"to_kwh":null,"surcharge_fixed":0.025,"surcharge_percentage":0.19}]'
    )
    assert sent(talk)["market_rates"] is True


def test_fixed_prices_and_the_market_do_not_mix() -> None:
    talk = advanced().say("Oct-Mar 30p").say("market + 2p")
    assert "some prices are fixed and others follow the market" in talk.problem
    talk.say("Apr-Sep market + 2p")
    assert "some prices are fixed and others follow the market" in talk.problem
    assert talk.say("market + 2p, weekend market").problem == talk.problem
    assert talk.say("all year market + 2p").facts == {"All year": "market price + 2 p"}


def test_the_bill_is_changed_part_by_part() -> None:
    talk = advanced().say("Oct-Mar weekdays 32p, weekend 19p; Apr-Sep 25p").say("no")
    talk.press("Apr–Sept").press("Choose other days").press("Weekdays and weekend apart").say("24p").say("20p")
    assert talk.facts["Apr–Sept · Sat–Sun"] == "20 p"
    talk.press("Change").press("Oct–Mar · Mon–Fri").press("Remove Oct–Mar")
    assert talk.title == "And which months come next?"
    talk.press("All the rest: Oct–Mar").press("The same as Apr–Sept")
    assert talk.facts == {"All year · Mon–Fri": "24 p", "All year · Sat–Sun": "20 p"}
    talk.say("24p")
    assert "When does that apply?" in talk.problem
    assert talk.say("Dec weekend 18p").facts["Dec · Sat–Sun"] == "18 p"


def test_every_question_can_be_gone_back_from() -> None:
    talk = advanced().press("Fixed prices").press("They change with the season").press("Oct–Mar")
    talk.press("Weekdays and weekend apart").say("32p").say("19p")
    titles = []
    while talk.back():
        titles.append(talk.title)
    assert titles == [
        "Oct–Mar · Sat–Sun: what does a kWh cost?",
        "Oct–Mar · Mon–Fri: what does a kWh cost?",
        "Oct–Mar: does every day cost the same?",
        "Which months are the first season?",
        "Are your prices the same all year?",
        "Are your prices fixed, or on top of the market price?",
    ]


def test_a_refusal_keeps_all_and_offers_something_simpler() -> None:
    talk = advanced().say("Oct-Mar 30p, else 25p").press(YES).refuse("data_json_invalid")
    assert "Nothing is lost" in talk.problem
    assert talk.facts == {"Oct–Mar": "30 p", "Apr–Sept": "25 p"}
    assert talk.press("Choose another kind of price").outcome == Do("BACK")
    assert advanced(back=False).press("Choose another kind of price").outcome == Restart()


def test_contract_dates() -> None:
    talk = advanced().say("25p\nContract: 1 December 2026 – 30 November 2027")
    assert talk.facts["Contract"] == "1 December 2026 – 30 November 2027"
    talk.press("Change the contract dates").say("1 Dec 2026 to 30 Nov 2025")
    assert "can’t end before" in talk.problem
    talk.say("soon")
    assert "1 January 2026 – 31 December 2026" in talk.problem
    assert talk.say("from 1 Jan 2027").facts["Contract"] == "from 1 January 2027"
    talk.press(YES)
    assert talk.sent["tariff"]["contract_start_date"] == "2027-01-01T00:00:00Z"
    assert "contract_end_date" not in talk.sent["tariff"]
    gone = advanced().say("25p").press("Add the contract dates").press("I don’t know")
    assert "Contract" not in gone.facts


def test_doubtful_prices_are_asked_about() -> None:
    talk = advanced().say("Oct-Mar £32; Apr-Sep £25")
    assert talk.labels == ["£32.00, £25.00", "32 p, 25 p"]
    assert talk.press("32 p, 25 p").facts == {"Oct–Mar": "32 p", "Apr–Sept": "25 p"}


def test_the_times_of_a_day_in_a_form() -> None:
    talk = advanced(forms=True).press("Fixed prices").press("The same all year").press("Every day the same")
    talk.fill("tod_rate", {"periods.0.start": "06:00", "periods.0.end": "22:00", "periods.0.price": "32p"})
    assert "no price yet for 22:00–06:00" in talk.problems["periods.0.end"]
    talk.fill(
        "tod_rate", {"periods.0.start": "06:00", "periods.0.end": "22:00", "periods.0.price": "32p", "rest": "21p"}
    )
    assert talk.facts == {"All year": "06:00–22:00 32 p, otherwise 21 p"}
    talk.press("Change").press("All year").press("Change the price")
    assert talk.values["periods.0.price"] == "32 p"
    talk.fill("tod_rate", {"rest": "2450"})
    assert talk.title == "Did you mean £24.50?"
    assert talk.texts[0] == "All year"
    assert talk.press("£24.50").facts == {"All year": "2,450 p"}


def test_a_table_says_in_which_line_it_is_wrong() -> None:
    talk = advanced("de").say("Okt–Mär;Mo–Fr;06:00–22:00;32\nOkt–Mär;Mo–Fr;22:00–06:00;21\nSommer;;;25")
    assert talk.problem.startswith("Zeile 3, „Sommer;;;25“: Ich weiß nicht, welche Monate mit „Sommer“ gemeint sind.")


def test_a_bill_that_nobody_could_look_through_is_not_taken() -> None:
    halves = [f"{n // 2:02}:{n % 2 * 3}0" for n in range(48)]
    day = "; ".join(f"{a}-{b} {10 + n}p" for n, (a, b) in enumerate(zip(halves, [*halves[1:], halves[0]], strict=True)))
    assert advanced().say(day).facts["All year"].startswith("00:00–00:30 10 p")
    months = ("Jan-Apr", "May-Aug", "Sep-Dec")
    talk = advanced().say("\n".join(f"{name} {day.replace('10p', f'{5 + n}p')}" for n, name in enumerate(months)))
    assert "more than I can keep apart" in talk.problem
