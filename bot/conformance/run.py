"""The run: generation after generation, first whether these are test credentials, at last everything deleted."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from bot.conformance.cleaning import clean_up, walk_lists
from bot.conformance.findings import Journey, Walked
from bot.conformance.journeys import Journeys
from bot.conformance.reading import provoke_rest
from bot.conformance.tap import LiveError, StoppedError, Tap
from bot.conformance.walk import Walk
from bot.connect.check import Checked
from bot.connect.client import FlatPeak
from bot.connect.dialects import dialect_for
from bot.connect.rest import Access, Rest, Sleep
from bot.connect.wire import Timeouts, Wire
from bot.conversation.page import value_at
from bot.conversation.situation import Trouble

OWN_URL = "https://tariffbot.example.com"  # where sessions would return to; nobody follows it
GENERATIONS = ("zero", "anode", "busbar")
CALLS, CLEANING_CALLS = 400, 100  # of one generation
LONGEST_S, LONGEST_CLEANING_S = 900.0, 120.0
UNHURRIED = Timeouts(connect_s=5.0, total_s=300.0)  # the tap has patience of its own, for pauses and for each reply
TEST_KEY, LIVE_KEY = "sk_test_", "sk_live_"
TOO_OLD = "api_version_not_supported"

# Codes and points that no walk can bring about, or that would reach people.
NOT_PROVOKED = {
    "token_expired": "a session lives for a day",
    "server_error, unexpected_error": "faults of FlatPeak",
    "rate_limited": "the walk keeps below the limits",
    "account_disabled, api_version_not_supported": "switches of the account",
    "pending_connect, no_price_data": "they follow a login at a provider",
    "tariff_direction_not_supported": "it depends on what the account may do",
    "pending, failed": "these pages follow a login at a provider, which needs a customer",
    "WRONG_TARIFF, issue reports": "people at FlatPeak would read them",
    "joining a programme": "it cannot be undone by us; consent is denied",
}


@dataclass(frozen=True, slots=True)
class Host:
    """Where FlatPeak is, and the credentials for it."""

    api_url: str
    connect_url: str
    account_id: str
    api_key: str = field(repr=False)


async def walk_all(
    host: Host,
    versions: Sequence[str],
    *,
    sleep: Sleep = asyncio.sleep,
    begun: Callable[[Walked], None] = lambda walked: None,
) -> list[Walked]:
    """Each generation in turn, told to `begun` when it begins. Cancelled, it cleans up before it ends."""
    walks: list[Walked] = []
    for version in versions:
        full = dialect_for(version).version
        name = full.rpartition(".")[2]
        walks.append(Walked(name if name in GENERATIONS else "zero", full))  # zero had no name at first
        begun(walks[-1])
        await _walk(host, walks[-1], sleep)
        if walks[-1].live:
            break
    return walks


async def _walk(host: Host, walked: Walked, sleep: Sleep) -> None:
    if host.api_key.startswith(LIVE_KEY):
        walked.live, walked.stopped = True, "FLATPEAK_API_KEY is a live key; set one that begins with sk_test_"
        return
    tap = Tap(host.api_url, calls=CALLS, sleep=sleep)
    dialect, wire = dialect_for(walked.version), Wire(UNHURRIED, tap)
    access = Access(host.api_url, host.account_id, host.api_key)
    rest = Rest(access, dialect, wire, clock=time.monotonic, sleep=sleep)
    client = FlatPeak(
        api_url=host.api_url,
        connect_url=host.connect_url,
        account_id=host.account_id,
        api_key=host.api_key,
        public_url=OWN_URL,
        dialect=dialect,
        asks_name=True,
        asks_term=True,
        timeouts=UNHURRIED,
        transport=tap,
        sleep=sleep,
    )
    walk = Walk(walked, client, rest, wire, tap, sleep, f"conformance-{secrets.token_hex(6)}")
    begun = time.monotonic()
    try:
        await _guard(walk, host)
    finally:
        walked.calls, walked.seconds = tap.made, round(time.monotonic() - begun, 1)
        await rest.close()
        await client.close()


async def _guard(walk: Walk, host: Host) -> None:
    """Begin, if these are test credentials; clean up whatever comes in between, but for a live account."""
    walked, begun = walk.walked, False
    try:
        begun = await _may_begin(walk, host)
        if begun:
            async with asyncio.timeout(LONGEST_S):
                await _take_all(walk, Journeys())
    except asyncio.CancelledError:
        walked.stopped = "it was broken off"
        raise
    except LiveError as error:
        walked.live, walked.stopped = True, str(error)
    except StoppedError as error:
        walked.stopped = str(error)
    except TimeoutError:
        walked.stopped = f"it took longer than {LONGEST_S / 60:.0f} minutes"
    finally:
        if begun and not walked.live:
            await _clean(walk)


async def _may_begin(walk: Walk, host: Host) -> bool:
    """Whether the login says that these are test credentials, and the generation can be had."""
    walked, bearer = walk.walked, await walk.rest.bearer()
    if isinstance(bearer, Trouble):
        walked.stopped = Checked(bearer, None).problems[0]
        return False
    _, exchanges = await walk.call("log in", walk.rest.bearer())
    told = value_at(exchanges[-1].document, "live_mode")
    if told is None and not host.api_key.startswith(TEST_KEY):
        walked.live, walked.stopped = True, "the login does not say whether it is live, and the key does not either"
        return False
    code = await walk_lists(walk)
    if code:
        walked.too_old = code == TOO_OLD
        walked.stopped = f"FlatPeak refuses every call in version {walked.version}: {code}"
    return not code


async def _clean(walk: Walk) -> None:
    walk.tap.allow(CLEANING_CALLS)
    try:
        async with asyncio.timeout(LONGEST_CLEANING_S):
            left = await clean_up(walk)
    except (StoppedError, TimeoutError):
        left = f"not everything: look for the reference {walk.reference}"
    if left:
        walk.journey = Journey("cleaning up")
        walk.differs("everything deleted that was made", left)


async def _take_all(walk: Walk, all_: Journeys) -> None:
    older, busbar = not walk.locations_first, walk.locations_first
    ways: tuple[tuple[str, Callable[[Walk], Awaitable[None]], bool], ...] = (
        ("ways in", all_.look_for_ways, True),
        ("one price", all_.fixed, True),
        ("time of day", all_.time_of_day, True),
        ("market with surcharge and region", all_.market, True),
        ("back and forth", all_.back_and_forth, True),
        ("out by BACK", all_.out_by_back, walk.generation != "zero"),
        ("library", all_.library, True),
        ("provider login", all_.login, True),
        ("reading", all_.read, True),
        ("returning", all_.returning, True),
        ("editing", all_.edit, walk.generation == "anode"),
        ("programmes", all_.programmes, busbar),
        ("disconnecting", all_.disconnect, True),
        ("disconnecting without pages", all_.disconnect_without_pages, older),
        ("refusals", provoke_rest, True),
    )
    for name, go, there in ways:
        if there:
            await walk.take(name, go)
    walk.walked.not_provoked = NOT_PROVOKED
