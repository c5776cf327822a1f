"""How to get a session of zero to each of its pages, by the name of the page's sample."""

from collections.abc import Awaitable, Callable

from tests.sandbox.flatpeak_lab import BRISTOL, Dialogue, Lab

TODAY = "2026-11-17T00:00:00Z"
NO_END = "0001-01-01T00:00:00Z"


async def _at_address(lab: Lab) -> Dialogue:
    dialogue = await lab.open()
    await dialogue.start()
    return dialogue


async def _at_part_of_an_address(lab: Lab) -> Dialogue:
    dialogue = await lab.open(postal_address={"post_code": "04109", "country_code": "DE"})
    await dialogue.start()
    return dialogue


async def _at_providers(lab: Lab) -> Dialogue:
    return await lab.begin()


async def _at_name_of_provider(lab: Lab) -> Dialogue:
    dialogue = await lab.begin()
    await dialogue.act("PROVIDER_MISSING")
    return dialogue


async def _chosen(lab: Lab, provider: str) -> Dialogue:
    dialogue = await lab.begin()
    await dialogue.choose(provider)
    return dialogue


async def _structured(lab: Lab, option: str) -> Dialogue:
    dialogue = await _chosen(lab, "Quillmoor Power")
    await dialogue.say(options=[option])
    return dialogue


async def _with_advanced(lab: Lab, option: str = "") -> Dialogue:
    lab.world.scenario.advanced_preview = True
    return await (_structured(lab, option) if option else _chosen(lab, "Quillmoor Power"))


async def _at_regions(lab: Lab) -> Dialogue:
    dialogue = await lab.begin_in("Embrun", "FR", "05200")
    await dialogue.choose("Embrun Élec", "FR")
    return dialogue


async def _at_tariff_name(lab: Lab) -> Dialogue:
    dialogue = await _structured(lab, "FIXED")
    await dialogue.say(cost=0.2467)
    return dialogue


async def _at_term(lab: Lab) -> Dialogue:
    dialogue = await _at_tariff_name(lab)
    await dialogue.say(tariff={"name": "Quillmoor Steady 2026"})
    return dialogue


async def at_fixed_summary(lab: Lab, end: str | None = "2027-11-30T00:00:00Z", **fields: str) -> Dialogue:
    """A fixed price, typed in and not saved yet."""
    dialogue = await lab.open(postal_address=BRISTOL, **fields)
    if (await dialogue.start())["route"] == "summary_fixed_confirm":
        await dialogue.act("EDIT")
    await dialogue.choose("Quillmoor Power")
    await dialogue.say(options=["FIXED"])
    await dialogue.say(cost=0.2467)
    await dialogue.say(tariff={"name": "Quillmoor Steady 2026"})
    await dialogue.say(contract_start_date=None, contract_end_date=end)
    return dialogue


async def _at_market_summary(lab: Lab) -> Dialogue:
    dialogue = await lab.begin_in("Uppsala", "SE", "753 10")
    await dialogue.choose("Norrglimt Energi", "SE")
    await dialogue.say(surcharge={"fixed": 0.07, "percentage": 25})
    await dialogue.say(tariff={"name": "Norrglimt Timpris"})
    await dialogue.say(contract_start_date=None, contract_end_date="2027-06-30T00:00:00Z")
    return dialogue


async def _pending(lab: Lab) -> Dialogue:
    dialogue = await _chosen(lab, "Tidehollow Energy")
    await dialogue.sign_in("slow")
    return dialogue


async def _failed(lab: Lab) -> Dialogue:
    dialogue = await _chosen(lab, "Tidehollow Energy")
    await dialogue.sign_in("broken")
    return dialogue


async def _complete(lab: Lab) -> Dialogue:
    dialogue = await at_fixed_summary(lab)
    await dialogue.act("SAVE")
    return dialogue


ZERO_PAGES: dict[str, Callable[[Lab], Awaitable[Dialogue]]] = {
    "postal_address_capture": _at_address,
    "variants/postal_address_capture.prefilled": _at_part_of_an_address,
    "provider_select": _at_providers,
    "provider_name_capture": _at_name_of_provider,
    "session_redirect": lambda lab: _chosen(lab, "Tidehollow Energy"),
    "tariff_select": lambda lab: _chosen(lab, "Brackenwatt"),
    "tariff_structure_select": lambda lab: _chosen(lab, "Quillmoor Power"),
    "variants/tariff_structure_select.advanced": _with_advanced,
    "rate_fixed_capture": lambda lab: _structured(lab, "FIXED"),
    "rate_tod_capture": lambda lab: _structured(lab, "TIME_OF_DAY"),
    "rate_advanced_capture": lambda lab: _with_advanced(lab, "ADVANCED"),
    "market_surcharge_capture": _at_regions,
    "variants/market_surcharge_capture.no_region": lambda lab: _structured(lab, "MARKET"),
    "tariff_name_capture": _at_tariff_name,
    "contract_term_capture": _at_term,
    "summary_fixed_confirm": at_fixed_summary,
    "summary_tou_confirm": _at_market_summary,
    "summary_tariff_inprogress": _pending,
    "summary_tariff_failed": _failed,
    "session_complete": _complete,
}
