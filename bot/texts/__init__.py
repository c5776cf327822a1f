"""Every word that a customer reads: one Fluent catalogue a language, `<language>.ftl` beside this file.

Adding a language is adding a file. Messages that a catalogue lacks are shown in English.
"""

from functools import lru_cache
from pathlib import Path

from babel import Locale, UnknownLocaleError
from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.resolver import CurrentEnvironment, ResolverEnvironment
from fluent.runtime.types import FluentType

FOLDER = Path(__file__).parent
FALLBACK = "en"
ARGUMENT_CHARS = 2400  # fluent.runtime refuses more than 2500 in one place of a message


class _Count(int, FluentType):
    """A number that chooses a plural and is shown in plain digits; a bundle would group them: 1,234."""

    def format(self, locale: Locale) -> str:
        return int.__repr__(self)


class Catalogue:
    """The texts of one language. Missing messages come from `fallback`, then the id itself is shown."""

    def __init__(self, language: str, source: str, fallback: "Catalogue | None" = None) -> None:
        self.language = language
        self._fallback = fallback
        rtl = Locale.parse(language, sep="-").text_direction == "rtl"
        self._bundle = FluentBundle([language], use_isolating=rtl)
        self._bundle.add_resource(FluentResource(source))
        self._plain: dict[tuple[str, bool], str] = {}
        self._hands = {touch: self._words_of_hand("touch" if touch else "mouse") for touch in (True, False)}

    def has(self, message: str) -> bool:
        """Whether this language or the fallback knows the message."""
        return self._bundle.has_message(message) or (self._fallback is not None and self._fallback.has(message))

    def format(self, message: str, args: dict[str, str | int], *, touch: bool = True) -> str:
        """The message with its arguments put in as they are. `touch`: buttons are tapped and not clicked."""
        if args:
            return self._resolve(message, args, touch)
        if (message, touch) not in self._plain:
            text = self._resolve(message, args, touch)
            if not self.has(message):
                return text
            self._plain[message, touch] = text
        return self._plain[message, touch]

    def _words_of_hand(self, hand: str) -> dict[str, str]:
        """What one does with a button, within a sentence and at its beginning."""
        names = {"tap": f"hand-{hand}", "Tap": f"hand-{hand}-first"}
        return {name: self._resolve(message, {"tap": "", "Tap": ""}) for name, message in names.items()}

    def _resolve(self, message: str, args: dict[str, str | int], touch: bool | None = None) -> str:
        if not self._bundle.has_message(message):
            return self._fallback.format(message, args, touch=touch is not False) if self._fallback else message
        pattern = self._bundle.get_message(message).value
        if pattern is None:
            return message
        hand = {} if touch is None else self._hands[touch]
        given = CurrentEnvironment({name: _given(value) for name, value in {**hand, **args}.items()})
        return str(pattern(ResolverEnvironment(self._bundle, [], given)))


class LanguageWords:
    """A catalogue as one person hears it. `language` keeps their region: it decides dates and numbers.

    `touch`: where they are, buttons are tapped and not clicked; `team`: what they have belongs to several, so a
    message that has a variant "…-team" is said so.
    """

    def __init__(self, language: str, catalogue: Catalogue, *, touch: bool = True, team: bool = False) -> None:
        self.language = language
        self._catalogue, self._touch, self._team = catalogue, touch, team

    def __call__(self, message: str, /, **args: str | int) -> str:
        if self._team and self._catalogue.has(theirs := f"{message}-team"):
            message = theirs
        return self._catalogue.format(message, args, touch=self._touch)

    def has(self, message: str) -> bool:
        return self._catalogue.has(message)


class Catalogues:
    """All languages that we speak, read once at the start. Raises ValueError for a default that is none of them."""

    def __init__(self, default: str = FALLBACK, folder: Path = FOLDER) -> None:
        english = Catalogue(FALLBACK, (folder / f"{FALLBACK}.ftl").read_text("utf-8"))
        self._catalogues = {FALLBACK.lower(): english}
        for file in sorted(folder.glob("*.ftl")):
            if file.stem != FALLBACK:
                self._catalogues[file.stem.lower()] = Catalogue(file.stem, file.read_text("utf-8"), english)
        chosen = self._find(default)
        if chosen is None:
            spoken = ", ".join(sorted(self._catalogues))
            raise ValueError(f"{default!r} is no language that we have texts in; there are {spoken}")
        self._default = chosen
        others = [one for one in self._catalogues.values() if one is not chosen]
        # Code and own name of every language, the default first.
        self.languages = tuple((one.language, one.format("language-name", {})) for one in (chosen, *others))
        self.words = lru_cache(maxsize=512)(self._words)

    @property
    def default(self) -> str:
        """The code of the default language."""
        return self._default.language

    def accepted(self, header: str) -> LanguageWords:
        """The texts for a browser's Accept-Language: its first language that we speak, else the default."""
        wanted = (part.partition(";")[0].strip() for part in header.split(","))
        return self.words(next((tag for tag in wanted if tag and self._find(tag)), ""))

    def _words(self, language: str, *, touch: bool = True, team: bool = False) -> LanguageWords:
        """The texts for a BCP 47 tag: the closest catalogue, else the default language."""
        tag = language.strip().replace("_", "-")
        found = self._find(tag)
        if found is None:
            return LanguageWords(self._default.language, self._default, touch=touch, team=team)
        return LanguageWords(tag if _known_to_cldr(tag) else found.language, found, touch=touch, team=team)

    def _find(self, language: str) -> Catalogue | None:
        parts = language.strip().replace("_", "-").lower().split("-")
        for length in range(len(parts), 0, -1):
            if found := self._catalogues.get("-".join(parts[:length])):
                return found
        return None


def _given(value: str | int) -> str | _Count:
    if isinstance(value, int):
        return _Count(value)
    return value if len(value) <= ARGUMENT_CHARS else value[: ARGUMENT_CHARS - 1] + "…"


def _known_to_cldr(tag: str) -> bool:
    try:
        return bool(Locale.parse(tag, sep="-"))
    except (ValueError, UnknownLocaleError):
        return False
