"""Events in every variant that the documents show: ids are found, nothing else is believed."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.connect.events import Event, NoEvent, event_of, read_event, reduce_event

SAMPLES = Path(__file__).parents[1] / "samples/events"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
LOCATIONS = {"zero": "loc_6ab7a6652ddf5b5930151e03", "anode": "loc_6ae8f8ecae8ebd3ce9d3579b"}
TARIFFS = {"zero": "trf_6ac5f9c0bc9e9128f312d7e3", "anode": "trf_6a78753733d142a199149f95"}


def read(name: str) -> Event:
    return read_event((SAMPLES / f"{name}.json").read_bytes())


@pytest.mark.parametrize(
    ("name", "like"),
    [
        ("tariff.expired.anode", "anode"),
        ("tariff.expired.early_2024", "zero"),
        ("tariff.expired.lifecycle_early", "zero"),
        ("tariff.expired.zero", "zero"),
        ("tariff.expiring.zero", "zero"),
        ("tariff.fetch.failed.anode", "anode"),
        ("tariff.fetch.failed.zero", "zero"),
        ("tariff.connection.upgrade.anode", "anode"),
    ],
)
def test_what_happens_to_tariffs(name: str, like: str) -> None:
    event = read(name)
    assert (event.kind, event.location_id, event.tariff_id) == (event.type, LOCATIONS[like], TARIFFS[like])
    assert event.type == name.removesuffix(f".{name.rpartition('.')[2]}")
    assert event.is_known
    assert event.says_where


@pytest.mark.parametrize(
    ("name", "location", "session"),
    [
        ("connect.session.complete.anode", LOCATIONS["anode"], "cot_6ac5ff490a4a25337e6eae39"),
        ("connect_session.complete.anode", LOCATIONS["anode"], "cot_6ac5ff490a4a25337e6eae39"),
        ("connect_session.complete.busbar", "loc_6a4b0aa25c8b4e84bb866c42", "cot_6a21590b89142fc71aa1cdd6"),
        ("connect_session.complete.minimal", LOCATIONS["anode"], ""),
    ],
)
def test_a_session_that_is_complete(name: str, location: str, session: str) -> None:
    event = read(name)
    assert (event.kind, event.location_id, event.session) == ("session.complete", location, session)
    assert session not in repr(event) or not session


@pytest.mark.parametrize("name", ["zero", "anode", "busbar", "misspelt"])
def test_a_location_that_changed(name: str) -> None:
    event = read(f"location.update.{name}")
    assert (event.kind, event.location_id[:4]) == ("location.update", "loc_")
    assert event.tariff_id == ""


@pytest.mark.parametrize("name", ["customer.create.zero", "device.create.zero", "device.create.busbar"])
def test_what_no_chat_is_told(name: str) -> None:
    event = read(name)
    assert (event.kind, event.is_known) == (None, True)


def test_what_nobody_knows_yet() -> None:
    event = read("unknown.type.anode")
    assert (event.kind, event.is_known, event.type) == (None, False, "tariff.something.new")


def test_a_time_is_read_or_missing() -> None:
    assert read("tariff.expired.zero").created_at == datetime(2026, 11, 20, 5, 12, 9, tzinfo=UTC)
    assert read("tariff.expired.anode").created_at is None
    assert read("tariff.expired.anode").notice(NOW).at == NOW
    assert read("tariff.expired.zero").notice(NOW).at < NOW
    assert read("tariff.expired.zero").notice(datetime(2026, 1, 1, tzinfo=UTC)).at.month == 1  # never in the future


def test_the_reduced_event_says_the_same_without_the_rest() -> None:
    for path in SAMPLES.glob("*.*.*.json"):
        event = read_event(path.read_bytes())
        assert read_event(reduce_event(event)) == event
    assert b"Quillmoor" not in reduce_event(read("location.update.zero"))


def test_an_event_without_an_id_has_one_by_its_content() -> None:
    body = {"type": "tariff.expired", "data": {"location_id": "loc_1", "cost": 1.5}}
    first = event_of(body)
    assert first.id.startswith("sha256:")
    assert event_of(dict(reversed(body.items()))).id == first.id
    assert event_of({**body, "data": {"location_id": "loc_2"}}).id != first.id
    assert event_of({**body, "id": "evt\u0000 \n"}).id.startswith("sha256:")


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{}", b'{"id":"evt_1"}', b'{"type":5}', b"\xff", b"[" * 5000])
def test_what_is_no_event(body: bytes) -> None:
    with pytest.raises(NoEvent):
        read_event(body)


ids = st.sampled_from(["loc_1", "trf_1", "cot_1", "", "loc_\u0000", 7, None, ["loc_1"], "x" * 500])
data = st.one_of(st.dictionaries(st.sampled_from(["id", "location_id", "tariff_id", "connect_token"]), ids), ids)
members = st.fixed_dictionaries(
    {"type": st.text(min_size=1)}, optional={"id": ids, "data": data, "time_created": st.one_of(st.text(), ids)}
)


@given(members)
def test_whatever_comes_is_read_or_refused(body: dict[str, Any]) -> None:
    try:
        event = read_event(json.dumps(body).encode())
    except NoEvent:
        return
    texts = (event.id, event.type, event.location_id, event.tariff_id, event.session)
    assert all(text.isprintable() and text.isascii() for text in texts)
    assert event.id
