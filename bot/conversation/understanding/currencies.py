"""Currencies as energy bills use them: small units, their names, and what a kilowatt-hour plausibly costs."""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.numbers import get_currency_name, get_currency_precision

from bot.conversation.understanding.folding import fold
from bot.conversation.understanding.locales import find_locale


@dataclass(frozen=True, slots=True)
class Band:
    """Plausible price of one kWh, in major units."""

    low: Decimal
    high: Decimal

    def holds(self, amount: Decimal) -> bool:
        return self.low <= amount <= self.high


@dataclass(frozen=True, slots=True)
class Currency:
    """`band` is None where we do not know; `small` if bills print the small unit (p, ct)."""

    code: str
    exponent: int
    label: str
    minor_words: frozenset[str]
    band: Band | None
    small: bool


_CENT = "cent cents ct cts c ¢ eurocent eurocents"
# Words for the small unit; the first is how a label is written.
_MINOR = {
    "GBP": "p pence penny pennies",
    "EUR": f"ct {_CENT} centime centimes céntimo céntimos centesimo centesimi cêntimos sentti senttiä snt",
    "USD": f"¢ {_CENT}",
    "CHF": "Rp. rp rappen centime centimes centesimi ct cts",
    "SEK": "öre ore",
    "DKK": "øre ore",
    "NOK": "øre ore",
    "ISK": "aurar eyrir",
    "PLN": "gr grosz grosze groszy",
    "CZK": "h haléř haléře haléřů hal",
    "HUF": "fillér f",
    "RON": "bani ban",
    "BGN": "st. стотинки стотинка stotinki ст",
    "TRY": "kr. kuruş kr krş",
    "INR": "p paisa paise",
    "PKR": "p paisa paise",
    "CNY": "分 fen 分钱",
    "RUB": "коп. копеек копейки копейка коп kop",
    "UAH": "коп. копійок копійки копійка коп kop",
    "BRL": "centavos centavo ct ¢",
    "MXN": "¢ centavos centavo ct",
    "ILS": "ag. agorot agora אגורות אגורה",
    "MYR": "sen",
    "BHD": "fils",
    "KWD": "fils",
    "JOD": "fils",
    "IQD": "fils",
    "AED": "fils",
    "OMR": "bz. baisa bz",
    "TND": "mill. millimes millime",
    "LYD": "dh. dirham dirhams",
    "SAR": "hal. halala halalas",
    "EGP": "pt. piastre piastres",
}
_LABELS = {
    ("EUR", "en"): "ct",
    ("EUR", "fi"): "snt",
    ("CHF", "fr"): "ct.",
    ("CHF", "it"): "ct.",
    ("EUR", "fr"): "ct",
}
_NO_SMALL = "JPY KRW HUF CZK ISK CLP VND IDR COP ARS PYG UGX TZS NGN KES RSD AMD KZT PHP THB INR"

# Household retail prices of about 2015 to 2026, with room for cheap nights and dear peaks; major units a kWh.
_BANDS = {
    "GBP": (".03", ".90"), "EUR": (".03", "1.00"), "CHF": (".04", ".90"), "SEK": (".10", "15"),
    "NOK": (".10", "15"), "DKK": (".10", "12"), "ISK": ("4", "80"), "PLN": (".15", "4"),
    "CZK": (".8", "25"), "HUF": ("10", "400"), "RON": (".2", "5"), "BGN": (".05", ".9"),
    "TRY": (".4", "20"), "UAH": ("1", "30"), "RUB": ("1", "30"), "RSD": ("3", "60"),
    "USD": (".03", "1.00"), "CAD": (".03", ".90"), "MXN": (".5", "15"), "BRL": (".2", "4"),
    "CLP": ("50", "600"), "COP": ("200", "2500"), "ARS": ("10", "900"), "AUD": (".03", "1.20"),
    "NZD": (".04", "1.20"), "JPY": ("8", "100"), "KRW": ("40", "800"), "CNY": (".1", "4"),
    "HKD": (".4", "5"), "TWD": ("1", "15"), "SGD": (".1", "1.2"), "MYR": (".1", "2"),
    "THB": ("1", "15"), "PHP": ("3", "40"), "IDR": ("500", "5000"), "VND": ("800", "8000"),
    "INR": ("1", "40"), "PKR": ("5", "120"), "ILS": (".2", "3"), "ZAR": (".5", "12"),
    "EGP": (".2", "8"), "AED": (".05", "1.5"), "SAR": (".05", "1"), "BHD": (".002", ".1"),
    "KWD": (".001", ".1"), "OMR": (".004", ".1"), "JOD": (".02", ".5"), "TND": (".05", "1"),
}  # fmt: skip
# FlatPeak's own client counts five digits for MRU and none for the yen.
_EXPONENTS = {"MRU": 5}


