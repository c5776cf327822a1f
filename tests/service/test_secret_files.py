"""Secrets come from files as well as from variables."""

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, read_settings

KEY = "k" * 43
# By what they say of themselves: a new secret is in here by itself.
SECRETS = sorted(name for name, field in Settings.model_fields.items() if field.repr is False)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_what_is_secret_is_known() -> None:
    assert set(SECRETS) >= {
        *("secret_key", "database_url", "api_keys", "webhook_secret", "flatpeak_api_key"),
        *("telegram_bot_token", "telegram_webhook_secret"),
        *("slack_bot_token", "slack_app_token", "slack_signing_secret", "slack_client_secret"),
    }


@pytest.mark.parametrize("place", ["environment", ".env"])
def test_a_file_is_read_without_the_end_of_its_line(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("key").write_text(f"{KEY},{'f' * 43}\n", encoding="utf-8")
    if place == ".env":
        Path(".env").write_text("SECRET_KEY=\nSECRET_KEY_FILE=key\n", encoding="utf-8")
    else:
        monkeypatch.setenv("SECRET_KEY_FILE", "key")
    assert read_settings().secret_key == (KEY, "f" * 43)


@pytest.mark.parametrize("name", SECRETS)
def test_every_secret_has_a_file_and_both_at_once_are_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{name.upper()}_FILE", "not-there")
    with pytest.raises(SettingsError, match=f"^{name.upper()}_FILE: not-there cannot be read"):
        read_settings()
    Path(".env").write_text(f"{name.upper()}=word\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=f"^{name.upper()} and {name.upper()}_FILE are both set"):
        read_settings()


@pytest.mark.parametrize(
    ("content", "why"), [(b" \n", "is empty"), (b"\xff\xfe", "is no text"), (b"x" * 70_000, "is too long")]
)
def test_what_is_no_secret_is_refused(content: bytes, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("key").write_bytes(content)
    monkeypatch.setenv("FLATPEAK_API_KEY_FILE", "key")
    with pytest.raises(SettingsError, match=why):
        read_settings()


def test_what_is_wrong_in_a_file_is_told_by_the_name_of_the_setting_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("key").write_text("no-token", encoding="utf-8")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_FILE", "key")
    with pytest.raises(SettingsError, match=r"^TELEGRAM_BOT_TOKEN:") as refused:
        read_settings()
    assert "no-token" not in str(refused.value)


def test_what_is_no_secret_has_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRAND_NAME_FILE", "not-there")
    assert read_settings().brand_name == "Tariffbot"
