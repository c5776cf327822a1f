"""The locked lists: every package in one version with its hashes, nothing else, and the same in all lists."""

import re
import tomllib

import pytest

from tests.rules.tree import TOP, read_texts

LISTS = ("run", "otel", "dev", "browser", "audit")  # each holds the one before
PIN = re.compile(r"(?P<name>[a-z0-9][a-z0-9-]*)(?:\[[a-z0-9,-]+\])?==(?P<version>[\w.+!-]+)(?: ; [^\\]+)?")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def read_pins(text: str) -> dict[str, str]:
    """Name and version of each package. Raises ValueError for a line that is more or less than a pin with hashes."""
    pins: dict[str, str] = {}
    for entry in text.replace("\\\n", " ").splitlines():
        head, *hashes = re.split(r"\s+(?=--)", entry.strip())
        pin = PIN.fullmatch(head.strip())
        if pin is None or not hashes or not all(HASH.fullmatch(part.strip()) for part in hashes):
            raise ValueError(f"not a pinned package with its hashes: {entry[:80]}")
        pins[pin["name"]] = pin["version"]
    return pins


def pins_of(name: str) -> dict[str, str]:
    return read_pins(read_texts()[f"requirements/{name}.txt"])


@pytest.mark.parametrize("name", LISTS)
def test_lists_hold_pins_with_hashes_only(name: str) -> None:
    assert pins_of(name)


@pytest.mark.parametrize(
    ("small", "large"), [("run", "otel"), ("otel", "dev"), ("dev", "browser"), ("browser", "audit")]
)
def test_a_larger_list_holds_the_smaller_one(small: str, large: str) -> None:
    assert pins_of(small).items() <= pins_of(large).items()


def test_what_the_project_asks_for_is_in_the_list() -> None:
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
    asked = {
        "run": project["project"]["dependencies"],
        **project["dependency-groups"],
        **project["project"]["optional-dependencies"],
    }
    missing = [
        f"{name} in requirements/{group}.txt"
        for group, wanted in asked.items()
        for name in (re.split(r"[\[<>=!~ ;]", entry)[0].lower() for entry in wanted)
        if name not in pins_of(group)
    ]
    assert missing == []


@pytest.mark.parametrize(
    "line",
    [
        "httpx==0.28.1",
        "httpx>=0.28 --hash=sha256:" + "0" * 64,
        "httpx==0.28.1 --hash=sha256:" + "0" * 63,
        "httpx @ https://example.com/httpx.whl --hash=sha256:" + "0" * 64,
        "--find-links https://example.com",
        "httpx==0.28.1 --hash=sha256:" + "0" * 64 + " --trusted-host example.com",
    ],
)
def test_it_refuses_any_other_line(line: str) -> None:
    with pytest.raises(ValueError, match="not a pinned package"):
        read_pins(line)


def test_it_reads_a_pin() -> None:
    text = "psycopg[binary]==3.3.1 ; sys_platform == 'win32' \\\n    --hash=sha256:" + "0" * 64 + "\n"
    assert read_pins(text) == {"psycopg": "3.3.1"}
