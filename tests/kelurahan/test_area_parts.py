"""Tables of areas in an order of their own address, and maps of them."""

import re

import pytest
from django.urls import reverse

from kelurahan import page_cache
from kelurahan.models import AreaBoundary, AreaOffice
from kelurahan.publishing import publish
from tests.factories import area
from tests.kelurahan.test_statistics import CITY, KECAMATAN, KELURAHAN, NEIGHBOUR, pay

pytestmark = pytest.mark.django_db
THIRD = "32.73.02.1004"


@pytest.fixture
def release():
    pay(KELURAHAN, 4)
    pay(KELURAHAN, 2, status="failed", because="moved")
    pay(NEIGHBOUR, 9)
    pay(THIRD, 1, status="failed", because="moved")
    return publish()


def order_of(client, view, code, order):
    html = client.get(reverse(f"statistics:{view}", args=[code, order])).text
    return re.findall(r'<tr data-area="([\d.]+)"', html)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("persen", [NEIGHBOUR, KELURAHAN, THIRD]),
        ("persen-balik", [THIRD, KELURAHAN, NEIGHBOUR]),
        ("berhak", [NEIGHBOUR, KELURAHAN, THIRD]),
        ("menerima-balik", [THIRD, KELURAHAN, NEIGHBOUR]),
    ],
)
def test_table_is_in_the_order_of_its_address(client, release, order, expected):
    assert order_of(client, "kelurahan-sorted", CITY, order) == expected


def test_parts_of_a_kecamatan_are_its_kelurahan(client, release):
    assert order_of(client, "sorted", KECAMATAN, "persen") == [NEIGHBOUR, KELURAHAN]


def test_parts_of_a_city_are_its_kecamatan(client, release):
    assert order_of(client, "sorted", CITY, "persen") == [KECAMATAN, "32.73.02"]


@pytest.mark.parametrize("order", ["nama", "nama-balik"])
def test_names_are_sorted_both_ways(client, release, order):
    rows = order_of(client, "kelurahan-sorted", CITY, order)

    assert rows == sorted(rows, reverse=order != "nama")


@pytest.mark.parametrize(
    "path",
    ["urut/sandi/", "urut/persen'--/", "urut/persen-balik-balik/", "urut//", "kelurahan/urut/x/"],
)
def test_unknown_order_is_not_found(client, release, path):
    assert client.get(f"/statistik/{CITY}/{path}").status_code == 404


@pytest.mark.parametrize("code", [KELURAHAN, "32.99", "32.73.99"])
def test_area_without_parts_is_not_found(client, release, code):
    assert client.get(reverse("statistics:sorted", args=[code, "persen"])).status_code == 404


def test_sorted_column_says_so_and_leads_to_the_other_direction(client, release):
    html = client.get(reverse("statistics:sorted", args=[CITY, "persen"])).text

    head = re.search(r'<th[^>]*aria-sort="descending"><a href="([^"]+)"', html)
    assert head[1] == reverse("statistics:sorted", args=[CITY, "persen-balik"])
    assert html.count("aria-sort") == 1


@pytest.mark.parametrize("view", ["sorted", "kelurahan-sorted"])
def test_sorted_page_needs_four_queries(
    client, release, view, settings, django_assert_max_num_queries
):
    settings.CITY_NAME = "Kota Uji"

    with django_assert_max_num_queries(4):
        client.get(reverse(f"statistics:{view}", args=[CITY, "persen"]))


def test_sorted_page_is_kept(client, release, settings, monkeypatch, django_assert_num_queries):
    settings.PAGE_CACHE_SECONDS, settings.CITY_NAME = 60, "Kota Uji"
    monkeypatch.setattr(page_cache, "pages", page_cache.PageCache(clock=lambda: 0.0))
    address = reverse("statistics:sorted", args=[CITY, "persen"])
    client.get(address)

    with django_assert_num_queries(0):
        assert client.get(address).status_code == 200


def test_every_tile_is_a_link_with_name_and_percentage(client, release):
    html = client.get(reverse("statistics:kelurahan", args=[CITY])).text

    tiles = dict(re.findall(r'class="tile tile-\d" href="/statistik/([\d.]+)/">(.*?)</a>', html))
    assert set(tiles) == {KELURAHAN, NEIGHBOUR, THIRD}
    assert "66,67" in tiles[KELURAHAN]


def test_area_of_one_part_has_no_map(client, release):
    assert 'class="tiles"' not in client.get(reverse("statistics:area", args=["32.73.02"])).text


def boundary(code, west):
    ring = [west, 0, west + 9, 0, west + 9, 9, west, 9, west, 0]
    AreaBoundary.objects.create(area=area(code), rings=[ring], source="uji")


def test_boundaries_take_the_place_of_tiles(client, release):
    boundary(KELURAHAN, 0)
    boundary(NEIGHBOUR, 9)

    html = client.get(reverse("statistics:area", args=[KECAMATAN])).text

    assert f'<a href="/statistik/{NEIGHBOUR}/" aria-label=' in html
    assert 'class="tiles"' not in html


def test_map_with_a_missing_boundary_stays_one_of_tiles(client, release):
    boundary(KELURAHAN, 0)

    assert 'class="tiles"' in client.get(reverse("statistics:area", args=[KECAMATAN])).text


def test_office_is_told_where_it_is_known(client, release):
    AreaOffice.objects.create(area_id=KELURAHAN, address="Jl. Uji <b> 1")

    html = client.get(reverse("statistics:area", args=[KELURAHAN])).text

    assert "Jl. Uji &lt;b&gt; 1" in html
    assert 'data-office="unknown"' not in html
    elsewhere = client.get(reverse("statistics:area", args=[NEIGHBOUR])).text
    assert 'data-office="unknown"' in elsewhere


def test_sections_answer_in_the_order_in_which_people_ask(client, release):
    AreaOffice.objects.create(area_id=KELURAHAN, address="Jl. Uji 1")

    html = client.get(reverse("statistics:area", args=[KELURAHAN])).text

    ids = re.findall(r'<h2 id="([^"]+)"', html)
    asked = ["groups", "reasons", "comparison", "changes", "complaints", "office"]
    assert [i for i in ids if i in asked] == asked
