"""How the company takes part, as the settings say."""

from dataclasses import dataclass, field

from bot.company.webhooks import Webhooks


@dataclass(frozen=True, slots=True)
class Company:
    """`keys`: whoever names one of them may ask; none: nobody may. `webhooks`: where it is told, if it wants that."""

    keys: tuple[str, ...] = field(default=(), repr=False)
    webhooks: Webhooks | None = None
