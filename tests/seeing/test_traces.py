"""Traces go to a collector, under the ids of the log, and tell nothing of anybody."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from tests.chats.harness import open_stage
from tests.pitfalls.stage import to_summary


class Collector:
    """All that it was sent."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        assert request.path == "/v1/traces"
        self.bodies.append(await request.read())
        return web.Response(content_type="application/x-protobuf")

    @property
    def spans(self) -> list[Span]:
        requests = [ExportTraceServiceRequest.FromString(body) for body in self.bodies]
        return [
            s for r in requests for resource in r.resource_spans for scope in resource.scope_spans for s in scope.spans
        ]


@asynccontextmanager
async def collecting() -> AsyncIterator[Collector]:
    collector, app = Collector(), web.Application()
    app.router.add_post("/{path:.*}", collector.take)
    runner = web.AppRunner(app)
    await runner.setup()
    listener = socket.create_server(("127.0.0.1", 0))
    await web.SockSite(runner, listener).start()
    collector.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    try:
        yield collector
    finally:
        await runner.cleanup()


async def test_a_turn_is_a_trace(tmp_path: Path) -> None:
    async with collecting() as collector:
        async with open_stage(tmp_path, otel_exporter_otlp_endpoint=collector.url) as stage:
            anna = stage.telegram.person(71, "Markeranna", "en-GB")
            await to_summary(stage, anna)
            cots = [*stage.flatpeak.sessions]
        spans = collector.spans
    turns = {span.span_id: span for span in spans if span.name == "turn" and not span.parent_span_id}
    assert len(turns) == 6
    assert len({turn.trace_id for turn in turns.values()}) == 6
    parts = [span for span in spans if span.parent_span_id]
    assert {"receive", "call", "go on", "send", "answer", "connect provider_select"} <= {span.name for span in parts}
    for span in parts:
        if turn := turns.get(span.parent_span_id):
            assert span.trace_id == turn.trace_id
            assert turn.start_time_unix_nano - 5_000_000 <= span.start_time_unix_nano <= span.end_time_unix_nano
    assert sum(span.parent_span_id in turns for span in parts) > 20
    said = b"".join(collector.bodies)
    for marker in ("Markeranna", "Strand", "WC2N", stage.telegram.token, "sk_test_sandbox", *cots):
        assert marker.encode() not in said, marker


async def test_a_collector_that_is_away_is_in_nobody_s_way(tmp_path: Path) -> None:
    async with open_stage(tmp_path, otel_exporter_otlp_endpoint="http://127.0.0.1:9") as stage:
        anna = stage.telegram.person(71, "Anna", "en-GB")
        await to_summary(stage, anna)
        assert anna.chat.from_bot
