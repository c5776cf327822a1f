"""A file of addresses, whatever program has written it: every line is ready, or says why not."""

import codecs
from dataclasses import astuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.sites.checks import SHAPED, address_key
from bot.conversation.sites.examples import EXAMPLES
from bot.conversation.sites.files import mend_file, report_file, template_file
from bot.conversation.sites.plan import Standing
from bot.conversation.sites.table import MOST_BYTES, MOST_LINES, TABLE, Table, key_of, read_table, settle_country
from bot.conversation.understanding.address import Address
from tests.conversation.page_chat import context

HEAD = "name,street,town,postcode,country\n"
PLAIN = HEAD + "Mill,14 Dawnbeck Lane,Bristol,BS1 9XX,GB\nBridge,Funkental 5,Leipzig,04109,Germany\n"
MILL = Address("14 Dawnbeck Lane", "", "Bristol", "", "BS1 9XX", "GB")
BRIDGE = Address("Funkental 5", "", "Leipzig", "", "04109", "DE")


def read(text: str | bytes, language: str = "en-GB", **connected: set[str]) -> Table:
    return read_table(text.encode() if isinstance(text, str) else text, language, **connected)


def addresses(table: Table) -> list[Address]:
    assert table.problem == ""
    assert table.faults == ()
    return [site.address for site in table.sites]


def faults(table: Table) -> list[tuple[int, str, str]]:
    return [(fault.line.number, fault.what, fault.value) for fault in table.faults]


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        codecs.BOM_UTF8 + PLAIN.encode(),
        PLAIN.encode("utf-16"),
        PLAIN.encode("utf-16-le"),
        PLAIN.encode("utf-16-be"),
        codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be"),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode("utf-16"),
        PLAIN.replace(",", "|").encode(),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        ("sep=;\r\n" + PLAIN.replace(",", ";")).encode(),
        PLAIN.replace("\n", "\n\n ,,\n").encode(),
        PLAIN.replace("\n", ",,,\n").encode(),
    ],
)
def test_however_it_is_written(data: bytes) -> None:
    assert addresses(read(data)) == [MILL, BRIDGE]


def test_windows_1252() -> None:
    text = "Straße;PLZ;Ort;Land\nGänseweg 3;80331;München;Österreich\n"
    table = read(text.replace("Österreich", "Deutschland").encode("cp1252"), "de")
    assert addresses(table) == [Address("Gänseweg 3", "", "München", "", "80331", "DE")]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Site;Address line 1;Address line 2;City;Post Code;Country code", "Mill;14 Dawnbeck Lane;;Bristol;BS1 9XX;GB"),
        ("Standort;Straße;Hausnummer;PLZ;Ort;Land", "Mill;Dawnbeck Lane;14;BS1 9XX;Bristol;Großbritannien"),
        ("Bezeichnung;Straße / Hausnr.;Postleitzahl;Ort;Land", "Mill;14 Dawnbeck Lane;BS1 9XX;Bristol;UK"),
        ("ZIP;Town;House number;Street;Location;Nation", "bs19xx;Bristol;14;Dawnbeck Lane;Mill;England"),
        ("Name;Address;City;Postal code;Country", "Mill;14 Dawnbeck Lane;Bristol;BS1 9XX;United Kingdom"),
        ("Name;Street;PLZ Ort;Land", "Mill;14 Dawnbeck Lane;BS1 9XX Bristol;GB"),
        ("Name;Street;Town and postcode;Country", "Mill;14 Dawnbeck Lane;Bristol BS1 9XX;GB"),
        ("Name;Full address", "Mill;14 Dawnbeck Lane, Bristol BS1 9XX"),
        ("Name;Street;Town;Postcode", "Mill;14 Dawnbeck Lane;Bristol;BS1 9XX"),
    ],
)
@pytest.mark.parametrize("language", ["en-GB", "de"])
def test_whatever_the_columns_are_called(header: str, row: str, language: str) -> None:
    (site,) = read(f"{header}\n{row}\n", language).sites
    assert (site.name, site.address) == ("Mill", MILL)


