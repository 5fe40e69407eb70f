"""What a client learns that walks all three-letter beginnings of names for a day."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field

from accounts import challenge
from benchmarks.measure import Measure, bounded
from benchmarks.register import ensure_people
from benchmarks.search import LETTERS
from recipients import masking, names, search
from recipients.models import Person

DAY = 86_400


@dataclass
class Harvest:
    """Who was shown, who with the whole name, and words that were told without being typed."""

    shown: set[int] = field(default_factory=set)
    whole: set[int] = field(default_factory=set)
    untyped: list[tuple[str, str]] = field(default_factory=list)

    def ask(self, typed: str) -> None:
        """Search as the page does, and keep what its answer tells."""
        said = {word.folded for word in names.words(typed)}
        for match in search.find(typed).matches:
            if not masking.tells_a_word(match.shown):
                continue  # such people the page leaves out
            self.shown.add(match.person_id)
            if masking.HIDDEN not in match.shown:
                self.whole.add(match.person_id)
            told = [word for word in match.shown.split() if masking.HIDDEN not in word]
            self.untyped += [
                (typed, word) for word in told if {w.folded for w in names.words(word)} - said
            ]


def beginnings() -> Iterable[str]:
    """Return all 17,576 of three letters."""
    return map("".join, itertools.product(LETTERS, repeat=3))


def searches_a_day() -> int:
    """Return how often one client may search in a day, whatever it proves."""
    gate = challenge.gate("search")
    return gate.ceiling * (DAY // gate.limit.seconds)


def measures(size: int) -> list[Measure]:
    """Walk for a day, as far as the limits let one client walk."""
    ensure_people(size)
    harvest = Harvest()
    for typed in itertools.islice(beginnings(), searches_a_day()):
        harvest.ask(typed)
    people = Person.objects.count()
    return [
        bounded(f"harvest {size:,}: searches a client may make in a day", searches_a_day()),
        bounded("  names learnt whole by all three-letter beginnings, %",
                100 * len(harvest.whole) / people, at_most=1),
        bounded("  people shown with any word of the name, %",
                100 * len(harvest.shown) / people, at_most=5),
        bounded("  words told that were not typed", len(harvest.untyped), at_most=0),
    ]  # fmt: skip
