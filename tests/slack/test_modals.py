"""Forms in modals: opened in time, filled, sent in, answered; against the emulated Slack over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.slack import drafts as typing
from adapters.slack import modals, selects, tokens
from bot.conversation.replies import Filled
from sandbox.slack import model
from sandbox.slack.modals import Modal
from sandbox.slack.people import Person as Hands
from sandbox.slack.surfaces import View
from tests.slack.conftest import KEY
from tests.slack.entrance import FORM, House, actions, button, form_of, open_house

OPEN = "Fill in"


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with open_house() as made:
        yield made


@pytest.fixture
async def ada(house: House) -> Hands:
    return house.person()


def card(house: House, ada: Hands) -> model.Message:
    return house.show(ada, actions(button(OPEN, tokens.open_form(KEY))))


async def open_form(house: House, ada: Hands) -> Modal:
    """Ada opens the form and waits for it."""
    done = await ada.press(card(house, ada), OPEN)
    assert done.trouble is None
    await house.service._errands.finish()
    return ada.modal


def blocks_of(modal: Modal) -> list[str]:
    return [block["block_id"] for block in modal.view.blocks if block["type"] == "input"]


def drafts(house: House) -> list[dict[str, str]]:
    return [reply.values for reply in house.desk.replies if isinstance(reply, Filled) and not reply.done]


async def fill_in(modal: Modal) -> None:
    await modal.fill("name", "Night rate")
    await modal.fill("country", "Country 1")


async def test_a_form_opens_as_it_stands(house: House, ada: Hands) -> None:
    house.desk.shown = form_of(name="Agile")
    modal = await open_form(house, ada)
    assert modal.title == "Your prices"
    assert modal.value("name") == "Agile"
    assert blocks_of(modal) == ["name", "country", "periods.0.from", "periods.0.price"]
    opened, updated = house.world.calls.to("slack", "views.open"), house.world.calls.to("slack", "views.update")
    assert len(opened) == len(updated) == 1
    assert "hash" not in updated[0].body


async def test_the_loading_view_waits_for_nobody(house: House, ada: Hands) -> None:
    """Neither for storage nor for users.info: the trigger lives three seconds."""
    await ada.command("help")  # the token is at hand
    shown = card(house, ada)
    await house.settle()
    house.channel.people.forget(house.team.id, ada.id)
    found = house.shelf.found
    info = house.world.faults.hang("users.info", "before")
    pressed = asyncio.create_task(ada.press(shown, OPEN))
    view: View = await ada.wait_until(lambda: ada.modals[0].view if ada.modals else None, 0.7)
    assert "One moment" in " ".join(Modal(ada, view).texts)
    assert house.shelf.found == found
    assert (await pressed).trouble is None
    info.set()
    await house.service._errands.finish()
    assert blocks_of(ada.modal)


async def test_an_answered_card_says_so(house: House, ada: Hands) -> None:
    house.desk.shown = None
    modal = await open_form(house, ada)
    assert "has been answered already" in " ".join(modal.texts)
    assert modal.view.submit is None


async def test_a_form_that_cannot_be_shown_says_so(house: House, ada: Hands) -> None:
    house.world.faults.refuse("views.update", "internal_error")
    modal = await open_form(house, ada)
    assert "couldn’t be loaded" in " ".join(modal.texts)
    assert modal.view.submit is None
    assert blocks_of(await open_form(house, ada))


async def test_a_trigger_that_has_run_out_is_offered_again(house: House, ada: Hands) -> None:
    house.world.faults.refuse("views.open", "expired_trigger_id")
    await ada.press(card(house, ada), OPEN)
    await house.service._errands.finish()
    assert ada.modals == []
    [again] = [m for m in ada.dm.ephemerals if m.ephemeral_to == ada.id]
    await ada.press(again, "Open the form")
    await house.service._errands.finish()
    assert blocks_of(ada.modal)


async def test_where_the_press_cannot_be_answered_the_offer_comes_by_itself(house: House, ada: Hands) -> None:
    """As from the home page, which has no address for answers."""
    home = house.world.home(ada.user, house.team)
    assert home is None
    await house.channel.ask(
        house.team.id, "views.publish", {"user_id": ada.id, "view": {"type": "home", "blocks": [_open_button()]}}
    )
    home = ada.home
    assert home
    house.world.faults.refuse("views.open", "expired_trigger_id")
    await ada.press(home, OPEN)
    await house.service._errands.finish()
    assert len(house.whispers(ada)) == 1
    await ada.press(home, OPEN)
    await house.service._errands.finish()
    assert blocks_of(ada.modal)


def _open_button() -> dict[str, object]:
    return actions(button(OPEN, tokens.open_form(KEY)))


async def test_what_is_sent_in_is_taken_and_the_modal_goes(house: House, ada: Hands) -> None:
    modal = await open_form(house, ada)
    await fill_in(modal)
    done = await modal.send()
    assert done.trouble is None
    assert ada.modals == []
    values = {"name": "Night rate", "country": "C1", "periods.0.from": "00:00", "periods.0.price": "0.20"}
    assert house.desk.turns == [Filled("tariff", values, KEY)]


async def test_what_is_wrong_stands_at_its_field(house: House, ada: Hands) -> None:
    modal = await open_form(house, ada)
    await fill_in(modal)
    house.desk.wrong = {"name": "Too long.", "periods.0.price": "No number.", "all": "Gaps in the day."}
    await modal.send()
    assert ada.modal.errors == {"name": "Too long.\nGaps in the day.", "periods.0.price": "No number."}
    assert house.desk.turns == []
    house.desk.wrong = {}
    await modal.send()
    assert len(house.desk.turns) == 1


async def test_what_connect_refuses_stands_at_its_field(house: House, ada: Hands) -> None:
    modal = await open_form(house, ada)
    await fill_in(modal)
    name, country = form_of().fields
    house.desk.refused = replace(form_of(), fields=(replace(name, problem="Unknown."), country))
    await modal.send()
    assert ada.modal.errors == {"name": "Unknown."}
    assert ada.modal.value("name") == "Night rate"
    house.desk.refused = None
    await modal.send()
    assert ada.modals == []
    assert len(house.desk.turns) == 2  # the same values once more are another attempt


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modals, "SETTLE_S", 0.05)
    monkeypatch.setattr(modals, "APPLIED_S", 0.05)


@pytest.mark.usefixtures("quick")
async def test_what_takes_long_is_told_when_it_is_known(house: House, ada: Hands) -> None:
    modal = await open_form(house, ada)
    await fill_in(modal)
    house.desk.settling = asyncio.Event()
    done = await modal.send()
    assert done.trouble is None
    assert "checking that" in " ".join(ada.modal.texts)
    assert ada.modal.title == "Your prices"
    house.desk.settling.set()
    await house.service._errands.finish()
    assert "That’s in" in " ".join(ada.modal.texts)


@pytest.mark.usefixtures("quick")
async def test_what_is_refused_late_is_shown_in_the_form(house: House, ada: Hands) -> None:
    modal = await open_form(house, ada)
    await fill_in(modal)
    house.desk.settling = asyncio.Event()
    await modal.send()
    filled = form_of(name="Night rate")
    name, country = filled.fields
    house.desk.refused = replace(filled, fields=(replace(name, problem="Unknown."), country))
    house.desk.settling.set()
    await house.service._errands.finish()
    assert "⚠️ Unknown." in ada.modal.texts
    assert ada.modal.value("name") == "Night rate"
    assert ada.modal.view.submit


@pytest.mark.usefixtures("quick")
async def test_a_closed_window_is_no_trouble(house: House, ada: Hands, caplog: pytest.LogCaptureFixture) -> None:
    modal = await open_form(house, ada)
    await fill_in(modal)
    house.desk.settling = asyncio.Event()
    await modal.send()
    await ada.modal.close()
    house.desk.settling.set()
    await house.service._errands.finish()
    assert [r for r in caplog.records if r.levelname in ("WARNING", "ERROR")] == []


async def test_sent_in_twice_is_one_turn(house: House, ada: Hands) -> None:
    modal = await open_form(house, ada)
    await fill_in(modal)
    house.desk.settling = asyncio.Event()
    first, second = (asyncio.create_task(modal.send()) for _ in range(2))
    await asyncio.wait({first, second}, timeout=0.2)  # both wait for the one turn
    house.desk.settling.set()
    assert [(await one).trouble for one in (first, second)] == [None, None]
    assert len(house.desk.turns) == 1


async def test_a_turn_that_cannot_be_stored_is_not_taken(house: House, ada: Hands) -> None:
    modal = await open_form(house, ada)
    await fill_in(modal)
    house.desk.broken = True
    done = await modal.send()
    assert done.trouble
    assert ada.modal.view is modal.view
    house.desk.broken = False
    assert (await modal.send()).trouble is None


async def test_rows_come_and_go_and_nothing_typed_is_lost(house: House, ada: Hands) -> None:
    modal = await open_form(house, ada)
    await modal.fill("name", "Night rate")
    await modal.fill("periods.0.price", "0.11")
    await modal.press("Add a period")
    await house.service._errands.finish()
    assert blocks_of(ada.modal)[2:] == [f"periods.{row}.{field}" for row in (0, 1) for field in ("from", "price")]
    assert (modal.value("name"), modal.value("periods.0.price")) == ("Night rate", "0.11")
    await modal.fill("periods.1.price", "0.22")
    await modal.press(tokens.remove_row(0))
    await house.service._errands.finish()
    assert blocks_of(ada.modal)[2:] == ["periods.1.from", "periods.1.price"]
    assert modal.value("periods.1.price") == "0.22"
    assert drafts(house)[-1] == {"name": "Night rate", "country": "", "periods.0.from": "", "periods.0.price": "0.22"}


async def test_two_quick_presses_add_two_rows(house: House, ada: Hands) -> None:
    modal = await open_form(house, ada)
    await asyncio.gather(modal.press("Add a period"), modal.press("Add a period"))
    await house.service._errands.finish()
    assert len(blocks_of(ada.modal)) == 2 + 3 * len(FORM.rows.fields if FORM.rows else ())


async def test_a_press_that_is_told_twice_adds_one_row(house: House, ada: Hands) -> None:
    modal = await open_form(house, ada)
    done = await modal.press("Add a period")
    assert done.payload
    assert not (await house.platform.delivery.ask("interactive", done.payload)).problem
    await house.service._errands.finish()
    assert len(blocks_of(ada.modal)) == 2 + 2 * 2


async def test_changes_of_one_view_go_one_after_the_other(house: House, ada: Hands) -> None:
    modal = await open_form(house, ada)
    before = len(house.world.calls.to("slack", "views.update"))
    held = house.world.faults.hang("views.update", "before")
    await modal.press("Add a period")
    await modal.press("Add a period")
    await modal.press("Add a period")
    await ada.wait_until(lambda: len(house.world.calls.to("slack", "views.update")) > before)
    assert len(house.world.calls.to("slack", "views.update")) == before + 1
    held.set()
    await house.service._errands.finish()
    assert len(house.world.calls.to("slack", "views.update")) == before + 2  # the newest, and none between
    assert len(blocks_of(ada.modal)) == 2 + 2 * 4


async def test_a_conflict_is_drawn_once_more(house: House, ada: Hands) -> None:
    modal = await open_form(house, ada)
    house.world.faults.refuse("views.update", "hash_conflict")
    await modal.press("Add a period")
    await house.service._errands.finish()
    assert len(blocks_of(ada.modal)) == 2 + 2 * 2


async def test_a_change_that_was_not_shown_can_be_made_again(house: House, ada: Hands) -> None:
    modal = await open_form(house, ada)
    house.world.faults.refuse("views.update", "internal_error")
    await modal.press("Add a period")
    await house.service._errands.finish()
    assert len(blocks_of(ada.modal)) == 2 + 2
    await modal.press("Add a period")
    await house.service._errands.finish()
    assert len(blocks_of(ada.modal)) == 2 + 2 * 2


async def test_what_was_typed_is_kept_when_the_modal_is_closed(house: House, ada: Hands) -> None:
    modal = await open_form(house, ada)
    await modal.fill("name", "Night rate")
    await modal.fill("periods.0.price", "0.11")
    assert house.desk.attempts == 0  # letters cost nothing
    await modal.close()
    expected = {"name": "Night rate", "country": "", "periods.0.from": "00:00", "periods.0.price": "0.11"}
    assert drafts(house) == [expected]
    await house.stop()
    assert drafts(house) == [expected]


async def test_what_was_typed_is_kept_when_somebody_pauses(
    house: House, ada: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    modal = await open_form(house, ada)
    updates = len(house.world.calls.to("slack", "views.update"))
    monkeypatch.setattr(typing, "PAUSE_S", 0.5)
    await modal.fill("name", "Night rate")
    await asyncio.wait_for(house.desk.arrived.wait(), 5)
    assert [draft["name"] for draft in drafts(house)] == ["Night rate"]
    await modal.close()
    assert house.desk.attempts == 1
    assert len(house.world.calls.to("slack", "views.update")) == updates  # or the cursor would jump


async def test_what_was_typed_is_kept_when_we_stop(house: House, ada: Hands) -> None:
    modal = await open_form(house, ada)
    await modal.fill("name", "Night")
    await house.stop()
    assert [draft["name"] for draft in drafts(house)] == ["Night"]


async def test_a_letter_that_comes_late_takes_nothing_back(house: House, ada: Hands) -> None:
    modal = await open_form(house, ada)
    late = await modal.fill("name", "N")
    await modal.fill("name", "Night")
    assert late.payload
    assert not (await house.platform.delivery.ask("interactive", late.payload)).problem
    await modal.close()
    assert [draft["name"] for draft in drafts(house)] == ["Night"]


async def test_what_is_sent_in_or_chosen_is_newer_than_what_was_typed(house: House, ada: Hands) -> None:
    modal = await open_form(house, ada)
    await fill_in(modal)
    assert [(draft["name"], draft["country"]) for draft in drafts(house)] == [("Night rate", "C1")]
    await modal.fill("name", "Day rate")
    house.desk.wrong = {"name": "Too long."}
    await modal.send()
    house.desk.wrong = {}
    await modal.send()
    await house.stop()
    assert len(drafts(house)) == 1


async def test_what_was_refused_and_then_closed_is_kept(house: House, ada: Hands) -> None:
    modal = await open_form(house, ada)
    await fill_in(modal)
    await modal.fill("name", "Day rate")
    house.desk.wrong = {"name": "Too long."}
    await modal.send()
    await modal.close()
    assert drafts(house)[-1]["name"] == "Day rate"


async def test_rows_that_are_not_shown_are_sent_in_with_the_others(house: House, ada: Hands) -> None:
    shown, rows = form_of(name="Agile"), tuple({"from": "00:00", "price": str(number)} for number in range(40))
    house.desk.shown = replace(shown, rows=shown.rows and replace(shown.rows, rows=rows, most=48))
    modal = await open_form(house, ada)
    assert len(blocks_of(modal)) == 2 + 2 * 31
    assert "9 more are kept as they are: there is no room for them here." in modal.texts
    await modal.press(tokens.remove_row(0))
    await house.service._errands.finish()
    await modal.fill("periods.1.price", "one")
    await modal.close()
    assert [drafts(house)[-1][f"periods.{number}.price"] for number in (0, 38)] == ["one", "39"]
    assert len(drafts(house)[-1]) == 2 + 2 * 39
    modal = await open_form(house, ada)
    await modal.fill("country", "Country 1")
    await modal.send()
    assert [house.desk.turns[0].values[f"periods.{number}.price"] for number in range(40)] == [*map(str, range(40))]


async def test_what_was_chosen_is_kept_when_the_modal_is_closed(house: House, ada: Hands) -> None:
    modal = await open_form(house, ada)
    await modal.fill("name", "Night rate")
    await modal.fill("country", "Country 1")
    await modal.close()
    await house.settle()
    [draft] = drafts(house)
    assert (draft["name"], draft["country"]) == ("Night rate", "C1")
    assert all(isinstance(reply, Filled) and reply.key == KEY for reply in house.desk.replies)


async def test_a_menu_asks_us(house: House, ada: Hands) -> None:
    house.desk.entries = tuple(f"Energy {number}" for number in range(150))
    menu = {"type": "external_select", "action_id": tokens.menu(KEY), "min_query_length": 0}
    shown = house.show(ada, actions(menu))
    everything = await ada.look_up(shown, tokens.menu(KEY))
    assert len(everything.labels) == 100
    found = await ada.look_up(shown, tokens.menu(KEY), "energy 14")
    assert found.labels == ["Energy 14", *(f"Energy {number}" for number in range(140, 150))]
    nothing = await ada.look_up(shown, tokens.menu(KEY), "zzz")
    assert nothing.labels == ["Nothing like that here. Try just part of the name."]
    await ada.choose(shown, tokens.menu(KEY), nothing.labels[0])
    assert house.desk.kept == {}  # the hint is no entry


async def test_a_menu_that_is_slow_says_so_in_time(house: House, ada: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    house.desk.asked = asyncio.Event()
    shown = house.show(ada, actions({"type": "external_select", "action_id": tokens.menu(KEY), "min_query_length": 0}))
    monkeypatch.setattr(selects, "PATIENCE_S", 0.05)
    done = await ada.look_up(shown, tokens.menu(KEY))
    assert done.trouble is None
    assert done.labels == ["That took too long. Please type one more letter."]


async def test_a_long_menu_of_a_form_asks_us(house: House, ada: Hands) -> None:
    house.desk.shown = form_of(countries=140)
    modal = await open_form(house, ada)
    found = await modal.look_up("country", "country 13")
    assert found.labels == ["Country 13", *(f"Country {number}" for number in range(130, 140))]
    await modal.fill("country", "Country 139")
    await modal.fill("name", "x")
    await modal.send()
    assert house.desk.turns[0].values["country"] == "C139"
