"""Two Releases together must not tell a count that either of them hides.

Whoever sees that nothing was published anew about an area concludes that its counts are the same
(such an area is *settled* here; all its counts of a table are in fact equal). Then a cell hidden
in one Release and shown in the other is known, and the hidden cells of both must fit both.

So a settled cell stays as it was: hidden where it was hidden, and no hiding place where it was
shown. And every small count, of this Release or of the one before, needs a way in which the hidden
numbers of *both* may change with nothing published changing: a flow in each network (see
kelurahan.disclosure) that is the same on settled cells. Found are, in this order, cycles of cells
hidden in both, cycles that avoid settled cells, and walks through both networks at once, which
step together on settled cells. Along each the attacker's equations hold, so the count is not
determined. At need the cheapest such way is closed by hiding more cells of the new Release.
"""

import heapq
import logging
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from kelurahan.disclosure import NOT_SENSITIVE, Arc, Cell, Table, protect

logger = logging.getLogger(__name__)

type Node = tuple[str, str]
type Arcs = dict[Node, list[Arc]]
type Path = tuple[int, set[Cell]]
type Moves[S] = Callable[[S], Iterable[tuple[S, int, Cell | None]]]
# A walk through both networks has as many places as they have nodes, squared.
MOST_PLACES = 30_000
CYCLES = 4


@dataclass(frozen=True)
class Pair:
    """A table and the one published before, with what that hid."""

    now: Table
    before: Table
    hidden_before: frozenset[Cell]

    @cached_property
    def settled(self) -> frozenset[str]:
        """The areas all of whose counts are as before."""
        changed = {
            cell.area
            for cell in self.now.values.keys() | self.before.values.keys()
            if self.now.values.get(cell) != self.before.values.get(cell)
        }
        return frozenset({cell.area for cell in self.now.values} - changed)

    def is_settled(self, cell: Cell) -> bool:
        """Whether the attacker knows that this count did not change."""
        return cell.area in self.settled

    @cached_property
    def kept(self) -> frozenset[Cell]:
        """What must stay hidden: settled, and hidden before."""
        return frozenset(cell for cell in self.hidden_before if self.is_settled(cell))

    @cached_property
    def common(self) -> Arcs:
        """Arcs of cells hidden before, in directions that are free in both Releases."""
        free = {(start, arc) for start, arcs in self.now.arcs.items() for arc in arcs}
        return _arcs(self.before, lambda start, arc: self._was_hidden(arc) and (start, arc) in free)

    @cached_property
    def kept_arcs(self) -> Arcs:
        """Arcs of settled cells that stay hidden."""
        return _arcs(self.now, lambda _, arc: arc.cell in self.kept)

    @cached_property
    def free_now(self) -> Arcs:
        """Arcs of this Release's cells that nobody knows from the one before."""
        return _arcs(self.now, lambda _, arc: not self.is_settled(arc.cell))

    @cached_property
    def free_before(self) -> Arcs:
        """Arcs of cells that the Release before hid and that are not known to be the same."""
        return _arcs(
            self.before, lambda _, arc: self._was_hidden(arc) and not self.is_settled(arc.cell)
        )

    def _was_hidden(self, arc: Arc) -> bool:
        return arc.cell in self.hidden_before


def protect_after(pair: Pair) -> frozenset[Cell]:
    """Return all cells to hide now, so that both Releases together give none away."""
    hidden = set(pair.now.small) | pair.kept
    for cell in pair.now.small:
        if pair.is_settled(cell) and cell not in pair.hidden_before:
            continue  # told already; it is hidden all the same
        _hide(pair, cell, hidden, _ways_now(pair, cell, hidden))
    for cell in pair.before.small:
        if not pair.is_settled(cell):
            _hide(pair, cell, hidden, _ways_before(pair, cell, hidden))
    if _lacks_protection(pair, hidden):
        hidden |= protect(pair.now)
    return frozenset(hidden)


def _hide(pair: Pair, cell: Cell, hidden: set[Cell], ways: Iterator[Path | None]) -> None:
    """Close the first way that costs nothing, else the cheapest.

    Walks, which come last and take long, are not tried where sensitive cells alone can do it.
    """
    found: list[Path] = []
    for number, way in enumerate(ways):
        if way is not None and way[0] == 0:
            return
        if number >= CYCLES and found and min(cost for cost, _ in found) < NOT_SENSITIVE:
            break
        if way is not None:
            found.append(way)
    if found:
        hidden |= {one for one in min(found, key=lambda way: way[0])[1] if one in pair.now.values}
    else:
        logger.warning("a count of %s in %s cannot be hidden from two releases", *reversed(cell))


def _lacks_protection(pair: Pair, hidden: set[Cell]) -> bool:
    """Whether a small count was told before, so that only this Release can hide it."""
    return any(pair.is_settled(c) and c not in pair.hidden_before for c in pair.now.small)


def _ways_now(pair: Pair, cell: Cell, hidden: set[Cell]) -> Iterator[Path | None]:
    """Yield ways in which a small count of this Release may vary, the simple ones first."""
    ends = pair.now.ends(cell)
    price = _price(pair, hidden)
    if cell in pair.hidden_before:
        yield from _cycles(pair.common, ends, cell, price, down=_shrinks(pair, cell))
    if not pair.is_settled(cell):
        yield from _cycles(pair.free_now, ends, cell, price)
        yield from _walks(pair, cell, ends, (False, True), price)
    if cell in pair.hidden_before:
        yield from _walks(pair, cell, ends, (True, True), price)


