"""Where an address lies: currency, time zone and price region of the sandbox's countries."""

from dataclasses import dataclass
from typing import Any

ADDRESS_MEMBERS = ("address_line1", "address_line2", "city", "state", "post_code", "country_code")

# ISO 3166-1 alpha-2, all codes in use.
_ISO_CODES = """AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW
    BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ
    FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ
    IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH
    MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL
    PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD
    TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM
    ZW"""
ISO_COUNTRIES = frozenset(_ISO_CODES.split())

# Cities that no gazetteer knows: they make the address page answer `timezone_not_found`.
UNKNOWN_CITIES = frozenset({"nowhere", "nirgendwo", "nulle part", "ingenstans", "atlantis"})


@dataclass(frozen=True, slots=True)
class Country:
    """One country of the sandbox; `zone` is None where the state decides."""

    currency: str
    zone: str | None
    regions: tuple[str, ...]
    lat: float
    lng: float
    always_asks_region: bool = False
    minutes: int = 15  # how long one price of the market holds


COUNTRIES: dict[str, Country] = {
    "GB": Country("GBP", "Europe/London", ("GB",), 51.4545, -2.5879, minutes=30),
    "IE": Country("EUR", "Europe/Dublin", ("IE",), 53.3498, -6.2603, minutes=30),
    "DE": Country("EUR", "Europe/Berlin", ("GER",), 51.3397, 12.3731),
    "AT": Country("EUR", "Europe/Vienna", ("AT",), 48.2082, 16.3738),
    "CH": Country("CHF", "Europe/Zurich", ("CH",), 47.3769, 8.5417),
    "NL": Country("EUR", "Europe/Amsterdam", ("NL",), 52.3676, 4.9041),
    "BE": Country("EUR", "Europe/Brussels", ("BE",), 50.8503, 4.3517),
    "FR": Country("EUR", "Europe/Paris", ("CORS", "FR"), 44.5637, 6.4953, always_asks_region=True),
    "ES": Country("EUR", "Europe/Madrid", ("ES",), 40.4168, -3.7038),
    "PT": Country("EUR", "Europe/Lisbon", ("PT",), 38.7223, -9.1393),
    "IT": Country("EUR", "Europe/Rome", ("NORD", "CNOR", "CSUD", "SUD", "SICI", "SARD"), 41.9028, 12.4964, True),
    "SE": Country("SEK", "Europe/Stockholm", ("SE1", "SE2", "SE3", "SE4"), 59.8586, 17.6389, minutes=60),
    "DK": Country("DKK", "Europe/Copenhagen", ("DK1", "DK2"), 56.1629, 10.2039),
    "NO": Country("NOK", "Europe/Oslo", ("NO1", "NO2", "NO3", "NO4", "NO5"), 59.9139, 10.7522, minutes=60),
    "FI": Country("EUR", "Europe/Helsinki", ("FI",), 60.1699, 24.9384),
    "PL": Country("PLN", "Europe/Warsaw", ("PL",), 52.2297, 21.0122),
    "US": Country("USD", None, ("US",), 30.2672, -97.7431, minutes=60),
    "CA": Country("CAD", None, ("CA",), 43.6532, -79.3832, minutes=60),
    "AU": Country("AUD", None, ("AU",), -33.8688, 151.2093, minutes=30),
    "NZ": Country("NZD", "Pacific/Auckland", ("NZ",), -36.8509, 174.7645, minutes=30),
    "JP": Country("JPY", "Asia/Tokyo", ("JP",), 35.6762, 139.6503, minutes=30),
    "KW": Country("KWD", "Asia/Kuwait", ("KW",), 29.3759, 47.9774),
}

