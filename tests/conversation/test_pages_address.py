"""The address page: one message, one confirmation, and questions only for what is missing."""

from typing import Any

import pytest

from bot.conversation.page import Page
from bot.conversation.pages.address_parts import ORDER
from tests.conversation.page_chat import Chat, context, sample

YES = "Yes, that’s right"


def page(**parts: str) -> Page:
    return Page("address", "postal_address_capture", ("BACK",), {"postal_address": parts})


def chat(language: str = "en-GB", *, forms: bool = False, **parts: str) -> Chat:
    return Chat(page(**parts), context(language, forms=forms))


def sent(talk: Chat) -> dict[str, Any]:
    address = talk.sent["postal_address"]
    assert set(address) == set(ORDER)
    return {name: value for name, value in address.items() if value}


def test_one_message_and_one_press() -> None:
    talk = Chat(sample("postal_address_capture", "address"), context())
    assert "1-3 Strand, London WC2N 5EH" in talk.texts[0]
    talk.say("1-3 Strand, London WC2N 5EH")
    assert talk.title == "Did I get the address right?"
    assert talk.facts["Country"] == "United Kingdom"
    assert "State" not in talk.labels
    talk.press(YES)
    assert talk.sent == {
        "postal_address": {
            "address_line1": "1-3 Strand",
            "address_line2": "",
            "city": "London",
            "state": "",
            "post_code": "WC2N 5EH",
            "country_code": "GB",
        }
    }
    assert talk.done == "1-3 Strand, London"


def test_german() -> None:
    talk = chat("de").say("Hauptstr. 5, 10827 Berlin")
    assert talk.title == "Stimmt die Adresse so?"
    assert talk.facts["Land"] == "Deutschland"
    assert sent(talk.say("jo"))["country_code"] == "DE"


def test_only_what_is_missing_is_asked() -> None:
    talk = chat().say("Lindenweg 4")
    assert talk.title == "Which town or city?"
    talk.say("10827 Berlin")
    assert talk.title == "Did I get the address right?"
    assert talk.facts["Postcode"] == "10827"


def test_country_by_button_and_in_any_language() -> None:
    talk = chat("de-AT").say("Dorfstraße 3").say("Kleinkleckersdorf").say("12345")
    assert talk.title == "In welchem Land?"
    assert talk.labels[0] == "Österreich"
    assert talk.press("Österreich").facts["Land"] == "Österreich"
    talk.press("Land").say("Allemagne")
    assert talk.facts["Land"] == "Deutschland"


def test_state_where_the_country_has_states() -> None:
    talk = chat("en-US").say("12 Main St, Springfield").say("skip")
    talk.press("United States")
    assert talk.title == "Which state or province?"
    talk.say("Bavaria")
    assert "Bavaria" in talk.problem
    assert talk.title == "Which state or province?"
    talk.say("illinois")
    assert talk.facts["State"] == "Illinois"
    assert sent(talk.press(YES))["state"] == "IL"


def test_another_country_has_other_states() -> None:
    talk = chat().say("12 Main St, Austin TX 78701").press("Country").say("Germany")
    assert "State" not in talk.facts


def test_optional_parts_may_be_skipped() -> None:
    talk = chat().say("Berlin").press("Skip").press("Skip")
    assert sent(talk.press(YES)) == {"city": "Berlin", "country_code": "DE"}
    assert talk.done == "Berlin"


@pytest.mark.parametrize("text", ["hello there", "👍", "   ", "?", "what is this"])
def test_small_talk_is_no_address(text: str) -> None:
    talk = chat().say(text)
    assert "1-3 Strand" in talk.problem
    assert talk.title == "Which address is this for?"


