"""Boundaries from GeoJSON: what is refused, that neighbours keep touching, how small the map is."""

import gzip
import json
import math

import pytest
from django.core.management import CommandError, call_command

from kelurahan.boundaries.geojson import DEGREE, BrokenGeoJSONError, read_polygons
from kelurahan.boundaries.topology import Topology
from kelurahan.charts import Shape, shape_map
from kelurahan.models import AreaBoundary
from tests.factories import area

HERE, BESIDE = "32.73.05.1006", "32.73.05.1001"


def box(west, south, size=0.01):
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def rounded(ring):
    """The ring in the units of a boundary that has been read."""
    return [(round(x * DEGREE), round(y * DEGREE)) for x, y in ring]


def feature(code, *rings, kind="Polygon", name="kode"):
    return {
        "type": "Feature", "properties": {name: code},
        "geometry": {"type": kind, "coordinates": list(rings)},
    }  # fmt: skip


@pytest.fixture
def file(tmp_path):
    def write(*features, text=None):
        path = tmp_path / "batas.geojson"
        root = {"type": "FeatureCollection", "features": list(features)}
        path.write_text(json.dumps(root) if text is None else text, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize("written", [HERE, "3273051006", 3273051006])
def test_code_is_read_with_or_without_dots(file, written):
    assert list(read_polygons(file(feature(written, box(107.6, -6.9))), "kode")) == [HERE]


@pytest.mark.parametrize("written", ["", None, True, "32.73.05.10", "٣٢٧٣٠٥١٠٠٦", [], "abcd"])
def test_feature_without_a_code_is_left_out(file, written):
    assert read_polygons(file(feature(written, box(107.6, -6.9))), "kode") == {}


HOSTILE = [
    "", "[]", "{", '{"features": 1}', '{"features": [1]}', "[" * 200_000,
    '{"features": [{"properties": {"kode": "3273"}, "geometry": {"type": "Polygon", "coordinates": [[[NaN, 1]]]}}]}',
    '{"features": [{"properties": {"kode": "3273"}, "geometry": {"type": "Polygon", "coordinates": [[[1e999, 1]]]}}]}',
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_no_geojson_is_refused(file, text):
    with pytest.raises(BrokenGeoJSONError):
        read_polygons(file(text=text), "kode")


@pytest.mark.parametrize(
    "broken",
    [
        feature(HERE, kind="Point"),
        feature(HERE),
        feature(HERE, [[107.6, -6.9], [107.7, -6.9], [107.6, -6.9]]),
        feature(HERE, [[790000, 9230000], [790100, 9230000], [790000, 9230100]]),
        feature(HERE, [["107", "-6"], [107, -6], [107, -7]]),
        feature(HERE, [[[107.6, -6.9]]], kind="Polygon"),
        feature(HERE, 5, kind="MultiPolygon"),
        {"properties": {"kode": HERE}, "geometry": None},
        {"properties": {"kode": HERE}},
    ],
    ids=range(9),
)
def test_geometry_that_cannot_be_drawn_is_refused(file, broken):
    with pytest.raises(BrokenGeoJSONError):
        read_polygons(file(broken), "kode")


def test_swapped_latitude_and_longitude_are_named(file):
    swapped = [[y, x] for x, y in box(107.6, -6.9)]
    elsewhere = [[x - 100, y] for x, y in box(107.6, -6.9)]

    with pytest.raises(BrokenGeoJSONError) as error:
        read_polygons(file(feature(HERE, swapped)), "kode")
    with pytest.raises(BrokenGeoJSONError) as other:
        read_polygons(file(feature(HERE, elsewhere)), "kode")

    assert str(error.value) != str(other.value)


def test_heights_winding_and_the_place_where_a_ring_begins_do_not_matter():
    ring = box(107.6, -6.9)
    turned = [*ring[2:-1], *ring[:3]][::-1]

    alike = [Topology({HERE: [rounded(r)]}, 25).simplified(HERE) for r in (ring, turned)]

    assert set(alike[0][0]) == set(alike[1][0])


def test_an_enclave_fills_the_hole_around_it_exactly():
    around, enclave = box(107.6, -6.9, 0.03), box(107.61, -6.89, 0.01)
    topology = Topology(
        {HERE: [rounded(around), rounded(enclave[::-1])], BESIDE: [rounded(enclave)]}, 25
    )

    (_, hole), (filled,) = topology.simplified(HERE), topology.simplified(BESIDE)

    assert set(hole) == set(filled)
    assert [set(ring) for ring in topology.united([HERE, BESIDE])] == [set(rounded(around))]


def test_area_that_stands_in_the_file_twice_is_refused(file):
    with pytest.raises(BrokenGeoJSONError, match=HERE):
        read_polygons(file(*[feature(HERE, box(107.6, -6.9))] * 2), "kode")


def test_file_that_is_too_large_is_refused(file, monkeypatch):
    monkeypatch.setattr("kelurahan.boundaries.geojson.MOST_BYTES", 10)

    with pytest.raises(BrokenGeoJSONError):
        read_polygons(file(feature(HERE, box(107.6, -6.9))), "kode")


def wavy(start, end, steps=200):
    """A line that sways, as a river does."""
    (ax, ay), (bx, by) = start, end
    return [
        (round(ax + (bx - ax) * n / steps + 30 * math.sin(n)),
         round(ay + (by - ay) * n / steps + 30 * math.cos(n)))
        for n in range(1, steps)
    ]  # fmt: skip


def test_neighbours_keep_the_same_simplified_line():
    river = [(5000, 0), *wavy((5000, 0), (5000, 9000)), (5000, 9000)]
    west = [(0, 0), *river, (0, 9000), (0, 0)]
    east = [(9000, 0), (9000, 9000), *river[::-1], (9000, 0)]

    topology = Topology({"w": [west], "e": [east]}, 50)

    shared = set(topology.simplified("w")[0]) & set(topology.simplified("e")[0])
    assert shared >= {(5000, 0), (5000, 9000)}
    middle = [p for p in topology.simplified("w")[0] if 4000 < p[0] < 6000]
    assert set(middle) == shared
    assert len(middle) < len(river) / 2


def test_areas_together_have_one_outline_without_the_line_between_them():
    west = [(0, 0), (50, 0), (50, 90), (0, 90), (0, 0)]
    east = [(50, 0), (90, 0), (90, 90), (50, 90), (50, 0)]

    [ring] = Topology({"w": [west], "e": [east]}, 0).united(["w", "e"])

    assert set(ring) == {(0, 0), (50, 0), (90, 0), (90, 90), (50, 90), (0, 90)}
    assert ring[0] == ring[-1]


def test_an_island_smaller_than_the_tolerance_keeps_a_shape():
    island = [(0, 0), (3, 0), (3, 3), (0, 3), (0, 0)]

    assert len(Topology({"a": [island]}, 1000).simplified("a")[0]) > 3


def test_map_of_a_city_of_151_kelurahan_fits_30_kb():
    grid = {}
    for n in range(151):
        x, y = n % 13 * 1400, n // 13 * 1200
        corners = [(x, y), (x + 1400, y), (x + 1400, y + 1200), (x, y + 1200)]
        ring = [p for a, b in zip(corners, corners[1:] + corners[:1], strict=True)
                for p in (a, *sway(a, b))]  # fmt: skip
        grid[f"k{n}"] = [[*ring, ring[0]]]
    topology = Topology(grid, 25)

    svg = shape_map(
        title="Map",
        shapes=[
            Shape([[v for p in ring for v in p] for ring in topology.simplified(code)],
                  f"/statistik/32.73.01.{code}/", f"Kelurahan {code}: 80,07 %", "tile-3")
            for code in grid
        ],
    )  # fmt: skip

    assert len(gzip.compress(svg.encode())) <= 30_000


def sway(a, b):
    """The line between two corners, the same from both sides."""
    line = wavy(min(a, b), max(a, b), steps=120)
    return line if a < b else line[::-1]


@pytest.mark.django_db
def test_command_keeps_boundaries_and_unites_the_kecamatan(file, capsys):
    area(HERE)
    area(BESIDE)
    path = file(feature(HERE, box(107.6, -6.9)), feature(BESIDE, box(107.61, -6.9)),
                feature("32.73.99.1001", box(107.7, -6.9)))  # fmt: skip

    call_command("load_boundaries", path, source="Kota Uji")

    kept = AreaBoundary.objects.values_list("area", flat=True)
    assert set(kept) == {HERE, BESIDE, "32.73.05", "32.73"}
    assert "32.73.99.1001" in capsys.readouterr().out


@pytest.mark.django_db
def test_kecamatan_without_all_of_its_kelurahan_is_not_united(file):
    area(HERE)
    area(BESIDE)

    call_command("load_boundaries", file(feature(HERE, box(107.6, -6.9))))

    assert list(AreaBoundary.objects.values_list("area", flat=True)) == [HERE]


@pytest.mark.django_db
def test_loading_again_replaces(file):
    area(HERE)
    for west in (107.6, 107.7):
        call_command("load_boundaries", file(feature(HERE, box(west, -6.9))))

    assert AreaBoundary.objects.get(area=HERE).rings[0][0] in (10_770_000, 10_771_000)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["kode", "lain"])
def test_file_without_a_known_area_is_refused_and_changes_nothing(file, name):
    with pytest.raises(CommandError):
        call_command("load_boundaries", file(feature(HERE, box(107.6, -6.9))), property=name)

    assert not AreaBoundary.objects.exists()
