"""A map of real boundaries as SVG paths that are links."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, radians

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kelurahan.registry import Text

WIDTH = 1000
DEGREE = 100_000  # how many units of a ring make one degree

type Ring = Sequence[int]
type Place = tuple[int, int]


@dataclass(frozen=True)
class Shape:
    """An area on the map. A ring is x, y, x, y … in 1/100,000 of a degree; rings may be holes."""

    rings: Sequence[Ring]
    address: str
    label: str
    fill: str


def shape_map(*, title: Text, shapes: Sequence[Shape]) -> SafeString:
    """Return the map, north up; the empty string without shapes."""
    xs = [x for shape in shapes for ring in shape.rings for x in ring[::2]]
    ys = [y for shape in shapes for ring in shape.rings for y in ring[1::2]]
    if not xs:
        return SafeString("")
    # A degree of longitude is shorter than one of latitude, by the cosine of the latitude.
    squeeze = cos(radians((min(ys) + max(ys)) / 2 / DEGREE))
    factor = WIDTH / max((max(xs) - min(xs)) * squeeze, 1)
    view = _View(min(xs), max(ys), factor * squeeze, factor)
    links = format_html_join(
        "",
        '<a href="{}" aria-label="{}"><path class="{}" d="{}"><title>{}</title></path></a>',
        ((s.address, s.label, s.fill, view.path(s.rings), s.label) for s in shapes),
    )
    return format_html(
        '<svg class="shapes" role="group" aria-label="{}" viewBox="0 0 {} {}">{}</svg>',
        title, str(WIDTH), str(max(round((max(ys) - min(ys)) * factor), 1)), links,
    )  # fmt: skip


@dataclass(frozen=True)
class _View:
    """How degrees become units of the picture."""

    west: int
    north: int
    across: float
    down: float

    def path(self, rings: Sequence[Ring]) -> str:
        """Return the rings as a path of whole numbers, each point told from the one before."""
        return "".join(filter(None, map(self._ring, rings)))

    def _ring(self, ring: Ring) -> str:
        places: list[Place] = []
        for x, y in zip(ring[::2], ring[1::2], strict=True):
            place = round((x - self.west) * self.across), round((self.north - y) * self.down)
            if not places or place != places[-1]:
                places.append(place)
        if len(places) > 1 and places[0] == places[-1]:
            del places[-1]
        if len(places) < 3:
            return ""
        steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(places)]
        return f"M{places[0][0]} {places[0][1]}l" + " ".join(f"{x} {y}" for x, y in steps) + "z"
