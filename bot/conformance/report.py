"""What a walk came to, for people and as JSON. Structure only: no value of a reply is in it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from bot.conformance.findings import Finding, Walked, exit_status

SAID = {0: "Everything is as we expect it.", 1: "Something differs from what we expect.", 2: "It could not be walked."}


def say(walks: Sequence[Walked]) -> Iterator[str]:
    """Line by line for a terminal or a log."""
    for walked in walks:
        yield f"{walked.version}: {walked.calls} calls in {walked.seconds} s"
        if walked.stopped:
            yield f"  STOPPED  {walked.stopped}."
        for journey in walked.journeys:
            pages = f": {' > '.join(journey.pages)}" if journey.pages else ""
            words = f" ({journey.words})" if journey.words else ""
            yield f"  {journey.outcome:12}  {journey.name}{pages}{words}"
        for finding in walked.differences:
            yield from _say_finding("DIFFERS", finding)
        for finding in walked.notes:
            yield from _say_finding("note", finding)
        if walked.provoked:
            yield f"  provoked: {', '.join(sorted(walked.provoked))}"
        if walked.routes:
            yield f"  pages that did not come: {', '.join(walked.unseen) or 'none'}"
        for what, why in walked.not_provoked.items():
            yield f"  not provoked: {what}: {why}"
        yield ""
    yield SAID[exit_status(walks)]


def to_json(walks: Sequence[Walked]) -> str:
    """The same as one JSON object."""
    generations = [
        {
            **{name: value for name, value in asdict(walked).items() if name != "findings"},
            "unseen": walked.unseen,
            "differences": list(map(asdict, walked.differences)),
            "notes": list(map(asdict, walked.notes)),
        }
        for walked in walks
    ]
    return json.dumps({"exit_status": exit_status(walks), "generations": generations}, indent=2, ensure_ascii=False)


def _say_finding(word: str, finding: Finding) -> Iterator[str]:
    yield f"  {word}: {finding.journey}, {finding.step}"
    yield f"    expected: {finding.expected}"
    yield f"    came:     {finding.came}"
