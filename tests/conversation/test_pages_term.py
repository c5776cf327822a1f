"""When the contract ends: midnight UTC of the day that was named, whatever the zone."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.conversation.page import Page
from bot.conversation.pages.days import day_at
from bot.conversation.pages.view import Do
from tests.conversation.page_chat import Chat, context, sample


def term(language: str = "en-GB", *, forms: bool = False, **data: Any) -> Chat:
    known = {"contract_start_date": None, "contract_end_date": None, "contract_term_type": "", **data}
    page = Page("contract_term", "contract_term_capture", ("BACK",), known, "IMPORT")
    return Chat(page, context(language, forms=forms))


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("en-GB", "30 November 2027", "2027-11-30"),
        ("en-GB", "03/04/2027", "2027-04-03"),
        ("en-US", "03/04/2027", "2027-03-04"),
        ("de", "3.4.", "2027-04-03"),
        ("de", "Ende 2027", "2027-12-31"),
        ("de", "in einem Jahr", "2027-11-17"),
        ("en-GB", "2028-02-29", "2028-02-29"),
        ("en-GB", "today", "2026-11-17"),
    ],
)
def test_a_day(language: str, text: str, day: str) -> None:
    talk = term(language).say(text)
    assert talk.sent == {"contract_start_date": None, "contract_end_date": f"{day}T00:00:00Z"}


def test_the_month_is_spelt_out_when_it_is_echoed() -> None:
    assert term().say("03/04/2027").done == "Contract until 3 April 2027"
    assert term("de").say("03.04.2027").done == "Vertrag bis 3. April 2027"


def test_quick_answers() -> None:
    talk = Chat(sample("contract_term_capture", "contract_term"), context())
    assert talk.labels == [
        "In 12 months: 17 November 2027",
        "In 24 months: 17 November 2028",
        "No end date",
        "I don’t know",
    ]
    assert talk.press("In 24 months: 17 November 2028").sent["contract_end_date"] == "2028-11-17T00:00:00Z"


@pytest.mark.parametrize("said", ["rolling", "never", "none", "unbefristet"])
def test_no_end(said: str) -> None:
    wanted = {"contract_start_date": None, "contract_end_date": None, "contract_term_type": "UNTIL_TERMINATED"}
    assert term("de" if said == "unbefristet" else "en").say(said).sent == wanted
    assert term().press("No end date").sent == wanted


def test_the_start_that_connect_holds_is_kept() -> None:
    held = {"contract_start_date": "2025-12-01T00:00:00Z"}
    assert term(**held).press("No end date").sent["contract_start_date"] == "2025-12-01T00:00:00Z"
    assert term(**held).say("31 Dec 2027").sent["contract_start_date"] == "2025-12-01T00:00:00Z"


def test_not_known() -> None:
    wanted = {"contract_start_date": None, "contract_end_date": None}
    assert term().press("I don’t know").sent == wanted
    assert term("de").say("weiß nicht").sent == wanted
    assert term().say("skip").done == "Contract end not known"


def test_an_end_that_connect_holds_is_offered() -> None:
    talk = term(contract_end_date="2027-11-30T00:00:00Z")
    assert talk.labels[0] == "Keep 30 November 2027"
    assert talk.say("yes").sent["contract_end_date"] == "2027-11-30T00:00:00Z"
    for past in ("2020-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "soon"):
        assert not term(contract_end_date=past).labels[0].startswith("Keep")


def test_an_ambiguous_day_is_asked_about() -> None:
    talk = term().say("next month")
    assert talk.title == "Which day do you mean?"
    assert talk.labels == ["31 December 2026", "17 December 2026"]
    assert talk.back()
    assert talk.title == "When does your contract end?"
    assert talk.say("next month").press("17 December 2026").sent["contract_end_date"] == "2026-12-17T00:00:00Z"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("yesterday", "16 November 2026 has passed already"),
        ("1.1.2020", "1 January 2020 has passed already"),
        ("31.2.2027", "doesn’t exist"),
        ("1 Jan 2099", "very far away"),
        ("banana", "can’t find a date"),
        ("", "31 December 2026"),
    ],
)
def test_what_is_no_end(text: str, problem: str) -> None:
    talk = term().say(text)
    assert talk.outcome is None
    assert problem in talk.problem


def test_a_refused_date_is_asked_again() -> None:
    talk = term().say("31 Dec 2027").refuse("date_format_invalid")
    assert talk.problem.startswith("That date wasn’t accepted")
    assert talk.title == "When does your contract end?"


def test_without_a_day_there_is_another_way_once_ours_was_refused() -> None:
    talk = term().press("No end date").refuse("data_json_invalid")
    assert talk.press("No end date").outcome == Do("", "Contract without an end date")


def test_the_date_as_a_form() -> None:
    talk = term("de", forms=True)
    assert [(field.name, field.kind, field.required) for field in talk.form.fields] == [("end", "date", False)]
    assert talk.fill("contract_term", end="2027-11-30").sent["contract_end_date"] == "2027-11-30T00:00:00Z"
    assert term(forms=True).fill("contract_term", end=" ").done == "Contract end not known"


@pytest.mark.parametrize(
    ("stamp", "day"),
    [
        ("2027-06-30T00:00:00+02:00", "2027-06-30"),
        ("2027-06-29T22:00:00.000Z", "2027-06-30"),
        ("2027-06-30T00:00:00Z", "2027-06-30"),
        ("2027-06-30T23:59:59Z", "2027-06-30"),
        ("2027-06-30", "2027-06-30"),
        ("0001-01-01T00:00:00Z", "None"),
        ("9999-12-31T23:00:00Z", "None"),
        ("", "None"),
    ],
)
def test_the_day_of_a_timestamp(stamp: str, day: str) -> None:
    assert str(day_at({"at": stamp}, "at")) == day


def test_the_last_day_of_february_in_a_year() -> None:
    leap = datetime(2028, 2, 29, 12, tzinfo=UTC)
    talk = term()
    talk.ctx = type(talk.ctx)(talk.ctx.say, leap, talk.ctx.can, talk.ctx.brand)
    assert talk.labels[0] == "In 12 months: 28 February 2029"
