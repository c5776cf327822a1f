"""Socket Mode: connections come, are replaced, break, and are refused; what is sent meanwhile is not lost."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from adapters.slack import socket
from bot.conversation.channel import CredentialRefused, Unreachable
from bot.conversation.replies import Commanded, Pressed, Said
from tests.slack.conftest import KEY
from tests.slack.entrance import House, actions, button, form_of, open_house


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses that a test can wait for."""
    monkeypatch.setattr(socket, "FIRST_PAUSE_S", 0.02)
    monkeypatch.setattr(socket, "LONGEST_PAUSE_S", 0.1)
    monkeypatch.setattr(socket, "CROWDED_PAUSE_S", 0.1)


@pytest.fixture
async def house(hasty: None) -> AsyncIterator[House]:
    async with open_house(socket=True) as made:
        await made.platform.sockets.wait_for(2)
        yield made


async def test_everything_comes_over_the_connections(house: House) -> None:
    ada = house.person()
    ada.say("hello")
    await house.settle()
    assert (await ada.command("verbinden Strand 1", house.room(ada))).trouble is None
    assert len(house.whispers(ada, next(c for c in house.world.channels.values() if c.name == "energy"))) == 1
    card = house.show(ada, actions(button("Go", f"p:{KEY}:0"), button("Fill in", f"f:{KEY}")))
    assert (await ada.press(card, "Go")).trouble is None
    house.desk.shown = form_of()
    await ada.press(card, "Fill in")
    await house.service._errands.finish()
    await ada.modal.fill("name", "x")
    await ada.modal.fill("country", "Country 1")
    house.desk.wrong = {"name": "Too short."}
    await ada.modal.send()
    assert ada.modal.errors == {"name": "Too short."}
    kinds = [type(reply) for reply in house.desk.replies]
    assert kinds[:3] == [Said, Commanded, Pressed]
    assert house.platform.troubles == []
    assert house.service.problem == ""


async def test_an_envelope_is_acknowledged_after_it_is_stored_and_not_before(house: House) -> None:
    house.desk.slow = asyncio.Event()
    ada = house.person()
    ada.say("hello")
    await house.desk.arrived.wait()
    for _ in range(20):
        await asyncio.sleep(0)
    assert house.platform.delivery.attempts == []
    house.desk.slow.set()
    await house.settle()
    [attempt] = house.platform.delivery.attempts
    assert attempt.answer.problem == ""
    assert house.desk.replies == [Said("hello")]


async def test_what_could_not_be_stored_is_not_acknowledged_and_comes_again(house: House) -> None:
    house.platform.delivery.retry_after_s = (0.0, 0.0, 0.0)
    house.platform.delivery.patience_s = 0.3
    house.desk.broken = True
    ada = house.person()
    ada.say("hello")
    await house.desk.arrived.wait()
    house.desk.broken = False
    await house.settle()
    assert [attempt.answer.problem for attempt in house.platform.delivery.attempts] == ["http_timeout", ""]
    assert house.desk.replies == [Said("hello")]


async def test_a_connection_is_replaced_before_it_goes(house: House) -> None:
    old = list(house.platform.sockets.ready)
    await house.platform.sockets.ask_to_leave(old[0], "warning")
    await house.person().wait_until(lambda: len(house.platform.sockets.ready) == 3 or None)
    await house.platform.sockets.ask_to_leave(old[0])
    await house.platform.sockets.wait_for(2)
    await house.platform.sockets.ask_to_leave(old[1])
    await house.platform.sockets.wait_for(2)
    ada = house.person()
    ada.say("hello")
    await house.settle()
    assert house.desk.replies == [Said("hello")]


async def test_lines_that_break_are_made_anew_and_nothing_is_lost(house: House) -> None:
    house.platform.delivery.retry_after_s = (0.1, 0.3, 1.0)
    for connection in list(house.platform.sockets.connections):
        connection.drop()
    ada = house.person()
    ada.say("while nobody listens")
    await house.platform.sockets.wait_for(2)
    await house.settle()
    assert house.desk.replies == [Said("while nobody listens")]
    assert house.service.problem == ""


async def test_while_slack_gives_no_address_it_says_so_and_tries_again(house: House) -> None:
    house.world.faults.refuse("apps.connections.open", "internal_error", times=6)
    for connection in list(house.platform.sockets.connections):
        connection.drop()
    await _until(lambda: "internal_error" in house.service.problem)
    await house.platform.sockets.wait_for(2)
    await _until(lambda: house.service.problem == "")


async def test_an_answer_without_an_address_is_tried_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    call, answers = house.channel.api.call, iter(range(3))

    async def say_nothing(token: str, method: str, *given: object, **more: object) -> object:
        if method == "apps.connections.open" and next(answers, None) is not None:
            return {"ok": True}
        return await call(token, method, *given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(house.channel.api, "call", say_nothing)
    for connection in list(house.platform.sockets.connections):
        connection.drop()
    await _until(lambda: "KeyError" in house.service.problem)
    await house.platform.sockets.wait_for(2)


async def test_when_it_is_switched_off_the_problem_names_the_switch(house: House) -> None:
    await house.platform.sockets.disable()
    await house.platform.sockets.wait_for(0)
    ada = house.person()
    await _until(lambda: "switched off" in house.service.problem)
    house.platform.sockets.enabled = True
    await house.platform.sockets.wait_for(2)
    ada.say("hello")
    await house.settle()
    assert house.desk.replies == [Said("hello")]
    assert house.service.problem == ""


async def test_of_too_many_connections_none_is_asked_for_in_a_rush(hasty: None) -> None:
    async with open_house(socket=True, connections=12) as house:
        await house.platform.sockets.wait_for(10)
        await _until(lambda: len(house.world.calls.to("slack", "apps.connections.open")) >= 12)
        assert house.service.problem == ""
        began = asyncio.get_running_loop().time()
        # Two have no room; each asks again after its pause, which the other ten do not notice.
        await _until(lambda: len(house.world.calls.to("slack", "apps.connections.open")) >= 16)
        assert asyncio.get_running_loop().time() - began > socket.CROWDED_PAUSE_S
        assert len(house.platform.sockets.ready) == 10


async def test_a_token_that_slack_refuses_is_named(hasty: None) -> None:
    with pytest.raises(CredentialRefused, match="SLACK_APP_TOKEN"):
        async with open_house(socket=True, app_token="xapp-1-wrong"):
            raise AssertionError


async def test_slack_that_cannot_be_reached_is_no_wrong_token(hasty: None) -> None:
    async with open_house(socket=True) as house:
        await house.slack.close()
        house.service._first_address = ""
        with pytest.raises(Unreachable):
            await house.service.meet()


async def _until(found: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not found():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.005)
