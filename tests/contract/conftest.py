"""Every test of this folder runs for each channel. A new channel adds its bench here."""

from collections.abc import AsyncIterator

import pytest

from tests.contract.bench import Bench
from tests.contract.slack_bench import SlackBench
from tests.contract.telegram_bench import TelegramBench

BENCHES: dict[str, type[TelegramBench] | type[SlackBench]] = {"telegram": TelegramBench, "slack": SlackBench}


@pytest.fixture(params=list(BENCHES))
async def bench(request: pytest.FixtureRequest) -> AsyncIterator[Bench]:
    made = await BENCHES[request.param].start()
    yield made
    await made.close()
