"""One job of many sites as a turn sees it, and what a turn may change of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.conversation.sites.plan import ASKING, Plan, Standing
from bot.conversation.sites.table import Table


@dataclass(frozen=True, slots=True)
class Job:
    """A job. Sites without a standing are ready."""

    plan: Plan
    table: Table
    standings: Mapping[int, Standing] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class JobChange:
    """What becomes of a job. `begun`: it is a new one; `table`: it differs; `run`: these sites connect by themselves.

    `hold`: sites that have not begun wait; `go_on`: they need not any more; `stop`: they are left out.
    """

    plan: Plan
    table: Table | None = None
    standings: Mapping[int, Standing] = field(default_factory=dict)
    run: tuple[int, ...] = ()
    begun: bool = False
    hold: bool = False
    go_on: bool = False
    stop: bool = False


def is_asking(job: Job | None) -> bool:
    """Whether a job waits for its person."""
    return job is not None and job.plan.phase in ASKING
