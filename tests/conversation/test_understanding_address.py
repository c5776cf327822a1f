"""Addresses of one message, taken apart; countries, states, and addresses said back."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from babel import localedata
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.understanding import countries
from bot.conversation.understanding.address import Address, address_lines, part_names, say_address
from bot.conversation.understanding.address_reading import read_address
from bot.conversation.understanding.countries import Country, country_codes, read_country, say_country
from bot.conversation.understanding.places import find_city
from bot.conversation.understanding.postcodes import write_postcode
from bot.conversation.understanding.results import Doubtful, Unreadable
from bot.conversation.understanding.states import read_state, say_state

# Text, then line 1, line 2, city, state, postcode, country.
GOLDEN = [
    ("my address is 14 Quillmoor Lane, Bristol BS1 9ZZ", ("14 Quillmoor Lane", "", "Bristol", "", "BS1 9ZZ", "GB")),
    ("Ich wohne in der Hauptstr. 5, 10827 Berlin", ("Hauptstr. 5", "", "Berlin", "", "10827", "DE")),
    ("Kungsgatan 5 lgh 1102, 411 19 Göteborg", ("Kungsgatan 5 lgh 1102", "", "Göteborg", "", "411 19", "SE")),
    ("Kirchweg 1, 39100 Bozen", ("Kirchweg 1", "", "Bozen", "", "39100", "IT")),
    ("London, 1-3 Strand, WC2N 5EH", ("1-3 Strand", "", "London", "", "WC2N 5EH", "GB")),
    ("WC2N 5EH, 1-3 Strand, London", ("1-3 Strand", "", "London", "", "WC2N 5EH", "GB")),
    ("5 Rue X, 2000 Neuchâtel", ("5 Rue X", "", "Neuchâtel", "", "2000", "CH")),
    ("10 Pavilion Parade, Brighton, East Sussex, BN1 1AA", ("10 Pavilion Parade", "", "Brighton", "", "BN1 1AA", "GB")),
    ("12 Station Rd Woking GU22 7AA", ("12 Station Rd", "", "Woking", "", "GU22 7AA", "GB")),
    ("Herengracht 1 Amsterdam 1015BA", ("Herengracht 1", "", "Amsterdam", "", "1015 BA", "NL")),
    ("1-3 Strand, London WC2N 5EH", ("1-3 Strand", "", "London", "", "WC2N 5EH", "GB")),
    ("Hauptstr. 5, 10827 Berlin", ("Hauptstr. 5", "", "Berlin", "", "10827", "DE")),
    ("5 rue de Rivoli 75001 Paris", ("5 rue de Rivoli", "", "Paris", "", "75001", "FR")),
    ("12 Main St, Austin TX 78701", ("12 Main St", "", "Austin", "TX", "78701", "US")),
    ("Flat 2, 14 Quillmoor Lane, Bristol BS1 9ZZ", ("14 Quillmoor Lane", "Flat 2", "Bristol", "", "BS1 9ZZ", "GB")),
    ("Glimtvägen 7, 753 10 Uppsala", ("Glimtvägen 7", "", "Uppsala", "", "753 10", "SE")),
    ("Klitstien 22, 8000 Aarhus C, Denmark", ("Klitstien 22", "", "Aarhus C", "", "8000", "DK")),
    ("Kärntner Straße 12/3, 1010 Wien", ("Kärntner Straße 12/3", "", "Wien", "", "1010", "AT")),
    ("Via Roma 1, 00184 Roma RM", ("Via Roma 1", "", "Roma", "RM", "00184", "IT")),
    ("10 Queen St W, Toronto ON M5H 2N2", ("10 Queen St W", "", "Toronto", "ON", "M5H 2N2", "CA")),
    ("5 George St, Sydney NSW 2000", ("5 George St", "", "Sydney", "NSW", "2000", "AU")),
    ("1 O'Connell Street, Dublin D01 F5P2", ("1 O'Connell Street", "", "Dublin", "", "D01 F5P2", "IE")),
    ("Damrak 1, 1012 LG Amsterdam", ("Damrak 1", "", "Amsterdam", "", "1012 LG", "NL")),
    ("14 quillmoor lane bristol bs19zz", ("14 quillmoor lane", "", "Bristol", "", "BS1 9ZZ", "GB")),
    ("1-3 strand london wc2n5eh uk", ("1-3 strand", "", "London", "", "WC2N 5EH", "GB")),
    ("Hauptstraße 5\n10827 Berlin\nDeutschland", ("Hauptstraße 5", "", "Berlin", "", "10827", "DE")),
    ("Hauptstr. 5, D-10827 Berlin", ("Hauptstr. 5", "", "Berlin", "", "10827", "DE")),
    ("Bahnhofstrasse 1, 8001 Zürich", ("Bahnhofstrasse 1", "", "Zürich", "", "8001", "CH")),
    ("Bahnhofstr. 1, CH-8001 Zürich", ("Bahnhofstr. 1", "", "Zürich", "", "8001", "CH")),
    ("Rue du Rhône 10, 1204 Genève, Suisse", ("Rue du Rhône 10", "", "Genève", "", "1204", "CH")),
    ("Calle Mayor, 5, 3º B, 28013 Madrid", ("Calle Mayor, 5", "3º B", "Madrid", "", "28013", "ES")),
    ("Calle de Alcalá 50, 28014 Madrid, España", ("Calle de Alcalá 50", "", "Madrid", "", "28014", "ES")),
    ("Rua Augusta 100, 1100-053 Lisboa", ("Rua Augusta 100", "", "Lisboa", "", "1100-053", "PT")),
    ("ul. Marszałkowska 10/5, 00-590 Warszawa", ("ul. Marszałkowska 10/5", "", "Warszawa", "", "00-590", "PL")),
    ("Karl Johans gate 1, 0154 Oslo", ("Karl Johans gate 1", "", "Oslo", "", "0154", "NO")),
    ("Vestergade 3 8000 Aarhus C", ("Vestergade 3", "", "Aarhus C", "", "8000", "DK")),
    ("Mannerheimintie 5, 00100 Helsinki", ("Mannerheimintie 5", "", "Helsinki", "", "00100", "FI")),
    ("Václavské náměstí 1, 110 00 Praha 1", ("Václavské náměstí 1", "", "Praha 1", "", "110 00", "CZ")),
    ("Rue de la Loi 16, 1000 Bruxelles", ("Rue de la Loi 16", "", "Bruxelles", "", "1000", "BE")),
    ("Meir 5, 2000 Antwerpen, Belgium", ("Meir 5", "", "Antwerpen", "", "2000", "BE")),
    ("Váci utca 5, 1052 Budapest", ("Váci utca 5", "", "Budapest", "", "1052", "HU")),
    ("123 Main Street, Springfield, IL 62701", ("123 Main Street", "", "Springfield", "IL", "62701", "US")),
    ("1200 NW 23rd Ave, Portland, OR 97210-1234", ("1200 NW 23rd Ave", "", "Portland", "OR", "97210-1234", "US")),
    ("350 5th Ave New York NY 10118", ("350 5th Ave", "", "New York", "NY", "10118", "US")),
    (
        "500 Bay Street Suite 900, Toronto, Ontario M5G 1Z8",
        ("500 Bay Street Suite 900", "", "Toronto", "ON", "M5G 1Z8", "CA"),
    ),
    ("1 Rue Sainte-Catherine, Montréal QC H2X 1K4", ("1 Rue Sainte-Catherine", "", "Montréal", "QC", "H2X 1K4", "CA")),
    ("Unit 5, 20 Collins St, Melbourne VIC 3000", ("20 Collins St", "Unit 5", "Melbourne", "VIC", "3000", "AU")),
    ("10 Lambton Quay, Wellington 6011, New Zealand", ("10 Lambton Quay", "", "Wellington", "", "6011", "NZ")),
    (
        "Rose Cottage, Mill Lane, Guildford, Surrey GU1 1AA",
        ("Rose Cottage", "Mill Lane", "Guildford", "", "GU1 1AA", "GB"),
    ),
    ("14 Quillmoor Lane, Clifton, Bristol BS1 9ZZ", ("14 Quillmoor Lane", "Clifton", "Bristol", "", "BS1 9ZZ", "GB")),
    ("8 Castle St, Reading, Berkshire RG1 1AA", ("8 Castle St", "", "Reading", "", "RG1 1AA", "GB")),
    ("Lindenweg 3, 50667 Köln", ("Lindenweg 3", "", "Köln", "", "50667", "DE")),
    ("Musterweg 12 12345 Musterstadt", ("Musterweg 12", "", "Musterstadt", "", "12345", "DE")),
    ("Storgatan 1, 111 22 Stockholm, Sverige", ("Storgatan 1", "", "Stockholm", "", "111 22", "SE")),
    ("Storgatan 1 11122 Stockholm", ("Storgatan 1", "", "Stockholm", "", "111 22", "SE")),
    ("Hauptstr. 5, Berlin, 10827", ("Hauptstr. 5", "", "Berlin", "", "10827", "DE")),
    ("10827 Berlin, Hauptstr. 5", ("Hauptstr. 5", "", "Berlin", "", "10827", "DE")),
    ("15 rue de la Paix, 67000 Strasbourg, Frankreich", ("15 rue de la Paix", "", "Strasbourg", "", "67000", "FR")),
    ("2 rue X, L-1234 Luxembourg", ("2 rue X", "", "Luxembourg", "", "1234", "LU")),
    (
        "1 Chome-1-2 Oshiage, Sumida City, Tokyo 131-0045",
        ("1 Chome-1-2 Oshiage", "Sumida City", "Tokyo", "", "131-0045", "JP"),
    ),
    ("Avenida Paulista 1578, São Paulo 01310-200", ("Avenida Paulista 1578", "", "São Paulo", "", "01310-200", "BR")),
    ("Av. Paulista 1578, 01310-200 São Paulo, Brasil", ("Av. Paulista 1578", "", "São Paulo", "", "01310-200", "BR")),
    ("Burj St 1, Dubai, UAE", ("Burj St 1", "", "Dubai", "", "", "AE")),
    ("3 High Street, St Helier, Jersey JE2 3AB", ("3 High Street", "", "St Helier", "", "JE2 3AB", "JE")),
    ("Hafenstr 12, 4020 Linz", ("Hafenstr 12", "", "Linz", "", "4020", "AT")),
    ("Rathausplatz 1, 9490 Vaduz, Liechtenstein", ("Rathausplatz 1", "", "Vaduz", "", "9490", "LI")),
    ("Ilica 5, 10000 Zagreb, Croatia", ("Ilica 5", "", "Zagreb", "", "10000", "HR")),
    ("Slovenska cesta 1, 1000 Ljubljana", ("Slovenska cesta 1", "", "Ljubljana", "", "1000", "SI")),
    ("Bulevardul Unirii 1, 030823 București, Romania", ("Bulevardul Unirii 1", "", "București", "", "030823", "RO")),
    ("Gedimino pr. 1, LT-01103 Vilnius", ("Gedimino pr. 1", "", "Vilnius", "", "LT-01103", "LT")),
    ("Brīvības iela 1, Rīga LV-1010", ("Brīvības iela 1", "", "Rīga", "", "LV-1010", "LV")),
    ("Via Garibaldi 12, 20121 Milano (MI), Italia", ("Via Garibaldi 12", "", "Milano", "MI", "20121", "IT")),
    ("Co. Road 5, Swords, Co. Dublin K67 X2Y3", ("Co. Road 5", "", "Swords", "", "K67 X2Y3", "IE")),
    ("Nygade 4, 1. tv, 5000 Odense C", ("Nygade 4", "1. tv", "Odense C", "", "5000", "DK")),
    ("12 Carrer de Mallorca 08013 Barcelona", ("12 Carrer de Mallorca", "", "Barcelona", "", "08013", "ES")),
    ("221b baker st, london, nw1 6xe, england", ("221b baker st", "", "London", "", "NW1 6XE", "GB")),
    ("Via Nassa 5, 6900 Lugano", ("Via Nassa 5", "", "Lugano", "", "6900", "CH")),
    ("Ermou 5, 105 63 Athens, Greece", ("Ermou 5", "", "Athens", "", "105 63", "GR")),
]


@pytest.mark.parametrize(("text", "parts"), GOLDEN)
def test_one_message_is_enough(text: str, parts: tuple[str, ...]) -> None:
    found = read_address(text)
    assert found.parts == Address(*parts)
    assert found.missing == ()


def test_the_table_is_wide() -> None:
    assert len(GOLDEN) >= 60
    assert len({parts[-1] for _, parts in GOLDEN}) >= 15


@pytest.mark.parametrize(
    ("text", "parts"), [row for row in GOLDEN if row[1][-1] in ("GB", "DE", "FR", "SE", "US", "CA")]
)
def test_what_we_say_reads_back(text: str, parts: tuple[str, ...]) -> None:
    address = Address(*parts)
    said = read_address(say_address(address, "en")).parts
    assert (said.city, said.state, said.post_code, said.country_code) == parts[2:]


@pytest.mark.parametrize(
    ("text", "missing", "countries"),
    [
        ("", ("address_line1", "city", "post_code", "country_code"), ()),
        ("12 Main St", ("city", "post_code", "country_code"), ()),
        ("10827", ("address_line1", "city", "country_code"), ()),
        ("Dorfstrasse 7, 4500 Hintertupf", ("country_code",), ("AT", "CH", "LU")),
        ("Main Road 5, 4020 Nowhere", ("country_code",), ()),
        ("BS1 9ZZ", ("address_line1", "city"), ()),
        ("Burj Street 1, Dubai, UAE", (), ()),
    ],
)
def test_asks_for_what_is_not_said(text: str, missing: tuple[str, ...], countries: tuple[str, ...]) -> None:
    found = read_address(text)
    assert found.missing == missing
    assert found.countries == countries


def test_a_city_alone_gives_only_a_guess_of_the_country() -> None:
    found = read_address("Hauptstr. 5 Berlin")
    assert found.parts == Address("Hauptstr. 5", "", "Berlin", "", "", "DE")
    assert found.uncertain == ("country_code",)
    assert found.missing == ("post_code",)


def test_hints_fill_the_gaps_and_decide_the_country() -> None:
    known = Address(address_line1="14 Quillmoor Lane", city="Bristol", country_code="GB")
    found = read_address("bs19zz", known)
    assert found.parts == Address("14 Quillmoor Lane", "", "Bristol", "", "BS1 9ZZ", "GB")
    assert found.missing == ()
    swiss = read_address("Dorfweg 7, 4500 Hintertupf", Address(country_code="CH"))
    assert swiss.parts.country_code == "CH"


def test_an_address_elsewhere_does_not_keep_the_old_postcode() -> None:
    known = Address("14 Quillmoor Lane", "Flat 2", "Bristol", "", "BS1 9ZZ", "GB")
    assert read_address("3 High Street, Leeds", known).parts == Address("3 High Street", "", "Leeds", "", "", "GB")
    assert read_address("16 Quillmoor Lane", known).parts == Address(
        "16 Quillmoor Lane", "", "Bristol", "", "BS1 9ZZ", "GB"
    )
    moved = read_address("Hauptstr. 5, 10827 Berlin", known).parts
    assert moved == Address("Hauptstr. 5", "", "Berlin", "", "10827", "DE")


def test_the_default_country_counts_only_where_it_fits() -> None:
    assert read_address("Main Road 5, 4020 Nowhere", None, "NO").parts.country_code == "NO"
    assert read_address("Main Road 5, 4020 Nowhere", None, "NO").uncertain == ("country_code",)
    assert read_address("1-3 Strand, London WC2N 5EH", None, "DE").parts.country_code == "GB"
    assert read_address("5 rue de Rivoli 75001 Paris", None, "DE").parts.country_code == "FR"


def test_a_house_number_is_no_postcode() -> None:
    assert read_address("1200 NW 23rd Ave, Portland OR").parts.post_code == ""
    found = read_address("12345 Main St, Dover, DE")
    assert found.parts.post_code == ""
    assert found.parts.country_code != "DE"


def test_lines_of_an_envelope() -> None:
    assert address_lines(Address("12 Main St", "Apt 4", "Austin", "TX", "78701", "US"), "de") == (
        "12 Main St",
        "Apt 4",
        "Austin, TX 78701",
        "Vereinigte Staaten",
    )
    assert (
        say_address(Address("Via Roma 1", "", "Roma", "RM", "00184", "IT"), "en")
        == "Via Roma 1, 00184 Roma (RM), Italy"
    )
    assert say_address(Address("1 Strand", "", "London", "", "WC2N 5EH", "GB"), "de", with_country=False) == (
        "1 Strand, London WC2N 5EH"
    )
    assert say_address(Address(), "en") == ""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("UK", "GB"), ("England", "GB"), ("Großbritannien", "GB"), ("Vereinigtes Königreich", "GB"), ("gbr", "GB"),
        ("Deutschland", "DE"), ("germany", "DE"), ("Allemagne", "DE"), ("Німеччина", "DE"), ("🇩🇪", "DE"), ("DEU", "DE"),
        ("Holland", "NL"), ("the Netherlands", "NL"), ("USA", "US"), ("U.S.A.", "US"), ("Österreich", "AT"),
        ("Oesterreich", "AT"), ("Norge", "NO"), ("Suisse", "CH"), ("日本", "JP"), ("Sverige", "SE"), ("danmark", "DK"),
        ("Ελλάδα", "GR"), ("مصر", "EG"), ("Czech Republic", "CZ"), ("Türkiye", "TR"), ("Turkey", "TR"),
    ],
)  # fmt: skip
def test_countries_by_any_name(text: str, code: str) -> None:
    assert read_country(text, "en") == Country(code)


@pytest.mark.parametrize(
    ("text", "code"), [("Germny", "DE"), ("Deutchland", "DE"), ("Swedn", "SE"), ("Austrlia", "AU")]
)
def test_misspelt_countries_are_asked_about(text: str, code: str) -> None:
    reading = read_country(text, "de")
    assert isinstance(reading, Doubtful)
    assert Country(code) in reading.candidates


@pytest.mark.parametrize("text", ["", "xx", "qwertzuiop", "12345"])
def test_no_country(text: str) -> None:
    assert isinstance(read_country(text, "en"), Unreadable)


@pytest.mark.parametrize("language", ["en", "de", "fr", "sv", "pl", "ja", "ar", "el", "uk"])
def test_every_name_that_we_say_reads_back(language: str) -> None:
    for code in country_codes():
        reading = read_country(say_country(code, language), language)
        assert reading == Country(code), (code, say_country(code, language))


def test_states() -> None:
    assert read_state("tx", "US") == "TX"
    assert read_state("Texas", "US") == "TX"
    assert read_state("new south wales", "AU") == "NSW"
    assert read_state("Québec", "CA") == "QC"
    assert read_state("Texas", "CA") is None
    assert read_state("Bayern", "DE") is None
    assert say_state("NSW", "AU") == "New South Wales"
    assert say_state("ZZ", "AU") == "ZZ"


@pytest.mark.parametrize(
    ("code", "country", "written"),
    [
        ("wc2n5eh", "GB", "WC2N 5EH"), ("m11ae", "GB", "M1 1AE"), ("m5h2n2", "CA", "M5H 2N2"),
        ("1012lg", "NL", "1012 LG"),
        ("75310", "SE", "753 10"), ("d01f5p2", "IE", "D01 F5P2"), ("00590", "PL", "00-590"), ("10827", "DE", "10827"),
        ("1100053", "PT", "1100-053"), ("〒1310045", "JP", "131-0045"),
    ],
)  # fmt: skip
def test_postcodes_are_written_properly(code: str, country: str, written: str) -> None:
    assert write_postcode(code, country) == written


def test_towns_are_found_whatever_their_spelling() -> None:
    assert find_city("münchen") == {"DE": "München"}


@given(st.text(max_size=120), st.sampled_from([None, "GB", "DE", "US", "zz", ""]))
def test_never_raises(text: str, default: str | None) -> None:
    found = read_address(text, Address(country_code=default or ""), default)
    assert all(isinstance(getattr(found.parts, name), str) for name in part_names())
    read_country(text, "de")
    read_state(text, "US")


WORDS = st.sampled_from(
    ["10827", "Berlin", "London", "WC2N 5EH", "Flat 2", "DE", "CA", ",", "\n", "TX", "5", "rue", "D-", "é"]
)


@given(st.lists(WORDS, max_size=12))
def test_any_mixture_of_parts_is_read(words: list[str]) -> None:
    found = read_address(" ".join(words))
    assert set(found.missing) <= set(part_names())
    assert found.parts.country_code in country_codes() | {""}


def test_those_who_come_first_together_read_the_names_of_all_countries_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[list[str]] = []
    languages = localedata.locale_identifiers()

    def list_them() -> list[str]:
        read.append(languages)
        return languages

    monkeypatch.setattr(localedata, "locale_identifiers", list_them)
    countries._read_world.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: countries.find_country("allemagne", "en"), range(8)))
    assert (found, len(read)) == (["DE"] * 8, 1)
