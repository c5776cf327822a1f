"""The command: which generations, walked where, told how."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable, Sequence

from bot.conformance.findings import Walked
from bot.conformance.run import GENERATIONS, Host, walk_all
from bot.connect.dialects import UnknownVersion, dialect_for
from bot.settings import Settings, SettingsError


def choose_versions(wanted: str, *, all_: bool) -> tuple[str, ...]:
    """Those to be walked, oldest first. Raises SettingsError for one that we do not speak."""
    if all_:
        return GENERATIONS
    try:
        return (dialect_for(wanted).version,)
    except UnknownVersion as error:
        raise SettingsError(str(error)) from None


async def conform(settings: Settings, versions: Sequence[str], tell: Callable[[str], None]) -> list[Walked]:
    """Walk, telling what is begun. Broken off by SIGINT or SIGTERM, it cleans up and returns what it has."""
    host = Host(
        settings.flatpeak_api_url,
        settings.flatpeak_connect_url,
        settings.flatpeak_account_id,
        settings.flatpeak_api_key,
    )
    logging.getLogger("tariffbot.flatpeak").setLevel(logging.CRITICAL)  # what goes wrong is in the report
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    walks: list[Walked] = []

    def begin(walked: Walked) -> None:
        walks.append(walked)
        tell(f"Walking {walked.version} …")

    with contextlib.suppress(asyncio.CancelledError):
        await walk_all(host, versions, begun=begin)
    return walks
