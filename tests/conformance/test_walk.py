"""A walk passes where all is as documented, notes what is contradictory, and finds what is otherwise."""

import re
from typing import Any, get_args

import pytest

from bot.conformance import run
from bot.conformance.checks import EXPECTED
from bot.conformance.findings import DIFFERS, NOT_RUN, SAME, Walked, exit_status
from bot.conformance.report import say, to_json
from bot.connect.drift import Kind as NewsKind
from sandbox.flatpeak.generations import choose_generation
from sandbox.flatpeak.scenario import FaultKind
from tests.conformance.conftest import KEY, Alter, Stage

GENERATIONS = ("zero", "anode", "busbar")
SECRETS = re.compile(r"\bcot_|\bsk_|(?:cus|loc|prv|trf|trt|evt|acc)_[0-9a-z]|eyJ|Bristol|Example Street")


def told_of(walks: list[Walked]) -> str:
    return "\n".join(say(walks))


def differences(walks: list[Walked]) -> list[str]:
    return [f"{one.expected} | {one.came}" for walked in walks for one in walked.differences]


def notes(walks: list[Walked]) -> list[str]:
    return [f"{one.expected} | {one.came}" for walked in walks for one in walked.notes]


async def test_the_sandbox_is_as_we_expect_it_in_all_generations(stage: Stage) -> None:
    walks = await stage.walk(*GENERATIONS)
    assert differences(walks) == []
    assert [one.name for walked in walks for one in walked.journeys if one.outcome != "walked"] == []
    assert [len(walked.journeys) for walked in walks] == [12, 14, 13]
    assert exit_status(walks) == SAME
    assert stage.world.customers == {}
    assert stage.world.locations == {}


async def test_each_documented_error_that_can_be_brought_about_comes_once(stage: Stage) -> None:
    zero, anode, busbar = await stage.walk(*GENERATIONS)
    common = {"city_missing", "country_code_invalid", "provider_not_found", "provider_id_invalid", "tariff_id_invalid"}
    common |= {"option_invalid", "cost_value_zero", "cost_value_negative", "gap_in_time_period", "no_tariff_connected"}
    common |= {"action_missing", "action_invalid", "tariff_name_missing", "data_json_invalid", "incomplete_time_period"}
    for walked in (zero, anode, busbar):
        assert common <= set(walked.provoked)
    assert {"market_region_invalid", "address_line1_missing", "timezone_not_found"} <= set(zero.provoked)
    assert {"date_format_invalid", "surcharge_percentage_invalid", "tariff_type_invalid"} <= set(anode.provoked)
    assert {"geo_location_not_found", "email_invalid", "phone_invalid"} <= set(busbar.provoked)
    assert "token_expired" in told_of([zero])


async def test_nothing_secret_and_nobodys_id_is_told(stage: Stage) -> None:
    def alter(path: str, body: Any) -> Any:
        return body | {"surprise": body.get("connect_token", "cot_none"), "direction": KEY}

    stage.altered.alter = alter
    walks = await stage.walk(*GENERATIONS)
    assert exit_status(walks) == DIFFERS
    assert SECRETS.findall(told_of(walks).replace("begins with sk_test_", "")) == []
    assert SECRETS.findall(to_json(walks)) == []


@pytest.mark.parametrize(
    ("switch", "version", "note"),
    [
        ("old_create_path", "anode", "the earlier POST /connect/tariff/token is there"),
        ("old_create_path", "busbar", "the earlier POST /connect/sessions is there"),
        ("older_summary", "busbar", "an earlier layout: tariff_summary"),
        ("oldest_summary", "busbar", "the earliest layout: location_summary"),
        ("older_landing", "busbar", "an earlier layout: a list of providers"),
        ("sparse_actions", "anode", "postal_address_capture lists none"),
        ("options_as_actions", "busbar", "it is taken as an action"),
    ],
)
async def test_what_the_reference_says_both_ways_is_a_note(stage: Stage, switch: str, version: str, note: str) -> None:
    setattr(stage.world.scenario, switch, True)
    walks = await stage.walk(version)
    assert differences(walks) == []
    assert note in "\n".join(notes(walks))
    assert exit_status(walks) == SAME


async def test_later_names_are_notes(stage: Stage) -> None:
    stage.world.scenario.later_names = True
    walks = await stage.walk("anode")
    assert exit_status(walks) == SAME
    later = ("tariffs_summary", "WRONG_TARIFF_REPORT", "tariff_direction", "tariff_type")
    assert {f"later names: {name}" for name in later} <= {note.partition(" | ")[2] for note in notes(walks)}


def test_each_kind_of_news_has_words() -> None:
    assert set(EXPECTED) == set(get_args(NewsKind))


def renamed(name: str, other: str) -> Alter:
    def rename(found: Any) -> Any:
        if isinstance(found, list):
            return [rename(one) for one in found]
        if isinstance(found, dict):
            return {other if key == name else key: rename(value) for key, value in found.items()}
        return found

    return lambda path, body: rename(body)


def on(route: str, /, **members: Any) -> Alter:
    """On the pages of one route some members are others."""
    return lambda path, body: body | members if body.get("route") == route else body


