"""An address typed in one message, taken apart."""

import re
from dataclasses import dataclass, field, replace

from bot.conversation.understanding.address import Address, ReadAddress
from bot.conversation.understanding.countries import find_country
from bot.conversation.understanding.folding import clean, fold
from bot.conversation.understanding.places import find_city, is_county, is_street, is_unit, split_city, street_countries
from bot.conversation.understanding.postcodes import PostCode, find_postcodes, split_sign, stands_before_city
from bot.conversation.understanding.states import read_state, state_names

_LONGEST = 400
_OPENING = re.compile(
    r"^\s*(?:(?:my|our|the)\s+(?:address|home)\s+is|address|i\s+live\s+(?:at|in)|it'?s|we\s+are\s+at"
    r"|(?:meine|unsere|die)\s+(?:adresse|anschrift)\s+(?:ist|lautet)|adresse|anschrift"
    r"|(?:ich|wir)\s+wohnen?\s+(?:in\s+der|in|am|im))(?:\s*:\s*|\s+)",
    re.IGNORECASE,
)
_LAYOUT_OF_UNKNOWN = "DE"


@dataclass(slots=True)
class _Draft:
    """An address under way: the pieces that are not understood yet, and what is understood."""

    pieces: list[str]
    country: str = ""
    city: str = ""
    state: str = ""
    post_code: str = ""
    countries: tuple[str, ...] = ()
    uncertain: list[str] = field(default_factory=list)


def read_address(text: str, hints: Address | None = None, default_country: str | None = None) -> ReadAddress:
    """What the text says; what it does not say is taken from `hints`. A country is never guessed from nothing:
    `default_country` is used only where the postcode fits it, and is then uncertain."""
    draft = _Draft(_split_pieces(text))
    _take_country(draft)
    hint = hints.country_code.upper() if hints else ""
    code = _choose_postcode(draft, hint, (default_country or "").upper())
    if code:
        _take_around(draft, code)
    else:
        _take_without_code(draft, hint)
    _tidy_city(draft)
    line1, line2 = _street_lines(draft.pieces)
    parts = Address(line1, line2, draft.city, draft.state, draft.post_code, draft.country)
    parts = _merge(parts, hints) if hints else parts
    countries = () if parts.country_code else draft.countries
    return ReadAddress(parts, parts.missing(), tuple(dict.fromkeys(draft.uncertain)), countries)


def _merge(parts: Address, hints: Address) -> Address:
    """What was known stays for what the text leaves out, but not beside another country, town or street."""
    if parts.country_code and hints.country_code and parts.country_code != hints.country_code.upper():
        return parts
    if parts.city and hints.city and fold(parts.city) != fold(hints.city):
        return parts.fill(Address(country_code=hints.country_code))
    if parts.address_line1 and parts.address_line1 != hints.address_line1:
        hints = replace(hints, address_line2="")
    return parts.fill(hints)


def _split_pieces(text: str) -> list[str]:
    plain = re.sub(r"[ \t]+", " ", clean(text[:_LONGEST]))
    plain = _OPENING.sub("", plain)
    pieces = [piece.strip(" .-") if len(piece) < 3 else piece.strip(" -") for piece in re.split(r"[,;\n|]", plain)]
    joined: list[str] = []
    for piece in filter(None, pieces):
        if joined and re.fullmatch(r"\d{1,4}\s?[a-zA-Z]?(?:/\d+)?", joined[-1]):
            joined[-1] += f" {piece}"
        elif joined and len(joined) < 2 and re.fullmatch(r"\d{1,3}\s?[a-zA-Z]?(?:/\d+)?", piece):
            joined[-1] += f", {piece}"
        else:
            joined.append(piece)
    return joined


def _take_country(draft: _Draft) -> None:
    for number, piece in enumerate(draft.pieces):
        rest, country = split_sign(piece)
        if country:
            draft.pieces[number], draft.country = rest, country
    if not draft.pieces:
        return
    *others, last = draft.pieces
    words = last.split()
    for size in range(min(5, len(words)), 0, -1):
        tail, head = " ".join(words[-size:]), " ".join(words[:-size])
        country = _country_named(tail, [*others, head] if head else others)
        if country:
            draft.country = country
            draft.pieces = [*others, head.rstrip(" -")] if head else others
            return


