"""Taking the filtered list along: just that, logged, with numbers only where they may be seen."""

import csv
import io
import zipfile

import openpyxl
import pytest

from accounts.models import AccessLog
from imports.readers.table import open_table
from recipients import actions
from recipients.identity import MASK
from tests.factories import DisbursementFactory, HouseholdFactory, PersonFactory, area
from tests.workspace.conftest import OTHER, OWN
from workspace import exporting

EXPORT = "/petugas/keluarga/ekspor/"
NIK, KK = "3273050201700417", "3273051209119876"
KINDS = ["csv", "xlsx", "ods"]


def family(name="Tono Rusdiantono", code=OWN, **fields):
    return PersonFactory(name=name, household=HouseholdFactory(kelurahan=area(code), **fields))


def numbered(officer):
    person = family()
    actions.set_nik(person=person, text=NIK, by=officer)
    actions.set_kk(household=person.household, text=KK, by=officer)
    return person


def taken(client, kind, **fields):
    response = client.post(EXPORT, {"kind": kind, "query": "", **fields})
    assert response.status_code == 200, response.headers
    return b"".join(response.streaming_content)


def rows(kind, data, tmp_path):
    """Read a file back: the line on top, the header, the rows."""
    if kind == "csv":
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    if kind == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(data), read_only=True).worksheets[0]
        return [["" if cell is None else cell for cell in row] for row in sheet.values]
    path = tmp_path / "uji.ods"
    path.write_bytes(data)
    with zipfile.ZipFile(path) as package:
        assert package.infolist()[0].filename == "mimetype"
        assert package.infolist()[0].compress_type == zipfile.ZIP_STORED
    with open_table(path, "uji.ods") as table:
        return [["" if cell is None else cell for cell in cells] for _at, cells in table.rows]


@pytest.mark.parametrize("kind", KINDS)
def test_file_holds_the_filtered_families_of_ones_own_area_only(page, kind, tmp_path):
    family("Asep Dtks")
    family("Dadang Lain", register="non_dtks")
    family("Orang Sebelah", OTHER)

    found = rows(kind, taken(page, kind, query="register=dtks"), tmp_path)

    assert [row[9] for row in found[2:]] == ["Asep Dtks"]


@pytest.mark.parametrize("kind", KINDS)
def test_file_hides_every_number_unless_it_is_asked_for(page, officer, kind, tmp_path):
    numbered(officer)

    data = taken(page, kind)

    assert NIK.encode() not in data
    row = rows(kind, data, tmp_path)[2]
    assert (row[5], row[11]) == (MASK, MASK)


@pytest.mark.parametrize("kind", KINDS)
def test_numbers_are_text_with_all_their_digits(page, officer, kind, tmp_path):
    numbered(officer)

    data = taken(page, kind, with_numbers="on", reason="penyaluran Bank BJB")

    row = rows(kind, data, tmp_path)[2]
    apostrophe = "'" if kind == "csv" else ""
    assert (row[5], row[11]) == (f"{apostrophe}{KK}", f"{apostrophe}{NIK}")


@pytest.mark.parametrize("kind", KINDS)
def test_file_says_who_took_it_what_and_when(page, lurah, kind, tmp_path):
    family()

    response = page.post(EXPORT, {"kind": kind, "query": "rw=002"})

    [mark, *_rest] = rows(kind, b"".join(response.streaming_content), tmp_path)
    assert lurah.username in mark[0]
    assert "RW: 002" in mark[0]
    assert f"bulurah.{kind}" in response["Content-Disposition"]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_the_properties_of_a_workbook_name_who_took_it(page, lurah, kind):
    family()
    with zipfile.ZipFile(io.BytesIO(taken(page, kind))) as package:
        part = {"xlsx": "docProps/core.xml", "ods": "meta.xml"}[kind]
        assert lurah.username in package.read(part).decode()


def test_taking_a_file_is_logged_with_its_filters_and_size(page, lurah):
    family()
    family()

    taken(page, "csv", query="register=dtks&text=Tono&finding=none")

    entry = AccessLog.objects.get()
    assert (entry.user, entry.action) == (lurah, "export")
    assert entry.reason == "csv; 2; register=dtks&finding=none; "


def test_facilitators_get_no_numbers(client, facilitator, officer):
    numbered(officer)
    client.force_login(facilitator)

    response = client.post(
        EXPORT, {"kind": "csv", "query": "", "with_numbers": "on", "reason": "uji"}
    )

    assert response.status_code == 403
    assert not AccessLog.objects.exists()
    assert NIK.encode() not in taken(client, "csv")


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "exe"},
        {"kind": "csv", "query": "finding=Tono"},
        {"kind": "csv", "query": "rt=%00"},
        {"kind": "csv", "with_numbers": "on"},
        {"kind": "csv", "with_numbers": "on", "reason": f"untuk {NIK}"},
    ],
)
def test_a_file_that_cannot_be_given_is_neither_given_nor_logged(page, fields):
    family()

    response = page.post(EXPORT, fields)

    assert response.status_code == 302
    assert response["Location"].startswith("/petugas/keluarga/")
    assert not AccessLog.objects.exists()


def test_too_many_families_are_refused(page, monkeypatch):
    monkeypatch.setattr(exporting, "MOST_FAMILIES", 1)
    family()
    family()

    assert page.post(EXPORT, {"kind": "csv"}).status_code == 302
    assert not AccessLog.objects.exists()


def test_files_with_numbers_are_few_a_day(page, officer):
    numbered(officer)
    asked = {"kind": "csv", "with_numbers": "on", "reason": "uji"}

    answers = [page.post(EXPORT, asked) for _ in range(exporting.TIMES_A_DAY_WITH_NUMBERS + 1)]

    assert [answer.status_code for answer in answers[-2:]] == [200, 302]
    for answer in answers[:-1]:
        list(answer.streaming_content)
    assert len(taken(page, "csv"))


def test_every_member_has_a_row_and_every_programme_is_told(page, tmp_path):
    head = family()
    PersonFactory(name="Anak Tono", household=head.household, relation="child")
    DisbursementFactory(
        enrolment__household=head.household, status="failed", failed_because="moved"
    )

    found = rows("csv", taken(page, "csv"), tmp_path)

    assert [row[9] for row in found[2:]] == ["Tono Rusdiantono", "Anak Tono"]
    assert all("Bantuan Sosial Tunai: 0/1" in row[17] for row in found[2:])


def test_a_file_asks_the_same_few_queries_for_any_number_of_families(
    page, django_assert_num_queries
):
    for _ in range(20):
        DisbursementFactory(enrolment__household=family().household)

    # session, user, savepoint, count, log, cursor, people, enrolments, payments, findings,
    # savepoint, and the choices of the filters, twice
    with django_assert_num_queries(15):
        taken(page, "csv")
