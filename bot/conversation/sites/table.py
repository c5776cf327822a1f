"""A file of addresses as a table: the sites that can be connected, and what is wrong with the other lines."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from bot.conversation.sites.checks import NO_COUNTRY, Fault, Line, Site, address_key, check_line
from bot.conversation.sites.columns import read_header
from bot.conversation.sites.examples import EXAMPLES
from bot.conversation.sites.records import CELL_CHARS, Record, decode, is_text, read_records
from bot.conversation.understanding.address import Address

MOST_BYTES = 1_000_000  # a thousand addresses take about a tenth of it
NO_TEXT = "sites-file-no-text"
MOST_LINES = 1000  # of sites; what a team can look over in one go
_EXAMPLE_KEYS = frozenset(map(address_key, EXAMPLES.values()))


@dataclass(frozen=True, slots=True)
class Table:
    """Every line of a file is in one of `sites`, `faults` and `asking`; `sites` are in the order of the file.

    `asking`: lines that are understood but for their country. `problem`: a message id if the file as a whole cannot
    be taken, else "".
    """

    sites: tuple[Site, ...] = ()
    faults: tuple[Fault, ...] = ()
    asking: tuple[Line, ...] = ()
    problem: str = ""

    @property
    def lines(self) -> int:
        """How many lines there are, ready or not."""
        return len(self.sites) + len(self.asking) + len({fault.line.number for fault in self.faults})

    def site(self, number: int) -> Site | None:
        """The site of a line."""
        return next((site for site in self.sites if site.number == number), None)


TABLE: TypeAdapter[Table] = TypeAdapter(Table)


def read_table(data: bytes, language: str, *, connected: Collection[str] = ()) -> Table:
    """Any bytes as a table; nothing is raised. `connected`: keys of addresses that need not be connected again."""
    if len(data) > MOST_BYTES:
        return Table(problem="sites-file-large")
    if not is_text(data):
        return Table(problem=NO_TEXT)
    records = read_records(decode(data))
    header = read_header(records[0].cells) if records else None
    lines = [_line(record, header) for record in (records[1:] if header else records)]
    lines = [line for line in lines if line != Line(line.number)]
    if not lines:
        return Table(problem="sites-file-empty")
    if len(lines) > MOST_LINES:
        return Table(problem="sites-file-long")
    return _check(Table(), lines, "", language, connected)


def settle_country(table: Table, country: str, language: str, *, connected: Collection[str] = ()) -> Table:
    """The table once it is known where the sites are that do not say so (ISO 3166-1 alpha-2)."""
    return _check(replace(table, asking=()), table.asking, country, language, connected)


def _line(record: Record, header: tuple[str, ...] | None) -> Line:
    """The cells by their columns. Without a header the whole line is the address."""
    cells = [cell[:CELL_CHARS] for cell in record.cells]
    if header is None:
        return Line(record.line, text=", ".join(filter(None, cells)))
    given = {column: cell for column, cell in zip(header, cells, strict=False) if column}
    if header[-1] == "text":  # its commas may have parted it
        given["text"] = ", ".join(filter(None, cells[len(header) - 1 :]))
    return Line(record.line, **given)


def _check(table: Table, lines: Iterable[Line], country: str, language: str, connected: Collection[str]) -> Table:
    sites, faults, asking = list(table.sites), list(table.faults), list(table.asking)
    seen = {address_key(site.address): site.number for site in sites}
    for line in lines:
        found = check_line(line, country, language)
        if found is NO_COUNTRY:
            asking.append(line)
        elif not isinstance(found, Site):
            faults += found
        elif fault := _not_new(line, address_key(found.address), seen, connected):
            faults.append(fault)
        else:
            seen[address_key(found.address)] = line.number
            sites.append(found)
    sites.sort(key=lambda site: site.number)
    faults.sort(key=lambda fault: fault.line.number)
    return Table(tuple(sites), tuple(faults), tuple(asking))


def _not_new(line: Line, key: str, seen: dict[str, int], connected: Collection[str]) -> Fault | None:
    if key in _EXAMPLE_KEYS:
        return Fault(line, "example")
    if key in seen:
        return Fault(line, "twice", str(seen[key]))
    return Fault(line, "connected") if key in connected else None


def key_of(parts: dict[str, str]) -> str:
    """The key of an address that is connected, by its six parts."""
    return address_key(Address(**{name: parts.get(name, "") for name in Address.__dataclass_fields__}))
