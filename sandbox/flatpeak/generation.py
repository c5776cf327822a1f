"""What a generation of the API is: its names, and what its pages take. The generations themselves are data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.flatpeak.objects import Step
from sandbox.flatpeak.scenario import Scenario

if TYPE_CHECKING:
    from sandbox.flatpeak.objects import Session


@dataclass(frozen=True, slots=True)
class Summary:
    """One published form of the summary: its route, and the actions of its sample in their order."""

    route: str
    listed: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Generation:
    """One generation: its names, and which actions its pages take.

    `actions` are all that a page takes, without the `common` ones; `listed` are those that its published sample
    lists, in its order. `summaries`: by the structure of the tariff or by the switch of the scenario that calls for
    it, "" for any other.
    """

    name: str
    versions: tuple[str, ...]  # newest first
    start_routes: frozenset[str]
    common: tuple[str, ...]
    routes: Mapping[Step, str]
    route_aliases: Mapping[str, Step]
    summaries: Mapping[str, Summary]
    actions: Mapping[Step, tuple[str, ...]]
    listed: Mapping[Step, tuple[str, ...]]
    validation_status: int
    directed: frozenset[Step]  # pages that name a direction
    typed: frozenset[Step]  # pages that name a type
    options: Mapping[str, Step]  # the structures, and where each leads
    advanced: str = ""  # the one of them that has to be switched on
    address_needs: tuple[str, ...] = ("city", "country_code")
    place_code: str = "timezone_not_found"
    saves: bool = False  # nothing counts before SAVE
    callback_member: str = "redirect_url"
    tells_complete: bool = True  # by an event
    action_aliases: Mapping[str, str] = field(default_factory=dict)
    flat: frozenset[Step] = frozenset()  # pages whose content stands at the top, not in `data`
    entries: tuple[str, ...] = ()  # the actions of the first call; the summary then shows every tariff

    def summary_of(self, scenario: Scenario, structure: str) -> Summary:
        """The form of the summary that is shown."""
        wanted = (one for one in self.summaries if one and (one == structure or getattr(scenario, one, False)))
        return self.summaries[next(wanted, "")]

    def route_of(self, step: Step, scenario: Scenario, structure: str = "") -> str:
        """The name of a step's page."""
        return self.summary_of(scenario, structure).route if step == "summary" else self.routes.get(step, "")

    def step_of(self, route: str) -> Step | None:
        """The step that an answer is about; older and newer names of a page count as well."""
        known: dict[str, Step] = {name: step for step, name in self.routes.items() if step not in ("end", "payment")}
        known |= {summary.route: "summary" for summary in self.summaries.values()}
        return known.get(route) or self.route_aliases.get(route)

    def takes(self, step: Step, scenario: Scenario, structure: str) -> frozenset[str]:
        """The actions of a page by their first names, without the common ones."""
        given = self.summary_of(scenario, structure).listed if step == "summary" else self.actions.get(step, ())
        return frozenset(self.action_aliases.get(one, one) for one in given) - frozenset(self.common)

    def actions_of(self, step: Step, scenario: Scenario, structure: str, hidden: frozenset[str]) -> list[str]:
        """The actions that a page lists, without those that cannot be taken now."""
        if step == "summary":
            listed = self.summary_of(scenario, structure).listed
            shown = (
                [*listed] if scenario.sparse_actions else [*(a for a in listed if a not in self.common), *self.common]
            )
        elif scenario.sparse_actions:
            shown = list(self.listed.get(step, ()))
        elif step == "end":
            shown = []
        else:
            shown = [*self.actions.get(step, ()), *self.common]
        return [one for one in shown if self.action_aliases.get(one, one) not in hidden]

    def envelope(
        self, session: "Session", scenario: Scenario, data: dict[str, Any], structure: str, hidden: frozenset[str]
    ) -> dict[str, Any]:
        """A page object; `session_redirect` has neither direction nor type."""
        step = session.step
        page: dict[str, Any] = {
            "connect_token": session.token,
            "route": self.route_of(step, scenario, structure),
        }
        prefix = "tariff_" if scenario.later_names and self.name == "anode" else ""
        if step in self.directed:
            page[f"{prefix}direction"] = "EXPORT" if session.slot == "commodity_export" else "IMPORT"
        if step in self.typed:
            page[f"{prefix}type"] = "NON_COMMODITY" if session.slot == "non_commodity_import" else "COMMODITY"
        page["live_mode"] = False
        if actions := self.actions_of(step, scenario, structure, hidden):
            page["actions"] = actions
        return page | (data if step in self.flat else {"data": data})
