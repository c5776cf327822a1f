"""What we count and time, in Prometheus' words. Labels come from short lists: never an id, an address or a text."""

from collections.abc import Callable, Mapping
from platform import python_version
from typing import Any

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)

from storage.levels import Level, Levels

disable_created_metrics()  # type: ignore[no-untyped-call]  # when each was first counted: as many lines again, and of no use to us

# A turn takes milliseconds, FlatPeak up to twenty seconds, and an answer in front of which others wait longer.
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 60)


# What was done and is over: its name, how long it took in seconds (None: since its trace began), what else is said.
Watch = Callable[[str, float | None, Mapping[str, str]], None]


class Meters:
    """The metrics of one process. What is counted during a turn is only added to; the rest is set when it is read."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.watch: Watch | None = None  # who makes traces of it
        self._found: dict[tuple[object, ...], Any] = {}  # looking a child up by its labels costs more than counting
        ProcessCollector(registry=self.registry)
        self._turns = self._counter("turns", "Turns taken, by channel and how they ended", "channel", "outcome")
        self._stages = self._histogram("stage_seconds", "Time by stage of a turn, and until it was answered", "stage")
        self._calls = self._histogram("flatpeak_seconds", "Time of calls to FlatPeak", "api", "route")
        self._replies = self._counter("flatpeak_replies", "What calls came to", "api", "route", "outcome")
        self._funnel = self._counter("funnel", "Chats begun, sessions opened, tariffs connected", "step")
        self._shown = self._counter("pages_shown", "Questions and pages of Connect that were shown", "page")
        self._answered = self._counter("pages_answered", "Of these, how many were answered", "page")
        self._ended = self._counter("sessions_ended", "Sessions that ended, by their last page", "page", "outcome")
        self._deliveries = self._counter("deliveries", "Messages sent, or not, and why", "channel", "outcome", "reason")
        self._events = self._counter("events", "Events of FlatPeak and what came of them", "outcome", "reason")
        self._parked = self._counter("inbox_parked", "What came in and could not be handled", "reason")
        self._database = self._histogram("database_seconds", "Time of units of work, with waiting for a turn", "kind")

    def turn(self, channel: str, outcome: str) -> None:
        """A turn ended: "answered", "quiet", "failed"."""
        self._child(self._turns, channel, outcome).inc()
        if self.watch is not None:
            self.watch("turn", None, {"channel": channel, "outcome": outcome})

    def stage(self, stage: str, seconds: float) -> None:
        """A stage was passed: "stored", "begun", "connect", "went_on", "sent"; "answered" from first to last."""
        self._child(self._stages, stage).observe(seconds)
        if self.watch is not None:
            self.watch(stage, seconds, {})

    def called(self, api: str, route: str, outcome: str, seconds: float) -> None:
        """FlatPeak replied, or did not. `outcome`: "ok", its code for an error, or our word for trouble."""
        self._child(self._calls, api, route).observe(seconds)
        self._child(self._replies, api, route, outcome).inc()
        if self.watch is not None:
            self.watch(f"{api} {route}", seconds, {"outcome": outcome})

    def reached(self, step: str) -> None:
        """A step of the funnel: "started", "opened", "connected"."""
        self._child(self._funnel, step).inc()

    def shown(self, page: str) -> None:
        """A page was shown, by our kind of it."""
        self._child(self._shown, page).inc()

    def answered(self, page: str) -> None:
        """A page was answered."""
        self._child(self._answered, page).inc()

    def ended(self, page: str, outcome: str) -> None:
        """A session ended at a page: "connected", "pending", "left", "renewed"."""
        self._child(self._ended, page, outcome).inc()

    def delivered(self, channel: str, outcome: str, reason: str = "") -> None:
        """A message was "sent", is tried "again", is "dead" or "uncertain", or its chat is "paused"."""
        self._child(self._deliveries, channel, outcome, reason).inc()

    def event(self, outcome: str, reason: str = "") -> None:
        """An event was "taken", is there "already", "refused", "noticed", "ignored", "parked"."""
        self._child(self._events, outcome, reason).inc()

    def parked(self, reason: str) -> None:
        """A row of the inbox was put aside."""
        self._child(self._parked, reason).inc()

    def database(self, kind: str, seconds: float) -> None:
        """A unit of the database was done: "read", "write"."""
        self._child(self._database, kind).observe(seconds)

    def _child(self, metric: Counter | Histogram, *labels: str) -> Any:
        key = (metric, *labels)
        child = self._found.get(key)
        if child is None:
            child = self._found[key] = metric.labels(*labels)
        return child

    def _counter(self, name: str, words: str, *labels: str) -> Counter:
        return Counter(f"tariffbot_{name}", words, labels, registry=self.registry)

    def _histogram(self, name: str, words: str, *labels: str) -> Histogram:
        return Histogram(f"tariffbot_{name}", words, labels, registry=self.registry, buckets=SECONDS)


class Gauges:
    """What is read when somebody asks for it: the same in every process, as the database is."""

    def __init__(self, registry: CollectorRegistry, versions: Mapping[str, str]) -> None:
        self._registry = registry
        told = {**versions, "python": python_version()}
        self._gauge("build_info", "Versions", *told).labels(**told).set(1)
        self._up = self._gauge("database_up", "Whether the database answered when it was asked for these")
        self._ready = self._gauge("ready", "Whether this process can do its work")
        self._warnings = self._gauge("warnings", "What an operator should look at, as /health/ready tells it")
        self._waiting = self._gauge("queue_waiting", "What waits, and is due; 10000 means or more", "queue")
        self._failed = self._gauge("queue_failed", "Of what waits, how much has failed before", "queue")
        self._oldest = self._gauge("queue_oldest_seconds", "How long the oldest has been waiting", "queue")
        self._silent = self._gauge("undeliverable", "Chats that cannot be written to, by reason", "reason")
        self._processes = self._gauge("processes", "Processes that are alive")
        self._polled = self._gauge("polled", "Whether a process polls the platform", "channel")
        self._shapes = self._gauge("drift_shapes", "Shapes of FlatPeak that are new", "kind", "generation")
        self._seen = self._gauge("drift_seen", "How often they came", "kind", "generation")

    def set_health(self, *, ready: bool, warnings: int) -> None:
        """How we are."""
        self._ready.set(ready)
        self._warnings.set(warnings)

    def set_levels(self, levels: Levels | None, polled: Mapping[str, str]) -> None:
        """What the database says, None if it does not. `polled`: channels with the name of their lease."""
        self._up.set(levels is not None)
        for gauge in (self._waiting, self._failed, self._oldest, self._silent, self._polled, self._shapes, self._seen):
            gauge.clear()
        if levels is None:
            self._processes.set(0)
            return
        for queue, level in (("outbox", levels.outbox), ("inbox", levels.inbox), ("events", levels.events)):
            self._set_queue(queue, level)
        for reason, count in levels.silent.items():
            self._silent.labels(reason).set(count)
        self._processes.set(levels.processes)
        for channel, lease in polled.items():
            self._polled.labels(channel).set(lease in levels.led)
        for kind in levels.drift:
            self._shapes.labels(kind.kind, kind.generation).set(kind.shapes)
            self._seen.labels(kind.kind, kind.generation).set(kind.seen)

    def _set_queue(self, queue: str, level: Level) -> None:
        self._waiting.labels(queue).set(level.rows)
        self._failed.labels(queue).set(level.failed)
        self._oldest.labels(queue).set(level.oldest_s)

    def _gauge(self, name: str, words: str, *labels: str) -> Gauge:
        return Gauge(f"tariffbot_{name}", words, labels, registry=self._registry)
