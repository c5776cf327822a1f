"""Any sequence of replies, with any result of any call: never an exception, never silence, never a dead end."""

import copy
import json
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.connect.dialects import dialect_for
from bot.conversation import commands
from bot.conversation.cards import Action
from bot.conversation.conversation import Event
from bot.conversation.invitation import Invitation, Invited
from bot.conversation.location_calls import Remove, Removed, Survey, Surveyed, Tidied, Tidy
from bot.conversation.page import Page
from bot.conversation.replies import (
    Commanded,
    Edited,
    Filled,
    Left,
    Moved,
    Nobody,
    Returned,
    Said,
    Shared,
    SharedKind,
)
from bot.conversation.situation import (
    Call,
    Erase,
    Erased,
    Export,
    Exported,
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
    StalePress,
    Trouble,
    Woken,
)
from tests.conversation.any_talk import Talk
from tests.conversation.page_chat import PLAIN, RICH, filled

SAMPLES = Path(__file__).parents[1] / "samples"
DIALECTS = {name: dialect_for(name) for name in ("zero", "anode", "busbar")}
TOKEN = "cot_" + "0" * 24
PAGES: dict[str, Any] = {
    str(path.relative_to(SAMPLES)): json.loads(path.read_text("utf-8"), parse_float=Decimal)
    for name in DIALECTS
    for path in sorted([*(SAMPLES / name).glob("*.json"), *(SAMPLES / name / "variants").glob("*.json")])
    if path.name != "server_error.json"
}
NASTY = [
    "", " ", "0", "-3 p", "24.5", "24,5 ct", "1e999", "NaN", "٣٫٥", "1/0", "yes", "no", "ja", "back", "cancel", "done",
    "1-3 Strand, London WC2N 5EH", "Hauptstr. 5, 10827 Berlin", "12 Main St, Austin TX 78701", "Narnia", "GB",
    "23:30-05:30 9p, else 28p", "25:99 to noon, 3", "00:00-24:00 1", "31 March 2028", "30.2.2027", "no end date",
    "9 öre + 25 %", "fixed", "night rate", "market", "Octopus", "\u0000", "\u202e<b>&amp;", "😀" * 700, "x" * 5000,
    "{ $brand }", "deutsch", "/start", "my password is hunter2", "\n\n", "1\n2\n3", "ß", "İ",
]  # fmt: skip
WORDS = st.sampled_from(NASTY) | st.text(max_size=30)
VERBS = [
    "do", "pick", "leaf", "all", "part", "country", "state", "yes", "change", "keep", "skip", "ask", "sure",
    "look", "take", "day", "hours", "add", "again", "none", "@connect", "@connect-new", "@continue", "@back", "@cancel",
    "@stop", "@retry", "@language", "@help", "@tariffs", "@forget", "@forget-now", "@export", "@speak", "@location",
    "@view", "@change", "@again", "@look", "@add-export", "@never-heard-of", "@more", "@name", "@unname", "@remove",
    "@programmes", "@remove-now", "@ask-disconnect", "@disconnect", "@disconnect-grid",
]  # fmt: skip
VALUES = st.sampled_from(
    ["", "0", "1", "-3", "#1", "city", "de", "en", "loc_1", "disconnect|loc_1", "NaN", "EDIT", "BACK"]
) | st.text(max_size=6)
CODES = [
    "data_json_invalid", "city_missing", "country_code_missing", "country_code_invalid", "timezone_not_found",
    "provider_id_missing", "provider_not_found", "provider_id_invalid", "provider_name_missing", "tariff_id_missing",
    "tariff_not_found", "tariff_id_invalid", "option_invalid", "option_not_supported", "cost_value_zero",
    "cost_value_negative", "valid_from_invalid", "valid_to_invalid", "gap_in_time_period", "incomplete_time_period",
    "surcharge_percentage_invalid", "tariff_name_missing", "date_format_invalid", "action_missing", "action_invalid",
    "token_expired", "server_error", "not_found", "tariff_direction_invalid", "", "never_heard_of",
]  # fmt: skip
INVITED = st.sampled_from([Invited(why="used"), Invited(why="expired"), Invited(why="unknown")]) | st.builds(
    Invited,
    st.builds(
        Invitation,
        st.just("customer-1"),
        st.sampled_from(["home-1", "home-2"]),
        st.sampled_from(["commodity_import", "commodity_export", "non_commodity_import"]),
        st.sampled_from(["", "de", "en-US", "xx"]) | WORDS,
        st.dictionaries(st.sampled_from(["address_line1", "city", "post_code", "country_code", "state"]), WORDS),
    ),
    st.just(""),
    st.sampled_from(["", "loc_1", "loc_9"]),
)
GAPS = st.sampled_from([(), ("09:00:00", "22:00:00"), ("", "x"), ("09:00:00",)])
TROUBLES = st.builds(
    Trouble,
    st.sampled_from(["down", "slow", "nonsense", "limited", "refused", "disabled"]),
    st.none() | st.floats(0, 9e4),
)
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.sampled_from(["", "FIXED", Decimal("0.245")]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=6), inner, max_size=2),
    max_leaves=4,
)
LOCATIONS = st.builds(
    Location,
    st.sampled_from(["loc_1", "loc_2", "loc_3"]),
    st.sampled_from([{}, {"address_line1": "1 Strand", "city": "London", "country_code": "GB"}, {"city": "Nirgendwo"}]),
    st.sampled_from(["Europe/London", "", "Nowhere/Never"]),
    st.sampled_from(["GBP", "", "XXX"]),
    st.lists(
        st.builds(
            Slot,
            st.sampled_from(["commodity_import", "commodity_export", "non_commodity_import", "local", ""]),
            st.sampled_from(["CONNECTED", "NOT_CONNECTED", "PENDING", "ERROR", "", "NEW"]),
        ),
        max_size=3,
    ).map(tuple),
)
END = Page("complete", "session_complete")
BY_A_PERSON = (Said, Action, Commanded, Filled, Shared, Edited, StalePress)


