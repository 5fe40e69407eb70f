"""Loading boundaries: all or nothing, what was there for the same areas is replaced."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from kelurahan.boundaries.geojson import BrokenGeoJSONError, Ring, read_polygons
from kelurahan.boundaries.topology import Topology
from kelurahan.models import Area, AreaBoundary


@dataclass(frozen=True)
class Loaded:
    """How many areas have a boundary now, which of them were united, what nobody knows."""

    stored: int
    united: int
    unknown: Sequence[str]


@transaction.atomic
def load_boundaries(*, path: Path, code_property: str, source: str, tolerance: float) -> Loaded:
    """Keep the simplified boundaries of the areas that the portal has.

    An area that the file lacks gets the outline of its parts where the file has all of them.
    """
    polygons = read_polygons(path, code_property)
    known = set(Area.objects.filter(code__in=polygons).values_list("code", flat=True))
    if not known:
        raise BrokenGeoJSONError(
            _(
                "No feature carries the code of an area of this portal in “%(name)s”: name the "
                "property that holds Kemendagri codes with --property, and load the areas first."
            )
            % {"name": code_property}
        )
    topology = Topology({code: polygons[code] for code in sorted(known)}, tolerance)
    rings = {code: topology.simplified(code) for code in known}
    united = _united(topology, known)
    _store(rings | united, source)
    return Loaded(len(rings) + len(united), len(united), sorted(set(polygons) - known))


def _united(topology: Topology, known: set[str]) -> dict[str, list[Ring]]:
    """Return the outlines of kecamatan and cities all of whose kelurahan are in the file."""
    kelurahan = sorted(code for code in known if len(code) == 13)
    found: dict[str, list[Ring]] = {}
    for above in sorted({code[:long] for code in kelurahan for long in (5, 8)} - known):
        parts = Area.objects.within(above).filter(level=Area.Level.KELURAHAN, valid_until=None)
        codes = set(parts.values_list("code", flat=True))
        if codes and codes <= known and (rings := topology.united(sorted(codes))):
            found[above] = rings
    return found


def _store(rings: Mapping[str, Sequence[Ring]], source: str) -> None:
    AreaBoundary.objects.filter(area__in=rings).delete()
    AreaBoundary.objects.bulk_create(
        AreaBoundary(
            area_id=code,
            rings=[[number for point in ring for number in point] for ring in each],
            source=source,
        )
        for code, each in rings.items()
    )
