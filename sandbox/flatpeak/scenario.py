"""The switches that make the emulator behave as the real service does on its bad days."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal, get_args

Target = Literal["connect", "rest"]
FaultKind = Literal[
    "down",  # 503 with a thin body, nothing done
    "server_error",  # 500 with the error object, nothing done
    "rate_limit",  # 429, nothing done
    "slow",  # done after `delay_s`
    "html",  # done, the reply is an HTML page
    "truncated",  # done, the reply is half of its JSON
    "empty",  # done, the reply has no body
    "no_data",  # done, the page has no `data`
    "unknown_route",  # done, the page has a route that nobody knows; answers to it count
    "error_page",  # done, the reply is a page with `route` "error"
    "drop",  # done, the connection ends without a reply
]


@dataclass(slots=True)
class Fault:
    """One disturbance of the next `calls` calls (None: of all) to Connect or to REST."""

    kind: FaultKind
    target: Target = "connect"
    calls: int | None = 1
    delay_s: float = 0.0


@dataclass(slots=True)
class Scenario:
    """Lasting switches, and the faults that wait for their call, oldest first."""

    pending: bool = False  # reading a tariff after a login takes until finish_pending
    sparse_actions: bool = False  # pages list only the actions that the published samples list
    later_names: bool = False  # `tariffs_summary`, `WRONG_TARIFF_REPORT`, envelope `tariff_direction`, `tariff_type`
    token_in_redirect: bool = False  # `redirect_url` of the login carries fp_cot already
    old_create_path: bool = False  # POST /connect/token does not exist
    no_providers: bool = False  # the list of providers is empty
    strict_surcharge: bool = False  # a percentage of zero is refused
    advanced_preview: bool = False  # zero: the advanced page is offered
    dates_as_text: bool = False  # the advanced page takes the days of a month as a text
    older_summary: bool = False  # busbar: the summary in its second published form
    oldest_summary: bool = False  # busbar: and in its first
    older_landing: bool = False  # busbar: the programmes as a list of providers
    options_as_actions: bool = False  # busbar: a structure is answered by an action
    account_disabled: bool = False  # every REST call: 422
    faults: list[Fault] = field(default_factory=list)

    def fail(self, kind: FaultKind, target: Target = "connect", *, calls: int | None = 1, delay_s: float = 0.0) -> None:
        """Queue a fault."""
        self.faults.append(Fault(kind, target, calls, delay_s))

    def take(self, target: Target) -> Fault | None:
        """The fault of this call, which uses it up by one."""
        fault = next((f for f in self.faults if f.target == target), None)
        if fault and fault.calls is not None:
            fault.calls -= 1
            if fault.calls <= 0:
                self.faults.remove(fault)
        return fault

    def clear(self) -> None:
        """All switches back to normal."""
        self.update(asdict(Scenario()))

    def update(self, wanted: dict[str, Any]) -> None:
        """Set the switches that are named; `faults` replaces the queue. Raises ValueError on anything unknown."""
        names = {f.name for f in fields(self)}
        if unknown := set(wanted) - names:
            raise ValueError(f"unknown switches: {', '.join(sorted(unknown))}")
        faults = [_read_fault(one) for one in wanted.get("faults", [])]
        for name in names & set(wanted) - {"faults"}:
            if not isinstance(wanted[name], bool):
                raise ValueError(f"{name} is true or false")
            setattr(self, name, wanted[name])
        if "faults" in wanted:
            self.faults = faults


def _read_fault(one: dict[str, Any]) -> Fault:
    if one.get("kind") not in get_args(FaultKind) or one.get("target", "connect") not in get_args(Target):
        raise ValueError(f"unknown fault: {one}")
    return Fault(**one)
