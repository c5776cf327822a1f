"""What is looked for in the secret hunt, in all the ways in which a text can lie about, and where."""

import base64
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote

from tests.databases import EVERYWHERE, ask, kept_in, postgres
from tests.operators.test_commands import program
from tests.pitfalls.test_secrets import encodings

Places = dict[str, bytes]


def written(marker: str) -> set[bytes]:
    """As text, as JSON, as hexadecimal, in an address, within something in base64."""
    plain = marker.encode()
    inner = {base64.b64encode(b"x" * before + plain)[(before * 8 + 5) // 6 : -4] for before in range(3)}
    return {
        *encodings(marker),
        plain.hex().encode(),
        quote(marker, safe="").encode(),
        *(b for b in inner if len(b) > 9),
    }


def find(markers: Iterable[str], places: Mapping[str, bytes]) -> list[str]:
    """Where which of them is."""
    return [
        f"{marker} in {name}: …{content[max(0, at - 60) : at + 60]!r}…"
        for marker in markers
        for form in written(marker)
        for name, content in places.items()
        if (at := content.find(form)) >= 0
    ]


def copies_of(home: Path, url: str, began_s: float) -> Places:
    """The database as whoever steals it has it: its files, its log, and what its own programs make of it."""
    if EVERYWHERE != "postgresql":
        return kept_in(home)
    plain = url.replace("postgresql+psycopg:", "postgresql:")
    found = {**kept_in(home), "pg_dump": program(url, "pg_dump", plain)}
    if postgres.folder is not None:
        program(url, "psql", "--command=CHECKPOINT", plain)  # what is in memory goes into the files
        found |= _files_of_the_server(url, postgres.folder / "data", began_s)
    return found


def _files_of_the_server(url: str, data: Path, began_s: float) -> Places:
    [[(number,)]] = ask(url, "SELECT oid FROM pg_database WHERE datname = current_database()")
    tables = [path for path in (data / "base" / str(number)).iterdir() if path.is_file()]
    logs = [path for path in (data / "pg_wal").iterdir() if path.is_file() and path.stat().st_mtime >= began_s]
    assert tables
    assert logs
    return {f"{path.parent.name}/{path.name}": path.read_bytes() for path in (*tables, *logs)}


def in_files(folder: Path, environment: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """These settings by files, as an orchestrator gives them."""
    folder.mkdir(mode=0o700)
    given = dict(environment)
    for name in names:
        (folder / name.lower()).write_text(f"{given.pop(name)}\n", encoding="utf-8")
        given[f"{name}_FILE"] = str(folder / name.lower())
    return given


def seen_from_outside(pid: int) -> Places:
    """What `ps` and /proc tell of a process."""
    proc = Path(f"/proc/{pid}")
    if not proc.exists():
        return {}
    return {name: (proc / name).read_bytes() for name in ("cmdline", "environ", "comm")}
