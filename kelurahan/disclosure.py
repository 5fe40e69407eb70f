"""Privacy rule 6: small sensitive counts stay hidden, also from those who can subtract.

Below the city a sensitive count of 1 to 7 is suppressed. Published totals would give many of
them away: a kecamatan is the sum of its kelurahan, and the reasons of an area add up to its
published total. So further cells are suppressed until no suppressed small count is determined.

The table is seen as a network, which makes that exact (Cox 1995): every cell is an edge, every
published sum a node at which the edges balance. A leaf area's cell leads from the area's row to
the sum of its column in the parent; a kecamatan's cell leads on to the sum in the city. Someone
who knows all published numbers cannot tell a cell's value exactly when the cell lies on a cycle of
suppressed edges along which one more may flow; against its direction an edge gives way only if
its cell is above zero. `protect` closes such a cycle through every small count, at least cost.
"""

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

SMALLEST, LARGEST = 1, 7
# What a cell costs beside its value: sensitive cells go first, then other reasons, a zero is a
# poor hiding place, and the city's own numbers are given up only where nothing else can protect.
ZERO, NOT_SENSITIVE, CITY = 8, 10_000_000, 10_000_000_000


class Cell(NamedTuple):
    """The count of one column (a reason) in one area."""

    area: str
    column: str


class Arc(NamedTuple):
    """A direction in which a cell may change without any published number changing."""

    to: tuple[str, str]
    cell: Cell


@dataclass(frozen=True)
class Table:
    """Counts of one city by area and column.

    `parents` maps every kecamatan and kelurahan to the area above it. `values` holds every area,
    the city included, for every column. `adds_up` says that each area's columns sum to a number
    that is published itself; otherwise the columns stand alone.
    """

    city: str
    parents: Mapping[str, str]
    values: Mapping[Cell, int]
    sensitive: frozenset[str]
    adds_up: bool = True

    @cached_property
    def small(self) -> list[Cell]:
        """The cells that rule 6 itself suppresses, smallest area code first."""
        return sorted(cell for cell in self.values if self._is_small(cell))

    def _is_small(self, cell: Cell) -> bool:
        return (
            cell.area != self.city
            and cell.column in self.sensitive
            and SMALLEST <= self.values[cell] <= LARGEST
        )

    def ends(self, cell: Cell) -> tuple[tuple[str, str], tuple[str, str]]:
        """Return the two sums that a cell takes part in."""
        below = (cell.area, cell.column)
        if cell.area == self.city:
            return below, ("", "")  # nobody publishes a sum of cities
        if cell.area not in self._inner:
            below = (cell.area, "") if self.adds_up else ("", "")
        return below, (self.parents[cell.area], cell.column)

    @cached_property
    def _inner(self) -> frozenset[str]:
        return frozenset(self.parents.values())

    @cached_property
    def arcs(self) -> dict[tuple[str, str], list[Arc]]:
        """All arcs by where they start; a cell of zero cannot become less."""
        arcs: dict[tuple[str, str], list[Arc]] = {}
        for cell in sorted(self.values):
            below, above = self.ends(cell)
            arcs.setdefault(below, []).append(Arc(above, cell))
            if self.values[cell]:
                arcs.setdefault(above, []).append(Arc(below, cell))
        return arcs

    def cost(self, cell: Cell) -> int:
        """Return what suppressing a cell takes away from the reader."""
        cost = self.values[cell] or ZERO
        if cell.column not in self.sensitive:
            cost += NOT_SENSITIVE
        return cost + (CITY if cell.area == self.city else 0)


def protect(table: Table) -> frozenset[Cell]:
    """Return all cells to suppress: the small ones and those that would give them away."""
    hidden = set(table.small)
    for cell in table.small:
        if _cheapest_path(table, cell, hidden, only_hidden=True) is None:
            hidden |= _cheapest_path(table, cell, hidden) or set()
    return frozenset(hidden)


def _cheapest_path(
    table: Table, cell: Cell, hidden: set[Cell], *, only_hidden: bool = False
) -> set[Cell] | None:
    """Return the cells that let `cell` change by one, in whichever direction is cheaper."""
    below, above = table.ends(cell)
    up = _search(table, above, below, cell, hidden, only_hidden)
    if up is not None and up[0] == 0:
        return up[1]
    down = _search(table, below, above, cell, hidden, only_hidden)
    found = [path for path in (up, down) if path is not None]
    return min(found, key=lambda path: path[0])[1] if found else None


def _search(
    table: Table, start: tuple[str, str], goal: tuple[str, str], without: Cell, hidden: set[Cell],
    only_hidden: bool,
) -> tuple[int, set[Cell]] | None:  # fmt: skip
    """Dijkstra's shortest path over the arcs; hidden cells are free."""
    queue = [(0, start)]
    cost = {start: 0}
    came: dict[tuple[str, str], tuple[tuple[str, str], Cell]] = {}
    while queue:
        spent, node = heapq.heappop(queue)
        if node == goal:
            return spent, set(_walk_back(came, start, goal))
        if spent > cost[node]:
            continue
        for to, cell in table.arcs.get(node, ()):
            if cell == without or (only_hidden and cell not in hidden):
                continue
            total = spent + (0 if cell in hidden else table.cost(cell))
            if total < cost.get(to, total + 1):
                cost[to] = total
                came[to] = (node, cell)
                heapq.heappush(queue, (total, to))
    return None


def _walk_back(
    came: Mapping[tuple[str, str], tuple[tuple[str, str], Cell]],
    start: tuple[str, str],
    goal: tuple[str, str],
) -> Iterator[Cell]:
    while goal != start:
        goal, cell = came[goal]
        yield cell
