"""What a preview says of a file: counts of rows and of what they become, and warnings."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from tests.factories import area
from tests.imports.files import applied, checked, csv_bytes, officer, roster_row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_heartbeat")]
HERE, THERE = "32.73.05.1006", "32.73.05.1001"


def counted(job):
    return job.new, job.changed, job.unchanged


def totals(job, target):
    return tuple(job.report["totals"][target].values())


def warned(job, code="fewer_rows"):
    return [each for each in job.report["warnings"] if each["code"] == code]


@pytest.mark.parametrize(
    "change",
    [
        {"kode_kelurahan": THERE},
        {"no_kk": "3273051203150099"},
        {"alamat": "Jl. Baru 7"},
    ],
    ids=["moved", "new KK number", "new address"],
)
def test_family_that_changes_makes_its_rows_changed(change):
    area(THERE)
    by = officer()
    applied([roster_row(1), roster_row(2, family=1), roster_row(3)], by=by)
    rows = [roster_row(1, **change), roster_row(2, family=1, **change), roster_row(3)]

    job = checked(rows, by=by)

    assert counted(job) == (0, 2, 1)
    assert totals(job, "household") == (0, 1, 1)
    assert totals(job, "person") == (0, 0, 3)


def test_new_member_of_an_old_family_is_one_new_row():
    by = officer()
    applied([roster_row(1)], by=by)

    job = checked([roster_row(1), roster_row(2, family=1)], by=by)

    assert counted(job) == (1, 0, 1)
    assert (totals(job, "household"), totals(job, "person")) == ((0, 0, 1), (1, 0, 1))


def test_rows_by_kelurahan_count_what_a_move_changes():
    area(THERE)
    by = officer()
    applied([roster_row(1), roster_row(2)], by=by)

    job = checked([roster_row(1, kode_kelurahan=THERE), roster_row(2)], by=by)

    assert job.report["areas"] == {HERE: {"unchanged": 1}, THERE: {"changed": 1}}


@pytest.fixture
def moved():
    area(THERE)
    by = officer(username="petugas")
    applied([roster_row(1)], by=by)
    return checked([roster_row(1, kode_kelurahan=THERE)], by=by)


@pytest.mark.parametrize("page", ["job", "preview"])
def test_pages_count_families_and_people(client, settings, moved, page):
    settings.STAFF_MFA_REQUIRED = False
    client.force_login(moved.uploaded_by)

    text = client.get(reverse(f"imports:{page}", args=[moved.pk])).content.decode()

    assert 'data-count="changed">1<' in text
    family = text.partition('data-target="household"')[2].partition("</tr>")[0]
    assert [int(cell[1:].partition("<")[0]) for cell in family.split('"num"')[1:]] == [0, 1, 0]


@pytest.mark.parametrize("as_json", [True, False])
def test_command_counts_families_and_people(tmp_path, moved, as_json):
    path = tmp_path / "daftar.csv"
    path.write_bytes(csv_bytes([roster_row(1, kode_kelurahan=THERE), roster_row(2)]))
    out = StringIO()

    call_command("import_file", "dtks_roster", path, "--as", "petugas", stdout=out,
                 json=as_json)  # fmt: skip

    if as_json:
        told = {each["name"]: each for each in json.loads(out.getvalue())["totals"]}
        family = told["household"]
        assert (family["new"], family["changed"], told["person"]["unchanged"]) == (1, 1, 1)
    else:
        assert "new 1, changed 1, unchanged 0" in out.getvalue()


def rows(count, **changes):
    return [roster_row(n, **changes) for n in range(1, count + 1)]


def without(name, given):
    return [{key: value for key, value in row.items() if key != name} for row in given]


def test_fewer_rows_are_noticed_whatever_the_columns():
    by = officer()
    applied(rows(10), by=by)

    job = checked(without("alamat", rows(6)), by=by)

    assert [(each["before"], each["now"]) for each in warned(job)] == [(10, 6)]


def test_a_kelurahans_own_file_is_compared_with_the_citys():
    applied([*rows(10), roster_row(11, kode_kelurahan=area(THERE).pk)], by=officer())

    job = checked(rows(6), by=officer(role="lurah", area=area(HERE)))

    assert [each["percent"] for each in warned(job)] == [40]
    assert warned(job, "missing_area") == []


def test_the_citys_file_is_compared_with_a_kelurahans_own():
    applied(rows(10), by=officer(role="lurah", area=area(HERE)))

    assert [each["before"] for each in warned(checked(rows(6), by=officer()))] == [10]


def test_another_register_is_no_earlier_edition():
    by = officer()
    applied(rows(10), by=by, options={"register_name": "Lain"})

    assert checked(rows(6), by=by).report["warnings"] == []


def test_rows_put_right_are_neither_compared_nor_compared_with():
    by = officer()
    applied(rows(10), by=by)

    repair = applied(rows(2, perbaikan_yang_diminta="nama: isi"), by=by)
    later = checked(rows(6), by=by)

    assert repair.report["warnings"] == []
    assert [each["before"] for each in warned(later)] == [10]


def test_columns_nobody_understands_are_named_on_the_preview(client, settings):
    settings.STAFF_MFA_REQUIRED = False
    by = officer()
    client.force_login(by)
    job = checked(rows(1, warna_rumah="hijau"), by=by)

    text = client.get(reverse("imports:preview", args=[job.pk])).content.decode()

    assert "warna_rumah" in text
    assert "hijau" not in text


def test_many_areas_with_fewer_rows_are_counted():
    by = officer()
    codes = [area(f"32.73.05.10{number:02}").pk for number in range(10, 24)]
    everywhere = [roster_row(n, kode_kelurahan=code) for n, code in enumerate(codes, 1)]
    applied(everywhere, by=by)

    job = checked(everywhere[:1], by=by)

    assert len(warned(job, "missing_area")) == 10
    assert [each["count"] for each in warned(job, "more_areas")] == [3]


def test_published_counts_of_something_else_are_no_earlier_edition():
    by = officer()
    area(HERE)
    rows = [{"kode_kd": HERE, "tahun": str(year), "jumlah_kk": "5"} for year in (2020, 2021)]
    applied(rows, by=by, form="official_counts")
    other = [{"kode_kd": HERE, "tahun": "2021", "jumlah_keluarga": "5"}]

    assert warned(checked(other, by=by, form="official_counts")) == []
    assert warned(checked(rows[:1], by=by, form="official_counts")) != []
