"""GOV.UK's advice: the first flight of a connection, 14 KB, holds what a visitor needs first."""

import gzip
from pathlib import Path

import pytest
from django.conf import settings

from kelurahan.publishing import publish
from tests import factories

FIRST_FLIGHT = 14_000
WHOLE_PAGE = 50_000
STYLE = Path(settings.BASE_DIR, "static/css/portal.css").read_bytes()
ICON = Path(settings.BASE_DIR, "static/img/favicon.svg").read_bytes()


@pytest.fixture
def city(db):
    """A city of Bandung's size: 30 kecamatan with five kelurahan each fill the list of places."""
    for kecamatan in range(1, 31):
        for kelurahan in range(1001, 1006):
            factories.area(f"32.73.{kecamatan:02}.{kelurahan}", name=f"Nama Kelurahan {kelurahan}")
    factories.DisbursementFactory()
    publish()


def compressed(*parts):
    return sum(len(gzip.compress(part)) for part in parts)


@pytest.mark.parametrize("path", ["/", "/cek-nik/", "/tentang/"])
def test_page_and_style_fit_the_first_flight(client, city, path):
    html = client.get(path).content

    assert compressed(html, STYLE) <= FIRST_FLIGHT


@pytest.mark.parametrize("path", ["/", "/statistik/32.73/", "/program/", "/tentang/"])
def test_the_whole_page_is_small(client, city, path):
    html = client.get(path).content

    assert compressed(html, STYLE, ICON) <= WHOLE_PAGE


def test_pages_load_nothing_but_style_and_icon(client, city):
    html = client.get("/").content.decode()

    assert html.count("<link ") == 2
    assert "<script" not in html
    assert "<img" not in html


def test_style_loads_nothing_further():
    assert b"url(" not in STYLE
    assert b"@import" not in STYLE
