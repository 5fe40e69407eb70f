"""Charts are plain, accessible SVG that the content security policy lets through."""

import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from kelurahan import charts

SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg):
    return ElementTree.fromstring(svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1))


def stacked(*values, title="A finding", chart_id="chart-dtks"):
    segments = [charts.Segment(f"part {n}", value, "fill-paid") for n, value in enumerate(values)]
    return charts.stacked_bar(
        chart_id=chart_id, title=title, description="Numbers", segments=segments
    )


def test_stacked_bar_is_an_image_with_title_and_description():
    root = parsed(stacked(3, 1))

    assert root.get("role") == "img"
    names = {element.get("id"): element.text for element in root if element.get("id")}
    assert [names[key] for key in root.get("aria-labelledby").split()] == ["A finding", "Numbers"]


def test_ids_of_two_charts_differ():
    first, second = (re.findall(r' id="([^"]+)"', stacked(1, chart_id=i)) for i in ("a", "b"))

    assert not set(first) & set(second)


def test_segments_are_as_wide_as_their_share():
    widths = [int(r.get("width")) for r in parsed(stacked(3, 1)).findall(f"{SVG}rect")[1:]]

    assert widths == [747, 247]  # three quarters and one quarter of 1000, less a gap of 3


def test_a_part_of_nothing_is_not_drawn():
    assert len(parsed(stacked(5, 0)).findall(f"{SVG}rect")) == 2  # the track and one segment


def test_a_bar_of_no_families_has_only_its_track():
    assert len(parsed(stacked(0, 0)).findall(f"{SVG}rect")) == 1


@pytest.mark.parametrize("svg", [stacked(2, 1), charts.bar(Decimal("80.07"))])
def test_charts_hold_nothing_inline(svg):
    assert "style" not in svg
    assert not re.search(r"\son\w+=", svg)


def test_a_title_is_escaped():
    assert "<script>" not in stacked(1, title="<script>alert(1)</script>")


@pytest.mark.parametrize(
    ("percent", "width"),
    [(None, "0"), (Decimal(0), "0"), (Decimal("80.07"), "64"), (Decimal(100), "80")],
)
def test_bar_is_filled_to_its_percentage(percent, width):
    assert parsed(charts.bar(percent)).findall(f"{SVG}rect")[1].get("width") == width


def test_columns_stand_on_one_scale():
    svg = charts.columns(
        chart_id="c", title="A finding", description="Numbers",
        percents=[Decimal("80.07"), None, Decimal(0)],
    )  # fmt: skip

    rects = parsed(svg).findall(f"{SVG}rect")
    assert [(r.get("class"), r.get("x"), r.get("height")) for r in rects] == [
        ("fill-track", "0", "100"), ("fill-track", "104", "100"),
        ("fill-paid", "0", "80"), ("fill-paid", "104", "0"),
    ]  # fmt: skip


def drawn(*values):
    values = [None if value is None else Decimal(value) for value in values]
    svg = charts.line(
        chart_id="l", title="A finding", description="Numbers", values=values,
        scale=charts.Scale.of(values),
    )  # fmt: skip
    return re.search(r'class="run" d="([^"]*)"', svg)[1]


def test_line_rises_with_its_values():
    assert drawn(75, 76) == "M10 110L590 90"


def test_line_is_broken_where_a_release_tells_nothing():
    assert drawn(70, None, 80).count("M") == 2


def test_line_of_nothing_is_empty():
    assert drawn() == drawn(None) == ""


@pytest.mark.parametrize(
    ("percents", "edges"),
    [
        (["75.76", "85.57"], [75, 78, 81, 84, 87, 90]),
        (["80.07"], [80, 81, 82, 83, 84, 85]),
        (["99.5", "100"], [95, 96, 97, 98, 99, 100]),
        (["0", "100"], [0, 20, 40, 60, 80, 100]),
        ([None], [0, 20, 40, 60, 80, 100]),
    ],
)
def test_scale_has_five_classes_that_hold_all(percents, edges):
    scale = charts.Scale.of([p and Decimal(p) for p in percents])

    assert list(scale.edges) == edges


@pytest.mark.parametrize(
    ("percent", "number"), [(None, 0), (0, 1), (20, 2), ("99.99", 5), (100, 5)]
)
def test_every_percentage_has_a_class(percent, number):
    scale = charts.Scale.of([Decimal(0), Decimal(100)])

    assert scale.class_of(None if percent is None else Decimal(percent)) == number


def square(x, y, **kwargs):
    ring = [x, y, x + 100, y, x + 100, y + 100, x, y + 100, x, y]
    return charts.Shape(rings=[ring], **{"address": "/a/", "label": "A", "fill": "tile-1"} | kwargs)


def test_shape_is_a_link_with_its_label_and_north_is_up():
    root = parsed(
        charts.shape_map(title="Map", shapes=[square(0, 0), square(0, 100, label="N<b>")])
    )

    south, north = root.findall(f"{SVG}a")
    assert north.get("aria-label") == "N<b>"
    tops = [int(re.match(r"M\d+ (\d+)", link[0].get("d"))[1]) for link in (south, north)]
    assert tops[1] < tops[0]


def test_map_without_shapes_is_empty():
    assert charts.shape_map(title="Map", shapes=[]) == ""
