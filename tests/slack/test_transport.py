"""Answers that no well-behaved server gives, and what must not happen then."""

from collections.abc import AsyncIterator, Callable

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from adapters.slack.transport import RETRY_AFTER_S, NoAnswer, Refused, ServerFailed, SlackApi, TooMany
from sandbox.local import LocalServer

Lab = tuple[SlackApi, LocalServer, list[Response], list[Request]]


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    """A server that answers what the test puts into the list, and notes what it was asked."""
    answers: list[Response] = []
    asked: list[Request] = []

    async def serve(request: Request) -> Response:
        await request.body()
        asked.append(request)
        return answers.pop(0)

    server = LocalServer()
    await server.serve(Starlette(routes=[Route("/{path:path}", serve, methods=["GET", "POST"])]))
    api = SlackApi(f"{server.url}/api")
    api.open()
    yield api, server, answers, asked
    await api.close()
    await server.close()


@pytest.mark.parametrize(
    ("make", "seconds"),
    [
        (lambda: JSONResponse({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": "7"}), 7),
        (lambda: PlainTextResponse("slow down", 429), RETRY_AFTER_S),
        (lambda: PlainTextResponse("slow down", 429, {"Retry-After": "soon"}), RETRY_AFTER_S),
        (lambda: PlainTextResponse("slow down", 429, {"Retry-After": "0"}), 1),
        (lambda: JSONResponse({"ok": False, "error": "ratelimited"}, 200, {"Retry-After": "5"}), 5),
        (lambda: JSONResponse({"ok": False, "error": "rate_limited"}, 200), RETRY_AFTER_S),
    ],
)
async def test_too_many(lab: Lab, make: Callable[[], Response], seconds: float) -> None:
    api, _, answers, _ = lab
    answers.append(make())
    with pytest.raises(TooMany) as refused:
        await api.call("xoxb-1", "chat.postMessage", {})
    assert refused.value.retry_after_s == seconds


@pytest.mark.parametrize("body", ["", "<html>", "[]", "null", '{"fine": true}'])
async def test_answers_that_are_none(lab: Lab, body: str) -> None:
    api, _, answers, _ = lab
    answers += [PlainTextResponse(body), PlainTextResponse(body, 404), PlainTextResponse(body, 502)]
    for failure in (NoAnswer, Refused, ServerFailed):
        with pytest.raises(failure):
            await api.call("xoxb-1", "chat.postMessage", {})


async def test_no_redirect_is_followed(lab: Lab) -> None:
    api, server, answers, asked = lab
    away = f"{server.url}/elsewhere"
    answers += [RedirectResponse(away), RedirectResponse(away), RedirectResponse(away)]
    with pytest.raises(Refused, match="http_307"):
        await api.call("xoxb-1", "chat.postMessage", {})
    with pytest.raises(Refused, match="http_307"):
        await api.fetch(f"{server.url}/files/x", "xoxb-1", 100)
    with pytest.raises(Refused, match="http_307"):
        await api.respond(f"{server.url}/actions/x", {"text": "hello"})
    assert [request.url.path for request in asked] == ["/api/chat.postMessage", "/files/x", "/actions/x"]


async def test_file_that_is_longer_than_told_is_cut_off(lab: Lab) -> None:
    api, server, answers, _ = lab
    answers += [PlainTextResponse("x" * 100), PlainTextResponse("x" * 101)]
    assert await api.fetch(f"{server.url}/files/x", "xoxb-1", 100) == b"x" * 100
    with pytest.raises(Refused, match="file_too_large"):
        await api.fetch(f"{server.url}/files/x", "xoxb-1", 100)


async def test_token_is_sent_to_the_methods_and_not_to_other_addresses(lab: Lab) -> None:
    api, server, answers, asked = lab
    answers += [JSONResponse({"ok": True}), PlainTextResponse("ok"), PlainTextResponse("OK - 1")]
    await api.call("xoxb-1", "chat.postMessage", {"text": "ä & b", "thread_ts": None})
    await api.respond(f"{server.url}/actions/x", {"text": "hello"})
    await api.upload(f"{server.url}/upload/x", b"1")
    method, *others = asked
    assert method.headers["authorization"] == "Bearer xoxb-1"
    assert method.headers["content-type"] == "application/json; charset=utf-8"
    assert await method.json() == {"text": "ä & b"}
    assert all("authorization" not in request.headers for request in others)


async def test_refusals_carry_pointers_and_none_of_the_words(lab: Lab) -> None:
    api, _, answers, _ = lab
    told = ["[ERROR] failed to match: 12 High Street [json-pointer:/blocks/2/elements/0]", "12 High Street", 7]
    metadata = {"messages": told}
    answers.append(JSONResponse({"ok": False, "error": "invalid_blocks", "response_metadata": metadata}))
    answers.append(JSONResponse({"ok": False, "error": "missing_scope", "needed": "files:write", "provided": "x"}))
    with pytest.raises(Refused) as refused:
        await api.call("xoxb-1", "chat.postMessage", {})
    assert refused.value.pointers == ("/blocks/2/elements/0",)
    assert str(refused.value) == "invalid_blocks at /blocks/2/elements/0"
    with pytest.raises(Refused, match="needs files:write"):
        await api.call("xoxb-1", "files.completeUploadExternal", {})


async def test_address_that_answers_no_more(lab: Lab) -> None:
    api, server, answers, _ = lab
    answers += [JSONResponse({"ok": False, "error": "used_url"}, 404), PlainTextResponse("expired_url", 404)]
    answers += [PlainTextResponse("What? 12 High Street", 404)]
    for code in ("used_url", "expired_url", "http_404"):
        with pytest.raises(Refused, match=f"^{code}$"):
            await api.respond(f"{server.url}/actions/x", {"text": "hello"})
