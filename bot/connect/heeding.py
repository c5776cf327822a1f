"""Whoever wants to know what is new about FlatPeak's replies is told; a reply is read the same with or without them."""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.connect.drift import Novelty, of_error, of_event, of_object, of_page
from bot.connect.errors import is_error
from bot.connect.events import NoEvent
from bot.connect.shapes import ROUTES
from bot.connect.wire import Reply
from bot.conversation.exact import parse

log = logging.getLogger("tariffbot.drift")

Heed = Callable[[Sequence[Novelty]], None]
Document = Mapping[str, Any]


class Heeding:
    """Looks at documents of one version. Nothing is raised, whatever they hold."""

    def __init__(self, version: str, heed: Heed) -> None:
        generation = version.rpartition(".")[2]
        self._generation = generation if generation in ROUTES else "zero"  # which had no name at first
        self._heed = heed

    def page(self, envelope: Document) -> None:
        """A page of Connect."""
        self._look(of_page, self._generation, envelope)

    def object(self, name: str, found: Document) -> None:
        """An object of the REST API, by its name among the shapes."""
        self._look(of_object, self._generation, name, found)

    def error(self, reply: Reply) -> None:
        """A reply that may be an error object."""
        found = parsed(reply.body)
        if isinstance(found, Mapping) and is_error(found):
            self._look(of_error, self._generation, found)

    def event(self, found: Any) -> None:
        """An event, if it is one."""
        if isinstance(found, Mapping):
            self._look(of_event, self._generation, found)

    def _look(self, look: Callable[..., tuple[Novelty, ...]], *about: Any) -> None:
        try:
            if found := look(*about):
                self._heed(found)
        except NoEvent:
            return
        except Exception:  # what is only looked at beside the work must not end it
            log.exception("a reply of FlatPeak could not be compared with what we expect")


def parsed(body: bytes) -> Any:
    """The JSON of a body, None where it is none."""
    try:
        return parse(body)
    except ValueError:
        return None
