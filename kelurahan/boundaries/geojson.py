"""Reading polygons from a GeoJSON file that nobody has vouched for.

Size, depth and number of points are bounded; what is no polygon of degrees is refused with what to
do. Only the features asked for are kept.
"""

import json
from collections.abc import Iterator
from math import isfinite
from pathlib import Path
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

MOST_BYTES = 60_000_000
MOST_POINTS = 3_000_000
DEGREE = 100_000  # units of a degree, about one metre each
# Where Indonesia lies; anything else is not WGS 84 degrees in the order longitude, latitude.
WEST, EAST, SOUTH, NORTH = 94, 142, -12, 7
CODE_LENGTHS = {4: (2, 2), 6: (2, 2, 2), 10: (2, 2, 2, 4)}

type Point = tuple[int, int]
type Ring = list[Point]


class BrokenGeoJSONError(ValueError):
    """The file cannot be used; the text says why and what to do."""


def read_polygons(path: Path, code_property: str) -> dict[str, list[Ring]]:
    """Return the closed rings of every area by its code with dots, such as 32.73.05.1006.

    Features without a code of a city, kecamatan or kelurahan are left out.
    """
    found: dict[str, list[Ring]] = {}
    points = 0
    for number, feature in enumerate(_features(path), 1):
        code = _code(feature, code_property)
        if code is None:
            continue
        if code in found:
            raise BrokenGeoJSONError(
                _("Area %(code)s stands in the file twice: dissolve its features into one.")
                % {"code": code}
            )
        found[code] = list(_rings(feature.get("geometry"), number))
        points += sum(map(len, found[code]))
        if points > MOST_POINTS:
            raise BrokenGeoJSONError(
                _("More than %(most)s points: simplify the file, or load one city at a time.")
                % {"most": number_format(MOST_POINTS, force_grouping=True)}
            )
    return found


def _features(path: Path) -> list[dict[str, Any]]:
    if path.stat().st_size > MOST_BYTES:
        raise BrokenGeoJSONError(
            _("The file is larger than %(most)s MB: load one city at a time.")
            % {"most": MOST_BYTES // 1_000_000}
        )
    try:
        # Deep nesting ends in a RecursionError, NaN and Infinity in ours.
        root = json.loads(path.read_bytes().decode("utf-8-sig"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        if isinstance(error, BrokenGeoJSONError):
            raise
        raise BrokenGeoJSONError(
            _("This is no JSON in UTF-8: export the layer as GeoJSON again.")
        ) from error
    features = root.get("features") if isinstance(root, dict) else None
    if not isinstance(features, list) or not all(isinstance(f, dict) for f in features):
        raise BrokenGeoJSONError(
            _("This is no GeoJSON FeatureCollection: export the layer as GeoJSON.")
        )
    return features


def _refuse_constant(constant: str) -> float:
    raise BrokenGeoJSONError(
        _("%(constant)s is no number of GeoJSON: export the layer again.") % {"constant": constant}
    )


def _code(feature: dict[str, Any], name: str) -> str | None:
    """Return the code with dots; a code written with or without them is the same."""
    properties = feature.get("properties")
    value = properties.get(name) if isinstance(properties, dict) else None
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    digits = str(value).strip().replace(".", "")
    lengths = CODE_LENGTHS.get(len(digits))
    if lengths is None or not (digits.isascii() and digits.isdigit()):
        return None
    ends = [sum(lengths[: n + 1]) for n in range(len(lengths))]
    return ".".join(digits[end - long : end] for long, end in zip(lengths, ends, strict=True))


def _rings(geometry: object, number: int) -> Iterator[Ring]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    polygons = {"Polygon": [coordinates], "MultiPolygon": coordinates}.get(str(kind))
    if not isinstance(polygons, list) or not polygons:
        raise _broken(number, _("it is no Polygon or MultiPolygon"))
    for polygon in polygons:
        if not isinstance(polygon, list) or not polygon:
            raise _broken(number, _("it is no Polygon or MultiPolygon"))
        for ring in polygon:
            yield _ring(ring, number)


def _ring(ring: object, number: int) -> Ring:
    if not isinstance(ring, list):
        raise _broken(number, _("a ring is no list of positions"))
    points: Ring = []
    for position in ring:
        point = _point(position, number)
        if not points or point != points[-1]:
            points.append(point)
    if len(points) > 1 and points[0] == points[-1]:
        points.pop()
    if len(set(points)) < 3:
        raise _broken(number, _("a ring has fewer than three corners"))
    return [*points, points[0]]


def _point(position: object, number: int) -> Point:
    if not isinstance(position, list) or len(position) not in (2, 3):
        raise _broken(number, _("a position is not [longitude, latitude]"))
    x, y = position[:2]
    numbers = all(isinstance(v, int | float) and not isinstance(v, bool) for v in (x, y))
    if not numbers or not (isfinite(x) and isfinite(y)):
        raise _broken(number, _("a position is not [longitude, latitude]"))
    if not _is_here(x, y):
        raise _broken(
            number,
            _("latitude stands before longitude: swap them")
            if _is_here(y, x)
            else _("a position lies outside Indonesia: convert the layer to WGS 84 (EPSG:4326)"),
        )
    return round(x * DEGREE), round(y * DEGREE)


def _is_here(x: float, y: float) -> bool:
    return WEST <= x <= EAST and SOUTH <= y <= NORTH


def _broken(number: int, why: str) -> BrokenGeoJSONError:
    return BrokenGeoJSONError(_("Feature %(number)s: %(why)s.") % {"number": number, "why": why})
