"""Providers, tariffs, regions and kinds of price: short lists, long lists, and what is not in them."""

import pytest

from bot.conversation.page import Page
from bot.conversation.pages.view import Do, LookAgain
from tests.conversation.page_chat import Chat, context, sample

NOT_LISTED = "My provider isn’t listed"


def providers(count: int = 300, *names: str) -> Page:
    all_names = [*names, *(f"Supplier {number:03}" for number in range(count - len(names)))]
    listed = [{"id": f"prv_{number}", "display_name": name} for number, name in enumerate(all_names)]
    return Page("provider", "provider_select", ("ADDRESS_CHANGE", "PROVIDER_MISSING"), {"providers": listed})


def test_short_list_in_one_press() -> None:
    talk = Chat(sample("provider_select", "provider"))
    assert talk.labels == ["Norrglimt Energi", "Tallvik Kraft", NOT_LISTED, "Change address"]
    assert talk.position == ""
    assert talk.facts["Address"].startswith("Glimtvägen 7")
    talk.press("Tallvik Kraft")
    assert talk.sent == {"provider": {"id": "prv_6a3deeebead82add1d0eca1a"}}
    assert talk.done == "Tallvik Kraft"


def test_long_list_has_pages() -> None:
    talk = Chat(providers())
    assert talk.position == "1/38"
    assert len(talk.labels) == 8 + 3
    talk.press("More").press("More")
    assert talk.position == "3/38"
    assert talk.labels[0] == "Supplier 016"
    assert talk.press("Previous").position == "2/38"
    assert talk.press("Supplier 010").done == "Supplier 010"


@pytest.mark.parametrize(("count", "position"), [(8, ""), (9, "1/2"), (16, "1/2"), (17, "1/3")])
def test_pages_only_where_one_is_too_few(count: int, position: str) -> None:
    assert Chat(providers(count)).position == position


def test_the_last_page_stays_when_the_list_shrinks() -> None:
    talk = Chat(providers(20)).act("leaf", "2")
    talk.page = providers(9)
    assert talk.position == "2/2"


@pytest.mark.parametrize("leaf", ["-1", "999999999999999999999", "NaN", "x", "", "1e9"])
def test_forged_page_numbers(leaf: str) -> None:
    assert Chat(providers()).act("leaf", leaf).labels


def test_typing_the_very_name_takes_it() -> None:
    assert Chat(providers(300, "Ørsted A/S")).say("ørsted").done == "Ørsted A/S"


def test_typing_part_of_a_name_asks() -> None:
    talk = Chat(providers(300, "Octopus Energy", "Octopus Green")).say("otcopus")
    assert set(talk.labels[:2]) == {"Octopus Energy", "Octopus Green"}
    assert talk.labels[2] == "None of these"
    assert talk.press("Octopus Green").done == "Octopus Green"


def test_a_single_hit_can_be_agreed_to() -> None:
    talk = Chat(Page("provider", "p", (), {"providers": [{"id": "1", "display_name": "Tidehollow Energy"}]}))
    assert talk.say("tidehollow").outcome is None
    assert talk.say("yes").done == "Tidehollow Energy"


def test_none_of_these_shows_the_list_again() -> None:
    talk = Chat(providers(300, "Octopus Energy")).say("octopuss")
    assert talk.say("None of these").position == "1/38"


def test_back_from_a_search_is_the_list() -> None:
    talk = Chat(providers(300, "Octopus Energy")).say("octopuss")
    assert talk.back()
    assert talk.position == "1/38"
    assert not talk.back()


def test_nothing_found_says_what_to_do() -> None:
    talk = Chat(providers()).say("qqqxyz")
    assert "qqqxyz" in talk.problem
    assert NOT_LISTED in talk.problem
    assert talk.labels


@pytest.mark.parametrize("text", ["not listed", "My provider isn't listed", "i don't know", "none of them"])
def test_not_listed_in_words(text: str) -> None:
    assert Chat(providers()).say(text).outcome == Do("PROVIDER_MISSING")


def test_not_listed_is_offered_always_and_change_address_if_listed() -> None:
    talk = Chat(Page("provider", "provider_select", (), providers(3).data))
    assert NOT_LISTED in talk.labels
    assert "Change address" not in talk.labels
    assert talk.press(NOT_LISTED).outcome == Do("PROVIDER_MISSING")


def test_change_address() -> None:
    assert Chat(sample("provider_select", "provider")).press("Change address").outcome == Do("ADDRESS_CHANGE")


def test_empty_list_leads_on() -> None:
    talk = Chat(sample("variants/provider_select.empty_list", "provider"))
    assert talk.labels[0] == NOT_LISTED
    assert talk.say("Octopus").problem
    assert talk.press(NOT_LISTED).outcome == Do("PROVIDER_MISSING")


def test_an_entry_that_is_gone() -> None:
    talk = Chat(providers()).act("pick", "prv_gone")
    assert talk.problem == "That choice is no longer available. Please pick one of these."


