"""What holds for all tests."""

import signal
from collections.abc import Generator, Iterator
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import HealthCheck, settings

from tests.databases import postgres

# How long an example takes depends on what else the machine does; the tests bound what they try by count.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

LONGEST_S = 600  # of one test; the longest takes two minutes on a busy machine
BROWSER = Path(__file__).parent / "browser"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """The pages need a package that `make test` does not install: only `-m browser` looks at them."""
    return True if collection_path == BROWSER and config.option.markexpr != "browser" else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, object, object]:
    """What waits for something that never comes fails, and holds up nobody."""
    before = signal.signal(signal.SIGALRM, _give_up)
    signal.alarm(LONGEST_S)
    try:
        return (yield)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _give_up(number: int, frame: FrameType | None) -> None:
    raise TimeoutError(f"the test took longer than {LONGEST_S} s")


@pytest.fixture(autouse=True)
def _no_databases_left() -> Iterator[None]:
    yield
    postgres.forget()


def pytest_unconfigure() -> None:
    postgres.stop()
