"""Which words somebody is spoken to with, also where there is no time to look."""

from collections.abc import Callable

from adapters.slack.people import People
from bot.conversation.context import Words
from bot.conversation.desk import Desk
from bot.conversation.replies import Person

MOST = 20_000  # people, after which the oldest half is looked up again

Languages = Callable[[str], Words]  # a BCP 47 tag, or what a browser accepts, to texts


class Speech:
    """Remembers in memory what language each person has last heard."""

    def __init__(self, desk: Desk, languages: Languages, people: People) -> None:
        self._desk, self._languages, self._people = desk, languages, people
        self._heard: dict[tuple[str, str], Words] = {}

    async def with_person(self, person: Person) -> Words:
        """The words of a person's language, chosen or told by Slack."""
        words = await self._desk.words(person)
        if len(self._heard) >= MOST:
            self._heard = dict(list(self._heard.items())[MOST // 2 :])
        self._heard[person.team, person.id] = words
        return words

    async def at_once(self, team: str, user: str) -> Words:
        """The words that were heard last, else those of the language that is known; nobody is asked."""
        heard = self._heard.get((team, user))
        return heard or self._languages((await self._people.profile(team, user, 0.0)).language)
