"""What a turn of the core comes to, where it is about more than one page."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.conversation.cards import Action, Card, Done, Note, Title
from bot.conversation.conversation import Event
from bot.conversation.ending import PENDING_AFTER
from bot.conversation.page import Page
from bot.conversation.replies import Commanded, Said
from bot.conversation.situation import (
    Call,
    Erase,
    Export,
    Gone,
    Known,
    Location,
    LoginReturned,
    Open,
    PageCame,
    ReadBack,
    Refused,
    Result,
    Resume,
    Send,
    Slot,
    Trouble,
    Woken,
)
from bot.conversation.turns import changed
from bot.conversation.zones import zone_at, zone_of
from tests.conversation.any_talk import Talk
from tests.conversation.page_chat import sample

PROVIDERS = sample("provider_select", "provider")
RATE = sample("rate_fixed_capture", "fixed_rate")
SIGN_IN = replace(sample("session_redirect", "redirect"), actions=("BACK",))
SUMMARY = sample("tariff_summary", "summary")
END = Page("complete", "session_complete")


class World:
    """FlatPeak as a list of results; what it was asked is kept."""

    def __init__(self, *results: Result) -> None:
        self.results = list(results)
        self.calls: list[Call] = []

    def __call__(self, call: Call, talk: Talk) -> tuple[Result, bool]:
        self.calls.append(call)
        opened = isinstance(call, Open) and isinstance(self.results[0], PageCame)
        return self.results.pop(0), opened


def begin(page: Page) -> Talk:
    """A person in front of this page."""
    talk = Talk()
    talk.turn(Commanded("connect"), World(PageCame(page), Known(None, ready=False)))
    return talk


def play(talk: Talk, event: Event, *results: Result) -> list[Call]:
    """The calls that an event leads to; each gets the next of the results, and all of them are used."""
    world = World(*results)
    talk.turn(event, world)
    assert not world.results
    return world.calls


def done(card: Card | None) -> tuple[str, ...]:
    assert card is not None
    return next((block.lines for block in card.blocks if isinstance(block, Done)), ())


def title(talk: Talk) -> str:
    assert talk.card is not None
    return next(block.text for block in talk.card.blocks if isinstance(block, Title))


def notes(talk: Talk) -> list[str]:
    assert talk.card is not None
    return [block.text for block in talk.card.blocks if isinstance(block, Note)]


def test_a_kept_answer_is_given_where_the_page_has_not_moved() -> None:
    """A process that died while it looked where the session stands left the answer kept."""
    talk = begin(RATE)
    play(talk, Said("24.5"), Trouble("down"))
    talk.now = talk.now._replace(state=changed(talk.now, attempts=0, panel=""))
    calls = play(talk, LoginReturned(), PageCame(RATE), PageCame(SUMMARY), Known(None, ready=True))
    assert [type(call) for call in calls[:2]] == [Resume, Send]
    assert done(talk.card) == ("24.5\u00a0p per kWh",)


LOOKS = [LoginReturned(), Woken("login"), Woken("pending"), Said("what now?"), Said("signed in")]


@pytest.mark.parametrize(("page", "given"), [(RATE, Said("24.5")), (SIGN_IN, Commanded("back"))])
@pytest.mark.parametrize("event", LOOKS)
def test_a_kept_answer_is_never_called_done_by_a_look(event: Event, page: Page, given: Event) -> None:
    talk = begin(page)
    play(talk, given, Trouble("down"))
    kept = talk.now.state.unanswered
    assert kept
    assert [type(call) for call in play(talk, event, Trouble("down"))] == [Send]
    assert talk.now.state.unanswered == kept
    assert done(talk.card) == ()


NAME = replace(sample("provider_name_capture", "provider_name"), actions=("BACK",))
ADDRESS = Page("address", "postal_address_capture", (), {})
STRAND = "1-3 Strand, London WC2N 5EH, UK"


def at_providers() -> Talk:
    talk = begin(ADDRESS)
    play(talk, Said(STRAND))
    play(talk, Said("yes"), PageCame(PROVIDERS))
    assert done(talk.card) == ("1-3 Strand, London",)
    return talk


def test_back_from_not_listed_keeps_the_address_done() -> None:
    talk = at_providers()
    play(talk, Action("do", "PROVIDER_MISSING"), PageCame(NAME))
    play(talk, Commanded("back"), PageCame(PROVIDERS))
    assert done(talk.card) == ("1-3 Strand, London",)


def test_a_page_that_comes_back_is_open_again() -> None:
    talk = at_providers()
    play(talk, Action("do", "ADDRESS_CHANGE"), PageCame(ADDRESS))
    assert done(talk.card) == ()
    play(talk, Said(STRAND))
    play(talk, Said("yes"), PageCame(PROVIDERS))
    assert done(talk.card) == ("1-3 Strand, London",)
    play(talk, Action("do", "PROVIDER_MISSING"), PageCame(NAME))
    play(talk, Said("Octopus"), PageCame(RATE))
    play(talk, Said("24.5"), PageCame(SUMMARY), Known(None, ready=True))
    play(talk, Action("do", "EDIT"), PageCame(PROVIDERS))
    assert done(talk.card) == ("1-3 Strand, London",)


def test_a_report_leaves_its_line_on_the_same_page() -> None:
    talk = begin(replace(SUMMARY, actions=("WRONG_TARIFF",)))
    play(talk, Action("do", "WRONG_TARIFF"), PageCame(replace(SUMMARY, actions=())), Known(None, ready=True))
    assert len(done(talk.card)) == 1


def test_what_is_given_again_after_expiry_is_shown_as_done() -> None:
    talk = at_providers()
    talk.now = talk.now._replace(state=changed(talk.now, trail=[]))  # as where the lines stand in a message above
    asked = Action("do", "PROVIDER_MISSING")
    calls = play(talk, asked, Refused("token_expired"), PageCame(ADDRESS), PageCame(PROVIDERS))
    assert [type(call) for call in calls] == [Send, Open, Send]
    assert done(talk.card) == ("1-3 Strand, London",)


@pytest.mark.parametrize(("wish", "panel"), [("@export", "privacy"), ("@forget-now", "forget")])
@pytest.mark.parametrize("waiting", [False, True])
def test_what_could_not_be_exported_or_deleted_can_be_asked_again(wish: str, panel: str, waiting: bool) -> None:
    talk = Talk()
    talk.now = talk.now._replace(state=changed(talk.now, waiting=waiting, finished=waiting))
    play(talk, Commanded("privacy"))
    play(talk, Action(wish), Trouble("down"))
    assert talk.now.state.panel == panel
    assert notes(talk)
    assert talk.card is not None
    assert wish in [button.action.verb for button in talk.card.buttons()]
    assert [type(call) for call in play(talk, Action(wish), Trouble("down"))] == [
        Export if wish == "@export" else Erase
    ]


@pytest.mark.parametrize("text", ["/cancel", "close", "end"])
@pytest.mark.parametrize(
    ("name", "kind", "panel"),
    [
        ("tariff_summary", "summary", "ended"),
        ("tariff_connection_pending", "pending", "waiting"),
        ("tariff_connection_failed", "failed", "stopped"),
    ],
)
def test_who_cancels_what_is_finished_is_just_done(name: str, kind: str, panel: str, text: str) -> None:
    talk = begin(sample(name, kind))
    talk.now = talk.now._replace(state=changed(talk.now, answers=5))
    said = Commanded("cancel") if text == "/cancel" else Said(text)
    calls = play(talk, said, PageCame(END), Known(None, ready=True))
    assert calls == [Send(action="CLOSE"), ReadBack()]
    assert talk.now.state.panel == panel


def test_a_tariff_that_is_not_saved_yet_can_be_stopped() -> None:
    talk = begin(replace(SUMMARY, actions=("SAVE", "CLOSE")))
    talk.now = talk.now._replace(state=changed(talk.now, answers=5))
    assert play(talk, Commanded("cancel")) == []
    play(talk, Commanded("cancel"), PageCame(END))
    assert talk.now.state.panel == "stopped"


HOME = Location("loc_1", {"address_line1": "1 Strand", "city": "London", "country_code": "GB"}, "Europe/London")
OTHER = Location("loc_2", {"address_line1": "2 Strand", "city": "London", "country_code": "GB"}, "Europe/London")
PENDING = sample("tariff_connection_pending", "pending")
LAST = Woken("pending", len(PENDING_AFTER))


def pending_at_home() -> Location:
    return replace(HOME, slots=(Slot("commodity_import", "PENDING"),))


@pytest.mark.parametrize("result", [PageCame(PENDING), Trouble("down")])
def test_the_last_look_at_an_open_page_says_so(result: Result) -> None:
    talk = begin(PENDING)
    before = talk.shown
    play(talk, Woken("pending", 1), PageCame(PENDING))
    assert talk.shown == before
    play(talk, LAST, result)
    assert title(talk) == "Your provider hasn’t delivered your tariff yet."
    assert play(talk, Action("@look"), PageCame(PENDING)) == [Resume()]
    assert talk.shown == before + 2
    play(talk, Action("@look"), PageCame(SUMMARY), Known(None, ready=True))
    assert title(talk) == "Your tariff is connected"


@pytest.mark.parametrize("result", [Known(pending_at_home(), ready=False), Known(None, ready=False), Trouble("slow")])
def test_the_last_look_after_the_session_says_so(result: Result) -> None:
    talk = begin(PENDING)
    play(talk, Commanded("cancel"), PageCame(END), Known(pending_at_home(), ready=False))
    before = talk.shown
    play(talk, Woken("pending", 1), result)
    assert talk.shown == before
    play(talk, LAST, result)
    assert talk.shown == before + 1
    assert talk.card is not None
    assert [button.label for button in talk.card.buttons()] == ["Check again", "Change tariff"]
    assert play(talk, Action("@look"), result) == [ReadBack()]
    assert talk.shown == before + 2
    here = replace(HOME, slots=(Slot("commodity_import", "CONNECTED"),))
    play(talk, Action("@look"), Known(here, ready=True))
    assert notes(talk) == ["Good news: your tariff is ready."]


def at_two_homes() -> Talk:
    talk = Talk()
    talk.now = talk.now._replace(locations=(HOME, OTHER))
    return talk


@pytest.mark.parametrize("left", [(), (OTHER,)])
def test_a_location_that_is_gone_goes_here_too(left: tuple[Location, ...]) -> None:
    talk = at_two_homes()
    talk.now = talk.now._replace(locations=(HOME, *left))
    play(talk, Action("@view", "loc_1"), Refused("not_found"))
    assert talk.now.locations == left
    assert notes(talk) == ["This address is no longer connected, so I’ve taken it off your list."]


def test_a_location_that_is_gone_when_it_is_read_back() -> None:
    talk = at_two_homes()
    play(talk, Action("@view", "loc_1"), PageCame(SUMMARY), Gone("loc_1"))
    assert talk.now.locations == (OTHER,)
    assert talk.now.session is None
    assert notes(talk)


def test_a_tariff_that_has_come_is_shown_among_the_others() -> None:
    talk = at_two_homes()
    talk.now = talk.now._replace(state=changed(talk.now, waiting=True, finished=True, panel="waiting"))
    here = Location("loc_3", slots=(Slot("commodity_import", "CONNECTED"),))
    play(talk, Woken("pending", 1), Known(here, ready=True))
    assert talk.card is not None
    assert "All addresses" in [button.label for button in talk.card.buttons()]


TERM = sample("contract_term_capture", "contract_term", contract_end_date=None)
ADDRESSES = [
    ({"country_code": "AU", "state": "NSW"}, "12 November 2026"),
    ({"country_code": "US", "state": "HI"}, "11 November 2026"),
    ({"country_code": "US", "state": "Texas"}, "11 November 2026"),
    ({"country_code": "NZ"}, "12 November 2026"),
    ({"country_code": "GB"}, "11 November 2026"),
    ({}, "11 November 2026"),
]


@pytest.mark.parametrize(("address", "day"), ADDRESSES)
def test_a_contract_may_end_on_the_day_that_it_is_at_home(address: dict[str, str], day: str) -> None:
    talk = Talk()
    talk.at = datetime(2026, 11, 11, 23, tzinfo=UTC)
    talk.turn(Commanded("connect"), World(PageCame(TERM)))
    talk.now = talk.now._replace(state=changed(talk.now, address=address))
    play(talk, Said("today"), PageCame(SUMMARY), Known(None, ready=True))
    assert done(talk.card) == (f"Contract until {day}",)


def test_the_zone_that_flatpeak_tells_wins() -> None:
    talk = at_two_homes()
    home = replace(HOME, timezone="Pacific/Auckland")
    talk.now = talk.now._replace(locations=(home,), state=changed(talk.now, address={"country_code": "GB"}))
    play(talk, Action("@change", "loc_1"), PageCame(TERM))
    assert str(zone_of(talk.now)) == "Pacific/Auckland"
    talk.now = talk.now._replace(locations=(replace(home, timezone="Nowhere/Never"),))
    assert str(zone_of(talk.now)) == "Europe/London"


@pytest.mark.parametrize(
    ("country", "state", "zone"),
    [("US", "", "America/New_York"), ("US", "TX", "America/Chicago"), ("CA", "BC", "America/Vancouver"),
     ("AU", "WA", "Australia/Perth"), ("DE", "", "Europe/Berlin"), ("FR", "", "Europe/Paris"), ("ZZ", "", "UTC")],
)  # fmt: skip
def test_the_zone_of_an_address(country: str, state: str, zone: str) -> None:
    assert str(zone_at({"country_code": country, "state": state})) == zone


def test_another_provider_without_a_way_back() -> None:
    talk = begin(ADDRESS)
    play(talk, Said(STRAND))
    play(talk, Said("yes"), PageCame(PROVIDERS))
    entry = PROVIDERS.data["providers"][0]
    play(talk, Action("pick", entry["id"]), PageCame(replace(SIGN_IN, actions=())))
    calls = play(talk, Action("other"), PageCame(ADDRESS), PageCame(PROVIDERS))
    assert isinstance(calls[0], Open)
    assert calls[0].purpose.address["city"] == "London"
    assert isinstance(calls[1], Send)
    assert calls[1].data == {"postal_address": calls[0].purpose.address}
    assert done(talk.card) == ("1-3 Strand, London",)


@pytest.mark.parametrize("event", [Action("do", "CLOSE"), Said("yes"), Commanded("cancel")])
def test_what_is_connected_stays_to_be_read(event: Event) -> None:
    talk = begin(sample("variants/tariff_summary.fixed", "summary"))
    headline = title(talk)
    play(talk, event, PageCame(END), Known(HOME, ready=True))
    assert done(talk.card) == ("Quillmoor Power · Quillmoor Steady 2026 · 24.67\u00a0p per kWh",)
    assert title(talk) != headline
    assert title(talk) == "All set."
    assert talk.card
    assert talk.card.rest == "✓ Quillmoor Power · Quillmoor Steady 2026 · 24.67\u00a0p per kWh"


def test_a_market_tariff_is_named_with_its_kind() -> None:
    talk = begin(SUMMARY)
    play(talk, Action("do", "CLOSE"), PageCame(END), Known(HOME, ready=True))
    assert done(talk.card) == ("Norrglimt Energi · Norrglimt Timpris · Follows the market price",)


@pytest.mark.parametrize("tariff", ["Quillmoor Power", "Quillmoor Power Fix 2027"])
def test_a_provider_in_the_name_of_its_tariff_is_not_named_twice(tariff: str) -> None:
    data = {"provider": {"display_name": "Quillmoor Power"}, "tariff": {"name": tariff, "structure_type": "MARKET"}}
    talk = begin(replace(SUMMARY, data=data))
    play(talk, Action("do", "CLOSE"), PageCame(END), Known(HOME, ready=True))
    assert done(talk.card) == (f"{tariff} · Follows the market price",)


@pytest.mark.parametrize(("status", "panel"), [("CONNECTED", "ended"), ("ERROR", "tariffs")])
def test_prices_that_cannot_be_read_are_not_called_known(status: str, panel: str) -> None:
    page = replace(SUMMARY, data={**SUMMARY.data, "tariff": {**SUMMARY.data["tariff"], "status": status}})
    talk = begin(page)
    play(talk, Action("do", "CLOSE"), PageCame(END), Known(None, ready=True))
    assert talk.now.state.panel == panel
