"""docs/coverage.md says of every page, action and code where it was met. Each chat checks what is said of it."""

from tests.coverage.ledger import DOCUMENT, ROOT, read_document
from tests.coverage.reference import list_cells


def test_no_cell_is_empty() -> None:
    """Written anew by `pytest tests/chats --write-coverage`."""
    told = read_document()
    assert sorted(set(list_cells()) - set(told)) == [], f"{DOCUMENT.name} says of these nowhere that they were met"


def test_every_cell_leads_to_a_chat_of_its_own_channel() -> None:
    for cell, path in read_document().items():
        assert (ROOT / path).is_file(), path
        assert ("/slack/" in path) == (cell.channel == "slack"), (cell, path)
