"""The course of a job as a person sees it: what is asked once, who follows, how far it has come."""

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.cards import CARD, Action, Card, Choices, Facts, File, Note, Text, Title
from bot.conversation.channel import Capabilities
from bot.conversation.context import Context
from bot.conversation.remembered import Kept
from bot.conversation.replies import Filled, Said
from bot.conversation.sites import cards
from bot.conversation.sites.hearing import Heard, hear
from bot.conversation.sites.plan import (
    BY_HAND,
    ConnectByHand,
    GoOn,
    Hold,
    LeaveToHand,
    Plan,
    Run,
    SiteStatus,
    Standing,
    Stop,
    Verdict,
    Wish,
    count,
    end_by_hand,
    open_plan,
    settle,
    take_verdict,
    template_of,
)
from bot.conversation.sites.table import Table, read_table
from bot.conversation.sites.template import Template
from tests.conversation.page_chat import context

HEAD = "name,street,town,postcode,country,provider\n"
SITES = HEAD + (
    "A,1 Dawnbeck Lane,Bristol,BS1 9XX,GB,\n"
    "B,2 Dawnbeck Lane,Bristol,BS1 9XX,GB,\n"
    "C,3 Dawnbeck Lane,Bath,BA1 1AA,GB,\n"
    "D,4 Dawnbeck Lane,Clevedon,BS21 6AA,GB,\n"
    "E,5 Dawnbeck Lane,Leeds,LS1 4AP,GB,Other\n"
    "F,6 Dawnbeck Lane,Leeds,LS1 4AP,GB,Other\n"
)
KNOWN = {"provider": Kept(data="{}", done="Quillmoor Power"), "fixed_rate": Kept(data="{}", done="24.5 p per kWh")}
TEMPLATE = Template(answers=KNOWN, country="GB", area="BS")
DONE = Verdict("connected", location_id="loc_1")


class Job:
    """A job as a person and the pipeline drive it."""

    def __init__(self, text: str = SITES, ctx: Context | None = None) -> None:
        self.ctx = ctx or context()
        self.table = read_table(text.encode(), self.ctx.language)
        self.plan = open_plan(self.table)
        self.standings: dict[int, Standing] = {}
        self.problem = ""
        self.notices: tuple[Card, ...] = ()

    @property
    def card(self) -> Card:
        return cards.show(self.plan, self.table, self.standings, self.ctx, problem=self.problem)

    @property
    def title(self) -> str:
        return next(block.text for block in self.card.blocks if isinstance(block, Title))

    @property
    def texts(self) -> list[str]:
        return [block.text for block in self.card.blocks if isinstance(block, Text | Note)]

    @property
    def facts(self) -> dict[str, str]:
        return {name: value for block in self.card.blocks if isinstance(block, Facts) for name, value in block.rows}

    @property
    def labels(self) -> list[str]:
        return [button.label for button in self.card.buttons()]

    def hear(self, heard: Said | Action | Filled) -> Wish | None:
        come = hear(self.plan, self.table, self.standings, heard, self.ctx)
        assert isinstance(come, Heard)
        self.plan = Plan.model_validate_json(come.plan.model_dump_json())
        self.table, self.problem, self.notices = come.table, come.problem, come.notices
        return come.wish

    def press(self, label: str) -> Wish | None:
        return self.hear(next(button.action for button in self.card.buttons() if button.label == label))

    def connect(self, number: int, verdict: Verdict = DONE, template: Template = TEMPLATE) -> None:
        self.stand(number, verdict.status)
        self.plan = end_by_hand(self.plan, self.table, number, verdict, template)

    def stand(self, number: int, status: SiteStatus, reason: str = "") -> None:
        self.standings[number] = Standing(status=status, reason=reason)
        self.plan = settle(self.plan, self.table, self.standings)


def job_at_scope() -> Job:
    job = Job()
    job.press("Begin with A · 1 Dawnbeck Lane, Bristol")
    job.connect(2)
    return job


