"""The metrics of a running bot: who may read them, what they count, and what is never in them."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.connect.dialects import Call
from bot.connect.timing import outcome_of, page_of, path_of
from bot.connect.wire import Reply
from bot.conversation.situation import Refused, Trouble
from sandbox.telegram.people import Person
from tests.chats.harness import Stage
from tests.pitfalls.stage import ADDRESS, say, tap, to_summary
from tests.seeing.conftest import get

Samples = dict[tuple[str, ...], float]


async def read(stage: Stage) -> Samples:
    """Every sample by its name and its labels, in the order of their names."""
    families = text_string_to_metric_families((await get(stage, "/metrics")).text)
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


async def test_only_who_has_the_token_reads_them(stage: Stage) -> None:
    for token in ("", "another-token-of-the-tests"):
        answer = await get(stage, "/metrics", token)
        assert (answer.status_code, answer.content) == (401, b"")
    assert "tariffbot_build_info" in (await get(stage, "/metrics")).text


async def test_a_chat_is_counted_from_its_first_word_to_the_tariff(stage: Stage, anna: Person) -> None:
    await to_summary(stage, anna)
    await tap(stage, anna, 0)
    found = await read(stage)
    assert found["tariffbot_funnel_total", "started"] == 1
    assert found["tariffbot_funnel_total", "opened"] == 1
    assert found["tariffbot_funnel_total", "connected"] == 1
    assert found["tariffbot_pages_answered_total", "provider"] == found["tariffbot_pages_shown_total", "provider"]
    assert found["tariffbot_flatpeak_replies_total", "connect", "ok", "provider_select"] >= 1
    assert found["tariffbot_flatpeak_replies_total", "rest", "ok", "GET /login"] == 1
    assert found["tariffbot_flatpeak_seconds_count", "rest", "GET /locations/…"] >= 1
    turns = found["tariffbot_turns_total", "telegram", "answered"]
    assert turns >= 5
    for stage_name in ("stored", "connect", "went_on", "sent"):
        assert found["tariffbot_stage_seconds_count", stage_name] >= 4, stage_name
    assert 1 <= found["tariffbot_stage_seconds_count", "answered"] <= turns
    assert found["tariffbot_deliveries_total", "telegram", "sent", ""] >= turns
    assert found["tariffbot_database_seconds_count", "write"] >= 3 * turns
    assert found["tariffbot_ready",] == found["tariffbot_database_up",] == 1


async def test_who_leaves_is_counted_where_they_left(stage: Stage, anna: Person) -> None:
    await say(stage, anna, "/start", ADDRESS)
    await tap(stage, anna, "Yes, that’s right")
    await say(stage, anna, "/cancel")
    found = await read(stage)
    assert found["tariffbot_sessions_ended_total", "left", "provider"] == 1
    assert ("tariffbot_pages_answered_total", "provider") not in found
    assert ("tariffbot_funnel_total", "connected") not in found


async def test_what_cannot_be_sent_is_counted_by_its_reason(stage: Stage, anna: Person) -> None:
    await say(stage, anna, "/start")
    stage.telegram.faults.refuse("sendMessage", 403, "Forbidden: bot was blocked by the user")
    await say(stage, anna, "/help")
    found = await read(stage)
    assert found["tariffbot_deliveries_total", "telegram", "paused", "Forbidden"] == 1
    assert found["tariffbot_undeliverable", "Forbidden"] == 1


async def test_trouble_of_flatpeak_is_counted_by_route_and_code(stage: Stage, anna: Person) -> None:
    await say(stage, anna, "/start", ADDRESS)
    stage.flatpeak.scenario.fail("down")
    await tap(stage, anna, "Yes, that’s right")
    found = await read(stage)
    assert found["tariffbot_flatpeak_replies_total", "connect", "down", "postal_address_capture"] == 1


@pytest.mark.parametrize("labels", [("71",), ("Anna",), ("WC2N",), ("cot_",)])
async def test_no_label_names_a_person(stage: Stage, anna: Person, labels: tuple[str]) -> None:
    await to_summary(stage, anna)
    assert not [key for key in await read(stage) if any(labels[0] in label for label in key[1:])]


def test_labels_come_from_short_lists() -> None:
    assert page_of("14 Quillmoor Lane") == "unknown"
    assert path_of(Call("GET", "/connect/cot_6a3579d1cd095452ea138518")) == "GET /connect/…"
    assert path_of(Call("GET", "/locations/loc_1/status")) == "GET /locations/…/status"
    assert outcome_of(Refused("Flat 2, 14 Quillmoor Lane")) == "unknown"
    assert outcome_of(Refused("provider_not_found")) == "provider_not_found"
    assert outcome_of(Trouble("slow")) == "slow"
    assert outcome_of(Reply(502, {}, b"<html>")) == "down"
    assert outcome_of(Reply(200, {}, b"{}")) == "ok"
