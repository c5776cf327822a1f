"""Options: `--write-chats` writes what was seen into the .chat files, to be read by a person before it is committed;
`--write-coverage` writes docs/coverage.md from what the chats of this run have met.
"""

import pytest

from bot.conversation import exact
from bot.conversation.situation import State
from storage import conversations
from tests.coverage.ledger import begin_notes, write_document


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-chats", action="store_true", help="write what was seen into the .chat files")
    parser.addoption("--write-coverage", action="store_true", help="write what was met into docs/coverage.md")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--write-coverage", default=False):
        begin_notes()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """On the workers of a run there is nothing to finish."""
    if session.config.getoption("--write-coverage", default=False) and not hasattr(session.config, "workerinput"):
        write_document()


@pytest.fixture(autouse=True)
def _states_are_changed_as_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is stored of a state is what was set in it. A list that is changed in place would be left out unseen."""
    stored = conversations.state_json

    def look_and_store(state: State) -> bytes:
        told = stored(state)
        assert exact.parse(told) == exact.parse(exact.dump(state.model_dump(exclude_defaults=True)))
        return told

    monkeypatch.setattr(conversations, "state_json", look_and_store)
