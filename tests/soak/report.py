"""What a run has shown, as a table for people."""

from collections.abc import Callable, Sequence

from tests.soak.run import Outcome

MOST = 30  # complaints that are shown


def show_trouble(outcome: Outcome) -> None:
    """What went wrong, and what was warned of."""
    for complaint in outcome.complaints[:MOST]:
        print(f"WRONG {complaint}")
    if len(outcome.complaints) > MOST:
        print(f"WRONG … and {len(outcome.complaints) - MOST} more")
    for words, number in outcome.warnings.most_common():
        print(f"warned {number} times: {words}")
    print(flush=True)


def show_outcomes(outcomes: Sequence[Outcome], database: str) -> None:
    """A column a run."""
    plan = outcomes[0].plan
    print(f"{plan.customers} customers on {database}, seed {plan.seed}\n")
    width = max(map(len, ROWS))
    for name, tell in ROWS.items():
        print(f"| {name:{width}} |" + "".join(f" {tell(outcome):>24} |" for outcome in outcomes))
    print(flush=True)


def _memory(outcome: Outcome) -> str:
    return " ".join("+".join(f"{mb:.0f}" for mb in quarter) for quarter in outcome.memory)


def _cost(outcome: Outcome) -> str:
    """Of each process: what went into turns, without its starts."""
    ours = [1000 * (one.all_s - one.starts_s) / len(outcome.turns) for one in outcome.used.bots]
    return " + ".join(f"{ms:.1f}" for ms in ours)


ROWS: dict[str, Callable[[Outcome], str]] = {
    "processes, kills": lambda o: f"{o.plan.processes}, {o.plan.kills}",
    "took, minutes": lambda o: f"{o.took_s / 60:.1f}",
    "turns, a second": lambda o: f"{len(o.turns)}, {len(o.turns) / o.took_s:.1f}",
    "messages, edits on Telegram": lambda o: f"{o.written[0]}, {o.written[1]}",
    "answer p50, ms": lambda o: f"{1000 * o.percentile(50):.0f}",
    "answer p95, ms": lambda o: f"{1000 * o.percentile(95):.0f}",
    "answer p99, ms": lambda o: f"{1000 * o.percentile(99):.0f}",
    "longest answer, s": lambda o: f"{max(turn.took_s for turn in o.turns):.1f}",
    "turns open at a kill, longest, s": lambda o: f"{len(o.after_kills)}, {max(o.after_kills, default=0):.1f}",
    "came twice": lambda o: str(o.repeats),
    "processor a turn by process, ms": _cost,
    "starts, processor s each": lambda o: (
        f"{o.starts}, {sum(b.starts_s for b in o.used.bots) / max(o.plan.kills, 1):.1f}"
    ),
    "database a turn, ms": lambda o: f"{1000 * o.used.database_s / len(o.turns):.1f}",
    "world and customers a turn, ms": lambda o: f"{1000 * o.used.world_s / len(o.turns):.1f}",
    "resident at 25/50/75/100 %, MB": _memory,
    "wrong": lambda o: str(len(o.complaints)),
}
