"""Prices by season, weekday, time and usage in one message: read as they are meant, or refused where they stand."""

import pytest

from bot.conversation.understanding.hours import Gap
from bot.conversation.understanding.rate_reading import Fault
from bot.conversation.understanding.results import Doubtful, Why
from bot.conversation.understanding.schedule_reading import Misread, Schedule, Scope, read_schedule
from bot.conversation.understanding.schedules import Block, Tier, find_missing, lay_over, list_seasons, order_months
from bot.conversation.understanding.seasons import read_days, read_months

WINTER, SUMMER = "10 11 12 1 2 3", "4 5 6 7 8 9"
EVERY = "0123456"
YEAR = "1 2 3 4 5 6 7 8 9 10 11 12"
ALWAYS = f"{YEAR} / {EVERY} /"


def say(tier: Tier) -> str:
    percent = f"+{tier.percent.normalize():f}%" if tier.percent else ""
    return f"{tier.amount.normalize():f}{percent}" + (f"<{tier.up_to}" if tier.up_to else "")


def plain(schedule: Schedule) -> list[str]:
    """A schedule a line each: months, weekdays, times and prices in major units."""
    lines = []
    for season in list_seasons(schedule.blocks):
        for days, hours in season.parts:
            said = ", ".join(f"{h.start:%H}-{h.end:%H} {'|'.join(map(say, h.rate))}" for h in hours)
            lines.append(f"{' '.join(map(str, season.months))} / {''.join(map(str, sorted(days)))} / {said}")
    return lines


def read(text: str, language: str = "en", currency: str = "") -> list[str]:
    found = read_schedule(text, currency or {"de": "EUR"}.get(language, "GBP"), language)
    assert isinstance(found, Schedule), found
    return plain(found)


DAY_AND_NIGHT = "06-22 0.32, 22-06 0.21"
BILL = [f"{WINTER} / 01234 / {DAY_AND_NIGHT}", f"{WINTER} / 56 / 00-00 0.19", f"{SUMMER} / {EVERY} / 00-00 0.25"]
WHOLE = [
    ("Oct-Mar weekdays 6-22 32p, else 21p, weekend 19p; Apr-Sep 25p", "en"),
    ("October to March Mon-Fri 06:00-22:00 32p otherwise 21p; Sat and Sun 19p\nApril to September: 25p", "en"),
    ("Winter (Oct–Mar) · Mon–Fri: 06:00–22:00 32 p, otherwise 21 p; weekend 19 p\nsummer (Apr–Sept) 25 p", "en"),
    ("25p, Oct-Mar weekdays 6am-10pm 32p else 21p, Oct-Mar weekends 19p", "en"),
    ("Okt-März werktags 6-22 Uhr 32 ct, sonst 21 ct, am Wochenende 19 ct; Apr-Sep 25 ct", "de"),
    ("Im Winter (Okt. bis März): Mo-Fr 6-22 Uhr 32 ct, sonst 21 ct, Sa+So 19 ct\nin den übrigen Monaten 25 ct", "de"),
    ("Apr–Sep 25 ct; Okt–Mär Wochenende 19 ct, an den übrigen Tagen 22-6 21 ct, sonst 32 ct", "de"),
    (
        "Months;Days;Times;Price\nOct–Mar;Mon–Fri;06:00–22:00;32 p\nOct–Mar;Mon–Fri;22:00–06:00;21 p\n"
        "Oct-Mar;weekend;all day;19p\nApr–Sep;all;00:00-24:00;25 p",
        "en",
    ),
    (
        "Monate\tTage\tvon\tbis\tct/kWh\nOkt-Mär\tMo-Fr\t06:00\t22:00\t32,0\nOkt-Mär\tMo-Fr\t22:00\t06:00\t21,0\n"
        "Okt-Mär\tSa, So\t\t\t19\nApr-Sep\talle\t00:00\t24:00\t25",
        "de",
    ),
]


@pytest.mark.parametrize(("text", "language"), WHOLE)
def test_one_message_or_a_table_is_the_whole_bill(text: str, language: str) -> None:
    assert read(text, language) == BILL


