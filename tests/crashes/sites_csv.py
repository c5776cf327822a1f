"""A file of 150 sites as somebody might have it, and what is to become of each of its lines."""

from dataclasses import dataclass

HEADER = "name,street,town,postcode,country,provider"
LINES = 150
LOGIN = range(1, 6)  # whose provider wants somebody to sign in for each
NO_POSTCODE, TWICE, NO_COUNTRY = 12, 41, 77  # lines that are refused when the file is read
NOWHERE, ELSEWHERE = 55, 101  # which Connect does not know, and where the usual provider sells nothing
FAULTY = (NO_POSTCODE, TWICE, NO_COUNTRY)
NEEDS_SOMEBODY = (*LOGIN[1:], NOWHERE, ELSEWHERE)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file."""

    name: str
    street: str
    town: str
    post_code: str
    country: str = "United Kingdom"
    provider: str = ""

    def __str__(self) -> str:
        return ",".join((self.name, self.street, self.town, self.post_code, self.country, self.provider))


def row_of(number: int) -> Row:
    """The site of a number from 1 to 150."""
    name, street = f"Site {number}", f"{number} Dawnbeck Road"
    town, post_code = ("Bristol", f"BS{number % 9 + 1} 1AA") if number % 3 else ("Leeds", f"LS{number % 9 + 1} 4AP")
    if number == NO_POSTCODE:
        return Row(name, street, town, "")
    if number == TWICE:
        before = row_of(number - 1)
        return Row(name, before.street.upper(), before.town, before.post_code)
    if number == NO_COUNTRY:
        return Row(name, street, town, post_code, "Narnia")
    if number == NOWHERE:
        return Row(name, street, "Nowhere", post_code)
    return Row(name, street, town, post_code, provider="Tidehollow Energy" if number in LOGIN else "")


def write_csv() -> bytes:
    """The file."""
    return "\n".join([HEADER, *(str(row_of(number)) for number in range(1, LINES + 1))]).encode()
