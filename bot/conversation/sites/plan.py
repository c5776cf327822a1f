"""The course of a job: what is asked once for many sites, and which of them follow."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from pydantic import BaseModel, Field

from bot.conversation.sites.checks import Site
from bot.conversation.sites.places import area_of, town_of
from bot.conversation.sites.table import Table
from bot.conversation.sites.template import Template
from bot.conversation.understanding.folding import fold_loose

Phase = Literal["country", "checking", "first", "stuck", "scope", "next", "running", "stopping", "done"]
SiteStatus = Literal["ready", "running", "waiting", "connected", "needs_you", "left_out"]
Scope = Literal["all", "town", "area", "none"]

ASKING: frozenset[Phase] = frozenset(("country", "checking", "first", "stuck", "scope", "next", "stopping"))


class Standing(BaseModel):
    """How far one site has come."""

    status: SiteStatus = "ready"
    reason: str = ""  # a message id, for whom it needs
    args: dict[str, str] = Field(default_factory=dict)
    location_id: str = ""


BY_HAND = Standing(status="needs_you", reason="sites-needs-hand")  # of sites that are left to the person
Standings = Mapping[int, Standing]  # by the number of the site; one that is missing is ready


@dataclass(frozen=True, slots=True)
class Verdict:
    """How far a site has come. `reason` is a message id with its `args`; `halts`: no other site would fare better."""

    status: Literal["running", "waiting", "connected", "needs_you"]
    reason: str = ""
    args: Mapping[str, str] = field(default_factory=dict)
    location_id: str = ""
    halts: bool = False


class Group(BaseModel):
    """Sites of one provider (as the file names it) in one country. The first of them is connected by hand."""

    provider: str = ""
    country: str = ""
    sites: list[int] = Field(default_factory=list)
    template: Template = Template()


class Plan(BaseModel):
    """The state of a job besides its table and the standing of each site. It is stored encrypted, as JSON."""

    phase: Phase = "checking"
    groups: list[Group] = Field(default_factory=list)
    at: int = 0  # the group whose first site is connected by hand, or that is asked about
    paused: bool = False
    listing: bool = False  # the sites that need somebody are listed on the card
    leaf: int = 0  # which page of that list
    reported: bool = False  # the report was handed over


@dataclass(frozen=True, slots=True)
class ConnectByHand:
    """Open a session for this site in the person's own chat, with what is known of its group."""

    number: int


@dataclass(frozen=True, slots=True)
class Run:
    """Connect these sites silently, each as its group's template says."""

    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LeaveToHand:
    """These sites are connected one by one by the person."""

    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Hold:
    """Begin no further site until it goes on."""


@dataclass(frozen=True, slots=True)
class GoOn:
    """Go on after a pause."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Begin no further site any more; what is connected stays."""


Wish = ConnectByHand | Run | LeaveToHand | Hold | GoOn | Stop


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of lines; they add up. `to_go`: neither there nor in anybody's hands; `left_out`: lines that are no
    sites, and sites that were not begun when it was stopped."""

    total: int
    connected: int
    waiting: int
    needs_you: int
    to_go: int
    left_out: int


def open_plan(table: Table) -> Plan:
    """The plan of a file that was just read."""
    if table.asking:
        return Plan(phase="country")
    return Plan(phase="checking", groups=group_sites(table.sites))


def group_sites(sites: Iterable[Site]) -> list[Group]:
    """Groups in the order of the file."""
    groups: dict[tuple[str, str], Group] = {}
    for site in sites:
        key = (fold_loose(site.provider), site.address.country_code)
        group = groups.setdefault(key, Group(provider=site.provider, country=site.address.country_code))
        group.sites.append(site.number)
    return list(groups.values())


def group_of(plan: Plan) -> Group:
    """The group in hand; an empty one after the last."""
    return plan.groups[plan.at] if plan.at < len(plan.groups) else Group()


def template_of(plan: Plan, number: int) -> Template:
    """What is known of a site besides its address."""
    return next((group.template for group in plan.groups if number in group.sites), Template())


def scopes(plan: Plan, table: Table) -> dict[Scope, tuple[int, ...]]:
    """To which of the group's other sites the first one's answers can be given; choices that differ."""
    numbers = group_of(plan).sites
    first = table.site(numbers[0]) if numbers else None
    rest = [site for number in numbers[1:] if (site := table.site(number))]
    if first is None or not rest:
        return {}
    town, area = town_of(first.address), area_of(first.address)
    found: dict[Scope, tuple[int, ...]] = {
        "all": tuple(site.number for site in rest),
        "area": tuple(site.number for site in rest if area and area_of(site.address) == area),
        "town": tuple(site.number for site in rest if town and town_of(site.address) == town),
    }
    told: dict[Scope, tuple[int, ...]] = {}
    for scope, chosen in found.items():
        if chosen and chosen not in told.values():
            told[scope] = chosen
    return {**told, "none": ()}


def choose_scope(plan: Plan, chosen: tuple[int, ...]) -> tuple[Plan, Wish]:
    """These sites follow the first; the others of the group come to their own turn, or to the person's hands."""
    group = group_of(plan)
    first, rest = group.sites[0], group.sites[1:]
    others = [number for number in rest if number not in chosen]
    followers = group.model_copy(update={"sites": [first, *chosen]})
    left = group.model_copy(update={"sites": others, "template": Template()})
    new = [followers, left] if others else [followers]
    groups = [*plan.groups[: plan.at], *new, *plan.groups[plan.at + 1 :]]
    passed = plan.at + (1 if chosen or not others else 2)
    after = plan.model_copy(update={"groups": groups, "at": passed})
    return _go_to_next(after), Run(chosen) if chosen else LeaveToHand(tuple(others))


