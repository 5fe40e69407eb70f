"""What outsiders do with the downloads of a live server: validate, check, embed."""

import subprocess
import sys
import urllib.request
from pathlib import Path

import pgtrigger
import pytest

from kelurahan import signing
from kelurahan.models import Figure, Release
from kelurahan.opendata import embeds, files
from tests.kelurahan.releases import KELURAHAN, KEY, OTHER_KEY, published, some_rows

SCRIPT = Path(__file__).parents[2] / "docs" / "verify_releases.py"
VALIDATE = """
import json, sys, warnings
warnings.simplefilter("ignore")
from frictionless import Package, system
with system.use_context(trusted=True):
    report = Package(sys.argv[1]).validate()
print(json.dumps(report.flatten(["rowNumber", "type", "message"])[:5]))
print(len(report.tasks), sum(task.stats.get("rows", 0) for task in report.tasks))
sys.exit(not report.valid)
"""


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    settings.RELEASE_SIGNING_KEY, settings.RELEASE_PUBLIC_KEYS = KEY, []


def check(live_server, *keys):
    done = subprocess.run(
        [sys.executable, SCRIPT, live_server.url, *keys], capture_output=True, text=True, timeout=60
    )
    return done.returncode, done.stdout.splitlines() or done.stderr


@pytest.fixture
def releases(transactional_db, monkeypatch):
    published(monkeypatch, *some_rows(), note="angka pertama\nnote\nbaris")
    published(monkeypatch, *some_rows(due=6), note="koreksi: satu keluarga terlewat")


def test_a_stranger_checks_all_releases_from_downloads(live_server, releases):
    assert check(live_server) == (
        0, ["release 1: as published, signed by uji", "release 2: as published, signed by uji"],
    )  # fmt: skip


def test_a_stranger_finds_a_changed_figure(live_server, releases):
    with pgtrigger.ignore("kelurahan.Figure:immutable"):
        Figure.objects.filter(release=1, indicator="due", area="32.73").update(value=7)

    code, lines = check(live_server)

    assert code == 1
    assert lines[0].startswith("release 1: figures changed")


def test_a_stranger_finds_a_changed_note(live_server, releases):
    with pgtrigger.ignore("kelurahan.Release:immutable"):
        Release.objects.filter(number=2).update(note="tidak ada yang berubah")

    code, lines = check(live_server)

    assert code == 1
    assert "the signature by uji does not fit" in lines[1]


def test_a_stranger_who_noted_the_key_is_not_taken_in_by_another(live_server, releases, settings):
    noted = signing.public_keys()["uji"].base64
    settings.RELEASE_SIGNING_KEY = OTHER_KEY.replace("lain", "uji")

    assert check(live_server, f"uji:{noted}")[0] == 0
    assert check(live_server)[0] == 1


def test_frictionless_finds_the_downloaded_package_valid(live_server, releases, tmp_path):
    for name in files.TYPES:
        with urllib.request.urlopen(f"{live_server.url}/data/rilis/2/{name}") as answer:
            (tmp_path / name).write_bytes(answer.read())

    done = subprocess.run(
        [sys.executable, "-c", VALIDATE, "datapackage.json"],
        cwd=tmp_path, capture_output=True, text=True, timeout=120,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    assert done.stdout.splitlines()[1].startswith("5 ")


def test_frictionless_would_find_a_changed_byte(live_server, releases, tmp_path):
    for name in files.TYPES:
        with urllib.request.urlopen(f"{live_server.url}/data/rilis/2/{name}") as answer:
            (tmp_path / name).write_bytes(answer.read())
    path = tmp_path / "figures.csv"
    path.write_bytes(path.read_bytes().replace(b",6,", b",7,", 1))

    done = subprocess.run(
        [sys.executable, "-c", VALIDATE, "datapackage.json"],
        cwd=tmp_path, capture_output=True, text=True, timeout=120,
    )  # fmt: skip

    assert "hash-count" in done.stdout


@pytest.fixture
def embedded(db, monkeypatch):
    release = published(
        monkeypatch, *((KELURAHAN[0], key, "", 0, n) for key, n in (("due", 8), ("received", 2)))
    )
    from kelurahan import publishing

    monkeypatch.setattr(embeds, "registry", publishing.registry)
    return release


def test_any_site_may_load_the_badge(client, embedded):
    response = client.get(f"/data/sematan/{KELURAHAN[0]}.svg")

    assert response["Content-Type"].startswith("image/svg+xml")
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "25,00" in response.text
    assert "style=" not in response.text


def test_any_site_may_frame_the_card_and_no_other_page(client, embedded):
    card, page = client.get(f"/data/sematan/{KELURAHAN[0]}/"), client.get("/data/")

    assert "frame-ancestors *" in card["Content-Security-Policy"]
    assert "X-Frame-Options" not in card
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"
    assert page["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["32.73.99.svg", "32.73.99/", "32.svg", "x/"])
def test_there_is_no_embed_of_what_is_not_published(client, embedded, path):
    assert client.get(f"/data/sematan/{path}").status_code == 404
