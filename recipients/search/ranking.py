"""How well a name of the register fits what was typed, and in which order fits are shown."""

import itertools
import math
from dataclasses import dataclass

from recipients import edits
from recipients.names import Word
from recipients.search.near import Meant, Near
from recipients.search.typed import Unit

# Abbreviations differ by more letters, which makes them no less likely.
MOST_RESPELT = 3
_SPREAD = 0x9E3779B97F4A7C15
_BITS = 2**64 - 1


@dataclass(frozen=True, slots=True)
class Fit:
    """How a name differs from the typed words.

    `missing` typed words are not in the name, `more` words of the name were not typed; `respelt`
    counts letters that differ, spelling habits included, `turned` words in another order; `rarity`
    is high where the words without a slip are ones that few people carry.
    """

    missing: int
    slips: int
    more: int
    respelt: int
    turned: int
    rarity: float
    matched: int
    rarest: int

    @property
    def is_exact(self) -> bool:
        """Whether every typed word is in the name, spelling habits aside."""
        return not (self.missing or self.slips)

    @property
    def kind(self) -> tuple[int, int, int]:
        """How near the name is; within a kind different names take turns (`ordered`)."""
        return self.missing, self.slips, self.more

    def order(self) -> tuple[float, ...]:
        """Return the sorting key within a kind: the likelier name first."""
        return self.respelt, self.turned, -self.rarity


@dataclass(slots=True)
class _Match:
    unit: Unit
    place: int
    near: Near
    respelt: int


def _respelt(typed: str, written: str, known: dict[tuple[str, str], int]) -> int:
    if (count := known.get((typed, written))) is None:
        count = known[typed, written] = edits.distance(typed, written, most=MOST_RESPELT)
    return count


def _possible(meant: Meant, name: tuple[Word, ...]) -> list[_Match]:
    return [
        _Match(unit, place, near, _respelt(unit.letters, word.letters, meant.respelt))
        for unit, words in meant.found.items()
        for place, word in enumerate(name)
        if (near := words.get(word.folded)) is not None
    ]


def _chosen(possible: list[_Match], halves: set[Unit]) -> list[_Match]:
    """Give each word of the name to at most one unit and each typed bit to one word."""
    chosen: list[_Match] = []
    mask = 0
    for match in sorted(
        possible, key=lambda m: (m.unit in halves, m.near.slips, m.respelt, m.place)
    ):
        if not mask & match.unit.mask and all(match.place != other.place for other in chosen):
            chosen.append(match)
            mask |= match.unit.mask
    return chosen


def _initials(rest_typed: list[Word], rest_name: list[Word]) -> int:
    """Return how many typed words and words of the name meet in an initial: "Tono R."."""
    met = 0
    left = list(rest_name)
    for word in rest_typed:
        for other in left:
            if (word.is_initial or other.is_initial) and word.letters[0] == other.letters[0]:
                left.remove(other)
                met += 1
                break
    return met


def fit(meant: Meant, name: tuple[Word, ...]) -> Fit:
    """Return how `name` fits the query."""
    typed = meant.typed
    halves = {half for split in meant.splits for half in split}
    chosen = _chosen(_possible(meant, name), halves)
    mask = sum(match.unit.mask for match in chosen)
    taken = {match.place for match in chosen}
    # A word of which only one half was found is not found.
    rest = [word for place, word in enumerate(typed.words) if mask >> 2 * place & 0b11 != 0b11]
    more = [word for place, word in enumerate(name) if place not in taken]
    met = _initials(rest, more)
    in_order = [match.place for match in sorted(chosen, key=lambda m: m.unit.mask)]
    return Fit(
        missing=len(rest) - met,
        slips=sum(match.near.slips for match in chosen),
        more=len(more) - met,
        respelt=sum(match.respelt for match in chosen) + met,
        turned=sum(one > other for one, other in itertools.pairwise(in_order)),
        rarity=-sum(math.log1p(m.near.people) for m in chosen if not m.near.slips),
        matched=len(typed.words) - len(rest),
        rarest=min((match.near.people for match in chosen), default=0),
    )


def spread(person: int) -> int:
    """Return a number that puts people who fit alike in a fixed, arbitrary order."""
    return (person * _SPREAD) & _BITS
