"""Forget me: nothing of the person is left here or at FlatPeak, and the open session is closed."""

import sqlite3
from pathlib import Path

from tests.chats.harness import open_stage

STREET = "17 Marker Lane"
TABLES = ("sessions", "locations", "wakes", "presses")


async def test_nothing_is_left(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        anna = stage.telegram.person(71, "Anna", "en-GB")
        for text in (f"{STREET}, London WC2N 5EH", "yes", "Quillmoor Power", "fixed", "24.5"):
            anna.say(text)
            await stage.settle()
        assert stage.flatpeak.customers
        database = tmp_path / "bot.db"
        assert rows(database)["locations"] == 1
        for label in ("Delete everything", "Yes, delete everything"):
            if label == "Delete everything":
                anna.say("/privacy")
                await stage.settle()
            anna.press(anna.chat.from_bot[-1].id, label)
            await stage.settle()
        assert not stage.flatpeak.customers
        assert not stage.flatpeak.locations
        assert all(session.ended for session in stage.flatpeak.sessions.values())
        # The card that says so is all there is, with its one button.
        assert rows(database) == {"sessions": 0, "locations": 0, "wakes": 0, "presses": 1}
    token = next(iter(stage.flatpeak.sessions))
    kept = read_all(tmp_path)
    assert STREET.encode() not in kept
    assert token.encode() not in kept


def rows(database: Path) -> dict[str, int]:
    """How many rows of each table there are for anybody."""
    with sqlite3.connect(database) as conn:
        counts = {name: conn.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in TABLES}
    conn.close()
    return counts


def read_all(folder: Path) -> bytes:
    """The database and whatever lies beside it."""
    return b"".join(file.read_bytes() for file in folder.iterdir())
