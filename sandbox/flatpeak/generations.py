"""What differs between the generations of the API, as data. Everything else in the emulator is common to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.flatpeak.objects import Session, Step
from sandbox.flatpeak.scenario import Scenario

COMMON = ("BACK", "CLOSE")


@dataclass(frozen=True, slots=True)
class Generation:
    """One generation: its names, and which actions its pages take.

    `listed` are the actions that the published sample of a page lists, in its order; `actions` without the
    common ones are all that it takes.
    """

    name: str
    versions: frozenset[str]
    start_routes: frozenset[str]
    routes: Mapping[Step, str]
    route_aliases: Mapping[str, Step]
    actions: Mapping[Step, tuple[str, ...]]
    listed: Mapping[Step, tuple[str, ...]]
    validation_status: int
    action_aliases: Mapping[str, str] = field(default_factory=dict)

    def route_of(self, step: Step, scenario: Scenario) -> str:
        """The name of a step's page."""
        if step == "summary" and scenario.later_names:
            return "tariffs_summary"
        return self.routes[step]

    def step_of(self, route: str) -> Step | None:
        """The step that an answer is about; older and newer names of a page count as well."""
        known = {name: step for step, name in self.routes.items() if step != "end"}
        return known.get(route) or self.route_aliases.get(route)

    def actions_of(self, step: Step, scenario: Scenario, *, reported: bool) -> list[str]:
        """The actions that a page lists."""
        if scenario.sparse_actions:
            shown = list(self.listed[step])
        else:
            shown = [*self.actions.get(step, ()), *COMMON] if step != "end" else []
        if reported:
            shown = [a for a in shown if a != "WRONG_TARIFF"]
        if scenario.later_names:
            shown = ["WRONG_TARIFF_REPORT" if a == "WRONG_TARIFF" else a for a in shown]
        return shown

    def envelope(self, session: Session, scenario: Scenario, data: dict[str, Any], *, reported: bool) -> dict[str, Any]:
        """A page object; `session_redirect` has neither direction nor type."""
        page: dict[str, Any] = {
            "connect_token": session.token,
            "route": self.route_of(session.step, scenario),
        }
        if session.step not in ("login", "end"):
            prefix = "tariff_" if scenario.later_names else ""
            page[f"{prefix}direction"] = "EXPORT" if session.slot == "commodity_export" else "IMPORT"
            page[f"{prefix}type"] = "NON_COMMODITY" if session.slot == "non_commodity_import" else "COMMODITY"
        page["live_mode"] = False
        if actions := self.actions_of(session.step, scenario, reported=reported):
            page["actions"] = actions
        page["data"] = data
        return page


ANODE = Generation(
    name="anode",
    versions=frozenset({"2025-09-14.anode", "2025-08-01.anode"}),
    start_routes=frozenset({"session_start", "session_restore"}),
    routes={
        "address": "postal_address_capture",
        "provider": "provider_select",
        "provider_name": "provider_name_capture",
        "login": "session_redirect",
        "library": "tariff_select",
        "structure": "tariff_structure_select",
        "fixed": "rate_fixed_capture",
        "time_of_day": "rate_tod_capture",
        "advanced": "rate_advanced_capture",
        "region": "region_select",
        "surcharge": "surcharge_capture",
        "name": "tariff_name_capture",
        "term": "contract_term_capture",
        "summary": "tariff_summary",
        "pending": "tariff_connection_pending",
        "failed": "tariff_connection_failed",
        "end": "session_redirect",
    },
    route_aliases={"tariffs_summary": "summary", "summary_tariff_failed": "failed"},
    actions={
        "provider": ("ADDRESS_CHANGE", "PROVIDER_MISSING"),
        "provider_name": ("ADDRESS_CHANGE",),
        "library": ("TARIFF_MISSING",),
        "summary": ("WRONG_TARIFF", "EDIT", "DISCONNECT"),
        "pending": ("EDIT", "DISCONNECT"),
        "failed": ("EDIT", "DISCONNECT"),
    },
    listed={
        "address": (),
        "provider": ("ADDRESS_CHANGE", "PROVIDER_MISSING", "BACK"),
        "provider_name": ("ADDRESS_CHANGE",),
        "login": (),
        "library": ("TARIFF_MISSING", "BACK"),
        "structure": ("BACK",),
        "fixed": ("BACK",),
        "time_of_day": (),
        "advanced": ("BACK",),
        "region": ("BACK",),
        "surcharge": ("BACK",),
        "name": ("BACK",),
        "term": ("BACK",),
        "summary": ("WRONG_TARIFF", "EDIT", "DISCONNECT", "CLOSE", "BACK"),
        "pending": ("EDIT", "DISCONNECT", "BACK"),
        "failed": ("EDIT", "DISCONNECT", "BACK"),
        "end": (),
    },
    validation_status=400,
    action_aliases={"WRONG_TARIFF_REPORT": "WRONG_TARIFF"},
)
