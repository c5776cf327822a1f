"""Traces for OpenTelemetry: what the metrics time, as spans under the id that the log has, too.

A span is made when its work is over, from how long it took, so that a turn waits for none. Its attributes are the
labels of the metrics: never an id, an address or a text.
"""

import time
from collections.abc import Mapping

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags, set_span_in_context

from bot.trace import TRACE

PATH = "/v1/traces"  # opentelemetry.io/docs/specs/otlp, OTLP/HTTP
PATIENCE_S = 3
NAMES = {
    "stored": "receive",
    "begun": "begin",
    "connect": "call",
    "went_on": "go on",
    "sent": "send",
    "answered": "answer",
}
_SPAN_DIGITS = 16  # of the trace's id, whose first half names the span of the turn as well


class _Ids(RandomIdGenerator):
    """The turn's own span has the ids that all others refer to."""

    def __init__(self) -> None:
        self.turn = ""

    def generate_trace_id(self) -> int:
        return int(self.turn, 16) if self.turn else super().generate_trace_id()

    def generate_span_id(self) -> int:
        return int(self.turn[:_SPAN_DIGITS], 16) if self.turn else super().generate_span_id()


class Spans:
    """Sends spans in the background, from a thread; what cannot be sent is dropped."""

    def __init__(self, endpoint: str, version: str) -> None:
        exporter = OTLPSpanExporter(endpoint.rstrip("/") + PATH, timeout=PATIENCE_S)
        self._ids = _Ids()
        resource = Resource.create({"service.name": "tariffbot", "service.version": version})
        self._provider = TracerProvider(resource=resource, id_generator=self._ids, shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("tariffbot")

    def note(self, name: str, seconds: float | None, told: Mapping[str, str]) -> None:
        """What was done, under the trace that it belongs to; without one it is none of ours."""
        trace = TRACE.get()
        if trace is None:
            return
        id_, end = trace.id, time.time_ns()
        took_s = time.perf_counter() - trace.began if seconds is None else seconds
        self._ids.turn = id_ if seconds is None else ""
        parent = SpanContext(int(id_, 16), int(id_[:_SPAN_DIGITS], 16), is_remote=False, trace_flags=TraceFlags(1))
        context = None if seconds is None else set_span_in_context(NonRecordingSpan(parent))
        span = self._tracer.start_span(
            NAMES.get(name, name), context, attributes=dict(told), start_time=end - int(took_s * 1e9)
        )
        self._ids.turn = ""
        span.end(end)

    def close(self) -> None:
        """Send what is left; blocks for some seconds at the most."""
        self._provider.shutdown()
