"""Simplifying boundaries so that neighbours keep touching, and joining areas into larger ones.

Rings are cut into arcs where they meet others. An arc that two areas share is simplified once, so
that both keep the very same line; it needs the two to share their points, as official layers do.
Where they do not, a gap no wider than the tolerance may open.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import cos, hypot, radians

from kelurahan.boundaries.geojson import DEGREE, Point, Ring

METRES_PER_UNIT = 111_320 / DEGREE

type Arc = tuple[Point, ...]


class Topology:
    """The arcs of all areas; each is known by its canonical direction, and simplified once."""

    def __init__(self, rings: Mapping[str, Sequence[Ring]], tolerance: float) -> None:
        """Cut `rings`, whose last point repeats the first; `tolerance` is in metres."""
        nodes = _nodes(ring for each in rings.values() for ring in each)
        self._arcs = {code: [_cut(ring, nodes) for ring in each] for code, each in rings.items()}
        middle = next((ring[0][1] for each in rings.values() for ring in each), 0) / DEGREE
        self._squeeze = cos(radians(middle))
        self._tolerance = tolerance / METRES_PER_UNIT
        self._simple: dict[Arc, Arc] = {}

    def simplified(self, code: str) -> list[Ring]:
        """Return the rings of an area; those smaller than the tolerance go, the largest stays."""
        rings = [_joined([self._simplify(arc) for arc in arcs]) for arcs in self._arcs[code]]
        kept = [ring for ring in rings if len(ring) > 3]
        return kept or [_joined(max(self._arcs[code], key=lambda arcs: sum(map(len, arcs))))]

    def united(self, codes: Iterable[str]) -> list[Ring]:
        """Return the outline of areas together: the arcs that only one of them has."""
        uses = Counter(
            _canonical(self._simplify(arc))
            for code in codes for arcs in self._arcs[code] for arc in arcs
        )  # fmt: skip
        return [ring for ring in _stitched([a for a in uses if uses[a] % 2]) if len(ring) > 3]

    def _simplify(self, arc: Arc) -> Arc:
        one = _canonical(arc)
        if one not in self._simple:
            self._simple[one] = _douglas_peucker(one, self._tolerance, self._squeeze)
        simple = self._simple[one]
        return simple if arc == one else simple[::-1]


def _canonical(arc: Arc) -> Arc:
    return min(arc, arc[::-1])


def _nodes(rings: Iterable[Ring]) -> set[Point]:
    """Return the points at which rings part: their neighbours are not the same in every ring."""
    beside: dict[Point, frozenset[Point]] = {}
    nodes: set[Point] = set()
    for ring in rings:
        corners = ring[:-1]
        for place, point in enumerate(corners):
            pair = frozenset((corners[place - 1], ring[place + 1]))
            if beside.setdefault(point, pair) != pair:
                nodes.add(point)
    return nodes


def _cut(ring: Ring, nodes: set[Point]) -> list[Arc]:
    """Return the arcs of a ring in its order; a ring that meets no other is one arc."""
    corners = ring[:-1]
    start = next((n for n, p in enumerate(corners) if p in nodes), corners.index(min(corners)))
    turned = [*corners[start:], *corners[:start], corners[start]]
    arcs, begun = [], 0
    for place in range(1, len(turned)):
        if turned[place] in nodes or place == len(turned) - 1:
            arcs.append(tuple(turned[begun : place + 1]))
            begun = place
    return arcs


def _joined(arcs: Iterable[Arc]) -> Ring:
    ring: Ring = []
    for arc in arcs:
        ring.extend(arc[1:] if ring else arc)
    return ring


def _stitched(arcs: Sequence[Arc]) -> Iterable[Ring]:
    """Yield closed rings made of arcs laid end to end: as many end at a point as begin there."""
    at: dict[Point, list[int]] = defaultdict(list)
    for number, arc in enumerate(arcs):
        at[arc[0]].append(number)
        at[arc[-1]].append(number)
    left = set(range(len(arcs)))
    while left:
        ring = list(arcs[left.pop()])
        while ring[0] != ring[-1]:
            number = next(n for n in at[ring[-1]] if n in left)
            left.remove(number)
            arc = arcs[number] if arcs[number][0] == ring[-1] else arcs[number][::-1]
            ring.extend(arc[1:])
        yield ring


def _douglas_peucker(arc: Arc, tolerance: float, squeeze: float) -> Arc:
    """Return the arc without points nearer than `tolerance` to the line that stays."""
    kept = {0, len(arc) - 1}
    spans = [(0, len(arc) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        far, place = max(
            (_distance(arc[n], arc[first], arc[last], squeeze), n) for n in range(first + 1, last)
        )
        if far > tolerance:
            kept.add(place)
            spans += [(first, place), (place, last)]
    return tuple(arc[n] for n in sorted(kept))


def _distance(point: Point, start: Point, end: Point, squeeze: float) -> float:
    """Return how far a point is from the piece of line between two others, in units."""
    x, y = (point[0] - start[0]) * squeeze, point[1] - start[1]
    along, up = (end[0] - start[0]) * squeeze, end[1] - start[1]
    length = along * along + up * up
    share = max(0.0, min(1.0, (x * along + y * up) / length)) if length else 0.0
    return hypot(x - share * along, y - share * up)
