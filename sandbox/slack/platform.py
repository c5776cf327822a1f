"""All that Slack does around the Web API of one world: the people, what reaches the app, and OAuth."""

from typing import Any

from sandbox.slack.deliver import Delivery
from sandbox.slack.events import Events
from sandbox.slack.hands import Trouble
from sandbox.slack.model import User, Workspace
from sandbox.slack.people import Person
from sandbox.slack.response_urls import ResponseUrls
from sandbox.slack.world import SlackWorld


class Platform:
    """The lively part of a SlackWorld. `troubles`: everything that did not work for somebody, in order."""

    def __init__(self, world: SlackWorld, *, request_url: str = "") -> None:
        self.world = world
        self.sockets = world.sockets
        self.delivery = Delivery(world, self.sockets, request_url)
        self.events = Events(world, self.delivery)
        self.response_urls = ResponseUrls(world)
        self.troubles: list[Trouble] = []
        self._people: dict[str, Person] = {}

    def person(self, user: User | str, team: Workspace | None = None, **traits: Any) -> Person:
        """This person; with a name and a workspace: a new one. `traits` are fields of User."""
        if isinstance(user, str):
            assert team is not None
            user = self.world.add_user(team, user, **traits)
        return self._people.setdefault(user.id, Person(self, user))

    async def aclose(self) -> None:
        """End everything that is under way."""
        await self.delivery.aclose()
        await self.sockets.aclose()
        await self.world.aclose()
