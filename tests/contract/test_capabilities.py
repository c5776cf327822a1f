"""What a channel says that it can do, it can; and what it cannot is not asked of it."""

from urllib.parse import urlsplit

import pytest

from bot.conversation.cards import Action, Button, Choices, Confirm, Text, Title
from bot.conversation.channel import DeliveryError
from bot.conversation.replies import FileRef
from tests.contract.bench import Bench
from tests.contract.cards import button, card, question


async def test_a_private_link_leads_to_the_bot(bench: Bench) -> None:
    place = bench.person()
    for payload in ("connect", "a", "A-z_09" * 10):
        link = urlsplit(bench.channel.private_link(payload, place.team))
        assert link.scheme == "https"
        assert link.hostname


async def test_the_one_command_has_its_slash(bench: Bench) -> None:
    assert bench.channel.can.command in ("", "/tariff")
    assert bench.channel.name == bench.person().channel


async def test_a_list_of_any_length_fits_in_a_menu(bench: Bench) -> None:
    can, place = bench.channel.can, bench.person()
    count = 300 if can.menus else can.buttons_per_list
    options = tuple(button(f"Provider {n}") for n in range(count))
    await bench.channel.send(place, card(Title("Who?"), Choices(options, 300, prompt="Choose one")))
    [seen] = bench.seen(place)
    assert seen.labels == (("Choose one",) if can.menus else tuple(one.label for one in options))


async def test_who_asks_before_a_press_counts(bench: Bench) -> None:
    place = bench.person()
    sure = Confirm("Disconnect?", "The prices will be gone.", "Yes", "No")
    await bench.channel.send(place, card(Text("Here"), Choices((Button("Stop", Action("stop"), "danger", sure),), 1)))
    if bench.channel.can.confirms:
        with pytest.raises(RuntimeError, match="a dialog asks: Disconnect"):
            await bench.press(place, "Stop")
    else:
        await bench.press(place, "Stop")
        await bench.arrival()


async def test_a_page_beside_the_chat(bench: Bench) -> None:
    publish = getattr(bench.channel, "publish", None)
    assert (publish is not None) == bench.channel.can.home
    if publish:
        place = bench.person()
        await publish(place, question("Your tariffs"))
        await publish(place, question("Your tariffs now"))
        assert bench.seen(place) == []  # beside the chat, and not in it


async def test_documents_can_be_fetched(bench: Bench) -> None:
    fetch = getattr(bench.channel, "fetch", None)
    assert (fetch is not None) == bench.channel.can.files
    if fetch:
        with pytest.raises(DeliveryError):
            await fetch(bench.person(), FileRef("F0NOTHING", "sites.csv", 5), 1000)