_EASTERN = "CT DC DE FL GA IN KY MA MD ME MI NC NH NJ NY OH PA RI SC VA VT WV"
_CENTRAL = "AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI"
_WESTERN = "CA NV OR WA"
_MOUNTAIN = "CO ID MT NM UT WY"
_STATES: dict[str, dict[str, str]] = {
    "US": {
        **dict.fromkeys(_EASTERN.split(), "America/New_York"),
        **dict.fromkeys(_CENTRAL.split(), "America/Chicago"),
        **dict.fromkeys(_MOUNTAIN.split(), "America/Denver"),
        **dict.fromkeys(_WESTERN.split(), "America/Los_Angeles"),
        "AZ": "America/Phoenix",
        "AK": "America/Anchorage",
        "HI": "Pacific/Honolulu",
    },
    "CA": {
        **dict.fromkeys(("ON", "QC", "NU"), "America/Toronto"),
        **dict.fromkeys(("AB", "NT"), "America/Edmonton"),
        **dict.fromkeys(("NS", "NB", "PE"), "America/Halifax"),
        "BC": "America/Vancouver",
        "MB": "America/Winnipeg",
        "NL": "America/St_Johns",
        "SK": "America/Regina",
        "YT": "America/Whitehorse",
    },
    "AU": {
        **dict.fromkeys(("NSW", "ACT", "VIC", "TAS"), "Australia/Sydney"),
        "QLD": "Australia/Brisbane",
        "SA": "Australia/Adelaide",
        "NT": "Australia/Darwin",
        "WA": "Australia/Perth",
    },
}
_CITIES: dict[str, dict[str, str]] = {
    "US": {"austin": "TX", "new york": "NY", "chicago": "IL", "denver": "CO", "seattle": "WA", "phoenix": "AZ"},
    "CA": {"toronto": "ON", "montréal": "QC", "montreal": "QC", "vancouver": "BC", "calgary": "AB", "halifax": "NS"},
    "AU": {"sydney": "NSW", "melbourne": "VIC", "brisbane": "QLD", "adelaide": "SA", "perth": "WA", "darwin": "NT"},
}


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of an address; `region` is None when the customer has to choose it."""

    currency: str
    zone: str
    region: str | None
    regions: tuple[str, ...]
    lat: float
    lng: float
    minutes: int


NOWHERE = Place("", "UTC", None, (), 0.0, 0.0, 60)  # where a location is whose address is not known yet


def empty_address() -> dict[str, str]:
    """The six members, all empty."""
    return dict.fromkeys(ADDRESS_MEMBERS, "")


def find_place(address: dict[str, str]) -> Place | None:
    """The place of an address, or None if no time zone can be found for it; city and country are needed."""
    country = COUNTRIES.get(address["country_code"])
    city = address["city"].strip().casefold()
    if country is None or not city or city in UNKNOWN_CITIES:
        return None
    zone = country.zone or _zone_of_state(address)
    if zone is None:
        return None
    region = None if country.always_asks_region else _find_region(address, country)
    return Place(country.currency, zone, region, country.regions, country.lat, country.lng, country.minutes)


def _zone_of_state(address: dict[str, str]) -> str | None:
    country = address["country_code"]
    state = address["state"].strip().upper() or _CITIES[country].get(address["city"].strip().casefold(), "")
    return _STATES[country].get(state)


def _find_region(address: dict[str, str], country: Country) -> str | None:
    """By post code where a country has several price regions; real borders are less tidy."""
    if len(country.regions) == 1:
        return country.regions[0]
    digits = "".join(char for char in address["post_code"] if char.isdigit())
    if not digits:
        return None
    pick: dict[str, Any] = {
        "DK": lambda: "DK1" if digits[0] in "56789" else "DK2",
        "SE": lambda: {"9": "SE1", "8": "SE2", "2": "SE4", "3": "SE4"}.get(digits[0], "SE3"),
        "NO": lambda: {"4": "NO2", "7": "NO3", "8": "NO4", "9": "NO4", "5": "NO5"}.get(digits[0], "NO1"),
    }
    return str(pick[address["country_code"]]())
