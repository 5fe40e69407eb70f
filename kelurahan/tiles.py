"""Where areas stand on a tile map: tiles of one size, roughly as the areas lie, north up."""

import csv
from collections.abc import Collection, Mapping
from functools import cache
from math import ceil, sqrt
from pathlib import Path

from django.conf import settings

FILE = Path(settings.BASE_DIR, "fixtures", "tiles", "tiles.csv")
# The stylesheet knows this many columns and rows.
MOST_COLUMNS, MOST_ROWS = 24, 40

type Place = tuple[int, int]


@cache
def known_places() -> Mapping[str, Place]:
    """Return column and row, from 1, of every area in the table."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: (int(row["column"]), int(row["row"])) for row in csv.DictReader(file)}


def places_of(codes: Collection[str]) -> dict[str, Place]:
    """Return where each area stands, in a grid without empty edges; {} where there are too many.

    Areas that the table lacks follow below the others, in rows by their code.
    """
    known = known_places()
    places = _without_edges({code: known[code] for code in codes if code in known})
    below = max((row for _, row in places.values()), default=0)
    rest = sorted(set(codes) - set(places))
    wide = max((column for column, _ in places.values()), default=_columns(len(rest)))
    for number, code in enumerate(rest):
        places[code] = number % wide + 1, below + number // wide + 1
    fits = all(column <= MOST_COLUMNS and row <= MOST_ROWS for column, row in places.values())
    return places if fits else {}


def _columns(count: int) -> int:
    """Return the columns of a grid that is half as wide again as it is high."""
    return max(1, min(ceil(sqrt(count * 1.5)), MOST_COLUMNS))


def _without_edges(places: Mapping[str, Place]) -> dict[str, Place]:
    left = min((column for column, _ in places.values()), default=1) - 1
    top = min((row for _, row in places.values()), default=1) - 1
    return {code: (column - left, row - top) for code, (column, row) in places.items()}