def test_the_whole_course() -> None:
    job = Job()
    assert job.title == "6 of 6 lines are ready"
    assert "They fall into 2 groups by provider and country, so I’ll ask once for each group." in job.texts
    assert job.press("Begin with A · 1 Dawnbeck Lane, Bristol") == ConnectByHand(2)
    assert job.title == "First we connect A · 1 Dawnbeck Lane, Bristol"
    job.connect(2)
    assert job.title == "Which other sites have the same provider and tariff?"
    assert job.facts == {"A · 1 Dawnbeck Lane, Bristol": "Quillmoor Power · 24.5 p per kWh"}
    assert job.labels == [
        "All 3 others",
        "The 2 with postcode BS…",
        "The one in Bristol",
        "None: I’ll do them one by one",
    ]
    assert job.press("The 2 with postcode BS…") == Run((3, 5))
    assert template_of(job.plan, 5) == TEMPLATE
    assert template_of(job.plan, 4) == Template()
    assert job.title == "Next: one more site"
    assert job.press("Begin with C · 3 Dawnbeck Lane, Bath") == ConnectByHand(4)
    job.connect(4)  # it was alone: nothing to ask
    assert job.title == "Next: 2 more sites"
    assert "Other · United Kingdom" in job.texts
    assert job.hear(Said("yes")) == ConnectByHand(6)
    job.connect(6)
    assert job.labels == ["The other one", "None: I’ll do them one by one"]
    assert job.press("The other one") == Run((7,))
    for number in (3, 5):
        job.stand(number, "connected")
    assert job.title == "5 of 6 connected"
    assert job.texts == ["▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓░░░░ 83%", "1 to go"]
    job.stand(7, "needs_you", "sites-needs-login")
    assert job.plan.phase == "done"
    assert job.labels == ["Show the one that needs you", "Report as a file", "All addresses", "Another file"]
    job.press("Show the one that needs you")
    assert job.facts == {"F · 6 Dawnbeck Lane, Leeds": "Somebody has to sign in with the provider."}
    assert job.press("F · 6 Dawnbeck Lane, Leeds") == ConnectByHand(7)
    job.connect(7)
    assert job.title == "6 of 6 connected"
    assert job.labels == ["Report as a file", "All addresses", "Another file"]
    assert not job.plan.reported
    job.press("Report as a file")
    assert job.plan.reported


def test_none_follow() -> None:
    job = job_at_scope()
    assert job.press("None: I’ll do them one by one") == LeaveToHand((3, 4, 5))
    for number in (3, 4, 5):
        job.standings[number] = BY_HAND
        assert template_of(job.plan, number) == Template()
    assert job.title == "Next: 2 more sites"


def test_the_first_site_does_not_work_out() -> None:
    job = Job()
    job.press("Begin with A · 1 Dawnbeck Lane, Bristol")
    job.connect(2, Verdict("needs_you", "sites-needs-other"))
    assert job.title == "This site isn’t connected"
    assert job.press("Try it again") == ConnectByHand(2)
    job.connect(2, Verdict("needs_you", "sites-needs-other"))
    assert job.press("Begin with another site") == ConnectByHand(3)
    job.connect(3)
    assert job.press("All 3 others") == Run((4, 5, 2))


def test_a_sign_in_is_announced() -> None:
    job = Job()
    job.press("Begin with A · 1 Dawnbeck Lane, Bristol")
    job.connect(2, template=Template(answers={"provider": Kept(data="{}", done="Tidehollow")}, country="GB"))
    assert any("sign in site by site" in text for text in job.texts)


