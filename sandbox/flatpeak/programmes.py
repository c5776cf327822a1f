"""The virtual power plants of the sandbox: programmes, who takes part in one, and what comes of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from hashlib import sha256

from sandbox.flatpeak.providers import Provider, list_providers, make_id

# The way in, in its order; each with what a customer reads about it.
WAY_IN = {
    "ENROLMENT_REQUESTED": "We have your request.",
    "AWAITING_CONSENT": "You allow your battery to be used.",
    "AWAITING_TELEMETRY": "We wait for the first reading of your battery.",
    "CONFIRMING_DISPATCH": "We test that your battery can be steered.",
    "AWAITING_REGISTRATION": "The operator registers your home.",
    "REGISTERED": "Your home is registered.",
    "ACTIVE": "You take part and earn.",
}
WAY_OUT = {
    "UNENROLMENT_REQUESTED": "We have your notice.",
    "WINDING_DOWN": "Your last dispatches are counted.",
    "OFFBOARDED": "You have left the programme.",
}
ENDS = {"INELIGIBLE": "The operator did not accept your home.", "FAILED": "Joining did not work."}
SUBSCRIPTIONS = {
    "ACTIVE": "ACTIVE",
    "SUSPENDED": "ACTIVE",
    "UNENROLMENT_REQUESTED": "LEAVING",
    "WINDING_DOWN": "LEAVING",
    "OFFBOARDED": "LEFT",
}
PERIODS = ("DAY", "MONTH", "YEAR")
_NAMES = {"NL": ("Buurtreserve", "Piekpauze"), "DE": ("Nachbarstrom", "Netzreserve"), "DK": ("Nabokraft",)}
_NAMES_ELSEWHERE = ("Neighbour Reserve", "Peak Pause")
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Programme:
    """What an operator offers."""

    id: str
    name: str
    provider: Provider

    @property
    def learn_more_url(self) -> str:
        return f"https://{self.provider.slug}.example.com/{self.name.lower().replace(' ', '-')}"


@dataclass(frozen=True, slots=True)
class Payment:
    """Money for what was dispatched."""

    id: str
    day: date
    amount: Decimal
    status: str


@dataclass(slots=True)
class Participation:
    """One home in one programme; `steps`: its states so far, and when each began."""

    id: str
    location_id: str
    device_id: str
    programme: Programme
    created: datetime
    steps: list[tuple[str, datetime]]
    details: dict[str, str] = field(default_factory=dict)
    card: str = ""  # its last four digits
    since: date | None = None  # the first day with a dispatch

    @property
    def state(self) -> str:
        return self.steps[-1][0]

    @property
    def subscription(self) -> str:
        """In the words of the landing page."""
        return SUBSCRIPTIONS.get(self.state, "ENROLLING" if self.state in WAY_IN else "NOT_ENROLLED")


@cache
def list_programmes(country: str) -> tuple[Programme, ...]:
    """What is offered in a country."""
    names = _NAMES.get(country, _NAMES_ELSEWHERE)
    sellers = [one for one in list_providers(country) if "DIRECT" in one.methods] or list_providers(country)[:2]
    pairs = zip(names, sellers * len(names), strict=False)
    return tuple(Programme(make_id("vpr", seller.slug, name), name, seller) for name, seller in pairs)


def bounds_of(kind: str, day: date) -> tuple[date, date]:
    """First and last day of the day, month or year that holds a day."""
    if kind == "DAY":
        return day, day
    if kind == "YEAR":
        return date(day.year, 1, 1), date(day.year, 12, 31)
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def energy_on(participation: Participation, day: date) -> Decimal:
    """Kilowatt-hours that were dispatched; none on about every fourth day."""
    chance = sha256(f"{participation.id}/{day}".encode()).digest()
    if participation.since is None or day < participation.since or chance[0] < 64:
        return Decimal(0)
    return Decimal(20 + chance[1] % 40) / 10


def earned_by(energy: Decimal) -> Decimal:
    """What a dispatch pays."""
    return (energy * Decimal("0.786")).quantize(_CENT)


def list_days(first: date, last: date) -> Iterator[date]:
    """Each day, both ends included."""
    for ahead in range((last - first).days + 1):
        yield first + timedelta(days=ahead)


def sum_energy(participation: Participation, first: date, last: date) -> Decimal:
    """Kilowatt-hours of a span, both ends included."""
    return sum((energy_on(participation, day) for day in list_days(first, last)), Decimal(0))


def list_payments(participation: Participation, today: date) -> list[Payment]:
    """One a quarter, newest first: the last is on its way, the first one did not arrive."""
    day = today.replace(day=7) if today.day >= 7 else (today.replace(day=1) - timedelta(days=1)).replace(day=7)
    payments = []
    for number, status in enumerate(("PENDING", "PAID", "FAILED")):
        paid = (day - timedelta(days=91 * number)).replace(day=7)
        energy = sum_energy(participation, paid - timedelta(days=91), paid)
        if energy:
            payments.append(Payment(make_id("txn", participation.id, str(paid)), paid, earned_by(energy), status))
    return payments
