"""What the documents name is there: files, make targets, commands, settings with their defaults."""

import argparse
import inspect
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, cast

import pytest
from starlette.routing import Route

from bot import cli
from bot.app import App
from bot.conversation.sites.table import read_table
from bot.http import Doors, create_http
from bot.settings import Settings
from storage.purge import purge
from tests.rules.tree import TOP, read_texts

TOKEN = re.compile(r"`([\w.*/-]+)`")
LINK = re.compile(r"\]\(([^)\s#]+)[^)\s]*\)|\b(?:src|srcset)=\"([^\"]+)\"")
TARGET = re.compile(r"(?:`|^)make ([a-z-]+)", re.MULTILINE)
COMMAND = re.compile(r"`(?:\.venv/bin/)?tariffbot (\w+)")
SETTING_ROW = re.compile(r"^\| `([A-Z_]+)` \|.*\| (?:none|`([^`]*)`) \|$", re.MULTILINE)
CSV = re.compile(r"^```csv\n(.*?)^```", re.MULTILINE | re.DOTALL)
ADDRESS_ROW = re.compile(r"^\| `([A-Z]+ /[\w/]+)` \|", re.MULTILINE)
SETTING_LINE = re.compile(r"^#?([A-Z_]+)=(.*)$", re.MULTILINE)
KEPT = re.compile(r"^\*\*What is kept.*?^Content is sealed", re.MULTILINE | re.DOTALL)
YEARS = {365: "one year", 730: "2 years"}  # what the README says for so many days
OURS = {path.split("/")[0] for path in read_texts()}


def documents() -> dict[str, str]:
    return {path: text for path, text in read_texts().items() if path.endswith(".md")}


def paths_of(document: str, text: str) -> Iterator[str]:
    """What the text links to, seen from the document, and what it names in backticks, seen from the top."""
    folder = PurePosixPath(document).parent
    for link in LINK.finditer(text):
        target = link[1] or link[2]
        if "://" not in target:
            yield str((TOP / folder / target).resolve().relative_to(TOP))
    for token in TOKEN.findall(text):
        if "/" in token and token.split("/")[0] in OURS:
            yield token


def missing_paths(document: str, text: str) -> list[str]:
    """Of these, what is not there; `*` stands for any name."""
    return [f"{document}: {path}" for path in paths_of(document, text) if not any(TOP.glob(path.rstrip("/")))]


def missing_targets(document: str, text: str, makefile: str) -> list[str]:
    """Targets of make that the Makefile does not have."""
    there = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    return [f"{document}: make {name}" for name in TARGET.findall(text) if name not in there]


def commands() -> set[str]:
    """What `tariffbot` takes as its first word."""
    parser = cli._parser()
    choices = [action.choices for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return {name for names in choices for name in names}


async def addresses(folder: Path) -> set[str]:
    """Every method and path that is answered when all is set that adds one."""
    credentials = {
        "flatpeak_account_id": "acc_1",
        "flatpeak_api_key": "sk_test_1",
        "telegram_bot_token": "1:abc",
        "telegram_webhook_secret": "word",
        "slack_client_id": "1.2",
        "slack_client_secret": "word",
        "slack_signing_secret": ("word",),
        "database_url": f"sqlite:///{folder / 'bot.db'}",
        "secret_key": ("k" * 43,),
        "public_url": "https://bot.example.com",
    }
    settings = Settings(_env_file=None, **cast(Any, credentials))  # type: ignore[call-arg]  # pydantic-settings' own
    app = App(settings)
    more = [*app.deliveries.routes(), *app.seeing.routes("word")]
    more += [route for service in app.services for route in service.routes(app._desk_of(service))]
    routes = create_http(cast(Doors, None), more).routes
    for service in app.services:
        await service.close()
    return {
        f"{(set(route.methods or ()) - {'HEAD'}).pop()} {route.path.rstrip('/')}"
        for route in routes
        if isinstance(route, Route)
    }


def defaults() -> dict[str, str]:
    """Every setting by its variable, with its default as one would write it into `.env`."""
    return {name.upper(): _written(field.default) for name, field in Settings.model_fields.items()}


def _written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value == () else str(value)


def differences(told: Mapping[str, str], real: Mapping[str, str]) -> list[str]:
    """Where a list of settings and the code differ."""
    return [
        f"{name}: told {told.get(name, 'nothing')!r}, is {real.get(name, 'nothing')!r}"
        for name in sorted(told.keys() | real.keys())
        if told.get(name) != real.get(name)
    ]


def test_every_path_named_exists() -> None:
    assert [problem for path, text in documents().items() for problem in missing_paths(path, text)] == []


def test_every_make_target_named_exists() -> None:
    makefile = read_texts()["Makefile"]
    assert [problem for path, text in documents().items() for problem in missing_targets(path, text, makefile)] == []


def test_the_readme_names_every_command() -> None:
    assert set(COMMAND.findall(read_texts()["README.md"])) == commands()


def test_the_readme_tells_the_settings_as_they_are() -> None:
    assert differences(dict(SETTING_ROW.findall(read_texts()["README.md"])), defaults()) == []


async def test_the_readme_names_every_address(tmp_path: Path) -> None:
    assert set(ADDRESS_ROW.findall(read_texts()["README.md"])) == await addresses(tmp_path)


def test_the_example_file_tells_the_settings_as_they_are() -> None:
    assert differences(dict(SETTING_LINE.findall(read_texts()[".env.example"])), defaults()) == []


def test_the_readme_shows_a_file_of_sites_that_is_taken() -> None:
    (shown,) = CSV.findall(read_texts()["README.md"])
    table = read_table(shown.encode(), "en")
    assert (table.problem, table.faults, table.asking) == ("", (), ())
    assert len(table.sites) == shown.count("\n") - 1


def test_the_readme_tells_how_long_things_are_kept() -> None:
    (told,) = KEPT.findall(read_texts()["README.md"])
    kept = [p.default for p in inspect.signature(purge).parameters.values() if p.name.endswith("_days")]
    assert [days for days in kept if YEARS.get(days, f"{days} days") not in told] == []


@pytest.mark.parametrize(
    "text", ["[plan](no-plan.md)", '<img src="docs/no-picture.png">', "`docs/no-page.md`", "`bot/no-room/`"]
)
def test_it_misses_a_path(text: str) -> None:
    assert len(missing_paths("README.md", text)) == 1


@pytest.mark.parametrize("text", ["[site](https://example.com/a.md)", "`bot/app.py`", "`bot/texts/*.ftl`", "`a/b`"])
def test_it_finds_what_is_there(text: str) -> None:
    assert missing_paths("README.md", text) == []


def test_it_misses_a_target() -> None:
    assert missing_targets("a.md", "`make run`, `make tea`\nmake coffee", "run: x") == [
        "a.md: make tea",
        "a.md: make coffee",
    ]


def test_it_sees_a_setting_that_differs() -> None:
    told = dict(SETTING_ROW.findall("| `PORT` | where | `8081` |\n| `HOST` | where | none |\n"))
    assert told == {"PORT": "8081", "HOST": ""}
    assert differences(told, {"PORT": "8080", "HOST": ""}) == ["PORT: told '8081', is '8080'"]
    assert differences({}, {"PORT": "8080"}) == ["PORT: told 'nothing', is '8080'"]
    assert differences({"TEA": ""}, {}) == ["TEA: told '', is 'nothing'"]