def test_each_part_can_be_corrected_alone() -> None:
    talk = chat().say("1-3 Strand, London WC2N 5EH")
    talk.press("Flat or floor").say("Flat 2")
    talk.press("Postcode")
    assert talk.labels == ["Keep “WC2N 5EH”"]
    talk.say("WC2N 5EJ")
    talk.press("Street and number").press("Keep “1-3 Strand”")
    assert sent(talk.say("yes")) == {
        "address_line1": "1-3 Strand",
        "address_line2": "Flat 2",
        "city": "London",
        "post_code": "WC2N 5EJ",
        "country_code": "GB",
    }


def test_typing_a_postcode_corrects_just_that() -> None:
    talk = chat("de").say("Hauptstr. 5, 10827 Berlin").say("10829")
    assert talk.facts["Postleitzahl"] == "10829"
    assert talk.facts["Straße und Hausnummer"] == "Hauptstr. 5"


def test_typing_a_country_corrects_just_that() -> None:
    talk = chat().say("1-3 Strand, London WC2N 5EH").say("Ireland")
    assert talk.facts["Country"] == "Ireland"
    talk.say("Germny")
    assert talk.title == "Which country?"
    assert talk.labels[0] == "Germany"


def test_typing_a_whole_address_replaces_it() -> None:
    talk = chat().say("Flat 2, 12 Main St, Austin TX 78701").say("Potsdamer Str. 7, 10785 Berlin")
    assert talk.facts == {
        "Street and number": "Potsdamer Str. 7",
        "Town or city": "Berlin",
        "Postcode": "10785",
        "Country": "Germany",
    }


def test_what_connect_filled_in_is_offered() -> None:
    talk = chat(address_line1="Glimtvägen 7", city="Uppsala", country_code="se")
    assert talk.title == "Is this the right address?"
    assert talk.labels == [YES, "Change"]
    assert sent(talk.say("ok"))["country_code"].isupper()


def test_what_connect_filled_in_can_be_changed() -> None:
    talk = chat(city="Uppsala", country_code="se", address_line1="Glimtvägen 7").press("Change")
    assert "Postcode" in talk.labels
    assert sent(talk.press("Street and number").say("Glimtvägen 9").press(YES)) == {
        "address_line1": "Glimtvägen 9",
        "city": "Uppsala",
        "country_code": "SE",
    }


def test_no_asks_what_to_change() -> None:
    talk = chat(city="Uppsala", country_code="SE").say("no")
    assert talk.hint == "Which part should I change?"
    assert "Town or city" in talk.labels


def test_a_part_that_connect_filled_in_is_not_asked() -> None:
    talk = Chat(sample("variants/postal_address_capture.prefilled", "address"), context("de"))
    assert talk.facts == {"Postleitzahl": "04109", "Land": "Deutschland"}
    talk.say("Hauptstr. 5, Leipzig")
    assert talk.title == "Stimmt die Adresse so?"
    assert sent(talk.say("ja")) == {
        "address_line1": "Hauptstr. 5",
        "city": "Leipzig",
        "post_code": "04109",
        "country_code": "DE",
    }


def test_a_whole_address_wins_over_what_connect_filled_in() -> None:
    talk = Chat(sample("variants/postal_address_capture.prefilled", "address"), context())
    talk.say("1-3 Strand, London WC2N 5EH")
    assert talk.facts["Country"] == "United Kingdom"
    assert talk.facts["Postcode"] == "WC2N 5EH"


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("city_missing", "Which town or city?"),
        ("post_code_missing", "What’s the postcode?"),
        ("address_line1_missing", "What’s the street and house number?"),
        ("country_code_missing", "Which country?"),
        ("country_code_invalid", "Which country?"),
        ("timezone_not_found", "Which town or city?"),
        ("geo_location_not_found", "Which town or city?"),
        ("data_json_invalid", "Did I get the address right?"),
        ("something_new", "Did I get the address right?"),
    ],
)
def test_errors_land_on_their_field(code: str, title: str) -> None:
    talk = chat().say("1-3 Strand, London WC2N 5EH").press(YES).refuse(code)
    assert talk.problem
    assert talk.title == title
    assert talk.facts["Street and number"] == "1-3 Strand"
    assert "Skip" not in talk.labels


