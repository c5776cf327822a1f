"""What Slack sends to the app: signed HTTP requests to one address, or envelopes through Socket Mode."""

import asyncio
import json
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import aiohttp

from sandbox.slack.clock import finish_by, wait_until
from sandbox.slack.model import Channel, Installation, Json, Workspace
from sandbox.slack.signing import sign
from sandbox.slack.sockets import EnvelopeKind, NoConnectionError, Sockets

if TYPE_CHECKING:
    from sandbox.slack.world import SlackWorld

PATIENCE_S = 3.0  # docs.slack.dev/apis/events-api#responding
RETRY_AFTER_S = (0.0, 60.0, 300.0)  # …/events-api#retries: at once, after a minute, after five minutes
AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"
JSON_BODY = "application/json"
FORM_BODY = "application/x-www-form-urlencoded"
VERIFICATION_TOKEN = "sandbox-verification-token"  # deprecated by Slack, still in every payload


@dataclass(frozen=True, slots=True)
class Answer:
    """How the app answered. `problem` is "" or the reason that Slack gives when it tries again."""

    problem: str = ""  # "http_timeout", "http_error", "connection_failed"
    status: int = 0
    body: Any = None  # decoded JSON, else text; None when empty
    no_retry: bool = False


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request of Slack and its answer. `number` counts the retries of an event."""

    kind: EnvelopeKind
    payload: Json
    number: int
    answer: Answer
    at: datetime


class Delivery:
    """Everything goes to `request_url`, or through Socket Mode as soon as the app has asked for a connection.

    `copies` delivers each event that many times in parallel. `attempts` records every request, in order of its end.
    """

    def __init__(self, world: "SlackWorld", sockets: Sockets, request_url: str = "") -> None:
        self.world = world
        self.sockets = sockets
        self.request_url = request_url
        self.patience_s = PATIENCE_S
        self.retry_after_s: tuple[float, ...] = RETRY_AFTER_S
        self.copies = 1
        self.attempts: list[Attempt] = []
        self.events: dict[str, Json] = {}  # envelopes by event id
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[Any]] = set()

    def event(
        self, team: Workspace, body: Json, *, channel: Channel | None = None, installation: Installation | None = None
    ) -> str:
        """Send an event about something in a workspace, and again until it is taken. Returns the event's id.

        Nothing is sent, and "" returned, where the app is not installed; `installation`: the one that is just gone.
        """
        known = installation or (self.installed_for(channel) if channel else self.world.installation_in(team))
        if known is None:
            return ""
        envelope = self._wrap(team, known, body, channel)
        self.events[envelope["event_id"]] = envelope
        self.redeliver(envelope["event_id"])
        return str(envelope["event_id"])

    def installed_for(self, channel: Channel) -> Installation | None:
        """The app as this channel knows it: in its own workspace, else in one that shares it."""
        teams = [channel.team, *(self.world.workspaces[name] for name in sorted(channel.shared_with))]
        return next((found for team in teams if (found := self.world.installation_in(team))), None)

    def redeliver(self, event_id: str) -> None:
        """Send an event once more, although it may have been taken."""
        for _ in range(self.copies):
            self.start(self._deliver(self.events[event_id]))

    async def ask(self, kind: EnvelopeKind, payload: Json) -> Answer:
        """Send an interaction, an options request or a command, once, and wait for the answer."""
        return await self._attempt(kind, payload, 0, "", [])

    async def verify_url(self) -> bool:
        """What happens when the address is entered in the app's settings: it has to return the challenge."""
        challenge = f"{self.world.random.getrandbits(128):032x}"
        body = {"token": VERIFICATION_TOKEN, "challenge": challenge, "type": "url_verification"}
        answer = await self._post(json.dumps(body).encode(), JSON_BODY, {})
        returned = answer.body.get("challenge") if isinstance(answer.body, dict) else answer.body
        return not answer.problem and returned == challenge

    async def check_ssl(self) -> Answer:
        """The request that Slack makes now and then to see whether the certificate is good."""
        body = {"ssl_check": "1", "token": VERIFICATION_TOKEN}
        return await self._post(urlencode(body).encode(), FORM_BODY, {})

    def start(self, work: Coroutine[Any, Any, Any]) -> None:
        """Let something happen by itself; `aclose` ends it."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @property
    def under_way(self) -> int:
        """How many events are not taken yet."""
        return len(self._tasks)

    async def settle(self) -> None:
        """Wait until everything sent so far is answered (what waits for a retry counts, too)."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def aclose(self) -> None:
        """Give up everything that is under way."""
        for task in (tasks := set(self._tasks)):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session:
            await self._session.close()

    def _wrap(self, team: Workspace, installation: Installation, body: Json, channel: Channel | None) -> Json:
        enterprise = team.enterprise.id if team.enterprise else None
        authorization = {
            "enterprise_id": enterprise,
            "team_id": installation.team.id if installation.team else None,
            "user_id": installation.bot.id,
            "is_bot": True,
            "is_enterprise_install": installation.org_wide,
        }
        now = self.world.now()
        return {
            "token": VERIFICATION_TOKEN,
            "team_id": team.id,
            "enterprise_id": enterprise,
            "context_team_id": installation.team.id if installation.team else team.id,
            "context_enterprise_id": enterprise,
            "api_app_id": self.world.app.id,
            "event": body,
            "type": "event_callback",
            "event_id": self.world.next_id("Ev"),
            "event_time": int(now.timestamp()),
            "authorizations": [authorization],
            "is_ext_shared_channel": bool(channel and channel.is_ext_shared),
            "event_context": f"4-{self.world.random.getrandbits(96):024x}",
        }

    async def _deliver(self, envelope: Json) -> None:
        reason = ""
        tried: list[int] = []
        for number, pause in enumerate((0.0, *self.retry_after_s)):
            await wait_until(self.world, self.world.now() + timedelta(seconds=pause))
            answer = await self._attempt("events_api", envelope, number, reason, tried)
            if not answer.problem or answer.no_retry:
                return
            reason = answer.problem

    async def _attempt(self, kind: EnvelopeKind, payload: Json, number: int, reason: str, tried: list[int]) -> Answer:
        at = self.world.now()
        if self.sockets.in_use:
            answer = await self._send(kind, payload, number, reason, tried)
        else:
            body, content_type = _encode(kind, payload)
            retry = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason} if number else {}
            answer = await self._post(body, content_type, retry)
        self.attempts.append(Attempt(kind, payload, number, answer, at))
        self.world.changes.touch()
        return answer

    async def _send(self, kind: EnvelopeKind, payload: Json, number: int, reason: str, tried: list[int]) -> Answer:
        work = self.sockets.send(kind, payload, attempt=number, reason=reason, tried=tried)
        try:
            return Answer(status=200, body=await finish_by(self.world, self._deadline(), work))
        except TimeoutError:
            return Answer("http_timeout")
        except NoConnectionError:
            return Answer("connection_failed")

    async def _post(self, body: bytes, content_type: str, headers: dict[str, str]) -> Answer:
        if not self.request_url:
            return Answer("connection_failed")
        try:
            return await finish_by(self.world, self._deadline(), self._request(body, content_type, headers))
        except TimeoutError:
            return Answer("http_timeout")
        except aiohttp.ClientError:
            return Answer("connection_failed")

    async def _request(self, body: bytes, content_type: str, extra: dict[str, str]) -> Answer:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None))
        # Signed with the real time: the app compares it with its own clock, which a test cannot move.
        headers = sign(self.world.app.signing_secret, body, datetime.now(UTC)) | extra
        headers |= {"Content-Type": content_type, "User-Agent": AGENT, "Accept": "*/*"}
        async with self._session.post(self.request_url, data=body, headers=headers, allow_redirects=False) as reply:
            answered = _decode(await reply.read(), reply.headers.get("Content-Type", ""))
            problem = "" if 200 <= reply.status < 300 else "http_error"
            return Answer(problem, reply.status, answered, reply.headers.get("X-Slack-No-Retry") == "1")

    def _deadline(self) -> datetime:
        return self.world.now() + timedelta(seconds=self.patience_s)


def _encode(kind: EnvelopeKind, payload: Json) -> tuple[bytes, str]:
    if kind == "events_api":
        return json.dumps(payload).encode(), JSON_BODY
    form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(form).encode(), FORM_BODY


def _decode(body: bytes, content_type: str) -> Any:
    if not body:
        return None
    if content_type.partition(";")[0].strip() == JSON_BODY:
        with suppress(ValueError):
            return json.loads(body)
    return body.decode(errors="replace")
