"""Generation zero: each of its pages as both channels show it, each of its answers as a person gives it."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bot.connect.client import FlatPeak
from bot.connect.dialects import dialect_for
from bot.connect.dialects.zero import KINDS, Zero
from bot.connect.outcomes import Opened, SessionInfo
from bot.conversation.cards import Action, Note
from bot.conversation.page import Page, text_at
from bot.conversation.pages.view import Answer, Do
from bot.conversation.prices.model import Series
from bot.conversation.remembered import Step
from bot.conversation.replies import Commanded
from bot.conversation.situation import (
    Call,
    Known,
    Location,
    Open,
    PageCame,
    Purpose,
    Refused,
    Result,
    Send,
    Trouble,
)
from tests.connect.server import TOKEN, Server, client_of, reply, sample
from tests.connect.showing import CALLBACK, answers_of, page_at, pages_of, show_everywhere
from tests.conversation.any_talk import NOW, Talk
from tests.conversation.page_chat import Chat, context

ZERO = Zero()
PAGES = pages_of("zero", "zero/variants", "zero/client_only")
SPECIAL = {"zero/variants/unknown_route.json": "unknown"}


@pytest.mark.parametrize("path", PAGES)
def test_each_sample_is_shown_on_both_channels(path: str) -> None:
    envelope, page = sample(path), page_at(ZERO, path)
    assert page.kind == SPECIAL.get(path, KINDS.get(envelope["route"]))
    assert page.route == envelope["route"]
    assert set(page.actions) >= set(envelope.get("actions", [])) or page.kind == "complete"
    for shown in show_everywhere(page):
        assert "Back" not in shown.labels
        assert shown.card.rest


def test_all_routes_have_a_sample() -> None:
    assert set(KINDS) == {sample(path)["route"] for path in PAGES} - {"meter_photo_capture"} - {"error"}


@pytest.mark.parametrize("path", ["zero/summary_fixed_confirm.json", "zero/summary_tou_confirm.json"])
def test_nothing_is_saved_before_it_is_saved(path: str) -> None:
    for shown in show_everywhere(page_at(ZERO, path)):
        assert "Nothing is saved until you tap “Save”." in shown.words
        assert [button.label for button in shown.card.buttons() if button.style == "primary"] == ["Save"]
        assert shown.labels[-1] == "Cancel"


@pytest.mark.parametrize("route", ["summary_tou_confirm", "summary_tariff_inprogress", "summary_tariff_failed"])
def test_a_page_that_lists_nothing_takes_what_the_official_client_offers(route: str) -> None:
    listed = page_at(ZERO, f"zero/{route}.json").actions
    page = ZERO.read_page({"route": route}, TOKEN, CALLBACK)
    assert page is not None
    assert page.actions == listed


def at(path: str, **changes: Any) -> Chat:
    page = page_at(ZERO, f"zero/{path}.json")
    return Chat(replace(page, data={**page.data, **changes}), context())


def began() -> dict[str, str]:
    return {"contract_start_date": "2026-12-01T00:00:00Z"}


GIVEN: dict[str, Callable[[], Chat]] = {
    "contract_term_capture.data_dates": lambda: at("contract_term_capture", **began()).say("30 November 2027"),
    "contract_term_capture.data_no_end": lambda: at("contract_term_capture", **began()).say("no end"),
    "contract_term_capture.data_unknown": lambda: at("contract_term_capture").press("I don’t know"),
    "market_surcharge_capture.client_zero": lambda: (
        at("variants/market_surcharge_capture.no_region").press("No fee").press("No percentage")
    ),
    "market_surcharge_capture.data": lambda: at("variants/market_surcharge_capture.no_region").say("1.84 ct + 19 %"),
    "market_surcharge_capture.data_with_region": lambda: (
        at("market_surcharge_capture").press("Corsica").say("1.84 ct + 5.5 %")
    ),
    "postal_address_capture.data": lambda: (
        at("postal_address_capture").say("Glimtvägen 7, 753 10 Uppsala, Sweden").say("yes")
    ),
    "provider_name_capture.ADDRESS_CHANGE": lambda: at("provider_name_capture").act("do", "ADDRESS_CHANGE"),
    "provider_name_capture.data": lambda: at("provider_name_capture").say("Søndlys"),
    "provider_select.ADDRESS_CHANGE": lambda: at("provider_select").act("do", "ADDRESS_CHANGE"),
    "provider_select.PROVIDER_MISSING": lambda: at("provider_select").press("My provider isn’t listed"),
    "provider_select.data": lambda: at("provider_select").press("Norrglimt Energi"),
    "rate_advanced_capture.data": lambda: at("rate_advanced_capture").press("Yes, that’s right"),
    "rate_fixed_capture.data": lambda: at("rate_fixed_capture").say("24.67 p"),
    "summary_fixed_confirm.DISCONNECT": lambda: at("summary_fixed_confirm").press("Disconnect").say("yes"),
    "summary_fixed_confirm.EDIT": lambda: at("summary_fixed_confirm").press("Change tariff"),
    "summary_fixed_confirm.SAVE": lambda: at("summary_fixed_confirm").press("Save"),
    "summary_tariff_failed.DISCONNECT": lambda: at("summary_tariff_failed").press("Disconnect").say("yes"),
    "summary_tariff_failed.RECONNECT": lambda: at("summary_tariff_failed").press("Try again"),
    "summary_tariff_inprogress.DISCONNECT": lambda: (
        at("summary_tariff_inprogress").press("Cancel connection").say("yes")
    ),
    "summary_tariff_inprogress.DISMISS_DIRECT": lambda: at("summary_tariff_inprogress").press(
        "Enter it by hand instead"
    ),
    "summary_tariff_inprogress.SAVE": lambda: at("summary_tariff_inprogress").press("Wait – tell me when it’s ready"),
    "summary_tou_confirm.DISCONNECT": lambda: at("summary_tou_confirm").press("Disconnect").say("yes"),
    "summary_tou_confirm.EDIT": lambda: at("summary_tou_confirm").press("Change tariff"),
    "summary_tou_confirm.SAVE": lambda: at("summary_tou_confirm").press("Save"),
    "tariff_name_capture.data": lambda: at("tariff_name_capture").say("Quillmoor Steady 2026"),
    "tariff_select.TARIFF_MISSING": lambda: at("tariff_select").press("My tariff isn’t listed"),
    "tariff_select.data": lambda: at("tariff_select").say("Tidehollow Night Saver"),
    "tariff_structure_select.data_ADVANCED": lambda: at("tariff_structure_select", options=["FIXED", "ADVANCED"]).press(
        "Prices differ by season, weekday or usage"
    ),
    "tariff_structure_select.data_FIXED": lambda: at("tariff_structure_select").act("pick", "FIXED"),
    "tariff_structure_select.data_MARKET": lambda: at("tariff_structure_select").act("pick", "MARKET"),
    "tariff_structure_select.data_TIME_OF_DAY": lambda: at("tariff_structure_select").act("pick", "TIME_OF_DAY"),
}


def sent_by(chat: Chat) -> dict[str, Any]:
    """What goes to Connect once a person has answered."""
    match chat.outcome:
        case Answer(data=data):
            send = Send(data=data)
        case Do(action=action):
            send = Send(action=action)
        case other:
            pytest.fail(f"nothing is sent: {other} {chat.problem}")
    return dict(ZERO.answer(TOKEN, chat.page, send))


def bare(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer without the token, and without the member that only the official client sends."""
    return {name: value for name, value in answer.items() if name not in ("connect_token", "type")}