def test_a_skipped_part_is_asked_when_it_is_needed_after_all() -> None:
    talk = chat().say("Berlin").press("Skip").press("Skip").press(YES).refuse("post_code_missing")
    assert talk.title == "What’s the postcode?"
    talk.say("skip")
    assert talk.problem
    assert sent(talk.say("10827").press(YES))["post_code"] == "10827"


def test_back_goes_one_question_earlier() -> None:
    talk = chat().say("Lindenweg 4").say("Springfield")
    assert talk.title == "What’s the postcode?"
    assert talk.back()
    assert talk.title == "Which town or city?"
    assert talk.labels == ["Keep “Springfield”"]
    assert talk.back()
    assert talk.title == "Which address is this for?"
    assert not talk.back()


def test_back_from_a_correction_is_the_confirmation() -> None:
    talk = chat().say("1-3 Strand, London WC2N 5EH").press("Postcode")
    assert talk.back()
    assert talk.title == "Did I get the address right?"


def test_a_postcode_has_digits() -> None:
    talk = chat().say("10 Elm St, Springfield").say("dunno what")
    assert "digits" in talk.problem
    talk.say("Canada")
    assert (talk.title, talk.facts["Country"]) == ("What’s the postcode?", "Canada")


def test_form_where_the_channel_has_forms() -> None:
    talk = chat(forms=True)
    assert [field.name for field in talk.form.fields if field.required] == ["city", "country_code"]
    assert talk.open_label == "Enter the address"
    assert talk.texts[-1].endswith("WC2N 5EH. Or fill in the form.")
    talk.fill("address", address_line1="Karl Johans gate 1", city=" Oslo ", country_code="Norge", post_code="0154")
    assert sent(talk)["country_code"] == "NO"
    assert talk.done == "Karl Johans gate 1, Oslo"


def test_form_with_faults_keeps_the_rest() -> None:
    talk = chat(forms=True).fill("address", address_line1="Karl Johans gate 1", city="", country_code="Qwertzland")
    assert talk.problem == "I still need the town or city."
    assert talk.title == "Which town or city?"
    assert talk.facts["Street and number"] == "Karl Johans gate 1"
    assert talk.problems["city"] == talk.problem
    assert "Qwertzland" in talk.problems["country_code"]
    assert talk.values["country_code"] == "Qwertzland"
    talk.say("Oslo")
    assert talk.title == "Which country?"


def test_a_form_changes_an_address_that_was_typed() -> None:
    talk = chat(forms=True).say("1-3 Strand, London WC2N 5EH")
    assert talk.title == "Did I get the address right?"
    assert (talk.labels, talk.open_label) == ([YES], "Change the address")
    assert talk.values["country_code"] == "United Kingdom"
    assert sent(talk.fill("address", {**talk.values, "post_code": "WC2N 5EJ"}))["post_code"] == "WC2N 5EJ"


def test_a_form_changes_what_connect_filled_in() -> None:
    talk = chat(forms=True, address_line1="Glimtvägen 7", city="Uppsala", country_code="se")
    assert (talk.labels, talk.open_label) == ([YES], "Change the address")
    assert sent(talk.fill("address", talk.values)) == {
        "address_line1": "Glimtvägen 7",
        "city": "Uppsala",
        "country_code": "SE",
    }


def test_the_state_of_a_form() -> None:
    talk = chat("en-US", forms=True)
    filled = {"address_line1": "12 Main St", "city": "Austin", "country_code": "US", "state": "Bavaria"}
    assert list(talk.fill("address", filled).problems) == ["state"]
    assert talk.values["state"] == "Bavaria"
    assert sent(talk.fill("address", {**filled, "state": "texas"}))["state"] == "TX"


