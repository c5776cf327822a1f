"""States and provinces that Connect takes as short codes: US, Canada, Australia."""

from functools import lru_cache

from bot.conversation.understanding.folding import clean, fold

_STATES = {
    "US": "AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware"
    "|DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas"
    "|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi"
    "|MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York"
    "|NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|RI Rhode Island"
    "|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|WA Washington"
    "|WV West Virginia|WI Wisconsin|WY Wyoming|PR Puerto Rico|GU Guam|VI Virgin Islands|AS American Samoa",
    "CA": "AB Alberta|BC British Columbia|MB Manitoba|NB New Brunswick|NL Newfoundland and Labrador|NS Nova Scotia"
    "|NT Northwest Territories|NU Nunavut|ON Ontario|PE Prince Edward Island|QC Quebec|SK Saskatchewan|YT Yukon"
    "|NL Newfoundland|QC Québec|BC Colombie-Britannique|PE Île-du-Prince-Édouard|NB Nouveau-Brunswick",
    "AU": "ACT Australian Capital Territory|NSW New South Wales|NT Northern Territory|QLD Queensland"
    "|SA South Australia|TAS Tasmania|VIC Victoria|WA Western Australia",
}


def read_state(text: str, country: str) -> str | None:
    """The short code of a state given by code or name; None if this country has no such state (or no states)."""
    return state_names(country.upper()).get(fold(clean(text)))


def say_state(code: str, country: str) -> str:
    """The name of a state; the code itself where we have no name."""
    for entry in _STATES.get(country.upper(), "").split("|"):
        if entry.startswith(f"{code.upper()} "):
            return entry.partition(" ")[2]
    return code


@lru_cache(maxsize=16)
def state_names(country: str) -> dict[str, str]:
    """Folded codes and names to codes."""
    names: dict[str, str] = {}
    for entry in filter(None, _STATES.get(country, "").split("|")):
        code, _, name = entry.partition(" ")
        names[code.lower()] = names[fold(name)] = code
    return names