@pytest.mark.parametrize(
    ("text", "language", "lines"),
    [
        ("25p", "en", [f"{ALWAYS} 00-00 0.25"]),
        ("weekdays 30p, else 20p", "en", [f"{YEAR} / 01234 / 00-00 0.3", f"{YEAR} / 56 / 00-00 0.2"]),
        ("Oct-Mar 30p, else 25p", "en", [f"{WINTER} / {EVERY} / 00-00 0.3", f"{SUMMER} / {EVERY} / 00-00 0.25"]),
        ("Mon, Wed & Fri 30p; other days 20p", "en", [f"{YEAR} / 024 / 00-00 0.3", f"{YEAR} / 1356 / 00-00 0.2"]),
        ("32p up to 250 kWh, then 34p", "en", [f"{ALWAYS} 00-00 0.32<250|0.34"]),
        ("first 1,000 kWh 32p, above that 34p", "en", [f"{ALWAYS} 00-00 0.32<1000|0.34"]),
        ("0-250 kWh 32p, 250-500 kWh 33p, over 500 kWh 34p", "en", [f"{ALWAYS} 00-00 0.32<250|0.33<500|0.34"]),
        ("bis 1.000 kWh 32 ct, danach 34 ct", "de", [f"{ALWAYS} 00-00 0.32<1000|0.34"]),
        ("22-6 21p, otherwise 32p up to 50 kWh, then 34p", "en", [f"{ALWAYS} 06-22 0.32<50|0.34, 22-06 0.21"]),
        ("market + 2p + 5%", "en", [f"{ALWAYS} 00-00 0.02+5%"]),
        ("spot + 2p, Apr-Sep spot", "en", [f"{WINTER} / {EVERY} / 00-00 0.02", f"{SUMMER} / {EVERY} / 00-00 0"]),
        ("6-22 Börse + 2,5 ct, sonst Börse + 3 %", "de", [f"{ALWAYS} 06-22 0.025, 22-06 0+3%"]),
    ],
)  # fmt: skip
def test_parts_of_a_bill(text: str, language: str, lines: list[str]) -> None:
    assert read(text, language) == lines