def plain(value: Any) -> Any:
    """Amounts as the JSON of the samples has them."""
    if isinstance(value, dict):
        return {name: plain(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [plain(member) for member in value]
    return float(value) if isinstance(value, Decimal) else value


@pytest.mark.parametrize("name", GIVEN)
def test_what_a_person_says_is_sent_as_the_samples_have_it(name: str) -> None:
    assert bare(plain(sent_by(GIVEN[name]()))) == bare(sample(f"zero/answers/{name}.json"))


@pytest.mark.parametrize("name", [name for name in answers_of("zero") if not name.startswith("contract_term")])
def test_each_answer_of_the_samples_can_be_written(name: str) -> None:
    wanted = sample(f"zero/answers/{name}")
    send = Send(data=wanted.get("data"), action=wanted.get("action", ""))
    assert ZERO.answer(wanted["connect_token"], Page("any", wanted["route"]), send) == {
        member: value for member, value in wanted.items() if member != "type"
    }


def test_start_and_resume_are_one_call() -> None:
    start = ZERO.start(TOKEN, Purpose())
    assert bare(dict(start)) == bare(sample("zero/answers/session_restore.start.json"))
    assert ZERO.resume(TOKEN, Purpose()) == (start,)


def test_a_region_that_is_refused_is_asked_again() -> None:
    chat = at("market_surcharge_capture").press("Corsica").say("1 ct")
    assert chat.title == "Is there a percentage on top?"
    assert chat.press("No percentage").refuse("market_region_invalid").problem
    assert chat.title == "Which price region are you in?"
    chat.press("Mainland France")
    assert chat.back()
    assert chat.title == "Which price region are you in?"


def test_a_single_region_is_not_asked_for() -> None:
    chat = at("market_surcharge_capture", regions=["FR"]).say("1.84 ct + 19 %")
    assert chat.sent["region"] == "FR"


@pytest.mark.parametrize("member", ["redirect_url", "redirect_uri"])
def test_the_login_has_two_names(member: str) -> None:
    page = ZERO.read_page(
        {"route": "session_redirect", "data": {member: "https://login.example.com/"}}, TOKEN, CALLBACK
    )
    assert page is not None
    assert text_at(page.data, "redirect_url") == f"https://login.example.com/?fp_cot={TOKEN}"


# What the chat makes of a generation that can neither go back nor close


class Person(Talk):
    """Somebody in front of a page; `calls` are those that were made since."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.page, self.calls = page_at(ZERO, f"zero/{path}.json"), list[Call]()
        self.does("connect")
        self.calls.clear()

    def does(self, command: str) -> None:
        self.turn(Commanded(command), self.answer)

    def answer(self, call: Call, talk: Talk) -> tuple[Result, bool]:
        self.calls.append(call)
        opened = isinstance(call, Open)
        if isinstance(call, Send) and call.action == "EDIT":
            return PageCame(page_at(ZERO, "zero/provider_select.json")), False
        return (PageCame(self.page), opened) if opened or isinstance(call, Send) else (Known(None, ready=False), False)


@pytest.mark.parametrize("path", ["rate_fixed_capture", "summary_fixed_confirm", "variants/unknown_route"])
def test_who_cancels_has_left_and_connect_is_not_asked(path: str) -> None:
    person = Person(path)
    person.does("cancel")
    assert person.now.state.panel == "stopped"
    assert person.now.session is None
    assert person.calls == []


def test_back_says_that_it_cannot() -> None:
    person = Person("rate_fixed_capture")
    person.now = person.now._replace(
        state=person.now.state.model_copy(update={"trail": [Step(page="structure", line="One price")]})
    )
    person.does("back")
    assert person.calls == []
    assert person.card is not None
    assert any(isinstance(b, Note) and b.text.startswith("I can’t go back from here") for b in person.card.blocks)


def test_what_failed_can_be_left_for_later() -> None:
    person = Person("summary_tariff_failed")
    person.does("cancel")
    assert person.now.state.panel == "stopped"
    assert not any(isinstance(call, Send) for call in person.calls)


def test_who_waits_saves_and_is_told_when_it_is_ready() -> None:
    person = Person("summary_tariff_inprogress")
    person.page = Page("complete", "session_complete")
    person.turn(Action("do", "SAVE"), person.answer)
    assert person.now.state.panel == "waiting"


def test_a_wish_for_another_tariff_is_sent_to_the_summary() -> None:
    person = Person("summary_tou_confirm")
    person.turn(Commanded("cancel"), person.answer)
    person.now = person.now._replace(locations=(Location("loc_1"),))
    person.turn(Action("@change", "loc_1"), person.answer)
    assert Send(action="EDIT") in person.calls


# REST


@pytest.fixture
async def zero(server: Server) -> Any:
    async with client_of(server.url, dialect=dialect_for("zero")) as client:
        yield client


async def test_a_session_is_created_and_read_back(server: Server, zero: FlatPeak) -> None:
    server.script = [
        reply(sample("rest/connect_token_create.zero.json")),
        reply(sample("rest/connect_token_get_not_processed.zero.json")),
    ]
    wanted = sample("rest/connect_token_create.request.zero.json")
    opened = await zero.open(
        Purpose(address=wanted["postal_address"]),
        customer_reference=wanted["customer_reference_id"],
        location_reference=wanted["location_reference_id"],
    )
    assert isinstance(opened, Opened)
    places = {"callback_uri": "https://bot.example.com/connect/complete"}
    places["connect_web_uri"] = "https://bot.example.com/connect/return"
    assert server.last.json == wanted | places
    assert server.last.headers["flatpeak-version"] == "2024-08-24.zero"
    info = await zero.read_back(opened.token)
    assert info == SessionInfo("loc_6a4b0aa25c8b4e84bb866c42", "", ready=False)
    assert server.calls == ["POST /connect/tariff/token", "GET /connect/tariff/token"]


async def test_rates_are_read_with_a_get(server: Server, zero: FlatPeak) -> None:
    server.script = [reply(sample("rest/tariff_rates.zero.json"))]
    series = await zero.prices("loc_1", "IMPORT", NOW, NOW)
    assert isinstance(series, Series)
    assert series.points
    assert server.calls == ["GET /tariffs/rates/loc_1"]


@pytest.mark.parametrize(
    ("body", "result"),
    [
        (sample("errors/cost_value_zero.json"), Refused("cost_value_zero")),
        ({"message": "conflict"}, Trouble("refused")),
    ],
)
async def test_a_conflict_is_a_refusal(server: Server, zero: FlatPeak, body: Any, result: object) -> None:
    server.script = [reply(body, 409)]
    page = page_at(ZERO, "zero/rate_fixed_capture.json")
    assert await zero.answer(TOKEN, page, Send(data={"cost": 0})) == result
