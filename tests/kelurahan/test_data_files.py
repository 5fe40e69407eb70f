"""Files of a Release: what is in them, how they are sent, and that they fit each other."""

import csv
import gzip
import hashlib
import io
import json
import os
import xml.etree.ElementTree as ET

import pytest
from django.core.exceptions import ImproperlyConfigured

from kelurahan.models import Area
from kelurahan.opendata import files
from kelurahan.opendata.licences import licence
from kelurahan.opendata.tables import csv_text
from tests.kelurahan.releases import KELURAHAN, KEY, published, some_rows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.RELEASE_SIGNING_KEY = KEY


@pytest.fixture
def release(monkeypatch):
    return published(monkeypatch, *some_rows(), note="angka pertama")


def get(client, name, number=1, **headers):
    return client.get(f"/data/rilis/{number}/{name}", headers=headers)


def body(client, name, number=1):
    return get(client, name, number).getvalue().decode()


def table(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_figures_are_tidy_rows(client, release):
    rows = table(body(client, "figures.csv"))

    assert {"release": "1", "area": KELURAHAN[0], "indicator": "due", "programme": "", "stage": "",
            "value": "5", "suppressed": "false"} in rows  # fmt: skip
    assert {"release": "1", "area": KELURAHAN[1], "indicator": "paid", "programme": "bst",
            "stage": "2", "value": "7", "suppressed": "false"} in rows  # fmt: skip
    assert len(rows) == release.figures_count


def test_a_suppressed_figure_has_no_value_in_any_file(client, release):
    rows = [r for r in table(body(client, "figures.csv")) if r["suppressed"] == "true"]
    figures = [f for f in json.loads(body(client, "figures.json"))["figures"] if f["suppressed"]]

    assert rows
    assert {r["value"] for r in rows} == {""}
    assert len(figures) == len(rows)
    assert {f["value"] for f in figures} == {None}
    assert f"{KELURAHAN[0]},failed_deceased,,0,\n" in body(client, "canonical.txt")


def test_json_and_csv_hold_the_same_figures(client, release):
    rows = [(r["area"], r["indicator"], r["value"]) for r in table(body(client, "figures.csv"))]
    figures = json.loads(body(client, "figures.json"))["figures"]

    assert rows == [
        (f["area"], f["indicator"], "" if f["value"] is None else str(f["value"])) for f in figures
    ]


def test_the_hash_of_the_release_is_of_exactly_canonical_txt(client, monkeypatch, release):
    second = published(monkeypatch, *some_rows(due=6))

    for one in (release, second):
        content = get(client, "canonical.txt", one.number).getvalue()
        assert hashlib.sha256(content).hexdigest() == one.sha256


def test_sha256sums_fit_every_file(client, release):
    sums = dict(reversed(line.split("  ")) for line in body(client, "SHA256SUMS").splitlines())

    assert set(sums) == set(files.TYPES) - {"SHA256SUMS"}
    for name, digest in sums.items():
        assert hashlib.sha256(get(client, name).getvalue()).hexdigest() == digest


def test_labels_come_in_both_languages(client, release):
    rows = {r["key"]: r for r in table(body(client, "indicators.csv"))}

    assert rows["failed_deceased"] == {
        "key": "failed_deceased", "label_id": "All: deceased", "label_en": "All: deceased",
        "unit": "families", "sensitive": "true", "adds_up": "true", "by_stage": "false",
        "part_of": "failed",
    }  # fmt: skip


def test_an_area_renamed_later_keeps_its_name_in_the_release(client, release):
    Area.objects.filter(pk="32.73").update(name="Nama Baru")

    names = {r["code"]: r["name"] for r in table(body(client, "areas.csv"))}

    assert names["32.73"] == "city 32.73"
    assert set(KELURAHAN) < set(names)


def test_changes_tell_old_and_new_of_what_both_releases_published(client, monkeypatch, release):
    published(monkeypatch, *some_rows(due=6), note="koreksi")

    changed = table(body(client, "changes.csv", 2))

    assert {r["area"] for r in changed} == {"32.73", "32.73.01", KELURAHAN[0]}
    assert {(r["change"], r["old"], r["new"]) for r in changed} == {("changed", "5", "6")}


def test_changes_never_tell_a_value_that_is_or_was_protected(client, monkeypatch, release):
    # No count is small any more, and every count is another than before.
    rows = [(a, i, p, s, v + 40 * (1 + 2 * (i == "failed"))) for a, i, p, s, v in some_rows()]
    published(monkeypatch, *rows)

    shown = [r for r in table(body(client, "changes.csv", 2)) if r["change"] == "shown"]

    assert shown
    assert {r["old"] for r in shown} == {""}


def test_the_first_release_has_no_changes(client, release):
    assert table(body(client, "changes.csv")) == []


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx"])
def test_text_that_a_spreadsheet_would_compute_is_quoted(start):
    assert csv_text(("name",), [(start,)]) == f'"name"\r\n"\'{start}"\r\n'


def test_a_whole_file_has_a_strong_etag_and_is_kept_for_ever(client, release):
    response = get(client, "figures.csv")

    assert response["ETag"].startswith('"')
    assert "immutable" in response["Cache-Control"]
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in response


def test_what_names_the_licence_is_kept_shortly(client, release):
    assert "immutable" not in get(client, "datapackage.json")["Cache-Control"]


def test_an_unchanged_file_is_not_sent_again(client, release):
    etag = get(client, "figures.csv")["ETag"]

    response = get(client, "figures.csv", if_none_match=etag)

    assert (response.status_code, response.content, response["ETag"]) == (304, b"", etag)


def test_the_compressed_form_is_the_same_file_under_its_own_etag(client, release):
    plain, packed = get(client, "figures.csv"), get(client, "figures.csv", accept_encoding="gzip")

    content = packed.getvalue()
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(content) == plain.getvalue()
    assert int(packed["Content-Length"]) == len(content)
    assert packed["ETag"] != plain["ETag"]
    assert "Accept-Encoding" in packed["Vary"]


@pytest.mark.parametrize("name", files.TYPES)
def test_head_tells_the_length_without_the_file(client, release, name):
    response = client.head(f"/data/rilis/1/{name}")

    assert int(response["Content-Length"]) == len(get(client, name).getvalue())
    assert response.content == b""


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-9", 0, 10), ("bytes=5-", 5, None), ("bytes=-7", -7, None), ("bytes=3-3", 3, 4),
     ("bytes=10-99999999", 10, None), ("bytes=-99999999", 0, None)],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_a_part_is_of_the_plain_file(client, release, asked, start, end, encoding):
    whole = get(client, "figures.csv").getvalue()

    response = get(client, "figures.csv", range=asked, accept_encoding=encoding)

    content = response.getvalue()
    assert response.status_code == 206
    assert content == whole[start:end]
    assert "Content-Encoding" not in response
    first = len(whole) + start if start < 0 else start
    assert response["Content-Range"] == f"bytes {first}-{first + len(content) - 1}/{len(whole)}"
    assert int(response["Content-Length"]) == len(content)


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=-0"])
def test_a_part_outside_the_file_is_refused_with_its_size(client, release, asked):
    size = len(get(client, "figures.csv").getvalue())

    response = get(client, "figures.csv", range=asked)

    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{size}")


