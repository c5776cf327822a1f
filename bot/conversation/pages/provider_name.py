"""The name of a provider that is not in the list."""

from bot.conversation.pages.names import NameView

VIEW = NameView(
    member="provider",
    ask="provider-name-ask",
    keep="provider-name-keep",
    empty="provider-name-empty",
    plain_title="provider-name-title",
    label="provider-name-label",
)
