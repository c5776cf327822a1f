"""Generation busbar: each of its pages as both channels show it, each of its answers as a person gives it."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bot.connect.client import FlatPeak
from bot.connect.dialects import dialect_for
from bot.connect.dialects.busbar import Busbar
from bot.conversation.cards import Action, Picture
from bot.conversation.frame import is_settled
from bot.conversation.page import Page, items_at, number_at, text_at
from bot.conversation.pages.errands import find_errand, is_beyond
from bot.conversation.pages.view import Answer, Do
from bot.conversation.pictures.chart import Columns
from bot.conversation.situation import PageCame, Purpose, Send, Session, Situation, State
from tests.connect.server import TOKEN, Server, client_of, reply, sample
from tests.connect.showing import CALLBACK, answers_of, page_at, pages_of, show_everywhere
from tests.connect.test_zero import bare, plain
from tests.conversation.any_talk import NOW
from tests.conversation.page_chat import Chat, context

BUSBAR = Busbar()
PAGES = pages_of("busbar", "busbar/variants", "busbar/inferred")
KINDS = {
    "connection_failed": "failed",
    "connection_pending": "pending",
    "consent": "consent",
    "location_summary": "summary",
    "payment_history": "payments",
    "plan_structure": "structure",
    "postal_address_input": "address",
    "price_input": "tod_rate",
    "provider_select": "provider",
    "region_select": "region",
    "session_redirect": "redirect",
    "tariff_name_input": "tariff_name",
    "tariff_summary": "summary",
    "tariffs_summary": "summary",
    "vpp_landing": "vpp_landing",
    "vpp_participation": "participation",
    "vpp_summary": "vpp_summary",
}
SPECIAL = {"busbar/variants/vpp_summary.personal_details_placeholder.json": "personal_details"}
LOCATION = "loc_6a4b0aa25c8b4e84bb866c42"


@pytest.mark.parametrize("path", PAGES)
def test_each_sample_is_shown_on_both_channels(path: str) -> None:
    envelope, page = sample(path), page_at(BUSBAR, path)
    assert page.kind == SPECIAL.get(path, KINDS[envelope["route"]])
    assert page.route == envelope["route"]
    assert set(page.actions) >= set(envelope.get("actions", []))
    assert page.kind == "redirect" or "CLOSE" in page.actions
    for shown in show_everywhere(page):
        assert shown.card.rest


def test_all_routes_have_a_sample() -> None:
    assert {sample(path)["route"] for path in PAGES} == set(KINDS)


def at(path: str, **changes: Any) -> Chat:
    page = page_at(BUSBAR, f"busbar/{path}.json")
    return Chat(replace(page, data={**page.data, **changes}), context())


def tariff(**changes: Any) -> Chat:
    """The card of the first tariff of the summary, with some of its members changed."""
    first, *others = items_at(at("tariffs_summary").page.data, "tariffs")
    return at("tariffs_summary", tariffs=[{**first, **changes}, *others]).press("Klitvind El · Klitvind Spot")


EVENING = "The evening price is too low."
GIVEN: dict[str, Callable[[], Chat]] = {
    "connection_failed.EDIT": lambda: at("connection_failed").press("Try again"),
    "connection_failed.DISCONNECT": lambda: at("connection_failed").press("Disconnect").say("yes"),
    "connection_failed.CLOSE": lambda: at("connection_failed").press("Leave it for now"),
    "connection_pending.inferred_EDIT": lambda: at("inferred/connection_pending").press("Start again"),
    "connection_pending.inferred_DISCONNECT": lambda: (
        at("inferred/connection_pending").press("Cancel connection").say("yes")
    ),
    "consent.ALLOW": lambda: at("consent").press("Allow"),
    "consent.DENY": lambda: at("consent").say("Don’t allow"),
    "location_summary.DISCONNECT": lambda: at("location_summary").press("Disconnect").say("yes"),
    "payment_history.PAYMENT_DETAILS": lambda: at("payment_history").press("Change where it’s paid to"),
    "payment_history.REJOIN_PROGRAMME": lambda: at("payment_history").press("Join again"),
    "payment_history.CLOSE": lambda: at("payment_history").press("Done"),
    "plan_structure.inferred_data_FIXED": lambda: at("plan_structure").act("pick", "FIXED"),
    "plan_structure.inferred_data_MARKET": lambda: at("plan_structure").act("pick", "MARKET"),
    "plan_structure.inferred_data_TIME_OF_DAY": lambda: at("plan_structure").act("pick", "TIME_OF_DAY"),
    "postal_address_input.inferred_data": lambda: (
        at("postal_address_input").say("Klitstien 22, 8000 Aarhus, Denmark").say("yes")
    ),
    "price_input.inferred_data_fixed": lambda: at("price_input").say("24.67p all day").say("yes"),
    "price_input.inferred_data_time_of_use": lambda: (
        at("price_input").say("00:00-07:00 14.98p, 07:00-00:00 30.22p").say("yes")
    ),
    "provider_select.inferred_data": lambda: at("inferred/provider_select").press("Klitvind El"),
    "region_select.inferred_data": lambda: at("region_select").press("Corsica"),
    "tariff_name_input.inferred_data": lambda: at("tariff_name_input").say("Quillmoor Steady 2026"),
    "tariff_summary.DISCONNECT": lambda: at("tariff_summary").press("Disconnect").say("yes"),
    "tariffs_summary.CLOSE": lambda: at("tariffs_summary").press("Done"),
    "tariffs_summary.inferred_DISCONNECT": lambda: tariff().press("Disconnect").say("yes"),
    "tariffs_summary.inferred_RECONNECT": lambda: tariff().press("Connect again"),
    "tariffs_summary.inferred_CREATE_ISSUE_REPORT": lambda: tariff().press("Report a mistake").say(EVENING),
    "tariffs_summary.inferred_UPDATE_ISSUE_REPORT": lambda: (
        tariff(reported=True).press("Add to my report").say("My contract changed on 1 November.")
    ),
    "tariffs_summary.inferred_CANCEL_ISSUE_REPORT": lambda: tariff(reported=True).press("Withdraw my report"),
    "vpp_landing.CONNECT_TARIFF": lambda: at("vpp_landing").press("Connect a tariff"),
    "vpp_landing.inferred_choose_programme": lambda: at("vpp_landing").press("Join Buurtreserve"),
    "vpp_landing.CLOSE": lambda: at("vpp_landing").press("Done"),
    "vpp_summary.ADDRESS_CHANGE": lambda: at("variants/vpp_summary.personal_details_placeholder").act(
        "do", "ADDRESS_CHANGE"
    ),
    "vpp_summary.CONNECT_TARIFF": lambda: at("vpp_summary").press("Connect a tariff"),
    "vpp_summary.MANAGE_PARTICIPATION": lambda: at("vpp_summary").press("My participation"),
    "vpp_summary.MANAGE_PAYMENTS": lambda: at("vpp_summary").press("Payments"),
    "vpp_summary.inferred_CHANGE_PERIOD": lambda: at("vpp_summary").press("‹ Earlier"),
    "vpp_summary.inferred_personal_details": lambda: (
        at("variants/vpp_summary.personal_details_placeholder")
        .say("Mare")
        .say("Dijkstra")
        .say("mare@example.com")
        .say("+31600000000")
        .say("yes")
    ),
}
# These are sent in another way: by Back and Cancel around every page, at the start, or once the first form was refused.
ELSEWHERE = {
    "plan_structure.inferred_action_MARKET",
    "plan_structure.inferred_data_ADVANCED_TARIFF_INPUT",
    "tariff_summary.CHANGE",
    "tariff_summary.RETRY",
    "location_summary.ERROR_REPORT",
}


def sent_by(chat: Chat) -> dict[str, Any]:
    """What goes to Connect once a person has answered."""
    match chat.outcome:
        case Answer(data=data):
            send = Send(data=data)
        case Do(action=action, data=about):
            send = Send(data=about, action=action)
        case other:
            pytest.fail(f"nothing is sent: {other} {chat.problem}")
    return dict(BUSBAR.answer(TOKEN, chat.page, send))


@pytest.mark.parametrize("name", GIVEN)
def test_what_a_person_says_is_sent_as_the_samples_have_it(name: str) -> None:
    assert bare(plain(sent_by(GIVEN[name]()))) == bare(sample(f"busbar/answers/{name}.json"))


def test_every_answer_of_the_samples_is_given() -> None:
    framed = {f"{route}.{action}" for route in KINDS for action in ("BACK", "CLOSE")}
    assert {name.removesuffix(".json") for name in answers_of("busbar")} - framed - ELSEWHERE - set(GIVEN) == set()


def test_start_and_resume_say_which_conversation_is_wanted() -> None:
    tariff, programme = Purpose(), Purpose(programme=True)
    assert bare(dict(BUSBAR.start(TOKEN, tariff))) == bare(sample("busbar/answers/session_start.TARIFF.json"))
    assert bare(dict(BUSBAR.start(TOKEN, programme))) == bare(sample("busbar/answers/session_start.VPP.json"))
    restore, again = BUSBAR.resume(TOKEN, programme)
    assert bare(dict(restore)) == bare(sample("busbar/answers/session_restore.resume.json"))
    assert again == BUSBAR.start(TOKEN, programme)


@pytest.mark.parametrize("path", ["variants/tariffs_summary.temporary", "tariff_summary", "location_summary"])
def test_the_three_shapes_of_the_summary_are_one(path: str) -> None:
    page = page_at(BUSBAR, f"busbar/{path}.json")
    (held,) = items_at(page.data, "tariffs")
    assert (text_at(held, "type"), text_at(held, "direction")) == ("COMMODITY", "IMPORT")
    assert text_at(held, "id").startswith("trf_")
    assert text_at(held, "tariff", "status") in ("CONNECTED", "ERROR")
    assert number_at(items_at(held, "rates", "today")[0], "tariff", "cost")
    assert {"Report a mistake", "Disconnect", "Done"} <= set(Chat(page, context()).labels)


def test_a_factor_is_a_rate_of_tax_too() -> None:
    assert at("tariff_summary").facts["VAT"] == "5%"
    assert tariff().facts["VAT"] == "25%"


def test_an_estimate_says_so_and_connecting_again_comes_first() -> None:
    chat = at("variants/tariffs_summary.temporary")
    assert chat.title == "Your prices are estimates for now"
    assert chat.labels[0] == "Connect again"


SOLAR = "trf_6a6dcd61cba59927331c9a60"


def test_several_tariffs_are_a_list_and_a_card_each() -> None:
    chat = at("tariffs_summary")
    assert chat.labels == ["Klitvind El · Klitvind Spot", "Klitvind El · Klitvind Solpris", "Done"]
    chat.press("Klitvind El · Klitvind Solpris")
    assert {"All tariffs at this address", "Add to my report", "Withdraw my report"} <= set(chat.labels)
    chat.press("Disconnect").say("no")
    assert "All tariffs at this address" in chat.labels
    chat.press("Add to my report")
    assert chat.back()
    assert chat.press("Disconnect").say("yes").outcome == Do("DISCONNECT", data={"tariff_id": SOLAR})


def test_the_older_form_names_the_tariff_where_it_shows_several() -> None:
    page = at("tariff_summary").page
    first = items_at(page.data, "tariffs")[0]
    feed_in = {**first, "id": SOLAR, "direction": "EXPORT"}
    send = Send({"tariff_id": SOLAR}, "DISCONNECT")
    assert "data" not in BUSBAR.answer(TOKEN, page, send)  # as it is printed
    several = replace(page, data={**page.data, "tariffs": [first, feed_in]})
    assert BUSBAR.answer(TOKEN, several, send)["data"] == {"tariff_id": SOLAR}


def test_an_errand_is_about_the_tariff_of_its_slot() -> None:
    page = at("tariffs_summary").page
    assert find_errand(page, "DISCONNECT", "COMMODITY_EXPORT") == Do("DISCONNECT", data={"tariff_id": SOLAR})
    assert find_errand(page, "RECONNECT", "COMMODITY_EXPORT") == Do("RECONNECT", data={"tariff_id": SOLAR})
    assert find_errand(page, "DISCONNECT", "NON_COMMODITY_IMPORT") is None
    assert find_errand(page, "EDIT", "COMMODITY_EXPORT") is None  # that would be the same provider once more
    assert is_beyond(page, "EDIT", "COMMODITY_EXPORT")
    assert not is_beyond(page, "EDIT", "NON_COMMODITY_IMPORT")
    change = find_errand(at("tariff_summary").page, "EDIT", "COMMODITY_IMPORT")
    assert change
    assert change.action == "CHANGE"


def test_an_empty_report_is_asked_again_and_can_be_given_up() -> None:
    chat = tariff().press("Report a mistake")
    assert chat.say("?!").problem
    assert chat.press("Never mind").title == "Your tariff is connected"


def test_a_tariff_that_is_shown_asks_nothing_until_it_is_reported() -> None:
    """Else an address in a report would be taken for the next one to connect."""
    chat = tariff()
    session = Session(Purpose(), chat.page, NOW, NOW, "")
    assert is_settled(Situation(State(draft=dict(chat.draft)), session))
    chat.press("Report a mistake")
    assert not is_settled(Situation(State(draft=dict(chat.draft)), session))


def test_what_is_not_taken_leads_to_support() -> None:
    chat = tariff().press("Connect again").refuse("data_json_invalid")
    assert chat.problem
    chat.ctx = chat.ctx._replace(brand=replace(chat.ctx.brand, support_url="https://voltaire.example/help"))
    assert chat.links == ["https://voltaire.example/help"]


def test_consent_is_never_given_by_default() -> None:
    chat = at("consent", required_consents=["SCHEDULING", "DEVICE_CONTROL"])
    assert list(chat.facts) == ["Energy management", "DEVICE_CONTROL"]
    assert all(button.style == "plain" for button in chat.card.buttons())
    assert chat.say("yes").outcome is None
    assert chat.hint
    assert chat.say("no").outcome == Do("DENY", "Not allowed")


def test_performance_is_a_picture_period_by_period() -> None:
    chat = at("vpp_summary")
    assert chat.facts["Period"] == "October 2026"
    assert chat.facts["Energy"] == "43.05 kWh"
    assert chat.facts["Earned"] == "€33.84"
    picture = next(block for block in chat.card.blocks if isinstance(block, Picture))
    assert isinstance(picture.chart, Columns)
    assert len(picture.chart.columns) == 31
    assert picture.alt == "Most was given on 21 October 2026: 7.2 kWh."
    later = at("vpp_summary").press("Later ›").outcome
    assert later == Do("CHANGE_PERIOD", data={"period_type": "MONTH", "period_start": "2026-11-01"})
    yearly = at("vpp_summary").press("By year").outcome
    assert yearly == Do("CHANGE_PERIOD", data={"period_type": "YEAR", "period_start": "2026-01-01"})
    assert at("vpp_summary").act("period", "MONTH|1066-01-01").outcome is None


def test_participation_is_a_timeline() -> None:
    facts = at("inferred/vpp_participation").facts
    assert list(facts) == ["✓ Request received", "… First readings from your device", "○ Registered"]
    assert facts["✓ Request received"].startswith("done on 10 November 2026 · ")


def test_payments_are_listed_with_their_state() -> None:
    facts = at("payment_history").facts
    assert facts["7 October 2026"] == "€34.90 · on its way"
    assert facts["Paid to"] == "VISA, ending in 0042"
    assert "Join again" not in at("payment_history", programme_status="ACTIVE").labels


def test_a_programme_that_cannot_be_joined_here_keeps_its_page() -> None:
    chat = at("vpp_landing").press("Join Buurtreserve").refuse("data_json_invalid")
    assert chat.problem
    assert "Join Buurtreserve" not in chat.labels
    assert chat.links == ["https://polderlicht.example.com/buurtreserve"]
    chat = at("variants/vpp_landing.providers_list").press("Join Buurtreserve")
    assert chat.sent == {"provider": {"id": "prv_6a1a74438750363cbe447db8"}}


def test_only_fit_links_are_shown() -> None:
    assert at("vpp_landing").links == ["https://polderlicht.example.com/buurtreserve"]
    programme = {"programme_display_name": "Odd", "learn_more_url": "javascript:alert(1)"}
    assert at("vpp_landing", programmes=[programme]).links == []


@pytest.mark.parametrize(("code", "title"), [("email_invalid", "email"), ("phone_invalid", "phone")])
def test_a_detail_that_is_refused_is_asked_again(code: str, title: str) -> None:
    chat = GIVEN["vpp_summary.inferred_personal_details"]()
    assert title in chat.refuse(code).title
    assert chat.problem


def test_details_are_checked_and_can_be_changed() -> None:
    chat = at("variants/vpp_summary.personal_details_placeholder").say("Mare").say("Dijkstra")
    assert chat.say("nobody").problem
    chat.say("mare@example.com").say("+31600000000").press("Change: Last name").say("de Vries")
    assert chat.facts["Last name"] == "de Vries"


@pytest.mark.parametrize(
    ("members", "kind"),
    [
        ({"data": {"options": ["FIXED"]}}, "structure"),
        ({"data": {"regions": ["FR"]}}, "region"),
        ({"data": {"required_consents": []}}, "consent"),
        ({"transactions": []}, "payments"),
        ({"tariffs": [{"status": "CONNECTED", "prices": {}}]}, "summary"),
        ({"data": {"tariffs": [{"id": "trt_1", "name": "A"}]}}, "tariff"),
        ({"data": {"else": 1}}, "unknown"),
    ],
)
def test_a_page_with_a_new_route_is_known_by_its_members(members: dict[str, Any], kind: str) -> None:
    page = BUSBAR.read_page({"route": "new_one", **members}, TOKEN, CALLBACK)
    assert page is not None
    assert page.kind == kind


@pytest.fixture
async def busbar(server: Server) -> Any:
    async with client_of(server.url, dialect=dialect_for("2026-08-01.busbar")) as client:
        yield client


async def test_a_structure_is_repeated_as_an_action(server: Server, busbar: FlatPeak) -> None:
    page = page_at(BUSBAR, "busbar/plan_structure.json")
    server.script = [reply(sample("errors/action_missing.json"), 400), reply(sample("busbar/tariff_name_input.json"))]
    came = await busbar.answer(TOKEN, page, Send(data={"options": ["MARKET"]}))
    assert isinstance(came, PageCame)
    assert bare(server.last.json) == bare(sample("busbar/answers/plan_structure.inferred_action_MARKET.json"))


def test_an_action_that_a_page_does_not_offer_is_not_sent() -> None:
    chat = Chat(replace(page_at(BUSBAR, "busbar/vpp_landing.json"), actions=("CLOSE",)), context())
    assert chat.hear(Action("do", "CONNECT_TARIFF")).outcome is None


def test_one_price_is_a_whole_day() -> None:
    page = page_at(BUSBAR, "busbar/price_input.json")
    sent = BUSBAR.answer(TOKEN, page, Send(data={"cost": Decimal("0.2467")}))
    assert bare(plain(dict(sent))) == bare(sample("busbar/answers/price_input.inferred_data_fixed.json"))


def test_a_page_of_anode_is_read_as_one() -> None:
    page = BUSBAR.read_page({"route": "tariff_connection_pending", "data": {}}, TOKEN, CALLBACK)
    assert page == Page("pending", "tariff_connection_pending", ("EDIT", "DISCONNECT", "CLOSE"))