@pytest.mark.parametrize(
    "asked", ["bytes=", "bytes=-", "bytes=9-5", "bytes=0-1,4-5", "lines=1-2", "bytes=a-b", "x", "bytes=٣-٤"]
)  # fmt: skip
def test_another_range_is_answered_with_the_whole_file(client, release, asked):
    response = get(client, "figures.csv", range=asked)

    assert response.status_code == 200
    assert response.getvalue() == get(client, "figures.csv").getvalue()


def test_a_part_of_a_file_that_has_changed_since_is_not_sent(client, release):
    assert get(client, "figures.csv", range="bytes=0-9", if_range='"other"').status_code == 200


def test_a_part_of_the_file_known_by_its_etag_is_sent(client, release):
    etag = get(client, "figures.csv")["ETag"]

    assert get(client, "figures.csv", range="bytes=0-9", if_range=etag).status_code == 206


@pytest.mark.parametrize(
    "path",
    ["rilis/1/secrets.env", "rilis/1/..%2f..%2fsecrets.env", "rilis/2/figures.csv",
     "rilis/99999999999999999999/figures.csv", "rilis/1/figures.csv.gz", "terbaru/passwd"],
)  # fmt: skip
def test_nothing_else_is_served(client, release, path):
    assert client.get(f"/data/{path}").status_code == 404


