"""Drawing from lists by a seeded generator: the same seed draws the same, on every machine."""

from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from random import Random

DIRECTORY = Path(__file__).resolve().parent.parent.parent / "fixtures" / "demo"


class Odds[T]:
    """Things with their odds; `draw` returns one."""

    __slots__ = ("_bounds", "things")

    def __init__(self, odds: Mapping[T, float]) -> None:
        self.things = tuple(odds)
        self._bounds = tuple(accumulate(odds.values()))

    def draw(self, rng: Random) -> T:
        """Return one of the things."""
        return self.things[bisect(self._bounds, rng.random() * self._bounds[-1])]


def ranked(words: Iterable[str], *, exponent: float = 0.75) -> Odds[str]:
    """Return words whose odds fall with their place in the list, as Zipf found."""
    return Odds({word: (place + 2) ** -exponent for place, word in enumerate(words)})


def pick[T](rng: Random, things: Sequence[T]) -> T:
    """Return one of the things, each as likely as the others."""
    return things[int(rng.random() * len(things))]


def between(rng: Random, low: int, high: int) -> int:
    """Return a whole number from `low` to `high`, both included."""
    return low + int(rng.random() * (high - low + 1))


def lines(name: str) -> list[str]:
    """Return the lines of a file of fixtures/demo."""
    return (DIRECTORY / name).read_text(encoding="utf-8").splitlines()


def words(name: str) -> list[str]:
    """Return the words of a file of fixtures/demo, each once, in their order."""
    return list(dict.fromkeys(" ".join(lines(name)).split()))
