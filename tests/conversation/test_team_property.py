"""Anything that somebody in a team can do: never an exception, never silence, never a dead end, and all fits Slack."""

from typing import get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversation import commands
from bot.conversation.cards import Action
from bot.conversation.conversation import Event
from bot.conversation.replies import Commanded, Edited, FileRef, Filled, Place, Said, Shared, SharedKind, Visited
from bot.conversation.sites.plan import SiteStatus, Standing
from bot.conversation.sites.table import read_table
from bot.conversation.situation import (
    Audited,
    Call,
    Fetch,
    Fetched,
    Look,
    Looked,
    Noticed,
    NoticeKind,
    ReadAudit,
    Result,
    StalePress,
    Taken,
    Woken,
)
from bot.conversation.team import Entry
from bot.conversation.teams import Rules, Who
from tests.conversation.any_talk import NOW
from tests.conversation.page_chat import filled
from tests.conversation.team_talk import TeamTalk
from tests.conversation.test_conversation_property import (
    BY_A_PERSON,
    LOCATIONS,
    VALUES,
    VERBS,
    WORDS,
    begin,
    is_answered,
    pages,
    results,
)

TABLES = [
    "name,street,town,postcode,country\nA,1 Strand,London,WC2N 5EH,GB\nB,2 Strand,London,WC2N 5EH,GB\n",
    "name,street,town,postcode,provider\nA,1 Strand,London,WC2N 5EH,X\nB,2 Strand,London,WC2N 5EH,Y\n",  # no country
    "street,town,postcode,country\n,,,\n1 Strand,London,,GB\n1 Strand,London,WC2N 5EH,Narnia\n",  # nothing but faults
    "street,town,postcode,country,provider\n"
    + "".join(f"{n} <!channel> Street,London,WC2N 5EH,GB,{'&' * (n % 3)}\n" for n in range(1, 130)),
    "", "\x00\x01PK", "a,b,c\n" * 30, "street;town\n\"never closed",
]  # fmt: skip
SITE_VERBS = [
    "@sites", "@sites-begin", "@sites-another", "@sites-scope", "@sites-country", "@sites-hold", "@sites-go-on",
    "@sites-stop", "@sites-stop-now", "@sites-list", "@sites-close", "@sites-take", "@sites-again", "@sites-report",
    "@settings", "@alerts", "@audit", "@audit-file", "@home-leaf", "@home-all", "@home-broken", "@rules", "@share",
]  # fmt: skip
ORIGINS = st.none() | st.just(Place("slack", "C1", private=False, team="T1"))
PEOPLE = st.lists(st.sampled_from(["U1", "U2", "<@U3>", ""]), max_size=3).map(tuple)
WHO = st.sampled_from(get_args(Who))
RULES = st.builds(
    Rules, connect=WHO, disconnect=WHO, connectors=PEOPLE, disconnectors=PEOPLE, alerts=st.sampled_from(["", "C1"])
)
STANDINGS = st.dictionaries(
    st.integers(2, 9),
    st.builds(
        Standing,
        status=st.sampled_from(get_args(SiteStatus)),
        reason=st.sampled_from(
            ["", "sites-needs-login", "sites-needs-other-provider", "trouble-down", "error-unknown"]
        ),
        args=st.sampled_from([{}, {"name": "<b>&amp;"}, {"code": "never"}]),
        location_id=st.sampled_from(["", "loc_1"]),
    ),
)
ENTRIES = st.builds(
    Entry, st.just(NOW), WORDS, st.sampled_from(["connected", "rules", "never"]), st.sampled_from(["", "loc_1"]), WORDS
)
FILES = st.builds(FileRef, st.just("F1"), WORDS, st.integers(0, 10**7))
NOTICED = st.builds(
    Noticed,
    st.sampled_from(get_args(NoticeKind)),
    st.sampled_from(["", "loc_1", "loc_9"]),
    st.sampled_from(["", "trf_1"]),
    st.just(""),
    st.just("evt_1"),
    st.just(NOW),
)


@st.composite
def answers(draw: st.DrawFn, call: Call, talk: TeamTalk) -> tuple[Result, bool]:
    """What can come of a call, also of those that only a team makes."""
    match call:
        case Fetch(file=file):
            text = draw(st.none() | st.sampled_from(TABLES) | WORDS)
            table = None if text is None else read_table(text.encode("utf-8", "replace"), talk.context.say.language)
            return Fetched(file, table), False
        case ReadAudit(leaf=leaf, whole=whole):
            return Audited(tuple(draw(st.lists(ENTRIES, max_size=4))), leaf, draw(st.booleans()), whole), False
        case Look(location_id=location_id):
            return draw(st.builds(Looked, st.just(location_id), st.none() | LOCATIONS)), False
        case _:
            return draw(results(call, talk))


def events(talk: TeamTalk) -> st.SearchStrategy[Event]:
    """What can happen now: every button that is shown in the chat and beside it, every form, and everything else."""
    cards = [card for card in (talk.card, talk.page) if card]
    shown = [button.action for card in cards for button in card.buttons()]
    forms = [form for card in cards if (form := card.form())]
    names = [*commands.NAMES, "start", "list", "never-heard-of"]
    tapped = st.sampled_from(shown) if shown else st.nothing()
    sent = st.one_of(*(filled(form, WORDS) for form in forms or [None]))
    return st.one_of(
        tapped,
        tapped,
        tapped,
        st.builds(Said, WORDS),
        st.builds(
            Commanded, st.sampled_from(names), st.sampled_from(["", "connect", "1 Strand, London"]) | WORDS, ORIGINS
        ),
        st.builds(Action, st.sampled_from([*VERBS, *SITE_VERBS]), VALUES),
        sent,
        sent.map(lambda form: Filled(form.form, form.values, form.key, done=False)),
        st.builds(Shared, st.just("document"), WORDS, FILES),
        st.builds(Shared, st.sampled_from(get_args(SharedKind)), WORDS),
        st.builds(Woken, st.sampled_from(["pending", "retry", "sites", "untold", "never"]), st.integers(1, 12)),
        NOTICED,
        st.builds(Taken, WORDS, st.just(NOW)),
        st.sampled_from([Visited(), StalePress(), Edited("x")]),
    )


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_anything_in_a_team(data: st.DataObject) -> None:
    talk = TeamTalk(hint=data.draw(st.sampled_from(["en-GB", "de-DE", "", "xx"])))
    talk.obey(data.draw(RULES), admin=data.draw(st.booleans()))
    if data.draw(st.booleans()):
        talk.turn(Commanded("connect"), lambda call, now: begin(call, data.draw(pages())))
    if data.draw(st.booleans()):
        table = read_table(data.draw(st.sampled_from(TABLES[:4])).encode(), "en")
        file = FileRef("F1", "x.csv", 9)
        talk.turn(Shared("document", "", file), lambda call, now: (Fetched(file, table), False))
    for _ in range(data.draw(st.integers(1, 8))):
        event = data.draw(events(talk))
        talk.settle(data.draw(STANDINGS))
        before = talk.shown
        talk.turn(event, lambda call, now: data.draw(answers(call, talk)))
        by_a_person = isinstance(event, BY_A_PERSON) and not (isinstance(event, Filled) and not event.done)
        assert talk.shown > before or not by_a_person, f"silence after {event}"
        for name in ("back", "cancel", "help", "connect", "settings", "alerts", "list"):
            is_answered(talk.copy(), Commanded(name))
