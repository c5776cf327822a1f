"""The dashboard and the alert rules name what a running bot tells, and nothing else."""

import json
import re
from collections.abc import Iterator

import pytest
from prometheus_client import CollectorRegistry

from bot.metrics import Gauges, Meters
from sandbox.telegram.people import Person
from tests.chats.harness import Stage
from tests.pitfalls.stage import to_summary
from tests.rules.tree import TOP
from tests.seeing.conftest import get

NAME = re.compile(r"\b((?:tariffbot|process)_[a-z_]+)\b")
LABEL = re.compile(r"(?:by \(|[{,] ?)([a-z_, ]+?)(?=\)|=)")
OF_PROMETHEUS = {"le", "instance", "job"}


def dashboard() -> Iterator[str]:
    """Its queries."""
    board = json.loads((TOP / "docker/grafana/tariffbot.json").read_text(encoding="utf-8"))
    for panel in board["panels"]:
        yield from (target["expr"] for target in panel.get("targets", ()))


def rules() -> Iterator[str]:
    """Their conditions, written on one line or on several."""
    text = (TOP / "docker/prometheus/rules.yaml").read_text(encoding="utf-8")
    for found in re.finditer(r"^ {8}expr: (.*\n(?: {10,}.*\n)*)", text, re.MULTILINE):
        yield found[1]


QUERIES = {"docker/grafana/tariffbot.json": [*dashboard()], "docker/prometheus/rules.yaml": [*rules()]}


def exported(text: str) -> set[str]:
    """All names of samples that there are, or would be once something is counted."""
    names = set()
    for name, kind in re.findall(r"^# TYPE (\S+) (\S+)$", text, re.MULTILINE):
        names |= {f"{name}_{part}" for part in ("bucket", "sum", "count")} if kind == "histogram" else {name}
    return names


def labels_known() -> set[str]:
    versions = {"version": "", "flatpeak_version": "", "database": ""}
    registries = [Meters().registry, CollectorRegistry()]
    Gauges(registries[1], versions)
    collectors = [one for registry in registries for one in registry._collector_to_names]
    return {label for one in collectors for label in getattr(one, "_labelnames", ())} | OF_PROMETHEUS


async def test_every_metric_named_is_exported_after_a_chat(stage: Stage, anna: Person) -> None:
    await to_summary(stage, anna)
    there = exported((await get(stage, "/metrics")).text)
    for where, queries in QUERIES.items():
        named = {name for query in queries for name in NAME.findall(query)}
        assert len(named) > 8, where
        assert named <= there, where
    told = set(NAME.findall((TOP / "docs/metrics.md").read_text(encoding="utf-8")))
    ours = {re.sub(r"_(bucket|sum|count)$", "", name) for name in there if name.startswith("tariffbot_")}
    assert {name for name in told if name.startswith("tariffbot_")} == ours


@pytest.mark.parametrize("where", QUERIES)
def test_every_label_named_is_one_of_ours(where: str) -> None:
    known = labels_known()
    found = [part.strip() for query in QUERIES[where] for label in LABEL.findall(query) for part in label.split(",")]
    assert len(found) > 10
    assert [label for label in found if label not in known] == []


@pytest.mark.parametrize("where", QUERIES)
def test_every_bracket_is_closed(where: str) -> None:
    for query in QUERIES[where]:
        assert all(query.count(a) == query.count(b) for a, b in ("()", "{}", "[]")), query


def test_every_rule_says_what_to_do() -> None:
    text = (TOP / "docker/prometheus/rules.yaml").read_text(encoding="utf-8")
    rules_told = text.split("- alert: ")[1:]
    assert len(rules_told) == len(QUERIES["docker/prometheus/rules.yaml"])
    assert all("summary:" in rule and "description:" in rule and "severity: " in rule for rule in rules_told)
