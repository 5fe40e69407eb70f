"""The answer to a search by name as the public may have it, for the page and the command."""

from dataclasses import dataclass, field

from recipients import masking, search
from recipients.cards import Card, Named, cards
from recipients.search import Match


@dataclass(frozen=True, slots=True)
class Result:
    """One result: the card that may be shown, and whom it is about, which may not."""

    match: Match
    card: Card


@dataclass(frozen=True, slots=True)
class Answer:
    """The results, best first. `too_many` when more people fit than are shown."""

    results: tuple[Result, ...] = ()
    too_many: bool = False
    steps: tuple[tuple[str, int], ...] = field(default=())

    @property
    def exact(self) -> list[Card]:
        """The cards of those whose name holds all that was typed."""
        return [result.card for result in self.results if result.card.is_exact]

    @property
    def similar(self) -> list[Card]:
        """The cards of those whose name is written a little differently."""
        return [result.card for result in self.results if not result.card.is_exact]

    @property
    def people(self) -> list[int]:
        """Who is shown."""
        return [result.match.person_id for result in self.results]


def _card(match: Match) -> Named:
    return Named(match.household_id, match.shown, match.fit.is_exact)


def _results(matches: list[Match]) -> tuple[Result, ...]:
    found = cards(map(_card, matches))
    if len(found) == len(matches):
        return tuple(map(Result, matches, found))
    # A household was set aside after the search had read it: see whose card is left.
    return tuple(Result(match, card) for match in matches for card in cards([_card(match)]))


def answer(name: str, *, area: str = "") -> Answer:
    """Return what the public may see of those whom `name` may mean."""
    found = search.find(name, area=area)
    # Initials alone help nobody, and would keep the advice for those who are not found away.
    told = [match for match in found.matches if masking.tells_a_word(match.shown)]
    results = _results(told)
    return Answer(results, found.too_many, tuple(found.trace.steps))