def end_by_hand(plan: Plan, table: Table, number: int, verdict: Verdict, template: Template) -> Plan:
    """A session that the person had for a site is over. If it was the first of its group, ask about the others."""
    group = group_of(plan)
    if plan.phase not in ("first", "stuck") or number not in group.sites:
        return plan
    if verdict.status not in ("connected", "waiting"):
        return plan.model_copy(update={"phase": "stuck"})
    sites = [number, *(other for other in group.sites if other != number)]
    known = group.model_copy(update={"template": template, "sites": sites})
    groups = [*plan.groups[: plan.at], known, *plan.groups[plan.at + 1 :]]
    asked = plan.model_copy(update={"groups": groups, "phase": "scope"})
    return asked if scopes(asked, table) else _go_to_next(asked.model_copy(update={"at": asked.at + 1}))


def pass_over(plan: Plan, number: int) -> Plan:
    """Somebody else has connected a site: if it was to be the first of its group, the next one is."""
    group = group_of(plan)
    if plan.phase not in ("first", "stuck") or number not in group.sites:
        return plan
    left = group.model_copy(update={"sites": [other for other in group.sites if other != number]})
    if not left.sites:
        return _go_to_next(plan.model_copy(update={"at": plan.at + 1}))
    groups = [*plan.groups[: plan.at], left, *plan.groups[plan.at + 1 :]]
    return plan.model_copy(update={"groups": groups, "phase": "first"})


def try_another(plan: Plan) -> Plan:
    """Another site of the group is to be its first; the one that did not work comes last."""
    group = group_of(plan)
    moved = group.model_copy(update={"sites": [*group.sites[1:], *group.sites[:1]]})
    return plan.model_copy(update={"groups": [*plan.groups[: plan.at], moved, *plan.groups[plan.at + 1 :]]})


def count(table: Table, standings: Standings) -> Counts:
    """How far the job has come."""
    found = [standings[site.number].status if site.number in standings else "ready" for site in table.sites]
    connected, waiting, needs = (found.count(status) for status in ("connected", "waiting", "needs_you"))
    stopped = found.count("left_out")
    to_go = len(found) - connected - waiting - needs - stopped
    return Counts(table.lines, connected, waiting, needs, to_go, stopped + table.lines - len(found))


def settle(plan: Plan, table: Table, standings: Standings) -> Plan:
    """The plan after the standing of a site has changed: it is done once there is nothing to go."""
    over = plan.phase == "running" and count(table, standings).to_go == 0
    return plan.model_copy(update={"phase": "done", "paused": False}) if over else plan


def take_verdict(before: Standing, verdict: Verdict, *, by_hand: bool = False) -> Standing:
    """The standing of a site after a verdict. What is settled stays so, unless a person has seen to it `by_hand`.

    What was left out, or given up while the outside world could not be asked, may prove to be connected all the same.
    """
    doubtful = before.status == "left_out" or before.reason.startswith("trouble-")
    mended = (by_hand or doubtful) and verdict.status in ("connected", "waiting")
    if before.status not in ("ready", "running", "waiting") and not mended:
        return before
    where = verdict.location_id or before.location_id
    return Standing(status=verdict.status, reason=verdict.reason, args=dict(verdict.args), location_id=where)


def needing(table: Table, standings: Standings) -> tuple[Site, ...]:
    """The sites that need somebody, in the order of the file."""
    return tuple(s for s in table.sites if s.number in standings and standings[s.number].status == "needs_you")


def _go_to_next(plan: Plan) -> Plan:
    return plan.model_copy(update={"phase": "next" if plan.at < len(plan.groups) else "running"})
