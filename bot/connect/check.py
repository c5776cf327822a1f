"""Whether FlatPeak can be worked with, in sentences for the operator."""

from dataclasses import dataclass

from bot.conversation.situation import Trouble

_LOGIN = {
    "disabled": "FlatPeak does not accept the credentials, or the account or API version is switched off: "
    "check FLATPEAK_ACCOUNT_ID, FLATPEAK_API_KEY and FLATPEAK_VERSION against the FlatPeak dashboard.",
    "down": "FlatPeak's API cannot be reached: check FLATPEAK_API_URL and the way to the internet.",
    "slow": "FlatPeak's API does not reply in time: check the way to the internet and try again.",
    "nonsense": "What replies is not FlatPeak's API: check FLATPEAK_API_URL.",
    "refused": "FlatPeak's API refuses the login call: check FLATPEAK_API_URL and FLATPEAK_VERSION.",
    "limited": "FlatPeak's API asks for fewer calls: wait a minute and try again.",
}
_CONNECT = {
    "disabled": "FlatPeak Connect turns us away: check FLATPEAK_CONNECT_URL.",
    "down": "FlatPeak Connect cannot be reached: check FLATPEAK_CONNECT_URL and the way to the internet.",
    "slow": "FlatPeak Connect does not reply in time: check the way to the internet and try again.",
    "nonsense": "What replies is not FlatPeak Connect: check FLATPEAK_CONNECT_URL.",
    "refused": "FlatPeak Connect refuses every call: check FLATPEAK_CONNECT_URL.",
    "limited": "FlatPeak Connect asks for fewer calls: wait a minute and try again.",
}


@dataclass(frozen=True, slots=True)
class Checked:
    """What trying came to; None where all is well. `live_mode`: the key is a live one."""

    login: Trouble | None
    connect: Trouble | None
    live_mode: bool = False

    @property
    def problems(self) -> tuple[str, ...]:
        """A sentence for each trouble that says what to do; none if all is well."""
        told = ((_LOGIN, self.login), (_CONNECT, self.connect))
        return tuple(sentences[trouble.kind] for sentences, trouble in told if trouble)
