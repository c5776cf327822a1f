"""The CLDR locale for a language tag."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError

# Plain "en" is American in CLDR; FlatPeak's English-speaking customers are mostly British.
_USUAL = {"en": "en_GB", "pt": "pt_PT"}


@lru_cache(maxsize=512)
def find_locale(language: str) -> Locale:
    """The locale of a tag such as `de` or `pt-BR`; else of its language; else British English."""
    tag = language.strip().replace("-", "_")
    for name in (_USUAL.get(tag.lower(), tag), tag.split("_")[0], "en_GB"):
        try:
            return Locale.parse(name)
        except (ValueError, UnknownLocaleError, TypeError):
            continue
    raise AssertionError("CLDR always has British English")