def _country_named(tail: str, rest: list[str]) -> str | None:
    """The country that the end of an address names, unless it may be a city or a state (Luxembourg, Georgia, CA)."""
    key = fold(tail)
    country = find_country(key, "en")
    if country is None or not key or key[0].isdigit():
        return None
    if len(key) <= 3 and key not in ("uk", "usa", "uae"):
        fits = _best_place(find_postcodes(rest, country), rest)
        return country if fits and (tail.isupper() or len(rest) > 1) else None
    if find_city(tail) and not (rest and fold(rest[-1]).endswith(key)):
        return None
    if key in state_names("US") and not find_postcodes(rest, country):
        return None
    return None if rest and rest[-1].lower().endswith(("new", "rue de", "via")) else country


def _choose_postcode(draft: _Draft, hint: str, default: str) -> PostCode | None:
    if draft.country:
        return _best_place(find_postcodes(draft.pieces, draft.country), draft.pieces)
    if hint:
        code = _best_place(find_postcodes(draft.pieces, hint), draft.pieces)
        if code:
            draft.country = hint
            return code
    codes = find_postcodes(draft.pieces, None)
    certain = _best_place([code for code in codes if code.certain], draft.pieces)
    if certain:
        draft.country = certain.country
        return certain
    return _weigh_countries(draft, codes, default)


def _best_place(codes: list[PostCode], pieces: list[str]) -> PostCode | None:
    """The last one; a number at the very start of a longer address is a house number if there is another."""
    inner = [code for code in codes if code.piece or code.start or len(pieces) == 1]
    if inner:
        return inner[-1]
    opening = [code for code in codes if code.certain or stands_before_city(code.country)]
    return opening[-1] if opening and not is_street(pieces[0]) else None


def _weigh_countries(draft: _Draft, codes: list[PostCode], default: str) -> PostCode | None:
    place = _best_place(codes, draft.pieces)
    if place is None:
        return None
    rivals = [code for code in codes if (code.piece, code.end) == (place.piece, place.end)]
    around = _city_candidates(draft.pieces, place)
    streets = street_countries(" ".join(draft.pieces))
    points = {
        code.country: 3 * any(find_city(city, code.country) for city in around)
        + 2 * (code.country in streets)
        + 2 * (code.country == default)
        + (code.country == "AT" and "ß" in " ".join(draft.pieces))
        for code in rivals
    }
    best = max(points.values())
    winners = [country for country, point in points.items() if point == best and best > 0]
    if len(winners) == 1:
        draft.country = winners[0]
        if best == 2 and draft.country == default and draft.country not in streets:
            draft.uncertain.append("country_code")
    else:
        draft.countries = tuple(winners)
    chosen = next(code for code in rivals if code.country == (winners or [place.country])[0])
    return chosen if draft.country else replace(chosen, text=draft.pieces[chosen.piece][chosen.start : chosen.end])


def _city_candidates(pieces: list[str], code: PostCode) -> list[str]:
    before, after = pieces[code.piece][: code.start].strip(), pieces[code.piece][code.end :].strip()
    neighbours = pieces[max(0, code.piece - 1) : code.piece] + pieces[code.piece + 1 : code.piece + 2]
    words = after.split()
    starts = [" ".join(words[:size]) for size in range(1, len(words) + 1)]
    return [text for text in (before, *starts, *neighbours, split_city(before, None)[1]) if text]


def _take_around(draft: _Draft, code: PostCode) -> None:
    draft.post_code = code.text
    piece = draft.pieces[code.piece]
    before, after = piece[: code.start].strip(" .-"), piece[code.end :].strip(" .-")
    ahead, behind = draft.pieces[: code.piece], draft.pieces[code.piece + 1 :]
    if stands_before_city(draft.country or _LAYOUT_OF_UNKNOWN) and (after or (behind and not _has_digit(behind[0]))):
        if after:
            draft.city = after
        else:
            draft.city, *behind = behind
        draft.pieces = [*ahead, *filter(None, [before]), *behind]
        return
    draft.pieces = [*ahead, *filter(None, [before])]
    _take_state(draft)
    if not draft.pieces and after:
        draft.city, draft.pieces = after, behind
        return
    draft.pieces += behind if not draft.pieces else []
    _take_city_from_end(draft)