@pytest.mark.parametrize(
    ("code", "field"),
    [
        ("city_missing", "city"),
        ("post_code_missing", "post_code"),
        ("address_line1_missing", "address_line1"),
        ("country_code_missing", "country_code"),
        ("country_code_invalid", "country_code"),
        ("timezone_not_found", "city"),
        ("geo_location_not_found", "city"),
        ("data_json_invalid", "address_line1"),
        ("something_new", "address_line1"),
    ],
)
def test_a_form_that_connect_refuses_comes_again(code: str, field: str) -> None:
    filled = {"address_line1": "1 High St", "city": "Lodnon", "post_code": "WC2N 5EH", "country_code": "uk"}
    talk = chat(forms=True).fill("address", filled).refuse(code)
    assert talk.problems == {field: talk.problem}
    assert {name: talk.values[name] for name in filled} == filled
    assert sent(talk.fill("address", {**filled, "city": "London", "country_code": "GB"}))["city"] == "London"


def test_what_connect_insists_on_is_needed_in_the_form() -> None:
    filled = {"city": "Berlin", "country_code": "DE", "post_code": ""}
    talk = chat(forms=True).fill("address", filled).refuse("post_code_missing")
    assert "post_code" in {field.name for field in talk.form.fields if field.required}
    assert list(talk.fill("address", filled).problems) == ["post_code"]
    assert "post_code" in {field.name for field in talk.form.fields if field.required}
    assert sent(talk.fill("address", {**filled, "post_code": "10827"}))["post_code"] == "10827"


def test_no_forms_where_the_channel_has_none() -> None:
    assert all(block.kind != "fields" for block in chat().card.blocks)


def test_refused_faults_show_in_the_form() -> None:
    talk = chat(forms=True).say("1-3 Strand, London WC2N 5EH").press(YES).refuse("city_missing")
    assert {field.name: field.problem for field in talk.form.fields if field.problem} == {
        "city": "I still need the town or city."
    }


@pytest.mark.parametrize("code", ["timezone_not_found", "geo_location_not_found"])
def test_a_place_not_found_asks_for_the_town_and_only_then_for_the_country(code: str) -> None:
    talk = chat().say("1 High Street, Lodnon, WC2N 5EH").press(YES).refuse(code)
    assert talk.title == "Which town or city?"
    assert talk.problem
    assert sent(talk.say("Londen").press(YES))["city"] == "Londen"
    assert talk.refuse(code).title == "Which country?"
    assert sent(talk.press("Keep “United Kingdom”").press(YES))["city"] == "Londen"
    assert talk.refuse(code).title == "Which town or city?"


@pytest.mark.parametrize("text", ["24.5", "24,5", "7", "0.30"])
def test_a_number_alone_is_no_street(text: str) -> None:
    talk = Chat(Page("address", "postal_address_capture", (), {}))
    assert talk.say(text).problem
    talk.say("1-3 Strand, London WC2N 5EH, UK")
    before = talk.facts
    assert talk.say(text).problem
    assert talk.facts == before


def test_a_post_code_alone_is_taken() -> None:
    talk = Chat(Page("address", "postal_address_capture", (), {})).say("Hauptstr. 5, 10827 Berlin, Germany")
    assert talk.say("10999").facts["Postcode"] == "10999"


@pytest.mark.parametrize(
    ("town", "code", "country"), [("London", "wc2n 5eh", "United Kingdom"), ("Berlin", "10827", "Germany")]
)
def test_a_town_and_its_postcode_tell_the_country_one_by_one(town: str, code: str, country: str) -> None:
    talk = chat().say("1-3 Strand").say(town).say(code)
    assert (talk.title, talk.facts["Country"]) == ("Did I get the address right?", country)
    assert talk.back()
    assert talk.title == "What’s the postcode?"


def test_a_town_that_nobody_knows_and_a_number_tell_no_country() -> None:
    assert chat().say("1-3 Strand").say("Xyzburg").say("12345").title == "Which country?"