@st.composite
def pages(draw: st.DrawFn) -> Page:
    """A page of the samples, read by the dialect, with members taken out, put in or of another type at any depth."""
    path = draw(st.sampled_from(sorted(PAGES)))
    envelope = copy.deepcopy(PAGES[path])
    for _ in range(draw(st.integers(0, 3))):
        _spoil(draw, envelope)
    page = DIALECTS[path.partition("/")[0]].read_page(envelope, TOKEN, "https://bot.example/connect/complete")
    return page or Page("unknown", "never_heard_of")


def _spoil(draw: st.DrawFn, node: Any) -> None:
    while keys := list(node) if isinstance(node, dict) else list(range(len(node))):
        key = draw(st.sampled_from(keys))
        if not isinstance(node[key], dict | list) or draw(st.booleans()):
            if isinstance(node, dict) and draw(st.booleans()):
                del node[key]
            else:
                node[key] = draw(JUNK)
            return
        node = node[key]


@st.composite
def results(draw: st.DrawFn, call: Call, talk: Talk) -> tuple[Result, bool]:
    """What can come of a call, and whether it opened a session."""
    match call:
        case Export():
            return Exported("{}"), False
        case Erase():
            return draw(st.just(Erased()) | TROUBLES), False
        case ReadBack():
            return draw(
                st.builds(Known, st.none() | LOCATIONS, st.booleans()) | st.just(Gone("loc_1")) | TROUBLES
            ), False
        case Survey():
            found = st.builds(Surveyed, st.lists(LOCATIONS, max_size=2).map(tuple), st.sampled_from([(), ("loc_1",)]))
            return draw(found | TROUBLES), False
        case Tidy():
            kept = st.lists(LOCATIONS, max_size=1).map(tuple)
            tidied = st.builds(Tidied, st.sampled_from([(), ("loc_1",)]), kept, st.none() | TROUBLES)
            return draw(tidied | TROUBLES), False
        case Remove(location_id=location_id):
            return draw(st.just(Removed(location_id)) | TROUBLES), False
        case Open() | Send() | Resume():
            page = talk.now.session.page if talk.now.session else None
            same = st.just(PageCame(page)) if page else st.nothing()
            refusals = st.builds(Refused, st.sampled_from(CODES), GAPS)
            ending = isinstance(call, Send) and call.action
            end = st.just(PageCame(END)) if ending else st.nothing()
            result = draw(st.one_of(end, st.builds(PageCame, pages()), same, refusals, TROUBLES))
            return result, isinstance(result, PageCame) or draw(st.booleans())


