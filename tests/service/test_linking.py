"""Somebody has the bot in their pocket and in their team's workspace: what they see, may do and hear in either."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.conversation.teams import Rules
from storage import locations, teams
from tests.chats.harness import Stage, open_stage
from tests.chats.player import Player
from tests.chats.script import Script
from tests.chats.slack_player import SlackPlayer
from tests.chats.telegram_player import TelegramPlayer

CONNECT = ["yes", "Quillmoor Power", "fixed", "24.5"]


class Ben:
    """He works with Ada, and has a phone of his own."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.work: Player = SlackPlayer(stage, Script(["Linking", "Ben (en-GB)", "Ada (en-GB, admin)"], []))
        self.phone: Player = TelegramPlayer(stage, Script(["Linking", "Ben (en-GB)"], []))
        self.team = f"slack:{self.work.me.user.team.id}"

    async def link(self) -> None:
        await self.at_work("> /tariff link")
        await self.on_phone(f"> {self.work.code}", "tap [Yes, link them]")
        self.work.look()  # that it was linked

    async def at_work(self, *acts: str) -> str:
        return await _do(self.work, acts)

    async def on_phone(self, *acts: str) -> str:
        return await _do(self.phone, acts)

    async def connect(self, player: Player, address: str, name: str = "") -> None:
        before = f"{name}: " if name else ""
        await _do(player, [f"{before}> {said}" for said in (address, *CONNECT)] + [f"{before}tap [Done]"])

    async def held(self, owner: str) -> list[str]:
        """The streets of what an owner has."""
        house = self.stage.app.house

        def unit(conn: Connection) -> list[str]:
            return [one.address["address_line1"] for one in locations.of(conn, house.vault, owner)]

        return await house.db.read(unit)


async def _do(player: Player, acts: "list[str] | tuple[str, ...]") -> str:
    seen: list[str] = []
    for act in acts:
        seen = await player._do(act)
    return "\n".join(seen)


@pytest.fixture
async def ben(tmp_path: Path) -> AsyncIterator[Ben]:
    async with open_stage(tmp_path, on="slack", also=True) as stage:
        yield Ben(stage)


async def test_his_phone_shows_what_he_connected_and_his_teams_rules_hold(ben: Ben) -> None:
    await ben.connect(ben.work, "1-3 Strand, London WC2N 5EH")
    await ben.connect(ben.work, "20 Strand, London WC2N 5EH", "Ada")
    await ben.link()
    seen = await ben.on_phone("> /tariffs")
    assert "1-3 Strand" in seen
    assert "20 Strand" not in seen
    assert "[Change tariff]" in seen
    house = ben.stage.app.house
    rules = Rules(connect="admins", disconnect="admins")
    await house.db.write(lambda conn: teams.keep_rules(conn, house.vault, ben.team, rules, house.now()))
    seen = await ben.on_phone("> /tariffs")
    assert "1-3 Strand" in seen
    assert "[Show tariff]" in seen
    assert "[Change tariff]" not in seen
    assert "[More]" not in seen
    assert "Your tariff is connected" in (shown := await ben.on_phone("tap [Show tariff]"))
    assert "[Disconnect]" not in shown
    assert "[Change tariff]" not in shown


async def test_what_he_does_on_his_phone_is_done_in_his_team(ben: Ben) -> None:
    await ben.connect(ben.work, "1-3 Strand, London WC2N 5EH")
    await ben.link()
    await ben.on_phone("> /tariffs", "tap [More]", "tap [Give it a name]", "> Depot North")
    assert "Depot North" in await ben.at_work("> /tariff list")
    assert "named an address · Depot North" in await ben.at_work("Ada: open the home page", "Ada: tap [Who did what]")
    assert await ben.held(ben.team) == ["1-3 Strand"]


async def test_begun_on_the_phone_gone_on_with_at_work_it_stays_his_own(ben: Ben) -> None:
    await ben.link()
    await ben.on_phone("> 10 Downing Street, London SW1A 2AA", "> yes")
    assert "open question in your other chat in Telegram" in await ben.at_work("> /tariff continue")
    assert "energy provider" in await ben.at_work("tap [Carry on here: Telegram]")
    assert "carrying on with this in your other chat in Slack" in "\n".join(ben.phone.look())
    await ben.at_work("> Quillmoor Power", "> fixed", "> 24.5", "tap [Done]")
    phone = f"telegram::{ben.phone.me.id}"
    assert (await ben.held(phone), await ben.held(ben.team)) == (["10 Downing Street"], [])
    [customer] = ben.stage.flatpeak.customers.values()
    assert customer.reference_id == ben.stage.app.house.vault.fingerprint(phone, "customer")[:32]
    assert "No tariff" in await ben.at_work("Ada: > /tariff list")