@pytest.mark.parametrize(
    ("text", "why", "line", "quote"),
    [
        ("", Why.EMPTY, 0, ""),
        ("hello", Why.NO_NUMBER, 0, ""),
        ("winter 30p, summer 25p", Fault.SEASON, 0, "winter 30p, summer 25p"),
        ("25p\nin winter: weekdays 30p", Fault.SEASON, 2, "in winter: weekdays 30p"),
        ("Oct-Mar 30p\nApr-Sep cheap", Why.PRICE_MISSING, 2, "Apr-Sep cheap"),
        ("Oct-Mar 30p\n\nMar-Sep 25p", Fault.MONTHS_TWICE, 3, "Mar-Sep 25p"),
        ("Mon-Fri 30p; Fri-Sun 25p", Fault.DAYS_TWICE, 0, "Fri-Sun 25p"),
        ("Oct-Mar 6-22 32p\nApr-Sep 25p", Fault.HOURS_GAP, 1, "Oct-Mar 6-22 32p"),
        ("6-22 32p, 20-6 21p", Fault.HOURS_TWICE, 0, "6-22 32p, 20-6 21p"),
        ("every day 30p, else 20p", Fault.NO_REST, 0, "else 20p"),
        ("32p up to 250 kWh", Fault.TIERS_OPEN, 0, "32p up to 250 kWh"),
        ("3p up to 50 kWh, 4p up to 5 kWh, then 5p", Fault.TIERS_ORDER, 0, "3p up to 50 kWh, 4p up to 5 kWh, then 5p"),
        ("Oct-Mar market + 2p\nApr-Sep 25p", Fault.MIXED, 2, "Apr-Sep 25p"),
        ("24-26 Dec 30p", Fault.MONTH_DAYS, 0, "24-26 Dec 30p"),
        ("Oct-Mar £30 per month", Why.NOT_PER_KWH, 0, "Oct-Mar £30 per month"),
        ("Oct-Mar 0p; Apr-Sep 20p", Why.ZERO, 0, "Oct-Mar 0p"),
        ("25-26 9p, else 10p", Why.NO_SUCH_TIME, 0, "25-26 9p, else 10p"),
        ("9p " * 3000, Fault.TOO_LONG, 0, ""),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_where_it_stands(text: str, why: Why | Fault, line: int, quote: str) -> None:
    found = read_schedule(text, "GBP", "en")
    assert isinstance(found, Misread), found
    assert (found.why, found.line, found.quote) == (why, line, quote)


def test_the_gap_is_told_by_its_ends() -> None:
    found = read_schedule("6-22 32p", "GBP", "en")
    assert isinstance(found, Misread)
    assert found.gap is not None
    assert (f"{found.gap.start:%H}", f"{found.gap.end:%H}") == ("22", "06")
    assert isinstance(found.gap, Gap)


def test_doubtful_prices_make_doubtful_bills() -> None:
    found = read_schedule("Oct-Mar £32; Apr-Sep £25", "GBP", "en")
    assert isinstance(found, Doubtful)
    assert [plain(one)[0][-4:] for one in found.candidates] == ["0 32", "0.32"]


def test_a_bill_without_its_tax_is_asked_about_once() -> None:
    taxed = Scope(taxed=True)
    found = read_schedule("Net prices\nOct-Mar 32p\nApr-Sep 25p up to 250 kWh, then 27p", "GBP", "en", taxed)
    assert isinstance(found, Doubtful)
    assert (found.why, len(found.candidates)) == (Why.NET, 1)
    assert isinstance(read_schedule("Oct-Mar 32p; Apr-Sep 25p", "GBP", "en", taxed), Schedule)
    assert isinstance(read_schedule("market + 2p net", "GBP", "en", taxed), Schedule)  # a surcharge is as it is


def test_a_text_is_about_what_was_asked_where_it_does_not_say_so() -> None:
    scope = Scope(frozenset((6, 7)), frozenset((5, 6)))
    found = read_schedule("25p", "GBP", "en", scope)
    assert isinstance(found, Schedule)
    assert plain(found) == ["6 7 / 56 / 00-00 0.25"]
    surcharge = read_schedule("2p", "GBP", "en", Scope(market=True))
    assert isinstance(surcharge, Schedule)
    assert surcharge.market


@pytest.mark.parametrize(
    ("text", "language", "months"),
    [
        ("Nov-Mar", "en", [11, 12, 1, 2, 3]),
        ("from October to December", "en", [10, 11, 12]),
        ("Jun, Jul and Aug", "en", [6, 7, 8]),
        ("Sept", "en", [9]),
        ("im Mai", "de", [5]),
        ("Dez. bis Feb.", "de", [12, 1, 2]),
        ("ganzjährig", "de", [*range(1, 13)]),
    ],
)
def test_months(text: str, language: str, months: list[int]) -> None:
    assert read_months(text, language) == frozenset(months)
    assert [*order_months(months)] == months


@pytest.mark.parametrize("text", ["", "soon", "Mon-Fri", "Oct-Mar 30p", "24 Dec", "the rest of the year"])
def test_no_months(text: str) -> None:
    assert read_months(text, "en") is None


@pytest.mark.parametrize(
    ("text", "language", "days"),
    [
        ("Mon-Thu", "en", {0, 1, 2, 3}),
        ("Fri to Mon", "en", {4, 5, 6, 0}),
        ("weekdays", "en", {0, 1, 2, 3, 4}),
        ("am Wochenende", "de", {5, 6}),
        ("Mo, Mi + Fr", "de", {0, 2, 4}),
        ("sonntags", "de", {6}),
    ],
)
def test_days(text: str, language: str, days: set[int]) -> None:
    assert read_days(text, language) == frozenset(days)


def test_what_is_laid_over_leaves_the_rest_as_it_was() -> None:
    known = read_schedule("Oct-Mar weekdays 32p, weekend 19p; Apr-Sep 25p", "GBP", "en")
    new = read_schedule("Mar-Apr weekend 10p", "GBP", "en")
    assert isinstance(known, Schedule)
    assert isinstance(new, Schedule)
    blocks = lay_over(known.blocks, new.blocks)
    assert find_missing(blocks) == ()
    seasons = {season.months: [sorted(days) for days, _ in season.parts] for season in list_seasons(blocks)}
    assert seasons == {
        (10, 11, 12, 1, 2): [[0, 1, 2, 3, 4], [5, 6]],
        (3,): [[0, 1, 2, 3, 4], [5, 6]],
        (4,): [[0, 1, 2, 3, 4], [5, 6]],
        (5, 6, 7, 8, 9): [[0, 1, 2, 3, 4, 5, 6]],
    }
    left = tuple(Block(b.months - {7}, b.days, b.hours) for b in blocks)
    assert find_missing(left) == ((frozenset((7,)), frozenset(range(7))),)