def test_pause_and_stop() -> None:
    job = Job(HEAD + "A,1 Lane,Bristol,BS1 9XX,GB,\nB,2 Lane,Bristol,BS1 9XX,GB,\nC,3 Lane,Bristol,BS1 9XX,GB,\n")
    job.press("Begin with A · 1 Lane, Bristol")
    job.connect(2)
    job.press("All 2 others")
    assert job.press("Pause") == Hold()
    assert job.labels == ["Carry on", "Stop", "Report as a file"]
    assert job.press("Carry on") == GoOn()
    assert job.press("Stop") is None
    assert job.title == "Stop connecting these sites?"
    assert job.press("No, carry on") is None
    assert job.title == "1 of 3 connected"
    job.press("Stop")
    assert job.press("Yes, stop") == Stop()
    for number in (3, 4):
        job.stand(number, "left_out")
    assert "Stopped. What’s connected stays connected." in job.texts
    assert count(job.table, job.standings).to_go == 0
    assert job.labels == ["Report as a file", "All addresses", "Another file"]


def test_a_channel_that_asks_by_itself_is_not_asked_twice() -> None:
    ctx = context()._replace(can=Capabilities(forms=True, buttons_per_list=100, menus=True, confirms=True))
    job = Job(ctx=ctx)
    stop = next(button for button in job.card.buttons() if button.label == "Stop")
    assert stop.confirm
    assert stop.confirm.yes == "Yes, stop"
    job.plan = job.plan.model_copy(update={"phase": "running"})
    assert job.press("Stop") == Stop()


def test_what_only_the_world_prevented_is_tried_again() -> None:
    job = job_at_scope()
    job.press("All 3 others")
    for number, reason in ((3, "trouble-down"), (4, "sites-needs-tariff"), (5, "trouble-slow")):
        job.stand(number, "needs_you", reason)
    job.plan = job.plan.model_copy(update={"phase": "done"})
    assert job.press("Try 2 of them again") == Run((3, 5))
    assert job.plan.phase == "running"


def test_a_verdict_never_undoes_what_is_settled() -> None:
    running = Standing(status="running")
    assert take_verdict(running, Verdict("waiting", location_id="loc_1")).status == "waiting"
    there = take_verdict(Standing(status="waiting", location_id="loc_1"), Verdict("connected"))
    assert there == Standing(status="connected", location_id="loc_1")
    assert take_verdict(there, Verdict("running")) == there
    needs = take_verdict(running, Verdict("needs_you", "error-unknown", {"code": "x"}, "loc_2"))
    assert needs == Standing(status="needs_you", reason="error-unknown", args={"code": "x"}, location_id="loc_2")
    assert take_verdict(needs, DONE) == needs
    assert take_verdict(needs, Verdict("needs_you", "sites-needs-other"), by_hand=True) == needs
    assert take_verdict(needs, Verdict("waiting", location_id="loc_3"), by_hand=True).location_id == "loc_3"


FAULTY = HEAD + "A,1 Lane,Bristol,BS1 9XX,GB,\n" + "".join(f"B,{n} Lane,Bristol,,GB,\n" for n in range(12))


@pytest.mark.parametrize(
    ("language", "title", "line", "more"),
    [
        ("en-GB", "1 of 13 lines is ready", ("Line 3", "no postcode"), "And 2 more like these."),
        ("de", "1 von 13 Zeilen ist bereit", ("Zeile 3", "Postleitzahl fehlt"), "Und noch 2 dieser Art."),
    ],
)
def test_what_is_wrong_is_said(language: str, title: str, line: tuple[str, str], more: str) -> None:
    job = Job(FAULTY, context(language))
    assert job.title == title
    assert len(job.facts) == cards.SHOWN_FAULTS
    assert next(iter(job.facts.items())) == line
    assert more in job.texts
    (mend,) = cards.mending(job.table, job.ctx)
    assert not mend.live
    (file,) = (block for block in mend.blocks if isinstance(block, File))
    assert len(file.content.splitlines()) == 13


def test_a_file_without_any_good_line_leads_nowhere_but_out() -> None:
    job = Job(HEAD + "A,,Bristol,BS1 9XX,GB,\n")
    assert job.title == "No line is ready yet"
    assert job.labels == ["Stop"]
    assert job.press("Stop") == Stop()