def events(talk: Talk) -> st.SearchStrategy[Event]:
    """What can happen now: every button that is shown, and everything else."""
    shown = [button.action for button in talk.card.buttons()] if talk.card else []
    names = [*commands.NAMES, "start", "vpp", "never-heard-of"]
    tapped = st.sampled_from(shown) if shown else st.nothing()
    return st.one_of(
        tapped,
        tapped,
        st.builds(Said, WORDS),
        st.builds(Commanded, st.sampled_from(names), st.sampled_from(["", "connect", "continue", "Deutsch"]) | WORDS),
        st.builds(Action, st.sampled_from(VERBS), VALUES),
        filled(talk.card.form() if talk.card else None, WORDS),
        st.builds(Shared, st.sampled_from(get_args(SharedKind)), WORDS),
        st.builds(Edited, WORDS),
        INVITED,
        st.builds(Woken, st.sampled_from(["pending", "retry", "login", "never"]), st.integers(1, 12)),
        st.sampled_from([StalePress(), LoginReturned(), Left(), Returned(), Moved("1"), Nobody()]),
    )


@given(st.data())
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_talk(data: st.DataObject) -> None:
    talk = Talk(
        can=data.draw(st.sampled_from([PLAIN, RICH])), hint=data.draw(st.sampled_from(["en-GB", "de-DE", "", "xx"]))
    )
    if data.draw(st.integers(0, 4)):  # mostly on a page, for that is where people are
        talk.turn(Commanded("connect"), lambda call, now: begin(call, data.draw(pages())))
    for _ in range(data.draw(st.integers(1, 8))):
        event = data.draw(events(talk))
        before = talk.shown
        talk.turn(event, lambda call, now: data.draw(results(call, now)))
        assert talk.shown > before or not isinstance(event, BY_A_PERSON), f"silence after {event}"
        for name in ("back", "cancel", "help", "continue", "language"):
            is_answered(talk.copy(), Commanded(name))


def begin(call: Call, page: Page) -> tuple[Result, bool]:
    return (PageCame(page), True) if isinstance(call, Open) else GONE


def is_answered(talk: Talk, command: Commanded) -> None:
    """The command gives a card, whatever it has to ask FlatPeak for; here FlatPeak cannot be reached."""
    talk.turn(command, lambda call, now: (Exported("{}") if isinstance(call, Export) else Trouble("down"), False))
    assert talk.shown, f"silence after {command}"


@pytest.mark.parametrize("name", sorted(PAGES))
def test_every_sample_is_shown_and_left(name: str) -> None:
    """The whole pages, unspoilt: each can be opened, read in both languages, and left."""
    page = DIALECTS[name.partition("/")[0]].read_page(
        copy.deepcopy(PAGES[name]), TOKEN, "https://bot.example/connect/complete"
    )
    assert page is not None
    for hint in ("en-GB", "de-DE"):
        talk = Talk(hint=hint)
        talk.turn(Commanded("connect"), lambda call, now: begin(call, page))
        assert talk.card is not None
        talk.turn(Commanded("cancel"), lambda call, now: (PageCame(END), False) if isinstance(call, Send) else GONE)
        assert talk.now.state.finished or page.kind == "complete"


GONE: tuple[Result, bool] = (Known(None, ready=False), False)