def test_lines_that_are_whole_addresses() -> None:
    table = read("14 Dawnbeck Lane, Bristol BS1 9XX\nFunkental 5, 04109 Leipzig\n\nfoo\n")
    assert [site.address for site in table.sites] == [MILL, BRIDGE]
    assert faults(table) == [(4, "unreadable", "foo")]


def test_line_numbers_are_those_of_the_file() -> None:
    table = read(HEAD + '"The\nold\nmill",14 Dawnbeck Lane,Bristol,BS1 9XX,GB\n\nBridge,Funkental 5,Leipzig,,DE\n')
    assert [(site.number, site.name) for site in table.sites] == [(2, "The old mill")]
    assert faults(table) == [(6, "postcode", "")]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("Mill,,Bristol,BS1 9XX,GB", ("street", "")),
        ("Mill,14 Dawnbeck Lane,,BS1 9XX,GB", ("city", "")),
        ("Mill,14 Dawnbeck Lane,Bristol,,GB", ("postcode", "")),
        ("Mill,14 Dawnbeck Lane,Bristol,BS,GB", ("postcode-wrong", "BS")),
        ("Mill,Funkental 5,Leipzig,041,DE", ("postcode-wrong", "041")),
        ("Mill,14 Dawnbeck Lane,Bristol,BS1 9XX,Mordor", ("country", "Mordor")),
        ("Mill,1 Main St,Austin,78701,US", ("state", "")),
        ("Example,14 Quillmoor Lane Flat 2,Bristol,BS1 9ZZ,GB", ()),
        ("Mill,14 Dawnbeck Ln.,Bristol,bs1 9xx,UK", ("twice", "2")),
    ],
)
def test_what_is_wrong_with_a_line(row: str, fault: tuple[str, ...]) -> None:
    table = read(HEAD + "Mill,14 Dawnbeck Lane,Bristol,BS1 9XX,GB\n" + row)
    assert faults(table) == ([(3, *fault)] if fault else [])


def test_states() -> None:
    head = "street,town,zip,state,country\n"
    table = read(head + "1 Main St,Austin,78701,Texas,USA\n1 Main St,Boston,2134,ma,US\n2 X St,Austin,78701,XX,US\n")
    assert [(site.address.state, site.address.post_code) for site in table.sites] == [("TX", "78701"), ("MA", "02134")]
    assert faults(table) == [(4, "state-wrong", "XX")]


@pytest.mark.parametrize(
    "text",
    [
        'street,city state zip\n1 Main St,"Austin, TX 78701"\n',
        "street,city state zip\n1 Main St,Austin TX 78701\n",
        'street,city,zip\n1 Main St,"Austin, TX",78701\n',
        "1 Main St,Austin,TX,78701,USA\n",
    ],
)
def test_american_towns(text: str) -> None:
    assert addresses(read(text, "en-US")) == [Address("1 Main St", "", "Austin", "TX", "78701", "US")]


def test_a_guessed_country_is_asked() -> None:
    table = read("5 Strand, London\n")
    assert [line.number for line in table.asking] == [1]
    assert faults(settle_country(table, "GB", "en")) == [(1, "postcode", "")]


def test_a_leading_zero_that_a_spreadsheet_took_away_comes_back() -> None:
    rows = 'Bridge,Funkental 5,Leipzig,4109,DE\nWell,Funkental 6,Leipzig,"=""04109""",DE\nD,Tal 7,Leipzig,D-04109,D\n'
    assert [site.address.post_code for site in read(HEAD + rows).sites] == ["04109"] * 3