@pytest.mark.parametrize(
    ("alter", "version", "expected"),
    [
        (renamed("display_name", "title"), "anode", "page provider_select with providers[].display_name"),
        (renamed("display_name", "title"), "anode", "provider_select: data.providers[].title"),
        (renamed("options", "choices"), "zero", "page tariff_structure_select with options[]"),
        (renamed("currency_code", "currency"), "busbar", "page price_input with currency_code"),
        (renamed("location_timezone", "zone"), "anode", "prices with location_timezone"),
        (renamed("tariffs", "plans"), "busbar", "page tariff_select with tariffs[].id"),
        (renamed("regions", "zones"), "anode", "page region_select with regions[]"),
        (renamed("bearer_token", "token"), "anode", ""),
        (on("tariff_select", actions=["TARIFF_MISSING", "SCAN_BILL"]), "anode", "tariff_select: SCAN_BILL"),
        (on("rate_fixed_capture", route="price_capture"), "anode", "a page that we know | price_capture"),
        (on("summary_fixed_confirm", data={"cost": "much"}), "zero", "summary_fixed_confirm: data.cost: text"),
        (on("provider_select", type="GAS"), "anode", "provider_select: type: GAS"),
    ],
)
async def test_what_is_otherwise_is_found(stage: Stage, alter: Alter, version: str, expected: str) -> None:
    stage.altered.alter = alter
    walks = await stage.walk(version)
    assert expected in "\n".join(differences(walks))
    assert exit_status(walks) in ((DIFFERS,) if expected else (NOT_RUN,))
    assert stage.world.customers == {}
    assert stage.world.locations == {}


async def test_another_http_status_is_found(stage: Stage) -> None:
    stage.altered.status = {409: 422}
    (walked,) = walks = await stage.walk("zero")
    assert "HTTP 409 with city_missing | Connect postal_address_capture: HTTP 422" in differences(walks)
    assert walked.differences[0].step == "postal_address_capture, no address_line1"


async def test_a_wrong_answer_that_is_accepted_is_found(stage: Stage) -> None:
    first: dict[str, Any] = {}

    def forgive(path: str, body: Any) -> Any:
        if body.get("route") == "rate_fixed_capture":
            first.update(body)
        return first | {"route": "rate_fixed_capture"} if body.get("code") == "cost_value_zero" and first else body

    stage.altered.alter, stage.altered.status = forgive, {}
    walks = await stage.walk("anode")
    assert "cost_value_zero for a price of zero | accepted: page rate_fixed_capture" in differences(walks)


async def test_a_live_account_is_left_alone(stage: Stage) -> None:
    stage.altered.alter = lambda path, body: body | {"live_mode": True}
    walks = await stage.walk(*GENERATIONS)
    assert stage.altered.asked == ["GET /login"]
    assert exit_status(walks) == NOT_RUN
    assert "live_mode" in told_of(walks)


async def test_nothing_is_called_with_a_live_key(stage: Stage) -> None:
    host = stage.host
    stage.host = type(host)(host.api_url, host.connect_url, host.account_id, "sk_live_MARKERKEY")
    walks = await stage.walk("anode")
    assert stage.altered.asked == []
    assert exit_status(walks) == NOT_RUN


async def test_lists_that_are_not_kept_to_a_reference_stop_the_walk(stage: Stage) -> None:
    def everything(path: str, body: Any) -> Any:
        foreign = {"id": "cus_of_somebody", "object": "customer", "reference_id": "somebody"}
        return body | {"data": [foreign]} if path == "GET /customers" else body

    stage.altered.alter = everything
    walks = await stage.walk("anode")
    assert exit_status(walks) == NOT_RUN
    assert [one for one in stage.altered.asked if one.startswith("DELETE")] == []
    assert stage.altered.asked == ["GET /login", "GET /customers"]


async def test_it_pauses_as_long_as_it_is_asked_to(stage: Stage) -> None:
    stage.altered.limited = ["7", "0"]
    walks = await stage.walk("anode")
    assert (stage.pauses, exit_status(walks)) == ([7.0, 0.0], SAME)
    stage.altered.limited = ["3600"]
    walks = await stage.walk("anode")
    assert exit_status(walks) == NOT_RUN
    assert "a pause of 3600 s" in told_of(walks)


async def test_a_generation_older_than_the_account_is_left_out(stage: Stage) -> None:
    anode = choose_generation("anode")
    assert anode is not None
    stage.world.generation = anode
    walks = await stage.walk("zero", "anode")
    assert [walked.too_old for walked in walks] == [True, False]
    assert exit_status(walks) == SAME
    assert exit_status(walks[:1]) == NOT_RUN


@pytest.mark.parametrize(
    ("kind", "calls", "status", "told"),
    [
        ("down", None, NOT_RUN, "FlatPeak cannot be reached (one price, tariff_summary CLOSE)"),
        ("server_error", 1, DIFFERS, "HTTP 500, down"),
        ("html", 1, DIFFERS, "Connect tariff_summary: HTTP 400 without one"),
    ],
)
async def test_bad_days_are_told_and_everything_is_deleted(
    stage: Stage, kind: FaultKind, calls: int | None, status: int, told: str
) -> None:
    def begin(path: str, body: Any) -> Any:
        if len(stage.world.locations) == 1 and not seen:
            seen.append(path)
            stage.world.scenario.fail(kind, "connect", calls=calls)
        return body

    seen: list[str] = []
    stage.altered.alter = begin
    walks = await stage.walk("anode")
    assert told in told_of(walks)
    assert exit_status(walks) == status
    assert stage.world.customers == {}


async def test_so_many_calls_and_no_more(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "CALLS", 90)
    walks = await stage.walk("anode")
    assert "90 calls were made, and no more are allowed" in told_of(walks)
    assert exit_status(walks) == NOT_RUN
    assert stage.world.customers == {}
    assert len(stage.altered.asked) < 90 + 10


async def test_a_page_that_says_it_is_live_ends_everything(stage: Stage) -> None:
    stage.altered.alter = on("provider_select", live_mode=True)
    walks = await stage.walk(*GENERATIONS)
    assert (len(walks), exit_status(walks)) == (1, NOT_RUN)
    assert stage.altered.asked[-1] == "POST /connect"
