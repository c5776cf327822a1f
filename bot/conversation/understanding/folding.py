"""Case, accents, alphabets and punctuation taken out of a text before it is compared."""

import unicodedata

_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h"})
_GERMANIC = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_APOSTROPHES = str.maketrans("", "", "'’‘`´ʼ.")
# Close to BGN/PCGN, in the spelling that brand names use; the hard and the soft sign are silent.
_CYRILLIC_LETTERS = "абвгґдеёжзийклмнопрстуфхцчшщыэюяіїєђјљњћџ"
_LATIN_LETTERS = "a b v g g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch y e yu ya i yi ye dj j lj nj c dz"
_CYRILLIC = str.maketrans({"ъ": "", "ь": ""} | dict(zip(_CYRILLIC_LETTERS, _LATIN_LETTERS.split(), strict=True)))
_KEPT = {"½": ".5", "¼": ".25", "¾": ".75", "º": "º", "ª": "ª"}
_KEYBOARD = str.maketrans("йцукенгшщзхъфывапролджэячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,.")


def _strip_marks(text: str) -> str:
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _words_only(text: str) -> str:
    return " ".join("".join(char if char.isalnum() else " " for char in text).split())


def fold(text: str) -> str:
    """Lower case, no accents (ö is o, ß is ss), Cyrillic in Latin letters, words parted by one space."""
    low = unicodedata.normalize("NFC", text).casefold().translate(_APOSTROPHES).translate(_CYRILLIC)
    return _words_only(_strip_marks(low.translate(_LETTERS)))


def fold_long(text: str) -> str:
    """As `fold`, but with the two-letter spellings of umlauts: ö is oe, å is aa."""
    return fold(unicodedata.normalize("NFC", text).casefold().translate(_GERMANIC))


def fold_loose(text: str) -> str:
    """As `fold`, with ae, oe, ue, aa and ss made one letter: every spelling of an umlaut is the same."""
    key = fold(text)
    for pair, single in (("ae", "a"), ("oe", "o"), ("ue", "u"), ("aa", "a"), ("ss", "s")):
        key = key.replace(pair, single)
    return key


def retype_latin(text: str) -> str:
    """The text as typed with the same keys on a Latin keyboard (ЙЦУКЕН to QWERTY)."""
    return text.casefold().translate(_KEYBOARD)


def clean(text: str) -> str:
    """Compatible forms with line breaks kept: odd spaces, full-width letters and foreign digits become plain ones."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(_plain_char(part) for char in composed for part in _simple(char)).strip()


def _simple(char: str) -> str:
    # NFKC would turn 24½ into 241/2, and the ordinal of "3º B" into a letter.
    return _KEPT[char] if char in _KEPT else unicodedata.normalize("NFKC", char)


def _plain_char(char: str) -> str:
    if char.isascii():
        return char if char.isprintable() or char == "\n" else " "
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    if char in "−‐‑‒–—―":
        return "-"
    if char in "’‘ʼ`´":
        return "'"
    if char in "\u2028\u2029":
        return "\n"
    category = unicodedata.category(char)
    if category in ("Cf", "Cc", "Cs", "Cn", "Co"):
        return ""
    return " " if category == "Zs" else char