async def test_who_is_forgotten_at_work_takes_nothing_of_the_phone_along(ben: Ben) -> None:
    await ben.connect(ben.phone, "10 Downing Street, London SW1A 2AA")
    await ben.connect(ben.work, "1-3 Strand, London WC2N 5EH")
    await ben.link()
    await ben.on_phone("> /tariffs", "tap [1-3 Strand, London WC2N 5EH]", "tap [Show tariff]")
    await ben.on_phone("> /privacy", "tap [Delete everything]", "tap [Yes, delete everything]")
    assert [one.address["address_line1"] for one in ben.stage.flatpeak.locations.values()] == ["1-3 Strand"]
    assert "no longer linked with your other chat in Telegram" in "\n".join(ben.work.look())
    assert await ben.held(ben.team) == ["1-3 Strand"]


async def test_an_alert_comes_to_both(ben: Ben) -> None:
    await ben.connect(ben.work, "1-3 Strand, London WC2N 5EH")
    await ben.link()
    seen = await ben.at_work("FlatPeak: delivers events", "FlatPeak tells: tariff.expiring")
    assert "Your contract ends in 14 days" in seen
    assert "Your contract ends in 14 days" in "\n".join(ben.phone.look())


async def test_what_is_put_off_or_stopped_in_one_chat_is_so_in_the_other(ben: Ben) -> None:
    await ben.connect(ben.work, "1-3 Strand, London WC2N 5EH")
    await ben.link()
    await ben.at_work("FlatPeak: delivers events", "FlatPeak tells: tariff.fetch.failed")
    ben.phone.look()
    await ben.on_phone("tap [Next week]")
    assert "can’t read" not in await ben.at_work("time passes: 24 h")
    assert "can’t read" in await ben.at_work("time passes: 144 h")
    assert "can’t read" in "\n".join(ben.phone.look())
    await ben.on_phone("tap [Stop these alerts]", "tap [Only this one]")
    assert "can’t read" not in await ben.at_work("time passes: 7 days")


async def test_what_is_repaired_in_one_chat_is_not_spoken_of_in_the_other(ben: Ben) -> None:
    await ben.connect(ben.work, "1-3 Strand, London WC2N 5EH")
    await ben.link()
    await ben.at_work("FlatPeak: delivers events")
    assert "can’t read your tariff" in await ben.at_work("FlatPeak tells: tariff.fetch.failed")
    ben.phone.look()
    assert "can’t read your tariff" in await ben.at_work("time passes: 24 h"), "it is reminded of while it lasts"
    assert "can’t read your tariff" in "\n".join(ben.phone.look())
    await ben.on_phone("tap [Connect again]", "> Quillmoor Power", "> fixed", "> 22.9", "tap [Done]")
    ben.work.look()
    for act in ("FlatPeak tells the last again", "time passes: 72 h"):
        assert await ben.at_work(act) == "(nothing)"
        assert not ben.phone.look()


async def test_alerts_come_only_there_and_here_while_there_nobody_can_be_told(ben: Ben) -> None:
    await ben.connect(ben.work, "1-3 Strand, London WC2N 5EH")
    await ben.link()
    await ben.at_work("FlatPeak: delivers events", "> /tariff link", "tap [Alerts only there]", "time passes: 24 h")
    await ben.at_work("FlatPeak: from tomorrow prices are 0.279")
    assert "price changes" not in await ben.at_work("time passes: 24 h")
    assert "Your electricity price changes" in "\n".join(ben.phone.look())
    await ben.on_phone("block the bot")
    assert "can’t read your tariff" in await ben.at_work("FlatPeak tells: tariff.fetch.failed")
    await ben.on_phone("unblock the bot", "> /start")
    assert "can’t read your tariff" not in "\n".join(ben.phone.look())


async def test_what_a_chat_was_told_that_is_away_by_now_the_other_is_reminded_of(ben: Ben) -> None:
    await ben.connect(ben.work, "1-3 Strand, London WC2N 5EH")
    await ben.link()
    await ben.at_work("> /tariff link", "tap [Alerts only there]", "FlatPeak: delivers events")
    assert "can’t read" not in await ben.at_work("FlatPeak tells: tariff.fetch.failed")
    assert "can’t read your tariff" in "\n".join(ben.phone.look())
    await ben.on_phone("block the bot")
    assert "can’t read your tariff" in await ben.at_work("time passes: 24 h")
    for gap in ("time passes: 24 h", "time passes: 72 h"):  # it is told there now, with reminders of its own
        assert (await ben.at_work(gap)).count("can’t read your tariff") == 1


async def test_who_is_back_hears_what_nobody_could_be_told(ben: Ben) -> None:
    await ben.connect(ben.phone, "10 Downing Street, London SW1A 2AA")
    await ben.on_phone("FlatPeak: delivers events", "block the bot", "FlatPeak tells: tariff.fetch.failed")
    for act in ("time passes: 24 h", "time passes: 12 days"):
        assert await ben.on_phone(act) == "(nothing)"
    assert "can’t read your tariff" not in await ben.on_phone("unblock the bot", "> /start")
    assert "can’t read your tariff" in await ben.on_phone("time passes: 2 h")
    assert "can’t read your tariff" in await ben.on_phone("time passes: 24 h"), "the reminders are still to come"
