"""The files of a job, as CSV that a spreadsheet opens: the template, the lines to be mended, the report."""

import csv
import io
from collections.abc import Iterable, Sequence

from babel.numbers import get_decimal_symbol

from bot.conversation.cards import File
from bot.conversation.context import Context
from bot.conversation.pages.address_parts import Progress, likely_countries
from bot.conversation.sites.checks import Fault, Line, Site
from bot.conversation.sites.examples import EXAMPLES
from bot.conversation.sites.plan import Standing, Standings
from bot.conversation.sites.reasons import say_fault, say_standing
from bot.conversation.sites.table import Table
from bot.conversation.understanding.address import Address, say_address
from bot.conversation.understanding.countries import say_country
from bot.conversation.understanding.locales import find_locale

_MARK = "\ufeff"  # without it spreadsheets take UTF-8 for something else
_COMPUTED = ("=", "+", "-", "@")
_COLUMNS = ("name", "street", "extra", "post_code", "city", "state", "country", "provider", "reference")


def template_file(ctx: Context) -> File:
    """The columns, and an example for each country that this person's sites are likely in."""
    codes = [code for code in likely_countries(Progress(Address()), ctx) if code in EXAMPLES]
    name = ctx.say("sites-example")
    rows = []
    for code in codes:
        a = EXAMPLES[code]
        country = say_country(code, ctx.language)
        rows.append((name, a.address_line1, a.address_line2, a.post_code, a.city, a.state, country, "", ""))
    return File(ctx.say("sites-template-name"), _write([_labels(_COLUMNS, ctx), *rows], ctx))


def mend_file(faults: Sequence[Fault], ctx: Context) -> File:
    """The lines that cannot be connected, as they were, each with what is wrong with it."""
    whole = any(fault.line.text for fault in faults)
    columns = ("name", "text", "provider", "reference") if whole else _used(fault.line for fault in faults)
    rows = [
        (str(line.number), "; ".join(said), *(_cell(line, column) for column in columns))
        for line, said in _problems(faults, ctx)
    ]
    head = (ctx.say("sites-column-line"), ctx.say("sites-column-problem"), *_labels(columns, ctx))
    return File(ctx.say("sites-mend-name"), _write([head, *rows], ctx))


def report_file(table: Table, standings: Standings, ctx: Context) -> File:
    """Every site with what became of it, and the lines that are none with what is wrong with them."""
    head = ("line", "name", "reference", "address", "provider", "status", "reason", "location")
    rows = [(s.number, _report_row(s, standings.get(s.number, Standing()), ctx)) for s in table.sites]
    rows += [(line.number, _faulty_row(line, said, ctx)) for line, said in _problems(table.faults, ctx)]
    ordered = [row for _, row in sorted(rows, key=lambda one: one[0])]
    return File(ctx.say("sites-report-name"), _write([_labels(head, ctx), *ordered], ctx))


def _problems(faults: Sequence[Fault], ctx: Context) -> Iterable[tuple[Line, list[str]]]:
    """What is wrong with each line of which something is."""
    found: dict[int, tuple[Line, list[str]]] = {}
    for fault in faults:
        found.setdefault(fault.line.number, (fault.line, []))[1].append(say_fault(fault, ctx))
    return found.values()


def _faulty_row(line: Line, said: Sequence[str], ctx: Context) -> tuple[str, ...]:
    parts = (line.street, line.house, line.extra, line.town, line.post_code, line.city, line.state, line.country)
    address = line.text or ", ".join(filter(None, parts))
    left_out = ctx.say("sites-status-left-out")
    return str(line.number), line.name, line.reference, address, line.provider, left_out, "; ".join(said), ""


def _report_row(site: Site, standing: Standing, ctx: Context) -> tuple[str, ...]:
    status, reason = say_standing(standing, ctx)
    address = say_address(site.address, ctx.language)
    return (
        str(site.number),
        site.name,
        site.reference,
        address,
        site.provider,
        status,
        reason,
        standing.location_id,
    )


def _used(lines: Iterable[Line]) -> tuple[str, ...]:
    """Our columns, and those that were in the file besides."""
    found = list(lines)
    more = [name for name in ("house", "town") if any(getattr(line, name) for line in found)]
    return (*_COLUMNS[:2], *more, *_COLUMNS[2:])


def _cell(line: Line, column: str) -> str:
    value: str = getattr(line, column)
    return value


def _labels(columns: Iterable[str], ctx: Context) -> tuple[str, ...]:
    return tuple(ctx.say(f"sites-column-{column.replace('_', '-')}") for column in columns)


def _write(rows: Iterable[Sequence[str]], ctx: Context) -> str:
    """CSV in the way of the person's country: where the comma parts decimals, a semicolon parts cells."""
    comma = get_decimal_symbol(find_locale(ctx.language)) != ","
    out = io.StringIO()
    writer = csv.writer(out, delimiter="," if comma else ";", lineterminator="\r\n")
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return _MARK + out.getvalue()


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet computes."""
    return f"'{cell}" if cell.startswith(_COMPUTED) else cell
