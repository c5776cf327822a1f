"""The name of a tariff that was entered by hand."""

from bot.conversation.pages.names import NameView

VIEW = NameView(
    member="tariff",
    ask="tariff-name-ask",
    keep="tariff-name-keep",
    empty="tariff-name-empty",
    plain_title="tariff-name-title",
    label="tariff-name-label",
    provider_title="tariff-name-title-provider",
)
