"""Workspaces come, renew their tokens and go, in any order and from several processes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, text

from adapters.slack.installations import Installation, Installations
from bot.conversation.context import Brand
from bot.conversation.replies import Place
from bot.conversation.situation import State
from bot.house import House
from bot.letters import list_letters
from bot.paces import Presence
from bot.settings import Settings
from bot.slack import create_slack
from bot.texts import Catalogues
from bot.workspaces import KNOWN_FOR, RENEWAL_S, Workspaces
from storage import conversations, leases, outbox
from storage.database import Away, Database
from storage.sessions import Pages
from storage.vault import Vault
from tests.databases import Server, postgres_server, server, sqlite_files

__all__ = ["postgres_server", "server", "sqlite_files"]

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
VAULT = Vault(["a key of more than thirty-two characters"])
ACME = Installation(
    "T1", "xoxb-1", name="Acme", app_id="A1", bot_id="B1", bot_user="U0", scopes=("chat:write", "im:read")
)
ROTATING = replace(ACME, token="xoxe.xoxb-1", refresh_token="xoxe-1", expires_at=NOW + timedelta(hours=12))
ORG = Installation("", "xoxb-org", enterprise="E1", name="Acme Group", org_wide=True)


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Process:
    """One of several that share a database."""

    workspaces: Workspaces
    house: House
    clock: Clock


@pytest.fixture
async def processes(server: Server) -> AsyncIterator[list[Process]]:
    url, clock, made = server.migrated(), Clock(), []
    for number in range(2):
        house = House(Database(url), VAULT, Catalogues("en"), Brand("B"), {}, now=clock, owner=f"elsewhere/{number}/x")
        made.append(Process(Workspaces(house), house, clock))
    yield made
    for process in made:
        await process.house.db.close()


@pytest.fixture
def one(processes: list[Process]) -> Process:
    return processes[0]


@pytest.fixture
def other(processes: list[Process]) -> Process:
    return processes[1]


async def talk(process: Process, *people: tuple[str, str]) -> None:
    """Conversations, each with something that waits to be shown."""

    def unit(conn: Connection) -> None:
        for team, person in people:
            key = f"slack:{team}:{person}"
            place = Place("slack", person, team=team)
            held = conversations.claim(conn, VAULT, key, "o", NOW, 1, pages=Pages(), place=place)
            assert held is not None
            outbox.put(conn, VAULT, key, place, "card", b"{}", "", NOW)
            conversations.settle(conn, VAULT, held, State(), NOW)

    await process.house.db.write(unit)


async def paused(process: Process) -> dict[str, str]:
    """Why nothing is sent, by person."""

    def unit(conn: Connection) -> dict[str, str]:
        found = conn.execute(text("SELECT chat, undeliverable FROM conversations WHERE undeliverable != ''"))
        return {row.chat: row.undeliverable for row in found}

    return await process.house.db.read(unit)


async def waiting(process: Process) -> int:
    unit = text("SELECT count(*) FROM outbox WHERE settled_at IS NULL")
    return await process.house.db.read(lambda conn: int(conn.execute(unit).scalar_one()))


def renewed(before: Installation) -> Installation:
    number = int(before.token.rpartition("-")[2]) + 1
    return replace(
        before, token=f"xoxe.xoxb-{number}", refresh_token=f"xoxe-{number}", expires_at=NOW + timedelta(hours=24)
    )


def test_it_is_what_the_adapter_asks_for(one: Process) -> None:
    port: Installations = one.workspaces
    assert port is one.workspaces


async def test_what_was_saved_is_found_by_every_process(one: Process, other: Process) -> None:
    await one.workspaces.save(ROTATING)
    assert await other.workspaces.find("T1") == await one.workspaces.find("T1") == ROTATING
    assert await other.workspaces.find("T1", "E1") == ROTATING
    assert await one.workspaces.find("T2") is None
    assert await one.workspaces.find("") is None


async def test_an_operator_sees_which_token_is_of_no_use(one: Process, other: Process) -> None:
    await one.workspaces.save(ACME)
    everything = await list_letters(one.house.db)
    await one.workspaces.find("T1")
    await one.workspaces.broken("T1", "account_inactive")
    assert await list_letters(other.house.db) == ["workspace T1 must install the app anew: account_inactive"]
    await one.workspaces.save(ACME)
    assert await list_letters(other.house.db) == everything


async def test_an_organisation_is_found_for_its_workspaces(one: Process, other: Process) -> None:
    await one.workspaces.save(ORG)
    assert await one.workspaces.find("T2") is None  # nobody knows yet whose it is
    assert await one.workspaces.find("T2", "E1") == ORG
    assert await one.workspaces.find("T2") == await other.workspaces.find("T2") == ORG
    own = replace(ACME, team="T3", enterprise="E1", token="xoxb-own")
    await one.workspaces.save(own)
    assert await one.workspaces.find("T3", "E1") == own
    await one.workspaces.remove("", "E1")
    assert [await one.workspaces.find(team, "E1") for team in ("T2", "T3")] == [None, own]


async def test_a_change_elsewhere_is_noticed_within_seconds(one: Process, other: Process) -> None:
    await one.workspaces.save(ACME)
    await other.workspaces.find("T1")
    await one.workspaces.remove("T1")
    assert await one.workspaces.find("T1") is None
    one.clock.now += KNOWN_FOR
    assert await other.workspaces.find("T1") is None


async def test_no_token_is_legible_and_none_is_left(one: Process) -> None:
    rows = text("SELECT tenant, details FROM installations")

    async def kept() -> str:
        return str(await one.house.db.read(lambda conn: conn.execute(rows).all()))

    await one.workspaces.save(ROTATING)
    assert "T1" in await kept()
    assert "xox" not in await kept()
    assert "xox" not in repr(ROTATING)
    await one.workspaces.remove("T1")
    assert await kept() == "[]"


@pytest.mark.parametrize("times", [1, 2])
async def test_what_waits_for_a_workspace_that_left_is_given_up(one: Process, times: int) -> None:
    await one.workspaces.save(ACME)
    await talk(one, ("T1", "U1"), ("T1", "U2"), ("T2", "U3"))
    for _ in range(times):
        await one.workspaces.remove("T1")
    assert await paused(one) == {"U1": "uninstalled", "U2": "uninstalled"}
    assert await waiting(one) == 1
    await one.workspaces.save(ACME)
    assert await paused(one) == {}


@pytest.mark.parametrize("first", ["removed", "revoked"])
async def test_leaving_is_told_in_any_order_and_more_than_once(one: Process, first: str) -> None:
    await one.workspaces.save(ACME)
    await talk(one, ("T1", "U1"))
    steps: dict[str, Callable[[], Awaitable[None]]] = {
        "removed": lambda: one.workspaces.remove("T1"),
        "revoked": lambda: one.workspaces.broken("T1", "tokens_revoked"),
    }
    order = sorted(steps, key=lambda name: name != first)
    for name in order * 2:
        await steps[name]()
    assert await one.workspaces.find("T1") is None
    assert list(await paused(one)) == ["U1"]
    await one.workspaces.save(ACME)
    assert await one.workspaces.find("T1") == ACME
    assert await paused(one) == {}


async def test_of_a_workspace_that_never_was_nothing_is_to_be_done(one: Process) -> None:
    await one.workspaces.remove("T9")
    await one.workspaces.remove("", "E9")
    await one.workspaces.broken("T9", "account_inactive")
    asked = []
    assert await one.workspaces.renew("T9", "", lambda x: asked.append(x)) is None  # type: ignore[arg-type, return-value]
    assert asked == []


async def test_an_organisation_that_leaves_takes_its_workspaces_along(one: Process) -> None:
    await one.workspaces.save(ORG)
    for team in ("T2", "T4"):
        await one.workspaces.find(team, "E1")
    await one.workspaces.save(replace(ACME, team="T4", enterprise="E1"))
    await talk(one, ("T2", "U2"), ("T4", "U4"), ("T5", "U5"))
    await one.workspaces.remove("", "E1")
    assert await paused(one) == {"U2": "uninstalled"}
    await one.workspaces.save(ORG)
    assert await paused(one) == {}


@pytest.mark.parametrize("how", ["removed", "broken"])
async def test_a_workspace_whose_organisation_has_the_app_as_well_goes_on(one: Process, how: str) -> None:
    await one.workspaces.save(ORG)
    await one.workspaces.save(replace(ACME, enterprise="E1"))
    await talk(one, ("T1", "U1"))
    assert (await one.workspaces.find("T1", "E1")) != ORG
    await (one.workspaces.remove("T1", "E1") if how == "removed" else one.workspaces.broken("T1", "token_revoked"))
    assert await one.workspaces.find("T1") == ORG
    assert await paused(one) == {}
    assert await waiting(one) == 1
    await one.workspaces.remove("", "E1")
    assert await paused(one) == {"U1": "uninstalled"}


async def test_a_token_that_is_refused_is_used_no_more(one: Process, other: Process) -> None:
    await one.workspaces.save(ACME)
    await talk(one, ("T1", "U1"))
    await other.workspaces.find("T1")
    await other.workspaces.broken("T1", "invalid_refresh_token")
    assert await other.workspaces.find("T1") is None
    assert await paused(one) == {"U1": "invalid_refresh_token"}


async def test_who_still_had_the_old_token_does_not_break_the_new_one(one: Process, other: Process) -> None:
    await one.workspaces.save(ACME)
    assert await other.workspaces.find("T1") == ACME
    again = replace(ACME, token="xoxb-2")
    await one.workspaces.save(again)
    await other.workspaces.broken("T1", "token_revoked")
    assert await other.workspaces.find("T1") == again


async def test_of_many_renewals_at_once_one_is_made(one: Process, other: Process) -> None:
    await one.workspaces.save(ROTATING)
    asked: list[str] = []

    async def ask(found: Installation) -> Installation | None:
        if found.token != ROTATING.token:
            return None
        asked.append(found.refresh_token)
        await asyncio.sleep(0)
        return renewed(found)

    both = (one.workspaces, other.workspaces)
    results = await asyncio.gather(*[both[n % 2].renew("T1", "", ask) for n in range(50)])
    assert asked == ["xoxe-1"]
    assert set(results) == {renewed(ROTATING)}
    assert await one.workspaces.find("T1") == await other.workspaces.find("T1") == renewed(ROTATING)


async def test_no_transaction_is_open_while_slack_is_asked(one: Process, other: Process) -> None:
    await one.workspaces.save(ROTATING)

    async def ask(found: Installation) -> Installation | None:
        await asyncio.wait_for(other.workspaces.save(replace(ACME, team="T2")), 5)
        return renewed(found)

    assert await one.workspaces.renew("T1", "", ask) == renewed(ROTATING)


async def test_what_fails_changes_nothing_and_is_told(one: Process) -> None:
    await one.workspaces.save(ROTATING)

    async def fail(found: Installation) -> Installation | None:
        raise ConnectionError("slack is away")

    for _ in range(2):
        with pytest.raises(ConnectionError, match="away"):
            await one.workspaces.renew("T1", "", fail)
    assert await one.workspaces.find("T1") == ROTATING


async def test_a_renewed_token_is_kept_although_nobody_waits(one: Process) -> None:
    await one.workspaces.save(ROTATING)
    asked, answer = asyncio.Event(), asyncio.Event()

    async def ask(found: Installation) -> Installation | None:
        if found.token != ROTATING.token:  # who comes as late as that finds it renewed
            return None
        asked.set()
        await answer.wait()
        return renewed(found)

    waiter = asyncio.create_task(one.workspaces.renew("T1", "", ask))
    await asked.wait()
    waiter.cancel()
    await asyncio.wait([waiter])
    others = asyncio.create_task(one.workspaces.renew("T1", "", ask))
    answer.set()
    assert await others == renewed(ROTATING)
    assert await one.workspaces.find("T1") == renewed(ROTATING)


async def test_a_renewed_token_is_kept_although_we_end(one: Process, other: Process) -> None:
    """Slack takes a refresh token once; the database may be away just then."""
    await one.workspaces.save(ROTATING)
    asked, away, write = asyncio.Event(), [Away("away")], one.house.db.write

    async def write_later(unit: Any) -> Any:
        if away:
            raise away.pop()
        return await write(unit)

    async def ask(found: Installation) -> Installation | None:
        one.house.db.write = write_later  # type: ignore[method-assign]
        asked.set()
        return renewed(found)

    waiter = asyncio.create_task(one.workspaces.renew("T1", "", ask))
    await asked.wait()
    await one.workspaces.close()
    assert not away
    assert await other.workspaces.find("T1") == await waiter == renewed(ROTATING)


async def test_a_workspace_that_leaves_while_its_token_is_renewed_stays_away(one: Process, other: Process) -> None:
    await one.workspaces.save(ROTATING)

    async def leave(found: Installation) -> Installation | None:
        await other.workspaces.remove("T1")
        return renewed(found)

    assert await one.workspaces.renew("T1", "", leave) is None
    assert await one.workspaces.find("T1") is None


async def test_an_installation_made_while_the_token_is_renewed_counts(one: Process, other: Process) -> None:
    await one.workspaces.save(ROTATING)
    anew = replace(ROTATING, token="xoxe.xoxb-9", refresh_token="xoxe-9")

    async def install(found: Installation) -> Installation | None:
        one.clock.now += timedelta(seconds=1)
        await other.workspaces.save(anew)
        return renewed(found)

    assert await one.workspaces.renew("T1", "", install) == anew


async def test_who_died_while_renewing_holds_it_up_for_a_minute(one: Process) -> None:
    await one.workspaces.save(ROTATING)
    lease = "installation T1"
    await one.house.db.write(lambda conn: leases.acquire(conn, lease, "gone/1/x", NOW, RENEWAL_S))

    async def ask(found: Installation) -> Installation | None:
        return renewed(found)

    waiter = asyncio.create_task(one.workspaces.renew("T1", "", ask))
    await asyncio.wait([waiter], timeout=0.05)
    assert not waiter.done()
    one.clock.now += timedelta(seconds=RENEWAL_S)
    assert await waiter == renewed(ROTATING)


async def test_a_state_is_taken_once_by_the_browser_that_set_out(one: Process, other: Process) -> None:
    until = NOW + timedelta(minutes=10)
    for state in ("s1", "s2"):
        await one.workspaces.put_state(state, "cookie", until)
    assert not await other.workspaces.take_state("s1", "another browser")
    assert not await other.workspaces.take_state("made up", "cookie")
    taken = await asyncio.gather(*[p.workspaces.take_state("s1", "cookie") for p in (one, other) * 5])
    assert taken.count(True) == 1
    one.clock.now = until
    assert not await one.workspaces.take_state("s2", "cookie")


async def test_states_and_browsers_are_not_legible(one: Process) -> None:
    await one.workspaces.put_state("state-1", "cookie-1", NOW + timedelta(minutes=10))
    found = await one.house.db.read(lambda conn: conn.execute(text("SELECT * FROM oauth_states")).all())
    assert len(found) == 1
    assert "state-1" not in str(found)
    assert "cookie-1" not in str(found)


@pytest.mark.parametrize("token", ["xoxb-of-one-workspace", ""])
async def test_a_token_that_nobody_uses_is_told_as_it_starts(
    one: Process, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    many = {"slack_client_id": "1.2", "slack_client_secret": "s", "public_url": "https://bot.example.com"}
    service = create_slack(Settings.model_construct(**many, slack_bot_token=token), one.house, Presence(), None)
    await service.channel.close()
    assert ("SLACK_BOT_TOKEN is set, but not used" in caplog.text) == bool(token)
    assert "xoxb" not in caplog.text
