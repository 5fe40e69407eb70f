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
