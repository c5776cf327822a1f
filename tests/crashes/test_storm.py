"""Everything that comes in comes three times, in any order, to either of two processes: one effect each."""

import asyncio
import random
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from sandbox.calls import Call, Moment
from sandbox.slack.signing import sign
from tests.crashes import slack_chat, slack_walk
from tests.crashes.chats import FIXED, log_in, play
from tests.crashes.process import WEBHOOK_SECRET
from tests.crashes.shares import undisturbed
from tests.crashes.slack_chat import CONNECT
from tests.crashes.slack_stage import SlackStage, open_slack
from tests.crashes.test_events import ALERT, NEVER_QUIET, happen
from tests.crashes.two import open_two, said
from tests.crashes.verdict import judge
from tests.crashes.walk import Stage, finish
from tests.databases import EVERYWHERE, ask, postgres

COPIES = 3
SEED = 7
ORDERS = 8  # links that the company asks for
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"

Headers = dict[str, str]


class Storm:
    """What a platform sends comes again, later, in any order, to any process."""

    def __init__(self, stage: Stage | SlackStage, path: str, headers_of: Callable[[bytes], Headers]) -> None:
        """`path`: where the platform calls; `headers_of`: what it sends with a body that it sends again."""
        self._stage, self._path, self._headers_of = stage, path, headers_of
        self._chance = random.Random(SEED)
        self._waiting: list[bytes] = []
        self.under_way: list[asyncio.Task[None]] = []
        stage.world.calls.watchers.append(self._watch)

    async def _watch(self, call: Call, moment: Moment) -> None:
        if call.service == "bot" and call.method.startswith(f"POST {self._path}") and moment == "after":
            self._waiting += [call.body] * (COPIES - 1)
            self._chance.shuffle(self._waiting)
            self._repeat(1 + self._chance.randrange(COPIES))

    async def calm(self) -> None:
        """Send what is left."""
        self._repeat(len(self._waiting))
        await asyncio.gather(*self.under_way)

    def _repeat(self, most: int) -> None:
        self.under_way += [asyncio.ensure_future(self._post(body)) for body in self._waiting[:most]]
        del self._waiting[:most]

    async def _post(self, body: bytes) -> None:
        url, headers = f"{self._chance.choice(self._stage.bots).url}{self._path}", self._headers_of(body)
        async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=headers) as answer:
            assert answer.status == 200


def _of_telegram(body: bytes) -> Headers:
    return {SECRET_HEADER: WEBHOOK_SECRET, "content-type": JSON}


@pytest.mark.parametrize("kind", [EVERYWHERE] if EVERYWHERE else ["", "postgresql"])
async def test_updates_and_events(kind: str) -> None:
    """From the first word to an alert; every event of FlatPeak comes thrice as well, at once and once more later."""
    async with open_two(postgres.server.migrated() if kind else "") as (stage, points):
        storm = Storm(stage, "/telegram/webhook", _of_telegram)
        webhook = stage.world.flatpeak.webhook
        webhook.address, webhook.copies = f"{stage.bot.public_url}/flatpeak/events", COPIES
        await play(stage.person, FIXED, log_in)
        await storm.calm()
        walked = await finish(stage, points, ends=False)
        judge(FIXED, walked, await undisturbed("fixed", webhook=True))
        await play(stage.person, NEVER_QUIET, log_in)
        webhook.address = ""
        event = happen(stage)
        for bot in stage.bots * COPIES:
            webhook.address = f"{bot.url}/flatpeak/events"
            assert (await webhook.send(event)).status == 200
        await storm.calm()
        left = (await finish(stage, points)).left
    assert len(storm.under_way) >= 2 * 8
    assert sum(ALERT in message.text for message in stage.person.chat.from_bot) == 1
    assert left.inbox == []


async def test_events_commands_and_interactions_of_slack() -> None:
    """Each is signed anew, as Slack does with an event that it sends again."""
    usual = await slack_walk.undisturbed()
    async with open_slack(bots=2) as stage:
        secret, number = stage.world.slack.world.app.signing_secret, iter(range(1, 10_000))

        def headers_of(body: bytes) -> Headers:
            is_event = body.startswith(b"{")
            again = {"X-Slack-Retry-Num": str(next(number) % 3 + 1), "X-Slack-Retry-Reason": "http_timeout"}
            kind = {"Content-Type": JSON if is_event else FORM}
            return sign(secret, body, datetime.now(UTC)) | kind | (again if is_event else {})

        storm = Storm(stage, "/slack/events", headers_of)
        await slack_chat.play(stage, CONNECT)
        await storm.calm()
        walked = await slack_walk.end(stage)
    assert len(storm.under_way) >= 2 * len(CONNECT)
    slack_walk.judge(walked, usual)


async def test_requests_of_the_company() -> None:
    """By its key a request has one answer, though all of its copies are under way at once."""
    async with open_two(company=True) as (stage, _):
        key = stage.world.company.key
        wanted = [number for number in range(ORDERS) for _ in range(COPIES)]
        random.Random(SEED).shuffle(wanted)
        async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {key}"}) as backend:
            bots = stage.bots * len(wanted)
            answers = await asyncio.gather(*(_order(backend, bots[n].url, one) for n, one in enumerate(wanted)))
        for bot in stage.bots:
            await said(bot, "serving @")
        urls = {number: {answer["url"] for one, answer in answers if one == number} for number in range(ORDERS)}
        assert all(len(found) == 1 for found in urls.values())
        [[(made,)]] = [ask(stage.database, "SELECT count(*) FROM company_links")[0]]
    assert made == len({answer["id"] for _, answer in answers}) == ORDERS


async def _order(backend: aiohttp.ClientSession, url: str, number: int) -> tuple[int, dict[str, Any]]:
    """Ask for the link of an order, as a backend does: again, while it is told that it is being made."""
    body = {"channel": "telegram", "customer_reference": f"customer-{number}", "location_reference": "home-1"}
    headers = {"Idempotency-Key": f"order-{number}"}
    async with backend.post(f"{url}/api/links", json=body, headers=headers) as answer:
        assert answer.status == 201, await answer.text()
        made: dict[str, Any] = await answer.json()
        return number, made
