"""What a walk comes to: what differs, what is only noted, and what was seen. Nothing here holds a value of a person."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.connect.shapes import ROUTES

SAME, DIFFERS, NOT_RUN = 0, 1, 2  # exit statuses


Kind = Literal["difference", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is otherwise than we expect. A note: the reference itself has it both ways, or leaves it open."""

    kind: Kind
    generation: str
    journey: str
    step: str
    expected: str
    came: str


@dataclass(slots=True)
class Journey:
    """One way through: the kinds of its pages in their order, and whether it came to its end."""

    name: str
    pages: list[str] = field(default_factory=list)
    outcome: Literal["walked", "ended early", "not there"] = "ended early"
    words: str = ""


@dataclass(slots=True)
class Walked:
    """One generation. `stopped`: why it could not be walked, or not to the end."""

    generation: str
    version: str
    findings: list[Finding] = field(default_factory=list)
    journeys: list[Journey] = field(default_factory=list)
    routes: list[str] = field(default_factory=list)  # of the pages that came
    provoked: list[str] = field(default_factory=list)
    not_provoked: dict[str, str] = field(default_factory=dict)  # code or point, and why
    calls: int = 0
    seconds: float = 0.0
    stopped: str = ""
    live: bool = False  # these are no test credentials
    too_old: bool = False  # the account's default version is newer, and that cannot be undone

    @property
    def unseen(self) -> list[str]:
        """The pages that we know of this generation and that did not come."""
        return sorted(set(ROUTES[self.generation]) - set(self.routes))

    @property
    def differences(self) -> list[Finding]:
        """What has to be looked at."""
        return [one for one in self.findings if one.kind == "difference"]

    @property
    def notes(self) -> list[Finding]:
        """What we read in either way."""
        return [one for one in self.findings if one.kind == "note"]

    def add(self, finding: Finding) -> None:
        """Told once, at the place where it was met first."""
        known = ((one.kind, one.expected, one.came) for one in self.findings)
        if (finding.kind, finding.expected, finding.came) not in known:
            self.findings.append(finding)


def exit_status(walks: Sequence[Walked]) -> int:
    """That of the command. A generation older than the account's default cannot be had, and takes nothing away."""
    ran = [one for one in walks if not one.too_old]
    if not ran or any(one.stopped for one in ran):
        return NOT_RUN
    return DIFFERS if any(one.differences for one in ran) else SAME
