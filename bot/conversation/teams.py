"""Who in a team may do what. A team's locations belong to all of it."""

from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel

Who = Literal["everyone", "chosen", "admins"]


class Rules(BaseModel, frozen=True):
    """What a team has set. `alerts` is a chat's id, "" for the person who connected."""

    connect: Who = "everyone"
    disconnect: Who = "everyone"
    connectors: tuple[str, ...] = ()  # ids of people, for "chosen"
    disconnectors: tuple[str, ...] = ()
    alerts: str = ""


@dataclass(frozen=True, slots=True)
class Rights:
    """What one person may do."""

    connect: bool = True
    disconnect: bool = True
    rules: bool = True


NO_RULES = Rules()
FULL_RIGHTS = Rights()


def rights_of(rules: Rules, person: str, *, admin: bool) -> Rights:
    """The rights of a person. Who runs the team may do everything."""

    def may(who: Who, chosen: tuple[str, ...]) -> bool:
        return admin or who == "everyone" or (who == "chosen" and person in chosen)

    return Rights(
        connect=may(rules.connect, rules.connectors),
        disconnect=may(rules.disconnect, rules.disconnectors),
        rules=admin,
    )
