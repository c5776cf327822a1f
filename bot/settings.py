"""All settings, read once at start. Each has one name, the one in the README's table."""

import contextlib
import ipaddress
import os
import re
import secrets
import tempfile
from pathlib import Path
from typing import Annotated, ClassVar, Literal
from urllib.parse import unquote, urlsplit

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from bot.company.secrets import read_secret
from bot.connect.links import login_link
from bot.secret_files import SecretFileError, SecretFiles
from storage.vault import KEY_CHARS

VAR = Path("var")
DEFAULT_DATABASE = f"sqlite:///{VAR / 'tariffbot.db'}"


class SettingsError(Exception):
    """A setting is wrong or missing. The text names it and says what to do."""


class Settings(BaseSettings):
    """What the environment and `.env` say; names are those of the variables, in lower case."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True)
    channels_needed: ClassVar[bool] = True

    flatpeak_account_id: str = ""
    flatpeak_api_key: str = Field(default="", repr=False)
    flatpeak_version: str = "anode"
    flatpeak_api_url: str = "https://api.flatpeak.com"
    flatpeak_connect_url: str = "https://connect.flatpeak.com"
    flatpeak_jwks_url: str = "https://api.flatpeak.com/jwks.json"
    connect_web_url: str = ""
    flatpeak_replay_window: int = Field(default=300, ge=1, le=86400)
    flatpeak_unsigned_events: bool = False
    telegram_bot_token: str = Field(default="", repr=False)
    telegram_api_url: str = "https://api.telegram.org"
    telegram_webhook_secret: str = Field(default="", repr=False)
    slack_bot_token: str = Field(default="", repr=False)
    slack_signing_secret: Annotated[tuple[str, ...], NoDecode] = Field(default=(), repr=False)
    slack_app_token: str = Field(default="", repr=False)
    slack_client_id: str = ""
    slack_client_secret: str = Field(default="", repr=False)
    slack_api_url: str = "https://slack.com/api"
    database_url: str = Field(default=DEFAULT_DATABASE, repr=False)
    public_url: str = "http://localhost:8080"
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    drain_delay: int = Field(default=5, ge=0, le=60)
    secret_key: Annotated[tuple[str, ...], NoDecode] = Field(default=(), repr=False)
    brand_name: str = "Tariffbot"
    support_url: str = ""
    privacy_url: str = ""
    default_language: str = "en"
    api_keys: Annotated[tuple[str, ...], NoDecode] = Field(default=(), repr=False)
    webhook_url: str = Field(default="", repr=False)
    webhook_secret: Annotated[tuple[str, ...], NoDecode] = Field(default=(), repr=False)
    ask_tariff_name: bool = False
    ask_contract_term: bool = False
    ask_advanced_rates: bool = False  # FlatPeak wants to be asked first
    metrics_token: str = Field(default="", repr=False)
    otel_exporter_otlp_endpoint: str = ""
    log_format: Literal["text", "json"] = "text"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        files = SecretFiles(settings_cls, env_settings, dotenv_settings)
        return init_settings, files, env_settings, dotenv_settings

    @field_validator("secret_key", "slack_signing_secret", "api_keys", "webhook_secret", mode="before")
    @classmethod
    def _split_keys(cls, value: object) -> object:
        return tuple(k for k in re.split(r"[\s,]+", value) if k) if isinstance(value, str) else value

    @field_validator("secret_key", "api_keys")
    @classmethod
    def _long_keys(cls, keys: tuple[str, ...]) -> tuple[str, ...]:
        if any(len(key) < KEY_CHARS for key in keys):
            raise ValueError(f"every key needs at least {KEY_CHARS} characters; {HOW_TO_MAKE_A_KEY}")
        return keys

    @field_validator("metrics_token")
    @classmethod
    def _long_token(cls, value: str) -> str:
        if value and len(value) < KEY_CHARS:
            raise ValueError(f"needs at least {KEY_CHARS} characters; {HOW_TO_MAKE_A_KEY}")
        return value

    @field_validator("log_level", "log_format", mode="before")
    @classmethod
    def _any_case(cls, value: object, info: object) -> object:
        upper = getattr(info, "field_name", "") == "log_level"
        return value if not isinstance(value, str) else value.upper() if upper else value.lower()

    @field_validator(
        "flatpeak_api_url",
        "flatpeak_connect_url",
        "flatpeak_jwks_url",
        "telegram_api_url",
        "slack_api_url",
        "public_url",
    )
    @classmethod
    def _web_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("must be a web address such as https://bot.example.com")
        return value.rstrip("/")

    @field_validator("support_url", "privacy_url", "otel_exporter_otlp_endpoint")
    @classmethod
    def _link(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in ("http", "https"):
            raise ValueError("must be a web address that starts with https://")
        return value

    @field_validator("connect_web_url")
    @classmethod
    def _page_for_browsers(cls, value: str) -> str:
        if value and not login_link(value, "cot_0"):
            raise ValueError("must be a web address that starts with https://")
        if "fp_cot" in value:
            raise ValueError("must not hold fp_cot: each session adds its own")
        return value

    @field_validator("webhook_url")
    @classmethod
    def _webhook_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError("must be a web address such as https://company.example.com/webhooks")
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _webhook_keys(cls, secrets_: tuple[str, ...]) -> tuple[str, ...]:
        for secret in secrets_:
            try:
                read_secret(secret)
            except ValueError as error:
                raise ValueError(f"{error}; {HOW_TO_MAKE_A_SECRET}") from None
        return secrets_

    @field_validator("telegram_webhook_secret")
    @classmethod
    def _webhook_secret(cls, value: str) -> str:
        # core.telegram.org/bots/api#setwebhook, secret_token
        if value and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value):
            raise ValueError("may hold 1 to 256 letters, digits, _ and - only")
        return value

    @field_validator("telegram_bot_token")
    @classmethod
    def _token(cls, value: str) -> str:
        if value and not re.fullmatch(r"\d+:[A-Za-z0-9_-]+", value):
            raise ValueError("does not look like a token from BotFather (digits, a colon, letters)")
        return value

    @field_validator("slack_bot_token", "slack_app_token")
    @classmethod
    def _slack_token(cls, value: str, info: ValidationInfo) -> str:
        starts = ("xapp-",) if info.field_name == "slack_app_token" else ("xoxb-", "xoxe.xoxb-")
        if value and not value.startswith(starts):
            raise ValueError(f"does not look like such a token: Slack's begins with {starts[0]}")
        return value

    @model_validator(mode="after")
    def _whole(self) -> "Settings":
        if "public_url" not in self.model_fields_set:
            self.public_url = f"http://localhost:{self.port}"
        given = {
            "FLATPEAK_ACCOUNT_ID": self.flatpeak_account_id,
            "FLATPEAK_API_KEY": self.flatpeak_api_key,
        }
        if self.channels_needed:
            given["TELEGRAM_BOT_TOKEN or SLACK_BOT_TOKEN"] = self.telegram_bot_token or ("set" if self.slack else "")
        missing = [name for name, value in given.items() if not value]
        if missing and not self.sandbox:
            raise ValueError(
                f"{' and '.join(missing)} missing: set all of {', '.join(given)} to go live, or none for the sandbox"
            )
        self._check_slack()
        if bool(self.webhook_url) != bool(self.webhook_secret):
            raise ValueError("WEBHOOK_URL and WEBHOOK_SECRET belong together: set both, or none")
        if self.flatpeak_unsigned_events and not _is_local(self.host):
            raise ValueError(
                "FLATPEAK_UNSIGNED_EVENTS lets anybody who reaches us claim to be FlatPeak, so HOST must be 127.0.0.1; "
                "let a reverse proxy that admits FlatPeak alone reach us there"
            )
        official = urlsplit(self.telegram_api_url).hostname == "api.telegram.org"
        if self.telegram_webhook_secret and official and not self.public_url.startswith("https://"):
            raise ValueError("PUBLIC_URL must start with https:// while TELEGRAM_WEBHOOK_SECRET asks for a webhook")
        if not self.secret_key and self.database_url != DEFAULT_DATABASE and not self.sandbox:
            raise ValueError(f"SECRET_KEY is required with a DATABASE_URL of your own; {HOW_TO_MAKE_A_KEY}")
        return self

    @property
    def sandbox(self) -> bool:
        """Whether there are no credentials, so that the world outside is the sandbox."""
        return not (
            self.flatpeak_account_id
            or self.flatpeak_api_key
            or self.telegram_bot_token
            or self.slack_bot_token
            or self.slack_app_token
            or self.slack_client_id
            or self.slack_client_secret
        )

    @property
    def slack(self) -> bool:
        """Whether Slack is served: one workspace by its token, or all that install the app."""
        return bool(self.slack_bot_token or self.slack_client_id)

    def _check_slack(self) -> None:
        if bool(self.slack_client_id) != bool(self.slack_client_secret):
            raise ValueError("SLACK_CLIENT_ID and SLACK_CLIENT_SECRET belong together: set both, or none")
        if not self.slack and (self.slack_app_token or self.slack_signing_secret):
            raise ValueError("SLACK_BOT_TOKEN missing: install the app in your workspace and copy the token")
        if self.slack and not (self.slack_signing_secret or self.slack_app_token):
            raise ValueError(
                "SLACK_SIGNING_SECRET missing (the app's Basic Information); or set SLACK_APP_TOKEN for Socket Mode"
            )

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be in a log."""
        return (
            self.telegram_bot_token,
            self.flatpeak_api_key,
            self.telegram_webhook_secret,
            self.slack_bot_token,
            self.slack_app_token,
            self.slack_client_secret,
            self.metrics_token,
            *self.slack_signing_secret,
            *self.secret_key,
            *self.api_keys,
            *self.webhook_secret,
            self.telegram_bot_token.partition(":")[2],
            self.webhook_url,
            *(word for url in (self.database_url, self.otel_exporter_otlp_endpoint) for word in _passwords(url)),
        )

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys for encryption at rest; one is made and kept beside the SQLite default."""
        return self.secret_key or (_kept_key(VAR / "secret_key"),)


class FlatPeakSettings(Settings):
    """The same where nothing but FlatPeak is spoken to."""

    channels_needed: ClassVar[bool] = False


HOW_TO_MAKE_A_SECRET = (
    'make one with: python3 -c "import base64, secrets; '
    "print('whsec_' + base64.b64encode(secrets.token_bytes(32)).decode())\""
)
HOW_TO_MAKE_A_KEY = 'make one with: python3 -c "import secrets; print(secrets.token_urlsafe(32))"'


def read_settings(kind: type[Settings] = Settings, /, **overrides: object) -> Settings:
    """The settings of this process. Raises SettingsError with a sentence for each that is wrong."""
    try:
        return kind(**overrides)  # type: ignore[arg-type]  # pydantic checks what comes in
    except ValidationError as error:
        raise SettingsError("\n".join(_sentence(e) for e in error.errors())) from None
    except SecretFileError as error:
        raise SettingsError(f"{error}.") from None


def _sentence(error: object) -> str:
    assert isinstance(error, dict)
    name = "_".join(str(part) for part in error["loc"]).upper()
    text = str(error["msg"]).removeprefix("Value error, ")
    return f"{name}: {text}." if name else f"{text}."


def _passwords(url: str) -> list[str]:
    """The password in an address, as it is written there and as it is."""
    written = url.partition("://")[2].rpartition("@")[0].partition(":")[2]
    return [written, unquote(written)] if written else []


def _is_local(host: str) -> bool:
    """Whether only this machine can reach an address on which we listen."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _kept_key(path: Path) -> str:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        # Whole or not at all, also when two processes start at once: the first link wins.
        with tempfile.NamedTemporaryFile("w", dir=path.parent, encoding="utf-8") as made:
            made.write(secrets.token_urlsafe(32))
            made.flush()
            with contextlib.suppress(FileExistsError):
                os.link(made.name, path)
    key = path.read_text(encoding="utf-8").strip()
    if len(key) < KEY_CHARS:
        raise SettingsError(f"SECRET_KEY: the key in {path} is damaged; restore it from a backup, or set SECRET_KEY")
    return key