@lru_cache(maxsize=512)
def find_currency(code: str) -> Currency:
    """What we know of an ISO 4217 code; an unknown code is taken as one with hundredths."""
    code = code.strip().upper()
    exponent = _EXPONENTS.get(code, _precision(code))
    words = _MINOR.get(code, f"ct {_CENT}").split()
    limits = _BANDS.get(code)
    return Currency(
        code=code,
        exponent=exponent,
        label=words[0],
        minor_words=frozenset(unit_key(word) for word in words) if exponent else frozenset(),
        band=Band(Decimal(limits[0]), Decimal(limits[1])) if limits else None,
        small=exponent > 0 and code not in _NO_SMALL.split(),
    )


def _precision(code: str) -> int:
    try:
        return get_currency_precision(code)
    except (LookupError, ValueError):
        return 2


def minor_name(currency: str, language: str) -> str:
    """The label of the small unit ("p", "ct", "öre"), or the sign where bills print no small unit."""
    known = find_currency(currency)
    locale = find_locale(language)
    if not known.small:
        return narrow_symbol(known.code, locale)
    return _LABELS.get((known.code, locale.language), known.label)


def narrow_symbol(code: str, locale: Locale) -> str:
    """The sign of a currency, without the country letters that CLDR adds abroad (JP¥)."""
    symbol = str(locale.currency_symbols.get(code, code))
    return symbol[-1] if len(symbol) > 1 and not symbol[-1].isalnum() and symbol[-1] != "." else symbol


def unit_key(word: str) -> str:
    """The form in which unit words are compared; a lone sign stays itself."""
    return fold(word) or word.strip(" .")


@lru_cache(maxsize=128)
def major_words(code: str, language: str) -> frozenset[str]:
    """Every way to write the large unit: code, signs and names, in the person's language and in English."""
    words = {code, *_EVERYDAY.get(code, "").split()}
    for locale in (find_locale(language), find_locale("en"), find_locale("en_US")):
        words.add(str(locale.currency_symbols.get(code, code)))
        words.add(narrow_symbol(code, locale))
        words.update(get_currency_name(code, count, locale) for count in (None, 1, 2, 5))
    return frozenset(key for key in map(unit_key, words) if key)


_DOLLAR = "$ dollar dollars"
_KRONA = "kr krona kronor krone kroner kronen"
_EVERYDAY = {
    "GBP": "£ pound pounds quid pfund sterling", "EUR": "€ euro euros", "CHF": "fr sfr franken francs",
    "SEK": _KRONA, "NOK": _KRONA, "DKK": _KRONA, "ISK": "kr króna krónur", "PLN": "zł zloty złoty złotych",
    "CZK": "Kč koruna korun kronen", "HUF": "Ft forint", "JPY": "¥ 円 yen", "CNY": "¥ 元 yuan rmb",
    "USD": f"{_DOLLAR} US$", "CAD": f"{_DOLLAR} C$", "AUD": f"{_DOLLAR} A$", "NZD": f"{_DOLLAR} NZ$",
    "SGD": f"{_DOLLAR} S$", "HKD": f"{_DOLLAR} HK$", "TWD": f"{_DOLLAR} NT$", "MXN": "$ peso pesos",
    "CLP": "$ peso pesos", "COP": "$ peso pesos", "ARS": "$ peso pesos", "PHP": "₱ peso pesos",
    "BRL": "R$ real reais", "INR": "₹ rs rupee rupees", "PKR": "rs rupee rupees", "KRW": "₩ won",
    "RUB": "₽ руб рубль рубля рублей rub",
    "UAH": "₴ грн", "TRY": "₺ tl lira", "ILS": "₪ shekel shekels", "RON": "lei leu", "BGN": "лв lev leva",
    "ZAR": "R rand",
}  # fmt: skip


@lru_cache(maxsize=64)
def foreign_words(language: str) -> frozenset[str]:
    """Every unit of every currency that we know, for telling "another currency" from "no unit"."""
    words: set[str] = set()
    for code in {*_BANDS, *_MINOR, *_EVERYDAY}:
        words |= major_words(code, language) | find_currency(code).minor_words
    return frozenset(words - {"f", "h", "r", "st", "ag", "hal", "ban", "real"})


def is_minor_somewhere(word: str) -> bool:
    """True if some currency has a small unit of this name."""
    return any(word in find_currency(code).minor_words for code in _MINOR)
