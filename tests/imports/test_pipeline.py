"""From the file to the register: what is written, what is refused, what stays."""

import pytest
from django.db import connection

from imports.models import AppliedChange, RowProblem, State
from recipients import identity, search
from recipients.models import Household, Person
from tests.factories import area
from tests.imports.files import (
    applied,
    checked,
    csv_bytes,
    officer,
    received,
    roster_row,
    xlsx_bytes,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_heartbeat")]


def problems(job):
    return [(each.row, each.field, each.code) for each in job.problems.all()]


def test_preview_changes_nothing_in_the_register():
    job = checked([roster_row(1)], by=officer())

    assert (job.state, job.new) == (State.CHECKED, 1)
    assert not Person.objects.exists()


def test_confirmed_file_becomes_households_and_people():
    by = officer()

    job = applied([roster_row(1), roster_row(2, family=1), roster_row(3)], by=by)

    assert (job.state, job.new, job.refused) == (State.APPLIED, 3, 0)
    assert Household.objects.count() == 2
    person = Person.objects.get(source_id="P2")
    assert person.household.source_id == "K1"
    assert (person.household.rt, person.household.register_name) == ("001", "DTKS")
    number = identity.decrypt(person.nik_cipher, column="person.nik", row_id=person.pk)
    assert number == "3273055201800002"
    kk = person.household.kk_cipher
    assert identity.decrypt(kk, column="household.kk", row_id=person.household_id)


def test_same_file_twice_changes_nothing():
    by = officer()
    rows = [roster_row(1), roster_row(2, family=1)]
    applied(rows, by=by)
    before = list(Person.objects.values_list("pk", "updated_at", "nik_index"))

    job = applied(rows, by=by)

    assert (job.new, job.changed, job.unchanged) == (0, 0, 2)
    assert list(Person.objects.values_list("pk", "updated_at", "nik_index")) == before
    assert not AppliedChange.objects.filter(job=job).exists()


def test_later_file_finds_the_same_people_again():
    by = officer()
    applied([roster_row(1)], by=by)
    person = Person.objects.get()

    job = applied([roster_row(1, nama="Siti Aminah Binti Ahmad", nik="3273055201800099")], by=by)

    changed = Person.objects.get()
    assert (job.changed, changed.pk) == (1, person.pk)
    assert changed.name == "Siti Aminah Binti Ahmad"
    number = identity.decrypt(changed.nik_cipher, column="person.nik", row_id=changed.pk)
    assert number == "3273055201800099"


def test_columns_that_the_file_lacks_leave_their_fields_alone():
    by = officer()
    applied([roster_row(1)], by=by)
    short = roster_row(1, nama="Nama Baru")
    del short["alamat"], short["tanggal_lahir"]

    applied([short], by=by)

    person = Person.objects.select_related("household").get()
    assert (person.name, person.household.address) == ("Nama Baru", "Jl. Uji 1")
    assert person.birth_date is not None


def test_members_of_one_family_may_stand_far_apart(monkeypatch):
    monkeypatch.setattr("imports.reading.BATCH", 2)
    by = officer()

    applied([roster_row(n, family=1 + n % 2) for n in range(1, 8)], by=by)

    assert Household.objects.count() == 2
    for household in Household.objects.all():
        assert identity.decrypt(household.kk_cipher, column="household.kk", row_id=household.pk)
        assert household.people.count() in (3, 4)


def test_person_listed_twice_is_refused_once():
    job = checked([roster_row(1), roster_row(2), roster_row(1)], by=officer())

    assert (job.new, job.refused) == (2, 1)
    assert problems(job) == [(4, "person_id", "twice_in_file")]
    assert job.problems.get().detail == "2"


def test_family_of_refused_rows_only_is_not_added():
    by = officer()
    twice = roster_row(1, family=9)

    applied([roster_row(1), twice], by=by)

    assert not Household.objects.filter(source_id="K9").exists()


def test_each_refused_row_names_row_column_and_reason():
    rows = [
        roster_row(1, nama=""),
        roster_row(2, tanggal_lahir="kemarin"),
        roster_row(3, kode_kelurahan="32.73.99.9999"),
        roster_row(4, jenis_kelamin="x"),
        roster_row(5),
    ]

    job = checked(rows, by=officer())

    assert (job.new, job.refused) == (1, 4)
    assert problems(job) == [
        (2, "name", "missing"),
        (3, "birth_date", "not_a_date"),
        (4, "kelurahan", "unknown_area"),
        (5, "sex", "not_a_choice"),
    ]


def test_numeric_cell_in_the_nik_column_is_refused():
    data = xlsx_bytes([roster_row(1, nik=3273055201800003), roster_row(2)])

    job = checked(data, by=officer(), name="daftar.xlsx")

    assert problems(job) == [(2, "nik", "number_as_number")]
    assert job.new == 1


def test_kelurahan_user_cannot_bring_rows_of_another_kelurahan():
    area("32.73.05.1001")
    by = officer(role="lurah", area=area("32.73.05.1006"))

    job = checked([roster_row(1), roster_row(2, kode_kelurahan="32.73.05.1001")], by=by)

    assert (job.new, problems(job)) == (1, [(3, "kelurahan", "foreign_area")])


def test_kelurahan_user_cannot_pull_a_household_out_of_another_kelurahan():
    foreign = area("32.73.05.1001")
    applied([roster_row(1, kode_kelurahan=foreign.pk)], by=officer())
    by = officer(role="lurah", area=area("32.73.05.1006"))

    job = checked([roster_row(1)], by=by)

    assert {code for _row, _field, code in problems(job)} == {"not_usable"}
    assert job.new == job.changed == 0


def test_staging_and_problems_hold_no_identity_number():
    job = checked([roster_row(1), roster_row(2, tanggal_lahir="x")], by=officer())

    with connection.cursor() as cursor:
        for table in ("household", "person"):
            cursor.execute(f"SELECT s::text FROM imports_staging.job_{job.pk}_{table} s")
            assert not any(
                "32730552" in row[0] or "32730512" in row[0] for row in cursor.fetchall()
            )
    assert not any("3273" in each.detail for each in RowProblem.objects.all())
    assert "3273055201800001" not in str(job.report)


def test_file_without_needed_columns_is_refused_by_name():
    job = checked(b"nama,alamat\nAni,Jl. A\n", by=officer())

    assert (job.state, job.refused_code) == (State.REFUSED, "missing_columns")
    assert "nik" in job.refused_detail


def test_header_may_stand_below_a_title():
    data = b"DAFTAR PENERIMA\r\n\r\n" + csv_bytes([roster_row(1)])

    job = checked(data, by=officer())

    assert (job.new, job.source["header_row"]) == (1, 3)


def test_columns_may_have_other_names_and_order():
    row = roster_row(1)
    row["NO. KK"] = row.pop("no_kk")
    row["Nama Lengkap"] = row.pop("nama")
    data = csv_bytes([dict(reversed(row.items()))], delimiter=";", encoding="utf-16")

    job = checked(data, by=officer())

    assert (job.new, job.source["encoding"], job.source["delimiter"]) == (1, "utf-16-le", ";")


def test_unused_columns_are_named():
    job = checked([roster_row(1, catatan="x")], by=officer())

    assert job.report["warnings"] == [{"code": "unused_columns", "columns": "catatan"}]


def test_file_with_far_fewer_rows_of_a_kelurahan_warns():
    by = officer()
    other = area("32.73.05.1001").pk
    rows = [roster_row(n) for n in range(1, 11)]
    applied([*rows, roster_row(11, kode_kelurahan=other)], by=by)

    job = checked(rows[:6], by=by)

    found = {warning["code"]: warning for warning in job.report["warnings"]}
    assert (found["fewer_rows"]["percent"], found["fewer_rows"]["now"]) == (40, 6)
    assert found["missing_area"]["before"] == 1


def test_report_counts_by_kelurahan():
    other = area("32.73.05.1001").pk
    rows = [roster_row(1), roster_row(2, kode_kelurahan=other), roster_row(3, nama="")]

    job = checked(rows, by=officer())

    assert job.report["areas"] == {
        other: {"new": 1},
        "32.73.05.1006": {"new": 1, "refused": 1},
    }


def test_people_are_found_by_the_search_after_an_import():
    applied([roster_row(1, nama="Tono Rusdiantono")], by=officer())

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM recipients_searchposting")
        assert cursor.fetchone()[0] > 0


def test_figures_are_published_after_an_import():
    job = applied([roster_row(1)], by=officer())

    assert job.release == 1


def test_an_empty_file_is_refused():
    job = checked(b"", by=officer())

    assert (job.state, job.refused_code) == (State.REFUSED, "empty")


def test_header_without_rows_is_refused():
    job = checked(",".join(roster_row(1)).encode(), by=officer())

    assert job.refused_code == "no_rows"


def test_file_is_kept_for_its_owner_only():
    job = received([roster_row(1)], by=officer())

    assert job.path.stat().st_mode & 0o077 == 0
    assert "daftar" not in job.stored_as


def test_search_words_staged_with_the_file_are_those_of_a_rebuild(monkeypatch):
    monkeypatch.setattr("imports.reading.BATCH", 2)
    by = officer()
    names = ["Moch. Soekardi, S.Pd", "Siti Nur Aisyah", "Tono", "H. Abdul", "M. Rizki Alamsyah"]
    rows = [roster_row(n, family=1 + n // 2, nama=name) for n, name in enumerate(names, 1)]
    applied(rows, by=by)
    applied([*rows, roster_row(9, family=2, nama="Dewi Lestari")], by=by)

    changes = search.rebuild()

    assert (changes.people, changes.added, changes.removed, changes.words) == (6, 0, 0, 0)
