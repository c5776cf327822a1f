"""A cold start: how soon a person who waits is answered."""

from sandbox.calls import Call
from tests.crashes.chats import PATIENCE_S
from tests.crashes.walk import open_stage

FIRST_REPLY_S = 2.0


async def test_first_reply_within_two_seconds() -> None:
    """Processor time, not the clock's: other work on the machine must not decide."""
    async with open_stage() as stage:
        spent: list[float] = []

        async def look(call: Call, moment: str) -> None:
            if call.method == "sendMessage":
                spent.append(stage.bot.processor_s())

        stage.world.calls.watchers.append(look)
        stage.person.start()
        await stage.bot.start()
        await stage.person.next_message(PATIENCE_S)
        assert 0 < spent[0] < FIRST_REPLY_S
