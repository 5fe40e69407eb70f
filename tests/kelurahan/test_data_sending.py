"""What caches may keep of open data, and that it lies ready."""

import json
import re

import pytest

from kelurahan.opendata import files
from tests.kelurahan.releases import KELURAHAN, published, some_rows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def test_the_worker_writes_the_files_before_anybody_asks(monkeypatch):
    files.write_newest()
    assert not files.root().exists()
    release = published(monkeypatch, *some_rows())

    files.write_newest()

    (written,) = files.root().iterdir()
    assert written.name.startswith(f"{release.number}-")
    assert {path.name for path in written.iterdir()} >= set(files.TYPES)


@pytest.mark.parametrize("name", ["figures.csv", "seal.txt", "seal.sig", "signature"])
def test_caches_need_not_tell_visitors_apart(client, monkeypatch, settings, name):
    settings.RELEASE_SIGNING_KEY = "uji:" + "A" * 43 + "="
    published(monkeypatch, *some_rows())
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32

    response = client.get(f"/data/rilis/1/{name}")

    assert response.status_code == 200
    assert "cookie" not in response.headers.get("Vary", "").lower()
    assert "Set-Cookie" not in response.headers
    assert not response.cookies


def test_the_example_to_embed_names_an_area_of_this_portal(client, monkeypatch):
    published(monkeypatch, *some_rows())

    page = client.get("/data/").content.decode()

    (address,) = set(re.findall(r"/data/sematan/[\d.]+/", page))
    assert address == f"/data/sematan/{KELURAHAN[-1]}/"
    assert client.get(address).status_code == 200


def test_search_engines_find_the_description_in_the_page(client, monkeypatch):
    published(monkeypatch, *some_rows())

    page = client.get("/data/").content.decode()

    _, _, rest = page.partition('<script type="application/ld+json">')
    described = json.loads(rest.partition("</script>")[0])
    assert described == client.get("/data/dataset.jsonld").json()


def test_a_name_cannot_end_the_description(client, monkeypatch, settings):
    settings.CITY_NAME = "</script><b>&"
    published(monkeypatch, *some_rows())

    page = client.get("/data/").content.decode()

    described = page.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    assert json.loads(described)["spatialCoverage"] == "</script><b>&"
