"""Tile maps: every area has one place, and any city has a map."""

import csv
from pathlib import Path

import pytest
from django.conf import settings

from kelurahan.tiles import MOST_COLUMNS, MOST_ROWS, known_places, places_of

FIXTURES = Path(settings.BASE_DIR, "fixtures")


def codes(name):
    with (FIXTURES / "areas" / name).open(encoding="utf-8") as file:
        return {row["code"] for row in csv.DictReader(file)}


def test_table_has_every_kecamatan_and_kelurahan_of_both_cities():
    assert set(known_places()) == codes("districts.csv") | codes("villages.csv")


@pytest.mark.parametrize("city", ["32.73", "32.76"])
@pytest.mark.parametrize("length", [8, 13])
def test_no_two_areas_of_a_map_share_a_place(city, length):
    places = places_of([c for c in known_places() if c.startswith(city) and len(c) == length])

    assert len(set(places.values())) == len(places) > 10


def test_stylesheet_has_every_place():
    css = Path(settings.BASE_DIR, "static/css/statistics.css").read_text(encoding="utf-8")

    assert all(f".x{n} {{ grid-column: {n}; }}" in css for n in range(1, MOST_COLUMNS + 1))
    assert all(f".y{n} {{ grid-row: {n}; }}" in css for n in range(1, MOST_ROWS + 1))


def test_kelurahan_of_one_kecamatan_are_cut_out_of_the_citys_grid():
    places = places_of([c for c in known_places() if c.startswith("32.73.27.")])

    assert min(column for column, _ in places.values()) == 1
    assert min(row for _, row in places.values()) == 1
    assert max(max(place) for place in places.values()) <= 4


@pytest.mark.parametrize("count", [1, 2, 30, 400])
def test_areas_outside_the_table_are_laid_out_in_rows(count):
    places = places_of([f"99.99.{n:02}" for n in range(count)])

    assert len(set(places.values())) == count
    assert places["99.99.00"] == (1, 1)


def test_an_area_missing_from_the_table_stands_below_the_others():
    known = [c for c in known_places() if c.startswith("32.73") and len(c) == 8]

    places = places_of([*known, "32.73.31"])

    assert places["32.73.31"] == (1, max(places[code][1] for code in known) + 1)


def test_more_areas_than_the_stylesheet_has_places_make_no_map():
    assert places_of([f"99.99.01.{n}" for n in range(1000, 2000)]) == {}