CODES = (
    "AT 8010|AU 2000|BE 1000|BG 1000|CA K1A 0B1|CH 6003|CZ 110 00|DE 10115|DK 1050|EE 10111|ES 28001|FI 00100|FR 75001"
    "|GB BS1 9XX|GR 104 31|HR 10000|HU 1051|IE D02 X285|IS 101|IT 00118|LI 9490|LT LT-01100|LU 1616|LV LV-1010"
    "|NL 1012 AB|NO 0150|NZ 6011|PL 00-950|PT 1000-001|RO 010011|SE 111 20|SI 1000|SK 811 01|US 78701"
)


def test_postcodes_are_checked_where_their_shape_is_known() -> None:
    codes = dict(code.split(" ", 1) for code in CODES.split("|"))
    assert codes.keys() == SHAPED
    state = {"US": "TX", "CA": "ON", "AU": "NSW"}
    head = "street,town,postcode,state,country\n"
    for country, code in codes.items():
        good = read(f"{head}Way 1,Town,{code},{state.get(country, '')},{country}\n")
        assert [site.address.post_code for site in good.sites] == [code], country
        bad = read(f"{head}Way 1,Town,1-1-1,{state.get(country, '')},{country}\n")
        assert [fault.what for fault in bad.faults] == ["postcode-wrong"], country


def test_the_country_is_asked_where_nothing_tells_it() -> None:
    table = read(
        "name,street,town,postcode\nMill,14 Dawnbeck Lane,Bristol,BS1 9XX\nA,Weg 5,Neudorf,8234\nB,Weg 5,Neudorf,8234"
    )
    assert [site.number for site in table.sites] == [2]
    assert [line.number for line in table.asking] == [3, 4]
    told = settle_country(table, "AT", "en")
    assert [(site.number, site.address.country_code) for site in told.sites] == [(2, "GB"), (3, "AT")]
    assert faults(told) == [(4, "twice", "3")]
    assert told.asking == ()
    assert [fault.what for fault in settle_country(table, "GB", "en").faults] == ["postcode-wrong"] * 2


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "sites-file-empty"),
        (b"\n \n;;\n", "sites-file-empty"),
        (HEAD.encode(), "sites-file-empty"),
        (b"PK\x03\x04rest of a workbook", "sites-file-no-text"),
        (b"%PDF-1.7", "sites-file-no-text"),
        (b"a" * (MOST_BYTES + 1), "sites-file-large"),
        (b"1 Way, Town\n" * (MOST_LINES + 1), "sites-file-long"),
    ],
)
def test_files_that_are_none(data: bytes, problem: str) -> None:
    assert read(data) == Table(problem=problem)


def test_as_many_as_may_be() -> None:
    rows = "".join(f"Mill,{n} Dawnbeck Lane,Bristol,BS1 9XX,GB\n" for n in range(1, MOST_LINES + 1))
    assert len(addresses(read(HEAD + rows))) == MOST_LINES


def test_a_quote_that_is_never_closed() -> None:
    rows = "".join(f"Mill,{n} Dawnbeck Lane,Bristol,BS1 9XX,GB\n" for n in range(1, 40))
    table = read(HEAD + '"Mill,99 Dawnbeck Lane,Bristol,BS1 9XX,GB\n' + rows)
    assert len(addresses(table)) == 40


def test_cells_do_no_harm() -> None:
    table = read(HEAD + "=cmd|' /C calc'!A0,14 Dawnbeck Lane\x00\x1b[31m,@Bristol,BS1 9XX,GB\n")
    (site,) = table.sites
    assert site.name == "cmd|' /C calc'!A0"
    assert site.address.city == "Bristol"
    assert site.address.address_line1.isprintable()
    said = report_file(table, {2: Standing(status="connected", location_id="=1+1")}, context())
    assert ",'=1+1" in said.content


def test_what_is_connected_already_is_not_connected_again() -> None:
    known = {
        key_of({"address_line1": "14 Dawnbeck Ln", "city": "Bristol", "post_code": "BS19XX", "country_code": "GB"})
    }
    table = read(PLAIN, connected=known)
    assert faults(table) == [(2, "connected", "")]
    assert [site.number for site in table.sites] == [3]


