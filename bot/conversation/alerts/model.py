"""What a conversation remembers of alerts, and what its person has set. It is part of the state, as JSON."""

from typing import Literal, get_args

from pydantic import BaseModel, Field

AlertKind = Literal["expiring", "expired", "failed", "upgrade"]
HeardKind = Literal["expiring", "expired", "failed", "upgrade", "price"]
KINDS: tuple[AlertKind, ...] = get_args(AlertKind)
HEARD: tuple[HeardKind, ...] = get_args(HeardKind)  # what a person switches: also that prices change


class Alert(BaseModel):
    """Something about one tariff that may need its person, until it is solved."""

    kind: AlertKind
    location: str
    tariff: str = ""  # FlatPeak's id, "" where none was told
    slot: str = ""  # once the status was read
    told: int = 0  # how often the person heard of it
    looks: int = 0  # how often in a row FlatPeak could not be asked
    shared: bool = False  # it was told in the team's chat
    dated: bool = False  # known only from the contract's end, which is gone with it
    stopped: bool = False  # the person wants to hear no more of this one
    snoozed: str = ""  # until then nothing is said: ISO, UTC; then it is, however often it was before
    said: str = ""  # when the person heard of it last: ISO, UTC


class Prefs(BaseModel):
    """What a person wants to hear, and when. Clock times are "HH:MM" where the location is."""

    off: bool = False
    muted: list[HeardKind] = Field(default_factory=list)
    muted_locations: list[str] = Field(default_factory=list)
    quiet_from: str = "22:00"  # the same as `quiet_to`: never quiet
    quiet_to: str = "07:00"
    reminders: int = 3

    def mutes(self, alert: Alert) -> bool:
        """Whether the person does not want to hear of it."""
        return alert.stopped or self.off or alert.kind in self.muted or alert.location in self.muted_locations

    def mutes_prices(self, location_id: str) -> bool:
        """The same of prices that change."""
        return self.off or "price" in self.muted or location_id in self.muted_locations


def alert_id(kind: str, location: str, tariff: str) -> str:
    """The name of an alert in its conversation: the same for the same matter."""
    return f"{kind}:{location}:{tariff}"