@pytest.mark.parametrize("told", [Said("Austria"), Action(cards.COUNTRY, "AT")])
def test_the_country_is_asked_once(told: Said | Action) -> None:
    job = Job("name,street,town,postcode\nA,Weg 5,Neudorf,8234\nB,Weg 6,Neudorf,8234\nC,Weg 7,Neudorf,82345\n")
    assert job.title == "Which country are these 3 sites in?"
    assert job.hear(Said("Mordor")) is None
    assert "Mordor" in job.problem
    job.hear(told)
    assert job.title == "2 of 3 lines are ready"
    assert len(job.notices) == 1


def test_countries_fill_a_menu() -> None:
    ctx = context()._replace(can=Capabilities(forms=True, buttons_per_list=100, menus=True))
    job = Job("name,street,town,postcode\nA,Weg 5,Neudorf,8234\n", ctx)
    (choices,) = (block for block in job.card.blocks if isinstance(block, Choices))
    assert choices.options[0].label == "United Kingdom"
    assert len({option.action for option in choices.options}) == choices.total > 200


def many(count: int, ctx: Context) -> Job:
    job = Job(HEAD + "".join(f"S{n},{n} Lane,Bristol,BS1 9XX,GB,\n" for n in range(count)), ctx)
    job.plan = job.plan.model_copy(update={"phase": "running"})
    for site in job.table.sites:
        job.stand(site.number, "needs_you", "sites-needs-price")
    return job


def test_those_that_need_somebody_come_in_pages() -> None:
    job = many(20, context(per_list=8))
    job.press("Show the 20 that need you")
    (choices,) = (block for block in job.card.blocks if isinstance(block, Choices))
    assert (len(choices.options), choices.total, choices.position) == (8, 20, "1/3")
    job.press("More")
    job.press("More")
    assert [label[:3] for label in job.labels[:4]] == ["S16", "S17", "S18", "S19"]
    job.press("Previous")
    assert job.labels[0].startswith("S8 ")
    job.press("Hide the list")
    assert "Show the 20 that need you" in job.labels


def test_the_numbers_add_up_to_the_lines_of_the_file() -> None:
    job = Job(SITES + "Z,,Bristol,BS1 9XX,GB,\nY,9 Nowhere,,,GB,\n")
    assert (len(job.table.sites), job.table.lines) == (6, 8)
    job.plan = job.plan.model_copy(update={"phase": "running"})
    first, second, *others = (site.number for site in job.table.sites)
    job.stand(first, "needs_you", "sites-needs-price")
    job.stand(second, "waiting")
    for number in others:
        job.stand(number, "connected")
    assert (job.title, job.texts[1]) == ("4 of 8 connected", "1 needs you, 1 waits for its provider, 2 left out")
    job.plan = job.plan.model_copy(update={"phase": "done"})
    assert "That’s all of them." in job.texts
    job.stand(second, "left_out")
    assert job.texts[1:] == ["1 needs you, 3 left out", "Stopped. What’s connected stays connected."]


def test_they_fill_a_menu_where_there_is_one() -> None:
    ctx = context()._replace(can=Capabilities(forms=True, buttons_per_list=100, menus=True))
    job = many(150, ctx)
    job.press("Show the 150 that need you")
    (choices,) = (block for block in job.card.blocks if isinstance(block, Choices))
    assert len(choices.options) == choices.total == 150
    assert len(job.facts) == cards.SHOWN_REASONS


def test_the_report_names_every_site() -> None:
    job = job_at_scope()
    job.standings[2] = Standing(status="connected", location_id="loc_1")
    job.standings[3] = Standing(status="needs_you", reason="error-unknown", args={"code": "timezone_not_found"})
    card = cards.report(job.table, job.standings, job.ctx)
    (file,) = (block for block in card.blocks if isinstance(block, File))
    lines = file.content.removeprefix("\ufeff").splitlines()
    assert lines[0] == "Line,Name,Reference,Address,Provider,Status,Reason,Location ID"
    assert lines[1] == '2,A,,"1 Dawnbeck Lane, Bristol BS1 9XX, United Kingdom",,connected,,loc_1'
    assert "needs you,I couldn’t place this address" in lines[2]
    assert ",to go,," in lines[3]
    assert len(lines) == 7


