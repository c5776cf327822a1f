"""How to get a session to each page, by the name of the page's sample."""

from collections.abc import Awaitable, Callable
from typing import Any

from tests.sandbox.flatpeak_lab import Dialogue, Lab

ADVANCED = {"route_options": {"advanced_tariff_capture": True}}


async def _at_address(lab: Lab) -> Dialogue:
    dialogue = await lab.open()
    await dialogue.start()
    return dialogue


async def _at_providers(lab: Lab) -> Dialogue:
    return await lab.begin()


async def _at_name_of_provider(lab: Lab) -> Dialogue:
    dialogue = await lab.begin()
    await dialogue.act("PROVIDER_MISSING")
    return dialogue


async def _chosen(lab: Lab, provider: str, **fields: Any) -> Dialogue:
    dialogue = await lab.begin(**fields)
    await dialogue.choose(provider)
    return dialogue


async def _structured(lab: Lab, option: str, **fields: Any) -> Dialogue:
    dialogue = await _chosen(lab, "Quillmoor Power", **fields)
    await dialogue.say(options=[option])
    return dialogue


async def _at_region(lab: Lab) -> Dialogue:
    dialogue = await lab.begin_in("Embrun", "FR")
    await dialogue.choose("Embrun Élec", "FR")
    return dialogue


async def _at_tariff_name(lab: Lab) -> Dialogue:
    dialogue = await _structured(lab, "FIXED", route_options={"tariff_name_capture": True})
    await dialogue.say(cost=0.2)
    return dialogue


async def _at_term(lab: Lab) -> Dialogue:
    dialogue = await _structured(lab, "FIXED", route_options={"contract_term_capture": True})
    await dialogue.say(cost=0.2)
    return dialogue


async def _at_summary(lab: Lab) -> Dialogue:
    dialogue = await lab.begin_in("Uppsala", "SE", "753 10")
    await dialogue.choose("Norrglimt Energi", "SE")
    await dialogue.say(surcharge={"fixed": 0.07, "percentage": 25})
    return dialogue


async def _at_later_summary(lab: Lab) -> Dialogue:
    dialogue = await _at_summary(lab)
    lab.world.scenario.later_names = True
    page = await dialogue.start()
    page["direction"], page["type"] = page.pop("tariff_direction"), page.pop("tariff_type")
    return dialogue


async def _pending(lab: Lab) -> Dialogue:
    dialogue = await _chosen(lab, "Tidehollow Energy")
    url = dialogue.page["data"]["redirect_url"]
    for form in ({"step": "login", "user": "slow", "password": "demo"}, {"step": "consent", "choice": "allow"}):
        await lab.http.post(url, params={"fp_cot": dialogue.token}, data=form)
    await dialogue.start()
    return dialogue


async def _failed(lab: Lab) -> Dialogue:
    dialogue = await _pending(lab)
    lab.world.finish_pending(lab.location_of(dialogue), ok=False)
    await dialogue.start()
    return dialogue


async def _ended(lab: Lab) -> Dialogue:
    dialogue = await _at_address(lab)
    await dialogue.act("CLOSE")
    return dialogue


PAGES: dict[str, Callable[[Lab], Awaitable[Dialogue]]] = {
    "postal_address_capture": _at_address,
    "provider_select": _at_providers,
    "variants/provider_select.gb": _at_providers,
    "provider_name_capture": _at_name_of_provider,
    "session_redirect": lambda lab: _chosen(lab, "Tidehollow Energy"),
    "variants/session_redirect.end_of_session": _ended,
    "tariff_select": lambda lab: _chosen(lab, "Brackenwatt"),
    "tariff_structure_select": lambda lab: _chosen(lab, "Quillmoor Power"),
    "variants/tariff_structure_select.advanced": lambda lab: _chosen(lab, "Quillmoor Power", **ADVANCED),
    "rate_fixed_capture": lambda lab: _structured(lab, "FIXED"),
    "rate_tod_capture": lambda lab: _structured(lab, "TIME_OF_DAY"),
    "rate_advanced_capture": lambda lab: _structured(lab, "ADVANCED", **ADVANCED),
    "region_select": _at_region,
    "surcharge_capture": lambda lab: _structured(lab, "MARKET"),
    "tariff_name_capture": _at_tariff_name,
    "contract_term_capture": _at_term,
    "tariff_summary": _at_summary,
    "tariffs_summary": _at_later_summary,
    "variants/tariff_summary.fixed": lambda lab: lab.connect_fixed(),
    "tariff_connection_pending": _pending,
    "tariff_connection_failed": _failed,
}