@pytest.mark.parametrize(
    "pair", [("Hauptstraße 5", "Hauptstr. 5"), ("12 High Street", "12 high st"), ("Äcker 1", "Aecker 1")]
)
def test_one_address_in_two_spellings(pair: tuple[str, str]) -> None:
    keys = {address_key(Address(line, "", "Town", "", "12345", "DE")) for line in pair}
    assert len(keys) == 1


@pytest.mark.parametrize("language", ["en-GB", "en-US", "de", "de-CH", "sv"])
def test_the_template_reads_back_and_connects_nothing(language: str) -> None:
    file = template_file(context(language))
    table = read(file.content, language)
    assert len(table.faults) >= 3
    assert {fault.what for fault in table.faults} == {"example"}
    assert all(fault.line.name and fault.line.street and fault.line.country for fault in table.faults)
    mine = file.content + PLAIN.splitlines()[1].replace(",", ";" if language.startswith(("de", "sv")) else ",")
    assert len(read(mine, language).sites) <= 1


def test_every_example_is_fit_to_be_connected() -> None:
    for code, address in EXAMPLES.items():
        cells = (address.address_line1, address.address_line2, address.city, address.post_code, address.state, code)
        table = read("street;flat;town;postcode;state;country\n" + ";".join(cells))
        assert faults(table) == [(2, "example", "")], code


@pytest.mark.parametrize("language", ["en-GB", "de"])
def test_mended_lines_are_sent_again(language: str) -> None:
    table = read(
        "name,street,house number,town,postcode,country,provider\n=A,Weg,5,,10115,DE,Watt\nB,Weg,6,Berlin,1,DE,\n",
        language,
    )
    file = mend_file(table.faults, context(language))
    mended = file.content.replace("10115", "10115 ", 1)
    again = read(mended, language)
    assert [fault.what for fault in again.faults] == ["city", "postcode-wrong"]
    assert [fault.line.provider for fault in again.faults] == ["Watt", ""]
    assert [fault.line.name for fault in again.faults] == ["A", "B"]


def test_whole_addresses_are_mended_too() -> None:
    table = read("Site,Address\nMill,nonsense\n")
    (fault,) = read(mend_file(table.faults, context()).content).faults
    assert (fault.what, fault.line.name, fault.line.text) == ("unreadable", "Mill", "nonsense")


SNIPPETS = (
    "street",
    "PLZ",
    ";",
    ",",
    "\t",
    "\n",
    '"',
    "=",
    "BS1 9XX",
    "Berlin",
    "1 Way",
    "\x00",
    "\ufeff",
    "é",
    "US",
    "|",
)
TEXTS = st.lists(st.one_of(st.sampled_from(SNIPPETS), st.text(max_size=8)), max_size=40).map("".join)


@settings(deadline=None, max_examples=150)
@given(
    st.one_of(
        st.binary(max_size=300),
        TEXTS.map(lambda text: text.encode("utf-8", "replace")),
        TEXTS.map(lambda text: text.encode("utf-16", "replace")),
    ),
    st.sampled_from(["en", "de", "xx"]),
)
def test_any_bytes_are_a_table(data: bytes, language: str) -> None:
    table = read_table(data, language)
    assert TABLE.validate_json(TABLE.dump_json(table)) == table
    told = settle_country(table, "DE", language)
    assert told.asking == ()
    numbers = [site.number for site in told.sites]
    assert numbers == sorted(set(numbers))
    assert not set(numbers) & {fault.line.number for fault in told.faults}
    assert len(told.sites) + len({fault.line.number for fault in told.faults}) == table.lines
    for site in told.sites:
        assert site.address.address_line1
        assert site.address.city
        assert all(text.isprintable() for text in (site.name, site.provider, *astuple(site.address)))
    ctx = context("de" if language == "de" else "en")
    assert mend_file(told.faults, ctx).content
    assert report_file(told, {}, ctx).content