def test_the_report_names_the_lines_that_are_no_sites() -> None:
    text = "name,street,city,postcode,country\nA,1 Dawnbeck Lane,Bristol,,UK\nB,2 Dawnbeck Lane,Bristol,BS1 9XX,UK\n"
    card = cards.report(read_table(text.encode(), "en-GB"), {}, context("en-GB"))
    (file,) = (block for block in card.blocks if isinstance(block, File))
    lines = file.content.removeprefix("\ufeff").splitlines()
    assert lines[1] == '2,A,,"1 Dawnbeck Lane, Bristol, UK",,left out,no postcode,'
    assert lines[2] == '3,B,,"2 Dawnbeck Lane, Bristol BS1 9XX, United Kingdom",,to go,,'


@pytest.mark.parametrize("problem", ["sites-file-large", "sites-file-long", "sites-file-empty", "sites-file-no-text"])
@pytest.mark.parametrize("language", ["en-GB", "de"])
def test_a_file_that_cannot_be_taken_gets_the_template(problem: str, language: str) -> None:
    card = cards.refuse(Table(problem=problem), context(language))
    assert [block for block in card.blocks if isinstance(block, File)]
    (note,) = (block for block in card.blocks if isinstance(block, Note))
    assert note.text
    assert "{" not in note.text


VERBS = [value for name, value in vars(cards).items() if name.isupper() and str(value).startswith(cards.PREFIX)]
EVENTS = st.one_of(
    st.builds(
        Action, st.sampled_from(VERBS), st.sampled_from(["", "0", "1", "2", "all", "none", "town", "GB", "DE", "x"])
    ),
    st.builds(Said, st.sampled_from(["yes", "no", "Germany", "Stop", "All 3 others", "", "?"])),
    st.just(Filled("x")),
    st.tuples(st.integers(1, 9), st.sampled_from(get_args(SiteStatus))),
    st.integers(0, 40),
)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(EVENTS, max_size=25),
    st.sampled_from(
        [SITES, FAULTY, "street,town,postcode\nWeg 5,Neudorf,8234\nWeg 6,Neudorf,8234\n", HEAD + "A,,,,,\n"]
    ),
    st.booleans(),
    st.sampled_from(["en-GB", "de"]),
)
def test_whatever_happens_there_is_a_way_on(events: list[object], text: str, menus: bool, language: str) -> None:
    can = Capabilities(forms=menus, buttons_per_list=100 if menus else 8, menus=menus, confirms=menus)
    job = Job(text, context(language)._replace(can=can))
    for event in events:
        numbers = {site.number for site in job.table.sites}
        match event:
            case Action() | Said() | Filled():
                wish = job.hear(event)
                wished = set(wish.numbers) if isinstance(wish, Run | LeaveToHand) else set()
                assert wished <= {site.number for site in job.table.sites}
            case (int(number), str(status)) if number in numbers:
                job.stand(number, status)  # type: ignore[arg-type]  # one of the statuses
            case int(place):
                buttons = job.card.buttons()
                if buttons:
                    job.hear(buttons[place % len(buttons)].action)
                elif job.plan.phase == "first":
                    first = job.plan.groups[job.plan.at].sites[0]
                    job.connect(first, DONE if place % 3 else Verdict("needs_you", "sites-needs-other"))
        card = job.card
        assert CARD.validate_json(CARD.dump_json(card)) == card
        assert card.buttons()
        planned = [number for group in job.plan.groups for number in group.sites]
        assert len(planned) == len(set(planned))
        if job.plan.phase != "country":
            assert set(planned) == {site.number for site in job.table.sites}
