"""Classes of percentages for maps: five of equal width, with edges that are easily said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import floor

CLASSES = 5
STEPS = (1, 2, 3, 4, 5, 10, 20)
WHOLE = 100


@dataclass(frozen=True)
class Scale:
    """Six edges between 0 and 100; class n, from 1, reaches from edge n-1 to below edge n."""

    edges: Sequence[int]

    @classmethod
    def of(cls, percents: Iterable[Decimal | None]) -> "Scale":
        """Return the finest scale that holds all of these; without any, 0 to 100."""
        known = [percent for percent in percents if percent is not None]
        for step in STEPS if known else ():
            first = min(floor(min(known) / step) * step, WHOLE - CLASSES * step)
            # The last class holds its own end only where nothing can lie beyond.
            last = first + CLASSES * step
            if max(known) < last or last == WHOLE:
                return cls([first + step * n for n in range(CLASSES + 1)])
        return cls(range(0, WHOLE + 1, STEPS[-1]))

    def class_of(self, percent: Decimal | None) -> int:
        """Return the class from 1 to 5; 0 without a percentage."""
        if percent is None:
            return 0
        above = sum(percent >= edge for edge in self.edges[:-1])
        return max(above, 1)

    def classes(self) -> list[tuple[int, int, int]]:
        """Return (class, from, to) from the lowest class on."""
        return [(n + 1, self.edges[n], self.edges[n + 1]) for n in range(CLASSES)]
