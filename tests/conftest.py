"""What holds for all tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.databases import postgres

# How long an example takes depends on what else the machine does; the tests bound what they try by count.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

BROWSER = Path(__file__).parent / "browser"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """The pages need a package that `make test` does not install: only `-m browser` looks at them."""
    return True if collection_path == BROWSER and config.option.markexpr != "browser" else None


@pytest.fixture(autouse=True)
def _no_databases_left() -> Iterator[None]:
    yield
    postgres.forget()


def pytest_unconfigure() -> None:
    postgres.stop()
