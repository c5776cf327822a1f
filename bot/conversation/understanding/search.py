"""Search in long lists of names, forgiving about case, accents, spelling and order of words."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rapidfuzz import fuzz

from bot.conversation.understanding.folding import fold, fold_long, fold_loose, retype_latin


@dataclass(frozen=True, slots=True)
class Option:
    """Something to find; `aliases` are other names that people know it by."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()


class Certainty(StrEnum):
    """EXACT: one option has this very name. LIKELY: ask which. NONE: nothing is near."""

    EXACT = "exact"
    LIKELY = "likely"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best options first. Only an EXACT ranking may be taken without asking."""

    options: tuple[Option, ...]
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class _Key:
    """A name made ready for comparing: every exact spelling, then its loose form in three cuts."""

    spellings: frozenset[str]
    loose: str
    joined: str
    words: tuple[str, ...]
    initials: str


_LEGAL_FORMS = (
    "ltd limited plc llc llp inc incorporated co corp corporation company gmbh mbh ag kg kgaa ohg gbr ug ev eg se "
    "ab as asa ans aps amba oy oyj sa sas sarl sasu snc spa srl scarl bv nv vof cv kft zrt nyrt sro doo dd ad ood "
    "eood ooo zoo lda ltda pty bhd"
)
_LEGAL = frozenset(_LEGAL_FORMS.split())
_SMALL_WORDS = "and und et och og of the der die das de la"
_JOINING = frozenset(_SMALL_WORDS.split())
_FLOOR = 62.0
_ALIKE = 83.0
_GUESS = 99.0
_LONGEST = 100


def rank(options: Sequence[Option], query: str, limit: int) -> Ranking:
    """The options nearest to the query: same name, then beginning, then words, then initials, then alike."""
    typed, *retyped = _query_keys(query[:_LONGEST]) or (None,)
    if typed is None:
        return Ranking((), Certainty.NONE)
    scored = []
    for place, option in enumerate(options):
        names = _names_of(option)
        score = max((_score(typed, name) for name in names), default=0.0)
        # What other keys would have written is a guess, however well it fits.
        score = max(score, *(min(_GUESS, _score(key, name)) for key in retyped for name in names), 0.0)
        if score >= _FLOOR:
            scored.append((-score, len(option.name), place))
    scored.sort()
    found = tuple(options[place] for _, _, place in scored[:limit])
    if not found:
        return Ranking((), Certainty.NONE)
    sure = sum(-score >= 100 for score, *_ in scored) == 1
    return Ranking(found, Certainty.EXACT if sure else Certainty.LIKELY)


def _query_keys(query: str) -> tuple[_Key, ...]:
    """The query as typed, then as the same keys would write it on a Latin keyboard; empty if it has no letter."""
    if not fold(query):
        return ()
    retyped = retype_latin(query)
    texts = (query, retyped) if retyped != query.casefold() else (query,)
    return tuple(_make_key(text) for text in texts)


def _names_of(option: Option) -> tuple[_Key, ...]:
    return tuple(_key_of(name) for name in dict.fromkeys((option.name, *option.aliases)) if name)


@lru_cache(maxsize=50_000)
def _key_of(name: str) -> _Key:
    """Kept for names of options only, never for what a person typed."""
    return _make_key(name)


def _make_key(name: str) -> _Key:
    slashes_out = name.replace("/", "")
    words = [word for word in fold(slashes_out).split() if word not in _JOINING] or fold(name).split()
    telling = [word for word in words if word not in _LEGAL] or words
    loose = [fold_loose(word) for word in telling]
    spellings = {" ".join(_bare(fold(slashes_out))), " ".join(_bare(fold_long(slashes_out))), fold(name)}
    return _Key(
        spellings=frozenset(spellings),
        loose=" ".join(loose),
        joined="".join(loose),
        words=tuple(loose),
        initials="".join(word[0] for word in loose if word),
    )


def _bare(folded: str) -> list[str]:
    words = folded.split()
    return [word for word in words if word not in _LEGAL and word not in _JOINING] or words


def _score(query: _Key, name: _Key) -> float:
    """100 for the same name, the 90s for beginnings, the 80s for words and initials, below for likeness."""
    if not query.joined:
        return 0.0
    if query.spellings & name.spellings:
        return 100.0
    if query.joined == name.joined:
        return 98.0
    if name.joined.startswith(query.joined):
        return 95.0
    if all(any(word.startswith(part) for word in name.words) for part in query.words):
        return 90.0
    if 2 <= len(query.joined) <= 6 and query.joined in (name.initials, *_partial_initials(name)):
        return 86.0
    if len(query.joined) >= 3 and query.joined in name.joined:
        return 84.0
    alike = _alike(query, name)
    return min(alike, _ALIKE + (alike - _ALIKE) / 100)  # never as good as a word of the name, yet the nearest first


def _partial_initials(name: _Key) -> tuple[str, ...]:
    """The initials of the first words only: "br" for "Brindle Ridge Energy"."""
    return tuple(name.initials[:size] for size in range(2, len(name.initials)))


def _alike(query: _Key, name: _Key) -> float:
    whole = fuzz.ratio(query.joined, name.joined)
    begun = fuzz.ratio(query.joined, name.joined[: len(query.joined)]) if len(query.joined) > 3 else 0.0
    by_word = sum(_best_word(part, name.words) for part in query.words) / len(query.words)
    return max(whole, begun * 0.97, by_word * 0.95)


def _best_word(part: str, words: tuple[str, ...]) -> float:
    if len(part) < 3:
        return 100.0 if any(word.startswith(part) for word in words) else 0.0
    return max((max(fuzz.ratio(part, word), fuzz.ratio(part, word[: len(part)]) * 0.95) for word in words), default=0.0)
