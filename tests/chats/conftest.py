"""`pytest --write-chats` writes what was seen into the .chat files, to be read by a person before it is committed."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-chats", action="store_true", help="write what was seen into the .chat files")
