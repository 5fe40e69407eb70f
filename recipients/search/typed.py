"""A typed name taken apart into the units that may stand for words of the register."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from recipients import names
from recipients.names import Word

# More typed words than this add work but no certainty.
MAX_TYPED = 8
# A half of a word that was written in one: Nurhayati, Nur Hayati.
SHORTEST_HALF = 3


@dataclass(frozen=True, eq=False)
class Unit:
    """A typed word, neighbouring words joined, or a half of a word.

    `mask` has two bits for each typed word, one a half; `first` when another word follows.
    """

    letters: str
    mask: int
    first: bool = False

    @cached_property
    def folded(self) -> str:
        """The form under which the register would hold it."""
        return names.fold(self.letters, first=self.first)

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """The spellings to look up."""
        if len(self.letters) == 1:  # "M." for Muhammad, which the letter alone would not tell
            return (self.folded,)
        return tuple(dict.fromkeys((self.letters, self.folded, *names.exchanged(self.letters))))


type Split = tuple[Unit, Unit]


@dataclass(frozen=True, slots=True)
class Typed:
    """All that one query may mean.

    `words` holds each word once, `said` as often as it was typed.
    """

    words: tuple[Word, ...]
    said: tuple[Word, ...]
    units: tuple[Unit, ...]
    full_mask: int

    def splits(self) -> Iterator[Split]:
        """Return the ways to write one of the words as two."""
        for place, word in enumerate(self.words):
            yield from _splits(word.letters, place)


def _splits(letters: str, place: int) -> Iterator[Split]:
    for cut in range(SHORTEST_HALF, len(letters) - SHORTEST_HALF + 1):
        left, right = letters[:cut], letters[cut:]
        yield (
            Unit(left, 0b01 << 2 * place, first=True),
            Unit(right, 0b10 << 2 * place),
        )


def _mask(place: int) -> int:
    return 0b11 << 2 * place


def read(query: str) -> Typed:
    """Take a query apart; initials make no unit, since a letter finds nobody."""
    said = names.words(query)
    once = {word.folded: word for word in reversed(said)}
    words = tuple(word for word in said if once[word.folded] is word)[:MAX_TYPED]
    places = {word.folded: place for place, word in enumerate(words)}
    units = [
        Unit(word.letters, _mask(place), first=place == 0 and len(said) > 1)
        for place, word in enumerate(words)
        if not word.is_initial
    ]
    full_mask = sum(unit.mask for unit in units)
    for one, other in itertools.pairwise(said):
        if one.is_initial or other.is_initial or not places.keys() >= {one.folded, other.folded}:
            continue
        mask = _mask(places[one.folded]) | _mask(places[other.folded])
        units.append(Unit(one.letters + other.letters, mask))
    return Typed(words, said, tuple(units), full_mask)