def test_newest_leads_to_the_newest_release(client, monkeypatch, release):
    published(monkeypatch, *some_rows(due=6))

    response = client.get("/data/terbaru/figures.csv")

    assert (response.status_code, response["Location"]) == (302, "/data/rilis/2/figures.csv")


def test_newest_of_nothing_is_not_found(client, db):
    assert client.get("/data/terbaru/").status_code == 404


def test_folders_not_read_for_long_make_room(client, monkeypatch, release, settings):
    files.folder(release)
    published(monkeypatch, *some_rows(due=6))
    body(client, "figures.csv", 2)
    os.utime(files.folder(release), (1, 1))

    files.make_room(kept=1)

    assert [path.name[:2] for path in files.root().iterdir()] == ["2-"]
    assert len(body(client, "figures.csv")) > 0


def test_writers_at_once_leave_one_whole_folder(release, tmp_path):
    path = files.folder(release)
    again = path.with_name("again")
    path.rename(again)
    again.rename(path)

    files._write(release, path)

    assert [p.name for p in files.root().iterdir()] == [path.name]


def test_an_unknown_licence_is_refused(settings):
    settings.OPEN_DATA_LICENCE = "mine"

    with pytest.raises(ImproperlyConfigured, match="use one of CC-BY"):
        licence()


def test_page_shows_release_files_and_signature(client, release):
    page = client.get("/data/").text

    assert "/data/rilis/1/figures.csv" in page
    assert "creativecommons.org/licenses/by/4.0/" in page


def test_page_before_the_first_release(client, db):
    assert "data-unpublished" in client.get("/data/").text


def test_page_of_a_release_tells_note_hash_signature_and_changes(client, monkeypatch, release):
    second = published(monkeypatch, *some_rows(due=6), note="<b>koreksi</b>")

    page = client.get("/data/rilis/2/").text

    assert second.sha256 in page
    assert "&lt;b&gt;koreksi" in page
    assert 'data-signature="good"' in page
    assert page.count('data-change="changed"') == 3
    assert page.index(">32.73<") < page.index(f">{KELURAHAN[0]}<")


def test_an_unsigned_release_says_so(client, monkeypatch, settings):
    settings.RELEASE_SIGNING_KEY = ""
    published(monkeypatch, *some_rows())

    assert 'data-signature="none"' in client.get("/data/rilis/1/").text
    assert client.get("/data/rilis/1/signature").content == b""
    assert client.get("/data/rilis/1/seal.sig").status_code == 404


def test_signature_verifies_with_the_key_that_the_portal_shows(client, release):
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    key = load_pem_public_key(client.get("/data/kunci/uji.pem").content)

    key.verify(client.get("/data/rilis/1/seal.sig").content, get(client, "seal.txt").getvalue())


def test_keys_are_listed(client, release):
    line = client.get("/data/kunci/keys.txt").text

    assert line.startswith("uji ")
    assert line.split()[1] in client.get("/data/kunci/").text


def test_feed_names_every_release(client, monkeypatch, release):
    published(monkeypatch, *some_rows(due=6), note="a < b & c")

    feed = ET.fromstring(client.get("/data/rilis.atom").content)

    atom = "{http://www.w3.org/2005/Atom}"
    entries = feed.findall(f"{atom}entry")
    assert [e.find(f"{atom}id").text for e in entries] == [
        "http://testserver/data/rilis/2/", "http://testserver/data/rilis/1/",
    ]  # fmt: skip
    assert entries[0].find(f"{atom}summary").text == "a < b & c"
    assert feed.find(f"{atom}updated").text == entries[0].find(f"{atom}updated").text


def test_catalogues_lead_to_the_files(client, release):
    dataset = client.get("/data/dataset.jsonld").json()
    catalogue = client.get("/data/catalog.jsonld").json()

    assert dataset["distribution"][0]["contentUrl"] == "http://testserver/data/rilis/1/figures.csv"
    assert catalogue["dcat:dataset"][0]["dct:identifier"] == f"1-{release.sha256}"


def test_every_kept_page_of_data_needs_few_queries(client, release, django_assert_max_num_queries):
    client.get("/data/rilis/1/")

    with django_assert_max_num_queries(12):
        client.get("/data/rilis/1/")
    with django_assert_max_num_queries(5):
        get(client, "figures.csv")
