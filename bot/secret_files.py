"""Secrets from files: what `SECRET_KEY_FILE` names holds what `SECRET_KEY` would. Every secret setting has one."""

from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource

SUFFIX = "_file"
MOST_BYTES = 65_536


class SecretFileError(Exception):
    """A file that holds no secret, or one too many. The text names the setting and says what to do."""


class SecretFiles(PydanticBaseSettingsSource):
    """What the files hold that the environment and `.env` name. A setting that is no secret has no file."""

    def __init__(self, kind: type[BaseSettings], *sources: PydanticBaseSettingsSource) -> None:
        super().__init__(kind)
        self._given: dict[str, str | None] = {}
        for source in reversed(sources):  # the first counts most
            assert isinstance(source, EnvSettingsSource)
            self._given |= {name: value for name, value in source.env_vars.items() if value}

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """What the file of a setting holds, None without one. Raises SecretFileError."""
        path = self._given.get(f"{field_name}{SUFFIX}") if field.repr is False else None
        if not path:
            return None, field_name, False
        name = field_name.upper()
        if self._given.get(field_name):
            raise SecretFileError(f"{name} and {name}_FILE are both set: keep one of them")
        return _read(f"{name}_FILE", Path(path)), field_name, False

    def __call__(self) -> dict[str, Any]:
        found = ((name, self.get_field_value(field, name)[0]) for name, field in self.settings_cls.model_fields.items())
        return {name: value for name, value in found if value is not None}


def _read(name: str, path: Path) -> str:
    """The secret in a file, without the end of its line. Raises SecretFileError, which tells nothing of it."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise SecretFileError(f"{name}: {path} is too long for a secret")
        text = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SecretFileError(f"{name}: {path} cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise SecretFileError(f"{name}: {path} is no text") from None
    if not text:
        raise SecretFileError(f"{name}: {path} is empty")
    return text
