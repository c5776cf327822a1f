"""A conversation of somebody in a team: with rules, a page beside the chat, a job, and cards as Slack draws them."""

from dataclasses import replace
from datetime import timedelta

from adapters.slack.client import SlackChannel
from adapters.slack.forms import form_view, say_form_words
from adapters.slack.home import render_home
from adapters.slack.modal_state import ModalState
from adapters.slack.render import render
from bot.conversation.cards import CARD, Card, Keyed
from bot.conversation.channel import Capabilities
from bot.conversation.conversation import Event
from bot.conversation.forms import Form
from bot.conversation.home import show_home
from bot.conversation.sites.chat import react_in_chat
from bot.conversation.sites.job import Job, JobChange
from bot.conversation.sites.plan import Standing
from bot.conversation.situation import Call, Reaction
from bot.conversation.team import Busy, Holding, Team
from bot.conversation.teams import Rules, rights_of
from tests.conversation.any_talk import NOW, Talk
from tests.conversation.page_chat import problems_fit, ways_on
from tests.slack.checker import check_home, check_message, check_modal

KEY = "k3y-_ABCdef01234"
PERSON = "U1"
JOB = 7


class TeamTalk(Talk):
    """`page` is what is seen beside the chat."""

    def __init__(self, *, can: Capabilities = SlackChannel.can, hint: str = "en-GB") -> None:
        super().__init__(can=can, hint=hint)
        self.page: Card | None = None
        self.obey(Rules())

    def copy(self) -> "TeamTalk":
        other = TeamTalk(can=self.can)
        other.now, other.card, other.page = self.now, self.card, self.page
        return other

    def obey(self, rules: Rules, *, admin: bool = False) -> None:
        """The team's rules are these from now on."""
        state = self.now.state.model_copy(update={"admin": admin})
        self.now = self.now._replace(state=state, rules=rules, rights=rights_of(rules, PERSON, admin=admin))

    def settle(self, standings: dict[int, Standing]) -> None:
        """Sites have come that far."""
        if job := self.now.job:
            known = {site.number for site in job.table.sites}
            came = {number: standing for number, standing in standings.items() if number in known}
            self.now = self.now._replace(job=replace(job, standings={**job.standings, **came}))

    def react(self, event: Event) -> Reaction:
        return react_in_chat(self.now, event, self.context)

    def _take(self, reaction: Reaction) -> Call | None:
        if reaction.rules is not None:
            self.obey(reaction.rules, admin=self.now.state.admin)
        if reaction.job is not None:
            self._keep_job(reaction.job)
            number = JOB if reaction.job.begun else reaction.state.job
            reaction = reaction._replace(state=reaction.state.model_copy(update={"job": number}))
        call = super()._take(reaction)
        self.shown += reaction.home  # where it was pressed it is seen
        for card in reaction.shared:
            self._draw(card)
        self._draw_page()
        return call

    def _keep_job(self, change: JobChange) -> None:
        before = None if change.begun else self.now.job
        table = change.table or (before and before.table)
        if table is None:
            return
        standings = {**(before.standings if before else {}), **change.standings}
        # As it is kept.
        plan = type(change.plan).model_validate_json(change.plan.model_dump_json())
        self.now = self.now._replace(job=Job(plan, table, standings))

    def _show(self, card: Card) -> None:
        super()._show(card)
        self._draw(card)

    def _draw(self, card: Card) -> None:
        """What Slack would refuse raises."""
        for message in render(Keyed(card, KEY)).messages:
            check_message(message.text, list(message.blocks))
        self._draw_form(card.form())

    def _draw_form(self, form: Form | None) -> None:
        if form is not None:
            check_modal(form_view(form, ModalState(KEY, "T1"), say_form_words(self.context.say)))

    def _draw_page(self) -> None:
        ids = [one.id for one in self.now.locations]
        holdings = {id_: Holding(name, NOW) for id_, name in zip(ids, ("Ada", "", "<!channel>"), strict=False)}
        busy = (Busy("Ben", NOW - timedelta(minutes=2), *ids[:1]),) if len(ids) % 2 else ()
        team = Team(self.now.rules or Rules(), holdings, busy)
        self.page = show_home(self.now, team, self.context)
        assert CARD.validate_json(CARD.dump_json(self.page)) == self.page
        assert ways_on(self.page), "the page beside the chat leaves no way on"
        assert problems_fit(self.page.form())
        check_home(render_home(Keyed(self.page, KEY)))
        self._draw_form(self.page.form())
