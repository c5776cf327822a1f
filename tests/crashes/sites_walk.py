"""Many sites from a file, from the message with the file to the report, and what has to be true of all of them."""

import csv
import io
from collections import Counter
from typing import Any

from sandbox.calls import Call, Moment
from sandbox.flatpeak.world import World
from sandbox.slack.widgets import widgets_of
from tests.crashes.chats import log_in
from tests.crashes.sites_csv import SitesFile
from tests.crashes.slack_chat import press, sees
from tests.crashes.slack_stage import SlackStage

READING, RUNNING, BY_HAND = range(3)  # chapters: the file, sites that connect by themselves, those that somebody does


async def connect_all(stage: SlackStage, file: SitesFile) -> None:
    """Each is connected or explained, and none twice, whatever happens meanwhile to those who do it."""
    flatpeak = stage.world.flatpeak
    _sell_nothing(stage, file.row(file.elsewhere).street)
    await stage.quiet()
    stage.ada.upload("sites.csv", file.write())
    await _after(stage, f"{len(file.sites)} of {file.lines} lines are ready")
    assert len(_lines_of(stage, "sites-to-mend.csv")) == len(file.faulty)
    stage.points.chapter = BY_HAND
    await _sign_in_for_the_first(stage, len(file.login) - 1)
    await _connect_at_one_price(stage)
    stage.points.chapter = RUNNING
    await _press(stage, f"All {len(file.sites) - len(file.login) - 1} others")
    await _after(stage, "That’s all of them.")
    _judge_flatpeak(file, flatpeak)
    # The first, when its provider has it: it is looked for after ten seconds, half a minute, two minutes.
    await stage.until(lambda: sees(f"{len(file.connected)} of {file.lines} connected")(stage), 240)
    await _press(stage, "Report as a file")
    await stage.until(lambda: "sites-report.csv" in "".join(stage.ada.transcript()))
    _judge_report(file, _lines_of(stage, "sites-report.csv"), flatpeak)
    await stage.quiet()
    assert " ERROR " not in stage.words, stage.words


async def _press(stage: SlackStage, label: str) -> None:
    """Slack does not send a press again that nobody took; that is another test's."""
    await stage.until(lambda: stage.is_up)
    await press(label)(stage)


async def _sign_in_for_the_first(stage: SlackStage, others: int) -> None:
    """The provider then takes its time; the others of that group wait for somebody to sign in for each."""
    flatpeak = stage.world.flatpeak
    await _press(stage, "Begin with")
    await _choose_provider(stage, "Tidehollow Energy")
    await _after(stage, "Open the sign-in page")
    flatpeak.scenario.pending = True
    await log_in(next(w.element["url"] for w in widgets_of(stage.cards[-1].blocks) if w.element.get("url")))
    await _after(stage, "is preparing the tariff")
    await _press(stage, "Wait")
    await _after(stage, "Which other sites")
    [location] = flatpeak.locations
    flatpeak.finish_pending(location, ok=True)
    await _press(stage, f"All {others} others")


async def _connect_at_one_price(stage: SlackStage) -> None:
    await _after(stage, "Next: ")
    await _press(stage, "Begin with")
    await _choose_provider(stage, "Quillmoor Power")
    await _after(stage, "How does the price work?")
    await _press(stage, "One price all day")
    await _after(stage, "What does a kWh cost?")
    stage.ada.say("24.5")
    await _after(stage, "The tariff is connected")
    await _press(stage, "Done")
    await _after(stage, "Which other sites")


async def _choose_provider(stage: SlackStage, name: str) -> None:
    await _after(stage, "Who’s the energy provider?")
    await stage.until(lambda: stage.is_up)
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


def _judge_flatpeak(file: SitesFile, flatpeak: World) -> None:
    """Every address is there once, with its tariff; no session was given an answer twice."""
    found = Counter((one.address["address_line1"], one.address["city"]) for one in flatpeak.locations.values())
    assert found == Counter((file.row(number).street, file.row(number).town) for number in file.connected)
    for one in flatpeak.locations.values():
        assert [tariff.status for tariff in one.tariffs.values()] == ["CONNECTED"]
    for session in flatpeak.sessions.values():
        routes = [answer["route"] for answer in session.accepted]
        assert len(routes) == len(set(routes))


def _judge_report(file: SitesFile, lines: list[dict[str, str]], flatpeak: World) -> None:
    """Every line is told of, with what became of its site or with what is wrong."""
    said = {int(line["Line"]) - 1: line for line in lines}  # the first line of the file is its header
    assert set(said) == file.sites | set(file.faulty)
    assert {said[number]["Status"] for number in file.faulty} == {"left out"}
    assert all(said[number]["Reason"] for number in file.faulty)
    assert {number for number, line in said.items() if line["Status"] == "connected"} == file.connected
    assert {said[number]["Location ID"] for number in file.connected} == set(flatpeak.locations)
    reasons = {number: line["Reason"] for number, line in said.items() if line["Status"] == "needs you"}
    assert set(reasons) == set(file.needs_somebody)
    assert {reasons[number] for number in file.login[1:]} == {"Somebody has to sign in with the provider."}
    assert "Quillmoor Power" in reasons[file.elsewhere]
    assert all(reasons.values())


def _lines_of(stage: SlackStage, name: str) -> list[dict[str, str]]:
    """A file of the bot's, as a spreadsheet reads it."""
    files = [file for message in stage.ada.messages() for file in message.files if file.name == name]
    return list(csv.DictReader(io.StringIO(files[-1].data.decode("utf-8-sig"))))
