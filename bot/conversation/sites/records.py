"""The bytes of a file to records of cells, whatever program has written them."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from bot.conversation.sites.columns import read_header
from bot.conversation.understanding.folding import clean

CELL_CHARS = 120  # longer than any line of an address
LINE_CHARS = 4000  # of one line that is no proper CSV
_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 20  # records that tell which delimiter it is
_CELL_LINES = 8  # a cell of more lines is a quote that was never closed
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NOT_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")  # spreadsheets new and old, and PDF
_FORMULA = "=+@"  # what makes a spreadsheet compute a cell


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one line, and the number of that line in the file, from 1."""

    line: int
    cells: tuple[str, ...]


def is_text(data: bytes) -> bool:
    """Whether this can be a table in plain text, by its first bytes."""
    return not data.startswith(_NOT_TEXT)


def decode(data: bytes) -> str:
    """UTF-8 or UTF-16 with or without a mark, else Windows-1252."""
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return data.decode(codec, "replace")
    head = data[:400]
    for first, codec in ((1, "utf-16-le"), (0, "utf-16-be")):
        if head[first::2].count(0) * 4 > len(head):
            return data.decode(codec, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def read_records(text: str) -> list[Record]:
    """All records that say something; their cells are one line each and harmless."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    said = text[:6].lower().strip()
    if said.startswith("sep=") and len(said) == 5:  # how a spreadsheet names the delimiter
        delimiter, skipped = said[4], 1
        text = text.partition("\n")[2]
    else:
        delimiter, skipped = _find_delimiter(text), 0
    records = [Record(line + skipped, tuple(map(plain, cells))) for line, cells in _split(text, delimiter)]
    return [record for record in records if any(map(str.isalnum, "".join(record.cells)))]


def plain(cell: str) -> str:
    """A cell as one line of text that no spreadsheet takes for a formula."""
    short = cell[:LINE_CHARS]
    text = " ".join((short if short.isascii() and short.isprintable() else clean(short)).split())
    if text[:1] == "'" and text[1:2] in (*_FORMULA, "-"):
        text = text[1:]
    if text[:1] in tuple(_FORMULA):
        text = text.lstrip(_FORMULA + " ").strip('"')
    return "" if text == "-" else text.strip()


def _find_delimiter(text: str) -> str:
    """The one that finds most of a header; else the one that parts all lines alike."""
    head = "\n".join(text.split("\n", _SAMPLE * 2)[: _SAMPLE * 2])
    return max(_DELIMITERS, key=lambda delimiter: _fit(head, delimiter))


def _fit(head: str, delimiter: str) -> tuple[int, int]:
    rows = [cells for _, cells in _split(head, delimiter) if any(cell.strip() for cell in cells)][:_SAMPLE]
    if not rows:
        return 0, 0
    named = read_header(rows[0]) or ()
    return len([column for column in named if column]), sum(len(row) == len(rows[0]) for row in rows)


def _split(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    try:
        parsed = list(_parse(text, delimiter))
    except csv.Error:
        parsed = []
    broken = any(cell.count("\n") > _CELL_LINES for _, cells in parsed for cell in cells)
    if parsed and not broken:
        yield from parsed
        return
    for number, line in enumerate(text.split("\n"), 1):
        yield number, [cell.strip().strip('"') for cell in line[:LINE_CHARS].split(delimiter)]


def _parse(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    begun = 1
    for cells in reader:
        yield begun, cells
        begun = reader.line_num + 1
