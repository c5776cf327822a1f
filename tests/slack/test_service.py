"""What people do on Slack, as it comes to the desk; by HTTP, over real requests."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from adapters.slack import tokens
from adapters.slack.installations import Installation
from bot.conversation.channel import CredentialRefused
from bot.conversation.replies import (
    Commanded,
    Edited,
    FileRef,
    Left,
    Place,
    Pressed,
    Said,
    Shared,
    Visited,
)
from tests.slack.conftest import KEY, installation_of
from tests.slack.entrance import House, actions, button, open_house


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with open_house() as made:
        yield made


async def test_what_is_said_in_private_arrives_once_with_who_said_it(house: House) -> None:
    ada = house.person("Ada", locale="de-DE", is_admin=True)
    house.platform.delivery.copies = 3
    ada.say("1-3 Strand <London> & more")
    await house.settle()
    [arrival] = house.desk.kept.values()
    assert house.desk.attempts == 3
    assert arrival.reply == Said("1-3 Strand <London> & more")
    assert arrival.place == Place("slack", ada.id, team=house.team.id)
    person = arrival.person
    assert (person.id, person.team, person.language, person.name, person.admin) == (
        ada.id, house.team.id, "de-DE", "Ada", True,
    )  # fmt: skip


async def test_edits_files_and_visits(house: House) -> None:
    ada = house.person()
    message = ada.say("ten")
    ada.edit(message, "eleven")
    shared = ada.upload("sites.csv", b"name\n", "my sites")
    ada.open_home()
    await house.settle()
    said, edited, file, visited = sorted(
        house.desk.replies, key=lambda r: "Said Edited Shared Visited".find(type(r).__name__)
    )
    assert (said, edited, visited) == (Said("ten"), Edited("eleven"), Visited())
    assert file == Shared("document", "my sites", FileRef(shared.files[0].id, "sites.csv", 5))


async def test_the_first_look_at_the_chat_is_greeted_once(house: House) -> None:
    ada, bob = house.person("Ada"), house.person("Bob")
    ada.open_messages()
    await house.settle()
    ada.open_messages()
    bob.say("hello")
    await house.settle()
    bob.open_messages()
    await house.settle()
    assert house.desk.replies == [Commanded("start"), Said("hello")]


async def test_what_is_not_a_persons_message_is_left(house: House) -> None:
    ada = house.person()
    house.world.post(ada.dm, house.app.bot.id, "I am the app", bot_id=house.app.bot.bot_id)
    house.world.post(ada.dm, "", "by a response_url", bot_id=house.app.bot.bot_id, subtype="bot_message")
    house.world.post(ada.dm, ada.id, "from another bot", bot_id="B0OTHER")
    house.world.post(ada.dm, ada.id, "topic", subtype="channel_topic")
    ada.delete(ada.say("gone again"))
    room = house.room(ada)
    ada.say("just talking", room)
    ada.archive(room)
    await house.settle()
    assert house.desk.replies == [Said("gone again")]
    assert {attempt.answer.status for attempt in house.platform.delivery.attempts} == {200}


async def test_a_bot_in_a_loop_is_cut_off(house: House) -> None:
    ada = house.person()
    for _ in range(60):
        ada.say("same")
    ada.say("other")
    await house.settle()
    assert len(house.desk.replies) == 51


@pytest.mark.parametrize(
    ("text", "name", "argument"),
    [
        ("", "help", ""),
        ("connect", "connect", ""),
        ("connect 10 Payload Street & Co", "connect", "10 Payload Street & Co"),
        ("verbinden Hauptstraße 1", "connect", "Hauptstraße 1"),
        ("LIST", "tariffs", ""),
        ("liste", "tariffs", ""),
        ("alerts", "alerts", ""),
        ("Einstellungen", "settings", ""),
        ("hilfe", "help", ""),
        ("sing a song", "help", ""),
    ],
)  # fmt: skip
async def test_the_command_and_its_words(house: House, text: str, name: str, argument: str) -> None:
    ada = house.person()
    done = await ada.command(text)
    assert done.trouble is None
    assert house.desk.replies == [Commanded(name, argument)]
    assert house.whispers(ada) == []  # the answer is in sight


async def test_a_command_in_a_channel_goes_on_in_private(house: House) -> None:
    ada = house.person()
    room = house.room(ada, app=False)
    await ada.command("connect", room)
    [arrival] = house.desk.kept.values()
    assert arrival.place == Place("slack", ada.id, team=house.team.id)
    assert arrival.reply == Commanded("connect", "", Place("slack", room.id, "", False, house.team.id))
    [receipt] = house.whispers(ada, room)
    assert "written to you in private" in receipt
    assert "<https://slack.com/app_redirect" in receipt or "<https://app.slack.com/client" in receipt
    assert not room.messages


async def test_a_command_in_somebody_elses_direct_message_says_where_it_goes_on(house: House) -> None:
    ada = house.person()
    other = house.world.add_channel(house.team, "", kind="im", members=[ada.user])
    await ada.command("list", other)
    assert len(house.whispers(ada, other)) == 1


async def test_while_slack_tells_nothing_of_people_a_command_is_taken_in_time(house: House) -> None:
    info = house.world.faults.hang("users.info", "before")
    ada = house.person()
    began = asyncio.get_running_loop().time()
    assert (await ada.command("connect", house.room(ada))).trouble is None
    assert asyncio.get_running_loop().time() - began < 1.3
    assert house.desk.replies
    info.set()


async def test_a_mention_in_a_thread_is_answered_there_and_goes_on_in_private(house: House) -> None:
    ada = house.person(locale="de-DE")
    room = house.room(ada)
    root = ada.say("who knows the prices?", room)
    ada.mention("", room, thread_ts=root.ts)
    ada.mention("liste", room)
    await house.settle()
    origin = Place("slack", room.id, root.ts, False, house.team.id)
    assert Commanded("connect", "", origin) in house.desk.replies
    assert Commanded("tariffs", "", Place("slack", room.id, "", False, house.team.id)) in house.desk.replies
    assert len(house.desk.replies) == 2
    receipts = [m for m in room.ephemerals if m.ephemeral_to == ada.id]
    assert sorted(m.thread_ts for m in receipts) == ["", root.ts]
    assert all("privat geschrieben" in m.text for m in receipts)


async def test_shortcuts(house: House) -> None:
    ada = house.person()
    room = house.room(ada, app=False)
    message = ada.say("a new site", room)
    await ada.shortcut("connect_tariff")
    await ada.message_shortcut("connect_tariff_here", message)
    await ada.shortcut("of_another_time")
    await house.settle()
    origin = Place("slack", room.id, "", False, house.team.id)
    assert house.desk.replies == [Commanded("connect"), Commanded("connect", "", origin)]
    assert len(house.whispers(ada, room)) == 1


async def test_presses_name_their_card(house: House) -> None:
    ada = house.person()
    options = [{"text": {"type": "plain_text", "text": f"Plan {n}"}, "value": str(n)} for n in range(3)]
    menu = {"type": "static_select", "action_id": tokens.menu(KEY, 1), "options": options}
    link = button("Log in", "l:0", url="https://example.com/login")
    card = house.show(ada, actions(button("Back", f"p:{KEY}:7"), menu, link, button("Odd", "made-up")))
    await ada.press(card, "Back")
    await ada.choose(card, tokens.menu(KEY, 1), "Plan 2")
    await ada.press(card, "Log in")
    await ada.press(card, "Odd")
    await house.settle()
    back, plan = house.desk.replies
    assert isinstance(back, Pressed)
    assert isinstance(plan, Pressed)
    assert (back.key, back.number, plan.key, plan.number) == (KEY, 7, KEY, 2)
    assert back.message
    assert back.message.id == f"{ada.dm.id}/{card.ts}"
    assert back.query.startswith(f"{house.team.id}/{ada.id}/http")
    await house.channel.acknowledge(back.query, "Already done.")
    assert house.whispers(ada) == ["Already done."]
    assert house.platform.troubles == []


async def test_a_press_that_cannot_be_stored_is_not_acknowledged(house: House) -> None:
    ada = house.person()
    card = house.show(ada, actions(button("Back", f"p:{KEY}:7")))
    house.desk.broken = True
    done = await ada.press(card, "Back")
    assert done.trouble
    assert done.answer
    assert done.answer.status == 500


async def test_someone_leaves_and_someone_moves(house: House) -> None:
    ada, bob = house.person("Ada"), house.person("Bob")
    ada.say("hello")
    await house.settle()
    ada.set_locale("de-DE")
    await house.settle()
    ada.say("hallo")
    bob.deactivate()
    await house.settle()
    hello, *rest = house.desk.kept.values()
    by_person = {arrival.person.id: arrival for arrival in rest}
    assert hello.person.language == "en-US"
    assert by_person[ada.id].person.language == "de-DE"
    assert by_person[bob.id].reply == Left()


async def test_guests_of_a_shared_channel_are_refused_in_private(house: House) -> None:
    ada = house.person()
    other = house.world.add_workspace("Other Company")
    eve = house.person("Eve", other, is_stranger=True)
    room = house.room(ada, eve, shared_with=[other])
    eve.mention("connect", room)
    ada.mention("list", room)
    await house.settle()
    assert [arrival.person.id for arrival in house.desk.kept.values()] == [ada.id]
    [refusal] = house.whispers(eve, room)
    assert "only for the people of the workspace" in refusal
    assert not [m for m in room.messages.values() if m.bot_id]


async def test_presses_of_guests_are_refused(house: House) -> None:
    ada = house.person()
    other = house.world.add_workspace("Other Company")
    eve = house.person("Eve", other, is_stranger=True)
    room = house.room(ada, eve, shared_with=[other])
    card = house.world.post(
        room, house.app.bot.id, "card", blocks=[actions(button("Go", f"p:{KEY}:0"))], bot_id=house.app.bot.bot_id
    )
    await eve.press(card, "Go")
    await house.settle()
    assert house.desk.kept == {}
    assert len(house.whispers(eve, room)) == 1


async def test_an_organisation_installs_once_for_all(house: House) -> None:
    grid = house.world.add_enterprise()
    first, second = (house.world.add_workspace(name, enterprise=grid) for name in ("One", "Two"))
    ada, bob = house.person("Ada", first), house.person("Bob", second)
    org = house.world.install(grid)
    await house.shelf.save(installation_of(org))
    ada.say("hi")
    await bob.command("list")
    card = house.world.post(
        bob.dm, org.bot.id, "card", blocks=[actions(button("Go", f"p:{KEY}:0"))], bot_id=org.bot.bot_id
    )
    await bob.press(card, "Go")
    await house.settle()
    assert sorted((a.person.team, type(a.reply).__name__) for a in house.desk.kept.values()) == sorted(
        [(first.id, "Said"), (second.id, "Commanded"), (second.id, "Pressed")]
    )
    house.world.uninstall(org)
    await house.settle()
    assert grid.id not in house.shelf.kept
    assert house.team.id in house.shelf.kept


@pytest.mark.parametrize("order", [("tokens_revoked", "app_uninstalled"), ("app_uninstalled", "tokens_revoked")])
async def test_the_end_comes_twice_and_in_any_order(house: House, order: tuple[str, ...]) -> None:
    house.platform.events.ending = list(order)
    house.platform.delivery.copies = 2
    house.world.uninstall(house.app)
    await house.settle()
    assert house.shelf.kept == {}
    assert {attempt.answer.status for attempt in house.platform.delivery.attempts} == {200}


async def test_what_is_told_late_does_not_remove_a_new_installation(house: House) -> None:
    house.world.uninstall(house.app)
    await house.settle()
    again = installation_of(house.world.install(house.team))
    await house.shelf.save(again)
    for event_id in list(house.platform.delivery.events):
        house.platform.delivery.redeliver(event_id)
    await house.settle()
    assert house.shelf.kept == {house.team.id: again}


async def test_where_it_is_not_installed_a_command_says_so(house: House) -> None:
    ada = house.person()
    await house.shelf.remove(house.team.id)
    await ada.command("connect")
    ada.say("hello")
    await house.settle()
    assert house.desk.kept == {}
    assert house.whispers(ada) == ["I’m not installed in this workspace any more. An admin can add me again."]


async def test_of_one_workspace_the_token_tells_which() -> None:
    async with open_house(consent=False, bot_token="") as house:
        kept = house.shelf.kept[house.team.id]
        assert (kept.bot_user, kept.bot_id, kept.name) == (house.app.bot.id, house.app.bot.bot_id, house.team.name)
        ada = house.person()
        ada.say("hello")
        await house.settle()
        assert house.desk.replies == [Said("hello")]


async def test_of_one_organisation_too() -> None:
    async with open_house(consent=False, bot_token="") as house:
        grid = house.world.add_enterprise()
        house.world.add_workspace("One", enterprise=grid)
        house.shelf.own = Installation("", house.world.install(grid).token)
        await house.service.meet()
        kept = house.shelf.own
        assert (kept.team, kept.enterprise, kept.org_wide) == ("", grid.id, True)


async def test_a_wrong_token_is_named() -> None:
    with pytest.raises(CredentialRefused, match="SLACK_BOT_TOKEN"):
        async with open_house(consent=False, bot_token="xoxb-wrong"):
            raise AssertionError


@pytest.mark.parametrize("lacking", ["", "files:read"])
async def test_scopes_that_are_missing_are_said(lacking: str, caplog: pytest.LogCaptureFixture) -> None:
    async with open_house(consent=False, bot_token="") as house:
        house.app.scopes = tuple(scope for scope in house.app.scopes if scope != lacking)
        await house.service.introduce(())
        assert house.channel.app_id == house.world.app.id
    said = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert len(said) == bool(lacking)
    assert all(lacking in one for one in said)
