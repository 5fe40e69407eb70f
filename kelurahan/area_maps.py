"""The map of an area's parts: tiles always, real boundaries where they are loaded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kelurahan import sentences
from kelurahan.area_rows import AreaRow
from kelurahan.charts import Scale, Shape, shape_map
from kelurahan.models import AreaBoundary
from kelurahan.tiles import places_of
from kelurahan.writing import NBSP, breakable, percentage


@dataclass(frozen=True)
class Tile:
    """One area on the tile map: its place and the class of its colour."""

    row: AreaRow
    column: int
    line: int
    colour: int

    @property
    def name(self) -> str:
        """The area's name, which may break between syllables."""
        return breakable(self.row.area.name)


@dataclass(frozen=True)
class AreaMap:
    """A map of the percentage that has received aid; `shapes` is empty without boundaries."""

    title: str
    scale: Scale
    tiles: Sequence[Tile]
    shapes: SafeString
    lacks: bool

    @property
    def legend(self) -> list[tuple[int, str]]:
        """The classes of colours with their meaning; 0 for an area without a percentage."""
        classes = self.scale.classes()
        told = [(colour, f"{low}–{high}{NBSP}%") for colour, low, high in classes]
        return [*told, (0, _("no figure"))] if self.lacks else told


def area_map(rows: Sequence[AreaRow]) -> AreaMap | None:
    """Return the map of these areas in one query; None where there is nothing to map."""
    if len(rows) < 2:
        return None
    scale = Scale.of(row.percent for row in rows)
    title = sentences.spread([(row.area.name, row.percent) for row in rows])
    places = places_of([row.area.code for row in rows])
    tiles = [Tile(r, *places[r.area.code], scale.class_of(r.percent)) for r in rows if places]
    tiles.sort(key=lambda tile: (tile.line, tile.column))
    lacks = any(row.percent is None for row in rows)
    shapes = _shapes(rows, scale, title)
    return AreaMap(title, scale, tiles, shapes, lacks) if tiles or shapes else None


def _shapes(rows: Sequence[AreaRow], scale: Scale, title: str) -> SafeString:
    """Draw the boundaries, unless an area would be missing from the map."""
    codes = [row.area.code for row in rows]
    kept = AreaBoundary.objects.filter(area__in=codes).values_list("area_id", "rings")
    rings: Mapping[str, list[list[int]]] = dict(kept)
    if len(rings) < len(codes):
        return SafeString("")
    shapes = [
        Shape(
            rings[row.area.code],
            row.area.get_absolute_url(),
            f"{row.area.name}: {percentage(row.percent)}",
            f"tile-{scale.class_of(row.percent)}",
        )
        for row in rows
    ]
    return shape_map(title=title, shapes=shapes)
