"""Whatever is sent, the emulator answers as the reference says, never with a fault of its own."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sandbox.flatpeak_lab import URL, open_lab, read_sample
from tests.sandbox.flatpeak_pages import PAGES

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just("2027-01-01T00:00:00Z")
)
_NAMES = """
    route action data postal_address city country_code provider id name tariff options cost hours valid_from valid_to
    surcharge fixed percentage region contract_end_date contract_term_type schedule months rate"""
NAMES = st.sampled_from(_NAMES.split())
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=12
)
PAGE_NAMES = sorted(name for name in PAGES if "/" not in name and name != "tariffs_summary")


def spoil(body: Any, path: list[int], value: Any) -> Any:
    """The body with the member at the end of a path, taken turn by turn, replaced."""
    if not path or not isinstance(body, dict | list) or not body:
        return value
    keys: list[Any] = list(body) if isinstance(body, dict) else list(range(len(body)))
    key = keys[path[0] % len(keys)]
    copy: Any = dict(body) if isinstance(body, dict) else list(body)
    copy[key] = spoil(body[key], path[1:], value)
    return copy


async def check(page: str, data: Any) -> None:
    async with open_lab() as lab:
        dialogue = await PAGES[page](lab)
        body = {"connect_token": dialogue.token, "route": dialogue.page["route"], "data": data}
        for sent in (body, {**body, "route": data}, {**body, "action": data}, data):
            answer = await lab.post_raw(json.dumps(sent).encode())
            reply = answer.json()
            assert answer.status_code in (200, 400, 404)
            assert ("route" in reply) == (answer.status_code == 200)
            assert reply.get("object") == (None if answer.status_code == 200 else "error")
        assert (await dialogue.start())["data"] is not None


@pytest.mark.parametrize("page", PAGE_NAMES)
@given(data=ANYTHING)
@settings(max_examples=5, deadline=None)
async def test_any_answer_to_any_page(page: str, data: Any) -> None:
    await check(page, data)


RIGHT = [
    ("rate_advanced_capture", "data"),
    ("rate_tod_capture", "data_three_periods"),
    ("surcharge_capture", "data"),
    ("contract_term_capture", "data_until_terminated"),
    ("postal_address_capture", "data"),
]


@pytest.mark.parametrize(("page", "sample"), RIGHT)
@given(path=st.lists(st.integers(0, 9), max_size=8), value=SCALARS | ANYTHING)
@settings(max_examples=10, deadline=None)
async def test_a_right_answer_with_one_wrong_member(page: str, sample: str, path: list[int], value: Any) -> None:
    data = read_sample(f"anode/answers/{page}.{sample}.json")["data"]
    await check(page, spoil(data, path, value))


@given(body=ANYTHING, path=st.sampled_from(["/connect/token", "/prices/{}", "/schedules/duration/{}", "/locations/{}"]))
@settings(max_examples=20, deadline=None)
async def test_any_body_to_rest(body: Any, path: str) -> None:
    async with open_lab() as lab:
        place = lab.location_of(await lab.connect_fixed())
        method = "PATCH" if path.startswith("/locations") else "POST"
        urls = {"connect_url": "https://bot.test/a", "callback_url": "https://bot.test/b"}
        for sent in (body, {**urls, "end_time": "2026-11-18T00:00:00Z", **(body if isinstance(body, dict) else {})}):
            answer = await lab.http.request(method, f"{URL}{path.format(place)}", content=json.dumps(sent))
            assert answer.status_code in (200, 400, 404, 422)
            assert isinstance(answer.json(), dict)