def _take_without_code(draft: _Draft, hint: str) -> None:
    known = draft.country or hint
    if draft.pieces and known in ("US", "CA", "AU"):
        draft.country = known
        _take_state(draft)
    elif len(draft.pieces) > 1 and not known:
        _take_telling_state(draft)
    if len(draft.pieces) == 1 and not _has_digit(draft.pieces[0]):
        only = draft.pieces[0]
        if not find_city(only) and (street_countries(only) or split_city(only, None)[1]):
            return
        draft.city, draft.pieces = only, []
        if not find_city(only):
            draft.uncertain.append("city")
    else:
        _take_city_from_end(draft)
    if draft.city and not known and not draft.country:
        names = tuple(find_city(draft.city))
        if len(names) == 1:
            draft.country = names[0]
            draft.uncertain.append("country_code")
        else:
            draft.countries = names


def _take_telling_state(draft: _Draft) -> None:
    """ "Austin, TX" names the country too; "CA" and other codes that are also countries do so only after a city."""
    last = draft.pieces[-1]
    for country in ("US", "CA", "AU"):
        words = last.split()
        state = read_state(words[-1] if words else "", country)
        city = " ".join(words[:-1]) or (draft.pieces[-2] if len(draft.pieces) > 1 else "")
        if state and find_city(city, country):
            draft.country = country
            _take_state(draft)
            return


def _take_state(draft: _Draft) -> None:
    """The state that ends the last piece, for the countries that have them."""
    if not draft.pieces or draft.country not in ("US", "CA", "AU"):
        return
    words = draft.pieces[-1].split()
    for size in range(min(4, len(words)), 0, -1):
        state = read_state(" ".join(words[-size:]), draft.country)
        if state and (size < len(words) or len(draft.pieces) > 1):
            draft.state = state
            draft.pieces[-1:] = [" ".join(words[:-size])] if size < len(words) else []
            return


def _take_city_from_end(draft: _Draft) -> None:
    """The last piece, past counties; if it holds the street too, its end."""
    while len(draft.pieces) > 1 and _is_region(draft.pieces[-1], draft.country):
        draft.pieces.pop()
    if not draft.pieces:
        return
    last = draft.pieces[-1]
    plain = len(draft.pieces) > 1 and not _has_digit(last) and not is_unit(last)
    district = re.fullmatch(r"(\D+) \d{1,2}", last)
    if plain or find_city(district[1] if district else last, draft.country or None):
        draft.city = draft.pieces.pop()
    elif len(draft.pieces) == 1 and draft.post_code and not _has_digit(last) and not street_countries(last):
        street, city = split_city(last, draft.country or None)
        draft.city, draft.pieces = (city, [street]) if city and street else (last, [])
    else:
        street, draft.city = split_city(last, draft.country or None)
        draft.pieces[-1:] = [street] if street else []
    named = [piece for piece in draft.pieces if find_city(piece, draft.country or None)]
    if not draft.city and named:
        draft.city = named[0]
        draft.pieces.remove(draft.city)


def _is_region(piece: str, country: str) -> bool:
    return is_county(piece, country) or (bool(country) and find_country(fold(piece), "en") == country)


def _tidy_city(draft: _Draft) -> None:
    """The proper spelling of a known city; an Italian province goes where states go."""
    if draft.country == "IT":
        match = re.fullmatch(r"(.+?)\s+\(?([A-Za-z]{2})\)?", draft.city)
        if match:
            draft.city, draft.state = match[1], match[2].upper()
    if draft.city.islower() or draft.city.isupper():
        proper = find_city(draft.city, draft.country or None)
        draft.city = next(iter(proper.values()), draft.city)
    if draft.country and not stands_before_city(draft.country) and _has_digit(draft.city):
        draft.uncertain.append("city")


def _street_lines(pieces: list[str]) -> tuple[str, str]:
    """The street on the first line; a flat, a house name or a district on the second."""
    streets = [piece for piece in pieces if not is_unit(piece)]
    with_number = [piece for piece in streets if _has_digit(piece)]
    first = next(iter(with_number or streets or pieces), "")
    rest = list(pieces)
    if first in rest:
        rest.remove(first)
    return first, ", ".join(rest)


def _has_digit(text: str) -> bool:
    return any(char.isdigit() for char in text)
