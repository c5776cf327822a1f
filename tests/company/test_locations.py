"""What the company can ask of locations and sessions, and links."""

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from bot.company.guard import A_SECOND, BODY_BYTES, Gate, Refusal
from bot.company.links import CODE, code_of, read_code
from sandbox.company import KEY
from tests.chats.harness import Stage, open_stage
from tests.company.conftest import HOME, LINK, Behind, connect


async def test_a_link_leads_to_a_location_that_goes_by_the_names_of_the_company(company: Behind) -> None:
    await connect(company)
    [session] = company.stage.flatpeak.sessions.values()
    [location] = company.stage.flatpeak.locations.values()
    assert (session.customer_reference_id, session.location_reference_id) == ("customer-4711", "home-1")
    shown = (await company.http.get("/api/locations", params={"customer_reference": "customer-4711"})).json()
    assert shown == {
        "data": [
            {
                "id": location.id,
                "customer_reference": "customer-4711",
                "location_reference": "home-1",
                "channel": "telegram",
                "connected_at": shown["data"][0]["connected_at"],
                "read_at": shown["data"][0]["read_at"],
                "slots": shown["data"][0]["slots"],
            }
        ],
        "next_cursor": None,
    }
    assert (await company.http.get(f"/api/locations/{location.id}")).json() == shown["data"][0]
    slots = {one["slot"]: one["status"] for one in shown["data"][0]["slots"]}
    assert (slots["commodity_import"], slots["commodity_export"]) == ("CONNECTED", "NOT_CONNECTED")
    assert "Strand" not in str(shown)


async def test_a_home_is_one_location_in_whatever_chat_it_is(company: Behind) -> None:
    await connect(company)
    person = company.stage.telegram.person(72, "Bert", "en-GB")
    person.start(await company.link())
    await company.stage.settle()
    assert "Your tariff is connected" in person.chat.from_bot[-1].text
    assert len(company.stage.flatpeak.locations) == 1
    assert company.told() == ["tariff.connected"]


async def test_a_session_tells_how_far_it_has_come_and_never_its_token(company: Behind) -> None:
    person = company.stage.telegram.person(71, "Anna", "en-GB")
    person.start(await company.link())
    await company.stage.settle()
    [one] = (await company.http.get("/api/sessions")).json()["data"]
    assert (one["state"], one["location_id"], one["settled_at"]) == ("open", None, None)
    await connect(company, number=72, customer_reference="customer-5822")
    newest, oldest = (await company.http.get("/api/sessions")).json()["data"]
    assert oldest == one
    assert (newest["state"], newest["customer_reference"]) == ("connected", "customer-5822")
    assert (await company.http.get(f"/api/sessions/{newest['id']}")).json() == newest
    assert not any(token in str((newest, oldest)) for token in company.stage.flatpeak.sessions)


async def test_pages_hold_each_once(company: Behind) -> None:
    for number in range(3):
        await connect(company, number=71 + number, customer_reference=f"c-{number}", location_reference="home")
    for kind in ("locations", "sessions"):
        found: list[dict[str, Any]] = []
        cursor = None
        while True:
            query: dict[str, Any] = {"limit": 1, **({"cursor": cursor} if cursor else {})}
            page = (await company.http.get(f"/api/{kind}", params=query)).json()
            found += page["data"]
            if (cursor := page["next_cursor"]) is None:
                break
        assert sorted(one["customer_reference"] for one in found) == ["c-0", "c-1", "c-2"]
        of_one = (await company.http.get(f"/api/{kind}", params={"customer_reference": "c-1"})).json()["data"]
        assert [one["customer_reference"] for one in of_one] == ["c-1"]
        none = {"customer_reference": "c-1", "location_reference": "elsewhere"}
        assert (await company.http.get(f"/api/{kind}", params=none)).json()["data"] == []


async def test_the_same_request_once_more_is_the_same_link(company: Behind) -> None:
    async def ask(key: str, **changes: Any) -> tuple[int, dict[str, Any]]:
        reply = await company.http.post("/api/links", json={**LINK, **changes}, headers={"Idempotency-Key": key})
        return reply.status_code, reply.json()

    first, again = await ask("a"), await ask("a")
    assert first == again
    assert first[0] == 201
    assert (await ask("b"))[1]["id"] != first[1]["id"]
    status, problem = await ask("a", customer_reference="somebody-else")
    assert (status, problem["code"]) == (409, "idempotency_key_reused")
    company.stage.clock.advance(timedelta(days=1, seconds=1).total_seconds())
    assert (await ask("a"))[1]["id"] != first[1]["id"]


