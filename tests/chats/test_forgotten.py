"""Forget me: nothing of the person is left here or at FlatPeak, and the open session is closed."""

from pathlib import Path

from tests.chats.harness import open_stage
from tests.databases import ask, kept_in

STREET = "17 Marker Lane"
TABLES = ("sessions", "locations", "wakes", "presses")


async def test_nothing_is_left(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        anna = stage.telegram.person(71, "Anna", "en-GB")
        for text in (f"{STREET}, London WC2N 5EH", "yes", "Quillmoor Power", "fixed", "24.5"):
            anna.say(text)
            await stage.settle()
        assert stage.flatpeak.customers
        database = stage.app.settings.database_url
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
    kept = b"".join(kept_in(tmp_path).values())
    assert STREET.encode() not in kept
    assert token.encode() not in kept


def rows(database: str) -> dict[str, int]:
    """How many rows of each table there are for anybody."""
    counts = ask(database, *(f"SELECT count(*) FROM {name}" for name in TABLES))
    return {name: found[0][0] for name, found in zip(TABLES, counts, strict=True)}
