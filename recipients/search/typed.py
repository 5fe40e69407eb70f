"""A typed name taken apart into the units that may stand for words of the register."""

import itertools
from dataclasses import dataclass

from recipients import names
from recipients.names import Word

# More typed words than this add work but no certainty.
MAX_TYPED = 8
# A half of a word that was written in one: Nurhayati, Nur Hayati.
SHORTEST_HALF = 3


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """A typed word, neighbouring words joined, or a half of a word.

    `forms` are the spellings to look up; `mask` has two bits for each typed word, one a half.
    """

    forms: tuple[str, ...]
    mask: int


type Split = tuple[Unit, Unit]


@dataclass(frozen=True, slots=True)
class Typed:
    """All that one query may mean."""

    words: tuple[Word, ...]
    units: tuple[Unit, ...]
    splits: tuple[Split, ...]
    full_mask: int

    def everything(self) -> list[Unit]:
        """Return all units, the halves last."""
        return [*self.units, *(half for split in self.splits for half in split)]


def _forms(letters: str, folded: str) -> tuple[str, ...]:
    if len(letters) == 1:  # "M." for Muhammad, which the letter alone would not tell
        return (folded,)
    return tuple(dict.fromkeys((letters, folded, *names.exchanged(letters))))


def _splits(word: Word, place: int) -> list[Split]:
    letters = word.letters
    halves = [
        (letters[:cut], letters[cut:])
        for cut in range(SHORTEST_HALF, len(letters) - SHORTEST_HALF + 1)
    ]
    return [
        (
            Unit(_forms(left, names.fold(left, first=True)), 0b01 << 2 * place),
            Unit(_forms(right, names.fold(right)), 0b10 << 2 * place),
        )
        for left, right in halves
    ]


def read(query: str) -> Typed:
    """Take a query apart; initials make no unit, since a letter finds nobody."""
    words = names.words(query)[:MAX_TYPED]
    units = [
        Unit(_forms(word.letters, word.folded), 0b11 << 2 * place)
        for place, word in enumerate(words)
        if not word.is_initial
    ]
    full_mask = sum(unit.mask for unit in units)
    for place, (one, other) in enumerate(itertools.pairwise(words)):
        joined = one.letters + other.letters
        if not (one.is_initial or other.is_initial):
            units.append(Unit(_forms(joined, names.fold(joined)), 0b1111 << 2 * place))
    splits = [split for place, word in enumerate(words) for split in _splits(word, place)]
    return Typed(words, tuple(units), tuple(splits), full_mask)
