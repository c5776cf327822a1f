"""150 sites at once, while the bot is killed with SIGKILL: each is connected or explained, and none twice."""

import csv
import io
from collections import Counter
from typing import Any

from sandbox.calls import Call, Moment
from sandbox.flatpeak.world import World
from sandbox.slack.people import read_message
from sandbox.slack.widgets import widgets_of
from tests.crashes.chats import log_in
from tests.crashes.sites_csv import ELSEWHERE, FAULTY, LINES, LOGIN, NEEDS_SOMEBODY, row_of, write_csv
from tests.crashes.slack_chat import press, sees
from tests.crashes.slack_stage import SlackStage, open_slack
from tests.crashes.walk import Point

RUNNING = 1  # the chapter in which the sites connect by themselves
KILLS = (
    Point("connect", "tariff_structure_select", 20, "after", RUNNING),
    Point("connect", "provider_select", 55, "before", RUNNING),
    Point("connect", "rate_fixed_capture", 90, "after", RUNNING),
    Point("flatpeak", "POST /connect/token", 125, "after", RUNNING),
)
SITES = set(range(1, LINES + 1)) - set(FAULTY)
CONNECTED = SITES - set(NEEDS_SOMEBODY)


async def test_each_of_many_sites_once() -> None:
    async with open_slack(KILLS) as stage:
        flatpeak = stage.world.flatpeak
        _sell_nothing(stage, row_of(ELSEWHERE).street)
        await stage.quiet()
        stage.ada.upload("sites.csv", write_csv())
        await _after(stage, f"{len(SITES)} of {LINES} lines are ready")
        assert len(_lines_of(stage, "sites-to-mend.csv")) == len(FAULTY)
        await _sign_in_for_the_first(stage)
        await _connect_at_one_price(stage)
        stage.points.chapter = RUNNING
        await press("All 14")(stage)
        await _after(stage, "That’s all of them.")
        assert stage.points.deadly == set()
        _judge_flatpeak(flatpeak)
        assert f"{len(CONNECTED)} of {LINES} connected" in read_message(stage.cards[-1])
        await press("Report as a file")(stage)
        await stage.until(lambda: "sites-report.csv" in "".join(stage.ada.transcript()))
        _judge_report(_lines_of(stage, "sites-report.csv"), flatpeak)
        await stage.quiet()
        assert " ERROR " not in stage.bot.words


async def _sign_in_for_the_first(stage: SlackStage) -> None:
    """The provider then takes its time; the others of that group wait for somebody to sign in for each."""
    flatpeak = stage.world.flatpeak
    await press("Begin with")(stage)
    await _choose_provider(stage, "Tidehollow Energy")
    await _after(stage, "Open the sign-in page")
    flatpeak.scenario.pending = True
    await log_in(next(w.element["url"] for w in widgets_of(stage.cards[-1].blocks) if w.element.get("url")))
    await _after(stage, "is preparing your tariff")
    await press("Wait")(stage)
    await _after(stage, "Which other sites")
    [location] = flatpeak.locations
    flatpeak.finish_pending(location, ok=True)
    await press("All 4 others")(stage)


async def _connect_at_one_price(stage: SlackStage) -> None:
    await _after(stage, "Next: ")
    await press("Begin with")(stage)
    await _choose_provider(stage, "Quillmoor Power")
    await _after(stage, "How does the price work?")
    await press("One price all day")(stage)
    await _after(stage, "What does a kWh cost?")
    stage.ada.say("24.5")
    await _after(stage, "The tariff is connected")
    await press("Done")(stage)
    await _after(stage, "Which other sites")


async def _choose_provider(stage: SlackStage, name: str) -> None:
    await _after(stage, "Who’s the energy provider?")
    await stage.ada.choose(stage.cards[-1], "Choose your provider", name)


async def _after(stage: SlackStage, words: str) -> None:
    await stage.until(lambda: sees(words)(stage))


def _sell_nothing(stage: SlackStage, street: str) -> None:
    """At one address there is no provider."""
    flatpeak = stage.world.flatpeak

    async def watch(call: Call, moment: Moment) -> None:
        if call.service == "connect" and moment == "before":
            flatpeak.scenario.no_providers = street == _street_of(flatpeak, call.body)

    stage.world.calls.watchers.append(watch)


def _street_of(flatpeak: World, body: dict[str, Any]) -> str:
    session = flatpeak.sessions.get(str(body.get("connect_token")))
    return session.draft.address["address_line1"] if session else ""


def _judge_flatpeak(flatpeak: World) -> None:
    """Every address is there once, with its tariff; no session was given an answer twice."""
    found = Counter((one.address["address_line1"], one.address["city"]) for one in flatpeak.locations.values())
    assert found == Counter((row_of(number).street, row_of(number).town) for number in CONNECTED)
    for one in flatpeak.locations.values():
        assert [tariff.status for tariff in one.tariffs.values()] == ["CONNECTED"]
    for session in flatpeak.sessions.values():
        routes = [answer["route"] for answer in session.accepted]
        assert len(routes) == len(set(routes))


def _judge_report(lines: list[dict[str, str]], flatpeak: World) -> None:
    """Every line is told of, with what became of its site or with what is wrong."""
    said = {int(line["Line"]) - 1: line for line in lines}  # the first line of the file is its header
    assert set(said) == SITES | set(FAULTY)
    assert {said[number]["Status"] for number in FAULTY} == {"left out"}
    assert all(said[number]["Reason"] for number in FAULTY)
    assert {number for number, line in said.items() if line["Status"] == "connected"} == CONNECTED
    assert {said[number]["Location ID"] for number in CONNECTED} == set(flatpeak.locations)
    reasons = {number: line["Reason"] for number, line in said.items() if line["Status"] == "needs you"}
    assert set(reasons) == set(NEEDS_SOMEBODY)
    assert {reasons[number] for number in LOGIN[1:]} == {"Somebody has to sign in with the provider."}
    assert "Quillmoor Power" in reasons[ELSEWHERE]
    assert all(reasons.values())


def _lines_of(stage: SlackStage, name: str) -> list[dict[str, str]]:
    """A file of the bot's, as a spreadsheet reads it."""
    files = [file for message in stage.ada.messages() for file in message.files if file.name == name]
    return list(csv.DictReader(io.StringIO(files[-1].data.decode("utf-8-sig"))))
