"""Drawing words by rank: the n-th is about 1/n as frequent as the first, as names are."""

from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from random import Random


class Ranked:
    """Words with Zipf frequencies; `draw` costs one random number and one bisection."""

    def __init__(self, words: Sequence[str], *, exponent: float = 0.9) -> None:
        self.words = tuple(words)
        self._sums = list(accumulate((rank + 2) ** -exponent for rank in range(len(words))))

    def draw(self, chance: Random) -> str:
        """Return one word."""
        return self.words[bisect(self._sums, chance.random() * self._sums[-1])]


class Weighted[T]:
    """Things with given weights, drawn in the same way."""

    def __init__(self, weights: dict[T, float]) -> None:
        chosen = {thing: weight for thing, weight in weights.items() if weight > 0}
        self.things = tuple(chosen)
        self._sums = list(accumulate(chosen.values()))

    def draw(self, chance: Random) -> T:
        """Return one thing."""
        return self.things[bisect(self._sums, chance.random() * self._sums[-1])]