def _ways_before(pair: Pair, cell: Cell, hidden: set[Cell]) -> Iterator[Path | None]:
    """Yield ways in which a small count of the Release before may vary."""
    ends = pair.before.ends(cell)
    price = _price(pair, hidden)
    yield from _cycles(pair.free_before, ends, cell, lambda _: 0)
    if cell in pair.now.values:
        ways = _cycles(pair.common, ends, cell, price, down=_shrinks(pair, cell))
        yield from (_hidden_too(way, cell, price) for way in ways)
    yield from _walks(pair, cell, ends, (True, False), price)
    if cell in pair.now.values:
        ways = _walks(pair, cell, ends, (True, True), price)
        yield from (_hidden_too(way, cell, price) for way in ways)


def _hidden_too(way: Path | None, cell: Cell, price: Callable[[Cell], int]) -> Path | None:
    """Return a way that varies a cell in both Releases: it must be hidden in this one as well."""
    return way and (way[0] + price(cell), way[1] | {cell})


def _shrinks(pair: Pair, cell: Cell) -> bool:
    """Whether a cell can become less in both Releases."""
    return bool(pair.before.values.get(cell) and pair.now.values.get(cell))


def _price(pair: Pair, hidden: set[Cell]) -> Callable[[Cell], int]:
    return lambda cell: 0 if cell in hidden else pair.now.cost(cell)


def _cycles(
    arcs: Arcs, ends: tuple[Node, Node], without: Cell, price: Callable[[Cell], int],
    *, down: bool = True,
) -> Iterator[Path | None]:  # fmt: skip
    """Yield the cheapest way to let a cell grow, and to let it shrink."""

    def moves(node: Node) -> Iterator[tuple[Node, int, Cell | None]]:
        for to, cell in arcs.get(node, ()):
            if cell != without:
                yield to, price(cell), cell

    below, above = ends
    yield cheapest(moves, above, below)
    if down:
        yield cheapest(moves, below, above)


def _walks(
    pair: Pair, without: Cell, ends: tuple[Node, Node], varies: tuple[bool, bool],
    price: Callable[[Cell], int],
) -> Iterator[Path | None]:  # fmt: skip
    """Yield walks through both networks; `varies` tells in which of them the count varies."""

    def moves(place: tuple[Node, Node]) -> Iterator[tuple[tuple[Node, Node], int, Cell | None]]:
        here, there = place
        for to, cell in pair.free_before.get(here, ()):
            if cell != without:
                yield (to, there), 0, None
        for to, cell in pair.free_now.get(there, ()):
            if cell != without:
                yield (here, to), price(cell), cell
        for to, cell in pair.kept_arcs.get(here, ()) if here == there else ():
            if cell != without:
                yield (to, to), 0, cell

    pairs = zip((pair.before, pair.now), varies, strict=True)
    down = all(table.values.get(without, 0) for table, does in pairs if does)
    for start, goal in (ends[::-1], ends) if down else (ends[::-1],):
        # Where the count does not vary the walk comes back to where it began, wherever that is.
        for rest in (start,) if all(varies) else (start, *_resting_places(pair, without)):
            begin = (start if varies[0] else rest, start if varies[1] else rest)
            end = (goal if varies[0] else rest, goal if varies[1] else rest)
            way = cheapest(moves, begin, end, MOST_PLACES)
            if way is not None:
                yield way
                break


def _resting_places(pair: Pair, cell: Cell) -> Iterator[Node]:
    """Yield where a walk may begin: outside, or at a sum of the city or of the kecamatan."""
    yield ("", "")
    for column in sorted({one.column for one in pair.now.values}):
        yield (pair.now.city, column)
        yield (cell.area[: len("32.73.05")], column)


def cheapest[S: Hashable](moves: Moves[S], start: S, goal: S, most: int = 0) -> Path | None:
    """Dijkstra's shortest path; None where there is none, or none among the first `most` places."""
    queue: list[tuple[int, int, S]] = [(0, 0, start)]
    cost = {start: 0}
    came: dict[S, tuple[S, Cell | None]] = {}
    while queue and not (most and len(cost) > most):
        spent, _, node = heapq.heappop(queue)
        if node == goal:
            return spent, _walked(came, start, goal)
        if spent > cost[node]:
            continue
        for to, price, cell in moves(node):
            total = spent + price
            if total < cost.get(to, total + 1):
                cost[to] = total
                came[to] = (node, cell)
                heapq.heappush(queue, (total, len(cost), to))
    return None


def _walked[S: Hashable](came: dict[S, tuple[S, Cell | None]], start: S, goal: S) -> set[Cell]:
    cells = set()
    while goal != start:
        goal, cell = came[goal]
        if cell is not None:
            cells.add(cell)
    return cells


def _arcs(table: Table, keep: Callable[[Node, Arc], bool]) -> Arcs:
    return {start: [arc for arc in arcs if keep(start, arc)] for start, arcs in table.arcs.items()}
