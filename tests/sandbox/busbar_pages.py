"""How to get a session of busbar to each of its pages, by the name of the page's sample."""

from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.flatpeak import vpp
from tests.sandbox.flatpeak_lab import BRISTOL, Dialogue, Lab

PERSON = {"first_name": "Mare", "last_name": "Dijkstra", "email": "mare@example.com", "phone": "+31600000000"}
ONE_PRICE = [{"cost": 0.2467, "valid_from": "00:00:00", "valid_to": "00:00:00"}]


async def _at_address(lab: Lab) -> Dialogue:
    dialogue = await lab.open()
    await dialogue.start("TARIFF")
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


async def _at_region(lab: Lab) -> Dialogue:
    address = {"address_line1": "1 rue Haute", "city": "Embrun", "post_code": "05200", "country_code": "FR"}
    dialogue = await lab.begin(address)
    await dialogue.choose("Embrun Élec", "FR")
    return dialogue


async def _at_tariff_name(lab: Lab) -> Dialogue:
    dialogue = await _structured(lab, "FIXED")
    await dialogue.say(hours=ONE_PRICE)
    return dialogue


async def connect_fixed(lab: Lab) -> Dialogue:
    """A session at the summary of one tariff that was typed in."""
    dialogue = await _at_tariff_name(lab)
    await dialogue.say(tariff={"name": "Quillmoor Steady 2026"})
    return dialogue


async def _at_market_summary(lab: Lab) -> Dialogue:
    dialogue = await lab.begin_in("Uppsala", "SE", "753 10")
    await dialogue.choose("Norrglimt Energi", "SE")
    await dialogue.say(tariff={"name": "Norrglimt Timpris"})
    return dialogue


async def _at_older_summary(lab: Lab, switch: str) -> Dialogue:
    setattr(lab.world.scenario, switch, True)
    return await connect_fixed(lab)


async def _at_empty_summary(lab: Lab) -> Dialogue:
    dialogue = await connect_fixed(lab)
    await dialogue.act_on(dialogue.page["tariffs"][0]["tariff_id"], "DISCONNECT")
    return dialogue


async def _at_stand_in(lab: Lab) -> Dialogue:
    dialogue = await _at_market_summary(lab)
    lab.world.trouble(lab.location_of(dialogue), "tariff.fetch.failed")
    await dialogue.start()
    return dialogue


async def signed_in(lab: Lab, user: str) -> Dialogue:
    """A session whose customer has been at the provider."""
    dialogue = await _chosen(lab, "Tidehollow Energy")
    await dialogue.sign_in(user)
    return dialogue


async def at_landing(lab: Lab, **fields: Any) -> Dialogue:
    """A session that is about joining a programme."""
    dialogue = await lab.open(**({"postal_address": BRISTOL} | fields))
    await dialogue.start("VPP")
    return dialogue


async def _at_older_landing(lab: Lab) -> Dialogue:
    lab.world.scenario.older_landing = True
    return await at_landing(lab)


async def at_details(lab: Lab) -> Dialogue:
    """At the form of who joins."""
    dialogue = await at_landing(lab)
    await dialogue.say(programme={"id": dialogue.page["data"]["programmes"][0]["programme_id"]})
    return dialogue


async def at_consent(lab: Lab) -> Dialogue:
    """At what the operator is allowed."""
    dialogue = await at_details(lab)
    await dialogue.say(personal_details=PERSON)
    return dialogue


async def joined(lab: Lab) -> Dialogue:
    """At the programme in which the customer takes part."""
    dialogue = await at_consent(lab)
    await dialogue.act("ALLOW")
    while vpp.advance(lab.world, lab.location_of(dialogue)) != "ACTIVE":
        pass
    await dialogue.start()
    return dialogue


async def _at_participation(lab: Lab) -> Dialogue:
    dialogue = await joined(lab)
    await dialogue.act("MANAGE_PARTICIPATION")
    return dialogue


async def at_payments(lab: Lab) -> Dialogue:
    """At the payments of somebody who has left."""
    dialogue = await joined(lab)
    vpp.move(lab.world, lab.location_of(dialogue), "OFFBOARDED")
    await dialogue.act("MANAGE_PAYMENTS")
    return dialogue


async def at_payment(lab: Lab) -> Dialogue:
    """On the way to say how to be paid."""
    dialogue = await at_payments(lab)
    await dialogue.act("PAYMENT_DETAILS")
    return dialogue


async def _with_card(lab: Lab) -> Dialogue:
    dialogue = await at_payment(lab)
    await lab.http.post(dialogue.page["data"]["redirect_url"], params={"fp_cot": dialogue.token})
    await dialogue.start()
    return dialogue


BUSBAR_PAGES: dict[str, Callable[[Lab], Awaitable[Dialogue]]] = {
    "postal_address_input": _at_address,
    "inferred/provider_select": _at_providers,
    "session_redirect": lambda lab: _chosen(lab, "Tidehollow Energy"),
    "plan_structure": lambda lab: _chosen(lab, "Quillmoor Power"),
    "price_input": lambda lab: _structured(lab, "FIXED"),
    "region_select": _at_region,
    "tariff_name_input": _at_tariff_name,
    "inferred/connection_pending": lambda lab: signed_in(lab, "slow"),
    "connection_failed": lambda lab: signed_in(lab, "broken"),
    "tariffs_summary": _at_market_summary,
    "variants/tariffs_summary.empty": _at_empty_summary,
    "variants/tariffs_summary.temporary": _at_stand_in,
    "tariff_summary": lambda lab: _at_older_summary(lab, "older_summary"),
    "location_summary": lambda lab: _at_older_summary(lab, "oldest_summary"),
    "consent": at_consent,
    "vpp_landing": at_landing,
    "variants/vpp_landing.providers_list": _at_older_landing,
    "vpp_summary": joined,
    "variants/vpp_summary.personal_details_placeholder": at_details,
    "inferred/vpp_participation": _at_participation,
    "payment_history": _with_card,
    "variants/session_redirect.payment_method": at_payment,
}
# Pages that nobody has published: they are as in anode.
UNPUBLISHED: dict[str, Callable[[Lab], Awaitable[Dialogue]]] = {
    "provider_name_capture": _at_name_of_provider,
    "tariff_select": lambda lab: _chosen(lab, "Brackenwatt"),
    "advanced_tariff_input": lambda lab: _structured(lab, "ADVANCED_TARIFF_INPUT"),
}
