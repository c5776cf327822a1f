"""One module for each family of Connect pages: page to card, reply to answer."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.conversation.page import Page
from bot.conversation.pages import (
    address,
    advanced,
    complete,
    consent,
    contract_term,
    failed,
    fixed_rate,
    participation,
    payments,
    pending,
    personal_details,
    provider,
    provider_name,
    redirect,
    region,
    regional_surcharge,
    structure,
    summary,
    tariff,
    tariff_name,
    tariffs_summary,
    tod_rate,
    unknown,
    vpp_landing,
    vpp_summary,
)
from bot.conversation.pages.view import View

VIEWS: Mapping[str, View] = MappingProxyType(
    {
        "address": address.VIEW,
        "advanced_rate": advanced.VIEW,
        "complete": complete.VIEW,
        "consent": consent.VIEW,
        "contract_term": contract_term.VIEW,
        "failed": failed.VIEW,
        "fixed_rate": fixed_rate.VIEW,
        "participation": participation.VIEW,
        "payments": payments.VIEW,
        "pending": pending.VIEW,
        "personal_details": personal_details.VIEW,
        "provider": provider.VIEW,
        "provider_name": provider_name.VIEW,
        "redirect": redirect.VIEW,
        "region": region.VIEW,
        "structure": structure.VIEW,
        "summary": summary.VIEW,
        "surcharge": regional_surcharge.VIEW,
        "tariff": tariff.VIEW,
        "tariff_name": tariff_name.VIEW,
        "tod_rate": tod_rate.VIEW,
        "vpp_landing": vpp_landing.VIEW,
        "vpp_summary": vpp_summary.VIEW,
    }
)


def view_of(page: Page) -> View:
    """The module that shows this page and reads replies to it."""
    if page.kind == "summary" and "tariffs" in page.data:
        return tariffs_summary.VIEW  # those that show all tariffs of a home at once
    return VIEWS.get(page.kind, unknown.VIEW)