def test_an_action_that_is_not_offered_is_not_sent() -> None:
    talk = Chat(providers()).act("do", "DISCONNECT")
    assert talk.outcome is None
    assert talk.problem


@pytest.mark.parametrize(
    "code", ["provider_id_missing", "provider_not_found", "provider_id_invalid", "data_json_invalid"]
)
def test_refused(code: str) -> None:
    talk = Chat(providers()).press("Supplier 001").refuse(code)
    assert talk.problem
    assert "code" not in talk.problem
    assert talk.position == "1/38"


def test_who_feeds_in_is_asked_for_the_buyer() -> None:
    page = Page("provider", "provider_select", (), providers(3).data, direction="EXPORT")
    assert Chat(page).title == "Who buys the electricity you feed in?"


def test_tariffs_by_name_and_description() -> None:
    talk = Chat(sample("tariff_select", "tariff"), context("de"))
    assert talk.title == "Welchen Tarif hast du bei Tidehollow Energy?"
    assert talk.labels[0] == "Tidehollow Night Saver · Nov 2026"
    assert talk.say("steady").labels[0] == "Tidehollow Steady 24 · fixed until March 2028"
    talk.press("Tidehollow Steady 24 · fixed until March 2028")
    assert talk.sent == {"tariff": {"id": "trt_6a7053caacc478f29aaff207"}}
    assert talk.done == "Tidehollow Steady 24"


def test_tariffs_of_the_same_name_ask() -> None:
    tariffs = [{"id": "1", "name": "Flex", "description": ""}, {"id": "2", "name": "Flex", "description": "2025"}]
    talk = Chat(Page("tariff", "tariff_select", (), {"tariffs": tariffs})).say("flex")
    assert talk.outcome is None
    assert talk.say("flex 2025").sent == {"tariff": {"id": "2"}}


def test_tariff_not_listed() -> None:
    assert Chat(sample("tariff_select", "tariff")).press("My tariff isn’t listed").outcome == Do("TARIFF_MISSING")
    assert Chat(sample("tariff_select", "tariff", tariffs=[])).say("not listed").outcome == Do("TARIFF_MISSING")


def test_regions_under_our_names() -> None:
    talk = Chat(sample("region_select", "region"))
    assert talk.labels == ["Corsica", "Mainland France"]
    assert talk.say("corsica").sent == {"region": "CORS"}


def test_regions_by_code_and_unknown_codes() -> None:
    talk = Chat(Page("region", "region_select", (), {"regions": ["DK1", "DK2", "ZZ7", 5, None]}), context("de"))
    assert talk.labels == ["Westdänemark (DK1)", "Ostdänemark (DK2)", "ZZ7"]
    assert talk.say("was denn").problem
    assert talk.say("zz7").sent == {"region": "ZZ7"}


def test_preset_region_comes_first() -> None:
    assert Chat(sample("region_select", "region", region="FR")).labels[0] == "Mainland France"


def test_no_regions() -> None:
    talk = Chat(sample("region_select", "region", regions=[]))
    assert talk.say("x").problem
    assert talk.press("Check again").outcome == LookAgain()


def test_kinds_of_price_in_the_order_received() -> None:
    talk = Chat(sample("tariff_structure_select", "structure", options=["MARKET", "FIXED", "ADVANCED_X", "LOYAL"]))
    assert talk.labels == ["Follows the market price", "One price all day", "LOYAL"]
    assert talk.facts["One price all day"] == "Every kWh costs the same, day and night."
    assert talk.press("LOYAL").sent == {"options": ["LOYAL"]}


@pytest.mark.parametrize(
    ("language", "text", "option"),
    [
        ("en", "fixed", "FIXED"),
        ("en", "it's a night tariff", "TIME_OF_DAY"),
        ("en", "Economy 7", "TIME_OF_DAY"),
        ("en", "spot", "MARKET"),
        ("de", "Festpreis", "FIXED"),
        ("de", "Nachtstrom", "TIME_OF_DAY"),
        ("de", "Börsenpreis", "MARKET"),
        ("de", "dynamisch", "MARKET"),
        ("de", "Folgt dem Börsenpreis", "MARKET"),
    ],
)
def test_kinds_of_price_in_words(language: str, text: str, option: str) -> None:
    talk = Chat(sample("tariff_structure_select", "structure"), context(language))
    assert talk.say(text).sent == {"options": [option]}


@pytest.mark.parametrize("text", ["hm", "fixed at night", "🌙"])
def test_kinds_of_price_when_unsure(text: str) -> None:
    talk = Chat(sample("tariff_structure_select", "structure")).say(text)
    assert "night rate" in talk.problem


def test_a_kind_of_price_that_is_not_offered() -> None:
    talk = Chat(sample("tariff_structure_select", "structure", options=["FIXED"])).act("pick", "MARKET")
    assert talk.problem
    assert talk.say("spot").problem


@pytest.mark.parametrize("code", ["option_invalid", "option_not_supported", "data_json_invalid"])
def test_kind_of_price_refused(code: str) -> None:
    assert Chat(sample("tariff_structure_select", "structure")).say("fixed").refuse(code).problem