BAD = [
    ({}, {"Authorization": ""}, 401, "unauthorized"),
    ({}, {"Authorization": "Bearer another-key-that-is-none"}, 401, "unauthorized"),
    ({}, {"Authorization": f"Basic {KEY}"}, 401, "unauthorized"),
    ({"json": LINK}, {"Content-Type": "text/plain"}, 415, "not_json"),
    ({"content": b"{"}, {"Content-Type": "application/json"}, 400, "not_json"),
    ({"content": b"9" * (BODY_BYTES + 1)}, {"Content-Type": "application/json"}, 413, "too_long"),
    ({"json": {**LINK, "custmer": "x"}}, {}, 422, "invalid"),
    ({"json": {**LINK, "address": {"street": "x"}}}, {}, 422, "invalid"),
    ({"json": {**LINK, "expires_in": 59}}, {}, 422, "invalid"),
    ({"json": {**LINK, "expires_in": "60"}}, {}, 422, "invalid"),
    ({"json": {**LINK, "slot": "gas"}}, {}, 422, "invalid"),
    ({"json": {**LINK, "channel": "pigeon"}}, {}, 422, "channel_not_served"),
    ({"json": LINK}, {"Idempotency-Key": "x" * 129}, 400, "idempotency_key_invalid"),
]


async def test_refusals_look_alike_and_keep_nothing(company: Behind) -> None:
    for content, headers, status, code in BAD:
        reply = await company.http.post("/api/links", headers=headers, **content)  # type: ignore[arg-type]
        problem = reply.json()
        assert (reply.status_code, problem["code"], problem["status"]) == (status, code, status)
        assert reply.headers["content-type"] == "application/problem+json"
    others = [
        ("GET", "/api/links", 405),
        ("GET", "/api/nothing", 404),
        ("GET", "/api/locations/loc%0A", 404),
        ("GET", "/api/locations/loc_nobody", 404),
        ("GET", "/api/sessions/ses_1", 404),
        ("GET", "/api/sessions?cursor=bm9uZQ", 422),
        ("GET", "/api/locations?limit=0", 422),
        ("GET", "/api/locations?limit=5&limit=6", 422),
        ("GET", "/api/locations?adress=x", 422),
    ]
    for method, path, status in others:
        reply = await company.http.request(method, path)
        assert (reply.status_code, reply.headers["content-type"]) == (status, "application/problem+json"), path
    kept = "SELECT count(*) FROM company_links"
    assert await company.stage.app.house.db.read(lambda conn: conn.execute(text(kept)).scalar_one()) == 0


async def test_a_link_is_kept_as_a_fingerprint_and_names_sealed(company: Behind, tmp_path: Any) -> None:
    word = await company.link(address=HOME)
    person = company.stage.telegram.person(71, "Anna", "en-GB")
    person.start(word)
    await company.stage.settle()
    bare = [word.removeprefix("in-").encode(), b"customer-4711", b"home-1", code_of(word.removeprefix("in-")).encode()]
    for file in tmp_path.glob("bot.db*"):
        content = file.read_bytes()
        assert not any(secret in content for secret in bare), file.name


async def test_without_keys_there_is_no_api(tmp_path: Any) -> None:
    async with open_stage(tmp_path) as stage:
        assert stage.app.house.company is None
        assert await _statuses(stage, "/api/locations", "/api/openapi.json", "/l/x") == [404, 404, 404]


async def _statuses(stage: Stage, *paths: str) -> list[int]:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{stage.app.port}") as http:
        return [(await http.get(path, headers={"Authorization": f"Bearer {KEY}"})).status_code for path in paths]


def test_any_of_the_keys_opens_and_each_has_its_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr("bot.company.guard.AT_ONCE", 2.0)
    gate = Gate(("the-new-key-of-today", "the-former-key-of-1999"), lambda: now)
    for _ in range(2):
        gate.admit("Bearer the-new-key-of-today")
    with pytest.raises(Refusal, match="too_many_requests"):
        gate.admit("Bearer the-new-key-of-today")
    gate.admit("bearer the-former-key-of-1999")
    now = 1 / A_SECOND
    gate.admit("Bearer the-new-key-of-today")


@pytest.mark.parametrize("typed", ["7kpm-4tq2", " 7KPM4TQ2 "])
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    assert read_code(typed) == "7KPM-4TQ2"
    assert read_code("7KPM-4TQU2") == ""


def test_a_code_can_be_told_from_a_postcode() -> None:
    assert CODE.fullmatch(code_of("token"))
    assert not re.fullmatch(CODE, "WC2N 5EH")
