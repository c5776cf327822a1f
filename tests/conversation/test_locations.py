"""What a person does with what they connected, where it does not go as one would wish."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.conversation.cards import Action, Button, Card, Choices, Note
from bot.conversation.channel import Capabilities
from bot.conversation.context import Brand, Context
from bot.conversation.conversation import react
from bot.conversation.location_calls import Remove, Removed, Survey, Surveyed
from bot.conversation.page import Page
from bot.conversation.prices.model import Watch
from bot.conversation.remembered import Calling
from bot.conversation.replies import Commanded, Said
from bot.conversation.situation import (
    Deed,
    Known,
    Location,
    Open,
    PageCame,
    Purpose,
    Reaction,
    ReadBack,
    Refused,
    Session,
    Situation,
    Slot,
    State,
    Trouble,
)
from bot.conversation.teams import Rights
from bot.conversation.turns import with_names
from bot.texts import Catalogues

CATALOGUES = Catalogues("en")
NOW = datetime(2026, 11, 17, 12, tzinfo=UTC)
CHAT = Capabilities(forms=False, buttons_per_list=3)
CTX = Context(
    CATALOGUES.words("en-GB"),
    NOW,
    Capabilities(forms=False, buttons_per_list=3),
    Brand("Tariffbot"),
    CATALOGUES.languages,
)
END = Page("complete", "session_complete")


def home(id_: str = "loc_1", status: str = "CONNECTED", name: str = "") -> Location:
    slot = Slot("commodity_import", status, "MANUAL", "Quillmoor Power", "Fixed 12", f"trf_{id_}")
    return Location(id_, {"address_line1": f"{id_} Strand", "city": "London"}, "Europe/London", "GBP", (slot,), name)


def situation(*locations: Location, **state: object) -> Situation:
    return Situation(State(**state), locations=locations or (home(),))  # type: ignore[arg-type]


def after(now: Situation, reaction: Reaction) -> Situation:
    return now._replace(state=reaction.state)


def notes(card: Card | None) -> str:
    return " ".join(block.text for block in card.blocks if isinstance(block, Note)) if card else ""


def buttons(card: Card | None) -> list[Button]:
    return list(card.buttons()) if card else []


def disconnecting() -> Situation:
    """A tariff is being disconnected; its session is open, and nothing is known of its end."""
    asked = react(situation(), Action("@disconnect", "loc_1"), CTX)
    assert asked.call == Open(Purpose(location_id="loc_1", disconnect=True))
    session = Session(Purpose(location_id="loc_1", disconnect=True), None, NOW, NOW + timedelta(days=1))
    return after(situation(), asked)._replace(session=session)


@pytest.mark.parametrize("end", [PageCame(END), Refused("token_expired"), Refused("data_json_invalid")])
def test_that_a_tariff_is_disconnected_only_its_status_says(end: PageCame | Refused) -> None:
    now = disconnecting()
    over = react(now, end, CTX)
    assert (over.call, over.card, over.quiet) == (ReadBack(), None, True)
    gone = react(after(now, over), Known(home(status="NOT_CONNECTED"), ready=False), CTX)
    assert gone.card is not None
    assert gone.card.rest == "Disconnected."
    assert gone.end_session


def test_a_tariff_that_is_still_there_is_said_to_be() -> None:
    now = disconnecting()
    left = react(after(now, react(now, PageCame(END), CTX)), Known(home(), ready=True), CTX)
    assert "still connected" in notes(left.card)


def test_in_doubt_it_is_said_and_looked_after() -> None:
    now = disconnecting()
    now = after(now, react(now, PageCame(END), CTX))
    calling = now.state.model_copy(update={"calling": Calling(row=1, kind="read_back")})
    doubt = react(now._replace(state=calling), Trouble("down"), CTX)
    assert "can’t see yet whether it’s done" in notes(doubt.card)
    assert [due.what for due in doubt.wake] == ["read"]
    known = react(after(now, doubt), Known(home(status="NOT_CONNECTED"), ready=False), CTX)
    assert known.card is not None
    assert known.card.rest == "Disconnected."
    assert known.fresh


def test_a_page_that_opens_all_the_same_is_answered_with_the_wish() -> None:
    now = disconnecting()
    summary = Page("summary", "tariff_summary", actions=("EDIT", "DISCONNECT", "CLOSE"))
    call = react(now, PageCame(summary), CTX).call
    assert getattr(call, "action", "") == "DISCONNECT"


def test_no_new_tariff_is_asked_for_once_one_is_disconnected() -> None:
    now = disconnecting()
    page = Page("pending", "summary_tariff_inprogress", ("SAVE", "DISCONNECT"))
    assert now.session
    now = after(now, react(now, PageCame(page), CTX))._replace(session=now.session._replace(page=page))
    over = react(now, PageCame(Page("provider", "provider_select", ("PROVIDER_MISSING",))), CTX)
    assert (over.call, over.card) == (ReadBack(), None)
    closed = react(now, PageCame(Page("provider", "provider_select", ("BACK", "CLOSE"))), CTX)
    assert getattr(closed.call, "action", "") == "CLOSE"
    gone = react(after(now, over), Known(home(status="NOT_CONNECTED"), ready=False), CTX)
    assert gone.card is not None
    assert gone.card.rest == "Disconnected."


@pytest.mark.parametrize(
    ("typed", "says"),
    [("!?", "at least one letter"), ("x" * 41, "Up to 40"), ("depot  NORTH", "already call another address")],
)
def test_a_name_that_will_not_do(typed: str, says: str) -> None:
    now = situation(home(), home("loc_2", name="Depot North"), panel="name", about="loc_1")
    heard = react(now, Said(typed), CTX)
    assert says in notes(heard.card)
    assert (heard.locations, heard.state.panel) == ((), "name")


def test_a_name_stays_though_flatpeak_knows_nothing_of_it() -> None:
    now = situation(home(name="Home"))
    assert with_names(Known(home(status="ERROR"), ready=False), now) == Known(home(status="ERROR", name="Home"), False)
    assert with_names(Surveyed((home(),)), now) == Surveyed((home(name="Home"),))


@pytest.mark.parametrize(("called", "name"), [("Mill Court", "Mill Court"), ("depot north", ""), ("x" * 41, "")])
def test_a_site_of_a_file_is_called_as_the_file_calls_it(called: str, name: str) -> None:
    now = situation(home("loc_2", name="Depot North"))
    now = now._replace(state=now.state.model_copy(update={"called": called}))
    assert with_names(Known(home(), ready=True), now) == Known(home(name=name), ready=True)
    named = now._replace(locations=(*now.locations, home(name="Home")))
    assert with_names(Known(home(), ready=True), named) == Known(home(name="Home"), ready=True)


def test_what_stands_as_it_was_is_not_written_again() -> None:
    shown = react(situation(home(), home("loc_2")), Commanded("tariffs"), CTX)
    assert shown.call == Survey(("loc_1", "loc_2"))
    now = after(situation(home(), home("loc_2")), shown)
    same = react(now, Surveyed((home(), home("loc_2"))), CTX)
    assert (same.locations, same.quiet) == ((), True)
    other = react(now, Surveyed((home(), home("loc_2", "ERROR"))), CTX)
    assert ([one.id for one in other.locations], other.refresh) == (["loc_2"], True)
    gone = react(now, Surveyed((home(),), gone=("loc_2",)), CTX)
    assert (gone.forget_locations, gone.deeds[0].deed) == (("loc_2",), "removed")


def test_a_long_list_has_pages() -> None:
    many = [home(f"loc_{n}") for n in range(1, 8)]
    shown = react(situation(*many), Commanded("tariffs"), CTX)
    assert shown.call == Survey(("loc_1", "loc_2", "loc_3"))
    later = next(block for block in shown.card.blocks if isinstance(block, Choices)).later if shown.card else None
    assert later is not None
    second = react(after(situation(*many), shown), later.action, CTX)
    assert second.call == Survey(("loc_4", "loc_5", "loc_6"))
    last = react(situation(*many), Action("@tariffs", "#99"), CTX)
    assert last.call == Survey(("loc_7",))


def test_what_is_removed_is_forgotten_with_all_that_hangs_on_it() -> None:
    now = situation(home(), home("loc_2"), watches=[Watch(location=one, kind="under") for one in ("loc_1", "loc_2")])
    asked = react(now, Action("@remove-now", "loc_1"), CTX)
    assert asked.call == Remove("loc_1")
    gone = react(after(now, asked), Removed("loc_1"), CTX)
    assert gone.forget_locations == ("loc_1",)
    assert gone.deeds == (Deed("removed", "loc_1", "loc_1 Strand, London"),)
    assert [watch.location for watch in gone.state.watches] == ["loc_2"]
    assert not gone.end_session


def test_a_question_about_another_address_stays_open() -> None:
    page = Page("provider", "provider_select", data={"providers": []})
    session = Session(Purpose(location_id="loc_2"), page, NOW, NOW + timedelta(days=1))
    now = situation(home(), home("loc_2"))._replace(session=session)
    assert not react(now, Removed("loc_1"), CTX).end_session
    assert react(now, Removed("loc_2"), CTX).end_session


@pytest.mark.parametrize("verb", ["@name", "@unname", "@remove", "@remove-now", "@disconnect", "@ask-disconnect"])
def test_who_may_not_is_told_so(verb: str) -> None:
    now = situation()._replace(rights=Rights(connect=False, disconnect=False, rules=False))
    value = "disconnect|loc_1" if verb == "@ask-disconnect" else "loc_1"
    refused = react(now, Action(verb, value), CTX)
    assert "Your team has set" in notes(refused.card)
    assert not isinstance(refused.call, Open | Remove)
    assert not {"@name", "@remove", "@more"} & {button.action.verb for button in buttons(refused.card)}
