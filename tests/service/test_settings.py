"""Settings: read once, and a sentence that names what is wrong."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.opening import open_database, prepare
from bot.settings import KEY_CHARS, Settings, SettingsError, read_settings

KEY = "k" * KEY_CHARS
LIVE = {"FLATPEAK_ACCOUNT_ID": "acc_1", "FLATPEAK_API_KEY": "sk_test_1", "TELEGRAM_BOT_TOKEN": "1:abc"}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


WEBHOOK = "whsec_" + "A" * 32


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"FLATPEAK_API_KEY": "x"}, "FLATPEAK_ACCOUNT_ID and TELEGRAM_BOT_TOKEN"),
        ({"PORT": "abc"}, "PORT"),
        ({"PORT": "70000"}, "PORT"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"PUBLIC_URL": "bot.example.com"}, "PUBLIC_URL"),
        ({"FLATPEAK_JWKS_URL": "jwks.json"}, "FLATPEAK_JWKS_URL"),
        ({"FLATPEAK_REPLAY_WINDOW": "0"}, "FLATPEAK_REPLAY_WINDOW"),
        ({"FLATPEAK_UNSIGNED_EVENTS": "true", "HOST": "0.0.0.0"}, "FLATPEAK_UNSIGNED_EVENTS"),
        ({"FLATPEAK_UNSIGNED_EVENTS": "true", "HOST": "::"}, "FLATPEAK_UNSIGNED_EVENTS"),
        ({"FLATPEAK_UNSIGNED_EVENTS": "true", "HOST": "192.0.2.7"}, "FLATPEAK_UNSIGNED_EVENTS"),
        ({"FLATPEAK_UNSIGNED_EVENTS": "true", "HOST": "bot.example.com"}, "FLATPEAK_UNSIGNED_EVENTS"),
        ({"TELEGRAM_API_URL": "ftp://x"}, "TELEGRAM_API_URL"),
        ({"TELEGRAM_BOT_TOKEN": "abc"}, "TELEGRAM_BOT_TOKEN"),
        ({"TELEGRAM_WEBHOOK_SECRET": "no spaces"}, "TELEGRAM_WEBHOOK_SECRET"),
        ({"SUPPORT_URL": "javascript:alert(1)"}, "SUPPORT_URL"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL"),
        ({"API_KEYS": "a-long-key-of-the-company,short"}, "API_KEYS"),
        ({"WEBHOOK_URL": "company.example.com", "WEBHOOK_SECRET": WEBHOOK}, "WEBHOOK_URL"),
        ({"WEBHOOK_URL": "https://company.example.com", "WEBHOOK_SECRET": "whsec_short"}, "WEBHOOK_SECRET"),
        ({"WEBHOOK_URL": "https://company.example.com"}, "WEBHOOK_URL and WEBHOOK_SECRET"),
        ({**LIVE, "DATABASE_URL": "postgresql://db/x"}, "SECRET_KEY"),
        ({**LIVE, "TELEGRAM_WEBHOOK_SECRET": "s"}, "PUBLIC_URL"),
    ],
)
def test_what_is_wrong_is_named(given: dict[str, str], named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=named) as error:
        read_settings()
    assert all(value not in str(error.value) for value in ("sk_test_1", "1:abc"))


@pytest.mark.parametrize("path", ["no-folder/bot.db", "no-database.db"])
async def test_a_database_that_cannot_be_used_is_named(path: str, tmp_path: Path) -> None:
    (tmp_path / "no-database.db").write_text("Dear diary, " * 100)
    database = open_database(f"sqlite:///{path}")
    with pytest.raises(SettingsError, match="DATABASE_URL: cannot be used"):
        await prepare(database)
    await database.close()


def test_no_credentials_mean_the_sandbox_and_some_mean_going_live(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings().sandbox
    for name, value in LIVE.items():
        monkeypatch.setenv(name, value)
    assert not read_settings().sandbox


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_unsigned_events_are_taken_on_this_machine_only(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLATPEAK_UNSIGNED_EVENTS", "true")
    monkeypatch.setenv("HOST", host)
    assert read_settings().flatpeak_unsigned_events


def test_the_environment_file_is_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("BRAND_NAME=Brightwatt\nPORT=9000\nSECRET_KEY=" + KEY + "," + KEY + "2\n")
    settings = read_settings()
    assert (settings.brand_name, settings.port, settings.keys) == ("Brightwatt", 9000, (KEY, KEY + "2"))
    assert settings.public_url == "http://localhost:9000"


def test_the_address_that_is_said_wins_over_the_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_URL", "https://bot.example.com/")
    assert read_settings(port=9000).public_url == "https://bot.example.com"


def test_a_key_is_made_once_and_kept_for_its_owner_alone(tmp_path: Path) -> None:
    (first,) = read_settings().keys
    assert read_settings().keys == (first,)
    assert len(first) >= 32
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o077 == 0


def test_a_damaged_key_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "secret_key").write_text("")
    with pytest.raises(SettingsError, match=r"SECRET_KEY.*damaged"):
        _ = read_settings().keys


def test_no_secret_is_in_the_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in LIVE.items():
        monkeypatch.setenv(name, value)
    company = {"api_keys": "a-long-key-of-the-company", "webhook_url": "https://x.example/", "webhook_secret": WEBHOOK}
    settings = read_settings(secret_key=KEY, **company)
    secrets = ("sk_test_1", "1:abc", KEY, "a-long-key-of-the-company", WEBHOOK)
    assert all(secret not in repr(settings) and secret in settings.secrets for secret in secrets)


def test_who_serves_telegram_alone_does_not_load_slack() -> None:
    code = "import sys, bot.app; sys.exit('slack_sdk' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("url", ["postgresql://u:pa@ss:MARKER@host/x", "postgresql://u:x@host:MARKER/x", "MARKER@host"])
def test_an_address_of_a_database_is_not_quoted(url: str) -> None:
    """What stands behind an unescaped @ or : in a password is taken for a port."""
    with pytest.raises(SettingsError, match="DATABASE_URL: no address of a database") as raised:
        open_database(url)
    assert "MARKER" not in str(raised.value)
