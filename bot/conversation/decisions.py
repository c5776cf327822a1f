"""What a person has allowed or denied, for those who have to be able to say later when and what it was."""

from bot.conversation.pages.consent import DECISIONS, read_codes
from bot.conversation.situation import Deed, Reaction, Situation


def with_decision(now: Situation, reaction: Reaction) -> Reaction:
    """The reaction to a page that came, with the decision that led to it."""
    page, kept = now.session.page if now.session else None, now.state.unanswered
    if page is None or page.kind != "consent" or kept is None or kept.action not in DECISIONS:
        return reaction
    assert now.session is not None
    where = now.session.location_id or now.session.purpose.location_id
    deed = Deed(DECISIONS[kept.action], where, ", ".join(read_codes(page)))
    return reaction._replace(deeds=(*reaction.deeds, deed))
