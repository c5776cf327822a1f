"""A file of many sites as somebody might have it, and what is to become of each of its lines."""

from dataclasses import dataclass

HEADER = "name,street,town,postcode,country,provider"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file."""

    name: str
    street: str
    town: str
    post_code: str
    country: str = "United Kingdom"
    provider: str = ""

    def __str__(self) -> str:
        return ",".join((self.name, self.street, self.town, self.post_code, self.country, self.provider))


@dataclass(frozen=True, slots=True)
class SitesFile:
    """So many lines, numbered from 1. Those below are named by their numbers; all others connect by themselves."""

    lines: int
    login: range  # whose provider wants somebody to sign in for each; the first of all is one
    no_postcode: int  # this and the next two are refused when the file is read
    twice: int
    no_country: int
    nowhere: int  # which Connect does not know
    elsewhere: int  # where the usual provider sells nothing

    @property
    def faulty(self) -> tuple[int, ...]:
        return (self.no_postcode, self.twice, self.no_country)

    @property
    def needs_somebody(self) -> tuple[int, ...]:
        return (*self.login[1:], self.nowhere, self.elsewhere)

    @property
    def sites(self) -> set[int]:
        return set(range(1, self.lines + 1)) - set(self.faulty)

    @property
    def connected(self) -> set[int]:
        return self.sites - set(self.needs_somebody)

    def row(self, number: int) -> Row:
        """The line of a number."""
        name, street = f"Site {number}", f"{number} Dawnbeck Road"
        town, post_code = ("Bristol", f"BS{number % 9 + 1} 1AA") if number % 3 else ("Leeds", f"LS{number % 9 + 1} 4AP")
        if number == self.no_postcode:
            return Row(name, street, town, "")
        if number == self.twice:
            before = self.row(number - 1)
            return Row(name, before.street.upper(), before.town, before.post_code)
        if number == self.no_country:
            return Row(name, street, town, post_code, "Narnia")
        if number == self.nowhere:
            return Row(name, street, "Nowhere", post_code)
        return Row(name, street, town, post_code, provider="Tidehollow Energy" if number in self.login else "")

    def write(self) -> bytes:
        """The file."""
        return "\n".join([HEADER, *(str(self.row(number)) for number in range(1, self.lines + 1))]).encode()


LARGE = SitesFile(150, range(1, 6), no_postcode=12, twice=41, no_country=77, nowhere=55, elsewhere=101)
SMALL = SitesFile(24, range(1, 4), no_postcode=7, twice=11, no_country=14, nowhere=17, elsewhere=20)
