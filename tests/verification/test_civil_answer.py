"""The civil registry's answer file, with every surprise that such a file may hold."""

import datetime

import pytest

from imports import actions as import_actions
from recipients.actions import change_person, set_nik
from recipients.models import Person
from tests.factories import HouseholdFactory, UserFactory, area
from tests.imports.files import applied, checked, worked, xlsx_bytes
from tests.verification.rules import NIK, with_nik
from verification import reference
from verification.formats.civil_answer import read_fields
from verification.models import CivilAnswer, Finding

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_media")]

OTHER_NIK = "3273050201700002"
DAY = "2021-07-31"


def asked(person, answer="padan", **changes):
    """Return the row of the question about a person, answered."""
    row = {
        "referensi": reference.make(person.pk, person.name, person.birth_date), "nik": NIK,
        "nama": person.name, "hasil": answer, "field_berbeda": "", "tanggal_meninggal": "",
        "tanggal_jawaban": "31-07-2021",
    }  # fmt: skip
    return row | changes


def answer(rows, by, **how):
    return applied(rows, by=by, form="civil_answer", **how)


def refusals(rows, by):
    job = checked(rows, by=by, form="civil_answer")
    return list(job.problems.order_by("row", "pk").values_list("field", "code"))


def state(person):
    person.refresh_from_db()
    return person.civil_match, person.deceased, person.deceased_on


@pytest.mark.parametrize(
    ("words", "match"),
    [("PADAN", "matched"), ("Tidak Padan", "unmatched"), ("TIDAK DITEMUKAN", "not_found"),
     ("data tidak ditemukan", "not_found"), ("tdk padan", "unmatched")],
)  # fmt: skip
def test_person_follows_the_answer(officer, words, match):
    person = with_nik()

    answer([asked(person, words)], officer)

    assert state(person) == (match, False, None)


def test_death_is_noted_with_its_date_and_a_finding_follows(officer):
    person = with_nik()

    answer([asked(person, "MENINGGAL", tanggal_meninggal="01-03-2020")], officer)

    assert state(person) == ("matched", True, datetime.date(2020, 3, 1))
    assert Finding.objects.open().get().rule == "deceased_active"


def test_death_without_a_date_is_noted(officer):
    person = with_nik()

    answer([asked(person, "meninggal dunia")], officer)

    assert state(person) == ("matched", True, None)


def test_known_death_stays_when_the_number_matches(officer):
    person = with_nik(deceased=True, deceased_on=datetime.date(2020, 3, 1))

    answer([asked(person)], officer)

    assert state(person) == ("matched", True, datetime.date(2020, 3, 1))


def test_fields_that_differ_are_evidence_of_the_finding(officer):
    person = with_nik()

    answer([asked(person, "tidak padan", field_berbeda="Nama; Tgl Lahir")], officer)

    finding = Finding.objects.get()
    assert (finding.rule, finding.source) == ("civil_unmatched", "civil_registry")
    assert finding.evidence == {"differs": ["birth_date", "name"]}


@pytest.mark.parametrize(
    "text", ["nama, tanggal lahir", "NAMA/TGL_LAHIR", "nama dan tanggal lahir", "nama | tgl lahir"]
)
def test_fields_are_read_however_they_are_separated(text):
    assert read_fields(text) == ["birth_date", "name"]


def test_finding_closes_when_the_registry_finds_the_person_at_last(officer):
    person = with_nik()
    answer([asked(person, "tidak ditemukan")], officer)

    answer([asked(person, tanggal_jawaban="01-08-2021")], officer)

    assert Finding.objects.get().closed_because == "facts_gone"
    assert CivilAnswer.objects.get().answer == "matched"


def test_finding_closes_when_what_was_asked_about_is_repaired(officer):
    from verification.actions.faults import find_faults

    person = with_nik()
    answer([asked(person, "tidak padan", field_berbeda="nik")], officer)

    set_nik(person=person, text=OTHER_NIK, by=officer)
    find_faults()

    assert not Finding.objects.open().filter(rule="civil_unmatched").exists()


def test_same_file_twice_changes_nothing(officer):
    person = with_nik()
    answer([asked(person, "tidak padan")], officer)

    job = answer([asked(person, "tidak padan")], officer)

    assert (job.new, job.changed, job.unchanged) == (0, 0, 1)


def test_undone_answer_takes_its_finding_back(officer):
    person = with_nik()
    job = answer([asked(person, "tidak ditemukan")], officer)

    import_actions.undo(job=job, by=officer)

    assert state(person)[0] == "unchecked"
    assert Finding.objects.get().closed_because == "facts_gone"


def test_workbook_is_read_too(officer):
    person = with_nik()

    answer(xlsx_bytes([asked(person)]), officer, name="jawaban.xlsx")

    assert state(person)[0] == "matched"


def test_answer_without_reference_finds_the_person_by_number(officer):
    person = with_nik()

    answer([{"nik": NIK, "nama": "TONO R", "hasil": "padan"}], officer)

    assert state(person)[0] == "matched"


def test_day_of_the_answer_may_be_given_for_the_whole_file(officer):
    person = with_nik()

    answer([asked(person, tanggal_jawaban="")], officer, options={"answered_on": DAY})

    assert CivilAnswer.objects.get().answered_on == datetime.date(2021, 7, 31)


# Surprises


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"hasil": "mungkin"}, ("answer", "not_a_choice")),
        ({"hasil": ""}, ("answer", "missing")),
        ({"referensi": "12-zz"}, ("reference", "bad_reference")),
        ({"referensi": "999999-00000000"}, ("reference", "not_found")),
        ({"nik": OTHER_NIK}, ("nik", "other_number")),
        ({"nik": "3,27E+15"}, ("nik", "number_as_number")),
        ({"referensi": "", "nik": OTHER_NIK}, ("nik", "not_found")),
        ({"referensi": "", "nik": "-"}, ("nik", "no_identity")),
        ({"referensi": "", "nama": "Budi Santoso"}, ("name", "other_name")),
        ({"field_berbeda": "nama"}, ("differs", "differs_but_matched")),
        ({"hasil": "tidak padan", "field_berbeda": "golongan darah"}, ("differs", "not_a_choice")),
        ({"tanggal_meninggal": "01-03-2020"}, ("deceased_on", "not_dead")),
        ({"hasil": "meninggal", "tanggal_meninggal": "01-03-2999"},
         ("deceased_on", "future_date")),
        ({"hasil": "meninggal", "tanggal_meninggal": "01-03-1960"},
         ("deceased_on", "dead_before_birth")),
        ({"hasil": "meninggal", "tanggal_meninggal": "31-02-2020"}, ("deceased_on", "not_a_date")),
    ],
    ids=str,
)  # fmt: skip
def test_row_that_cannot_be_right_is_refused_with_a_remedy(officer, changes, problem):
    person = with_nik()

    assert refusals([asked(person, **changes)], officer) == [problem]


def test_invented_reference_is_refused(officer):
    person = with_nik()

    rows = [asked(person, referensi=f"{person.pk}-00000000")]
    assert refusals(rows, officer) == [("reference", "changed_since")]


def test_answer_about_what_was_corrected_since_is_refused(officer):
    person = with_nik()
    row = asked(person)
    change_person(person=person, name="Tono Rusdianto", by=officer)

    assert refusals([row], officer) == [("reference", "changed_since")]


def test_older_answer_is_refused(officer):
    person = with_nik()
    answer([asked(person)], officer)

    rows = [asked(person, "tidak padan", tanggal_jawaban="30-07-2021")]
    assert refusals(rows, officer) == [("answered_on", "older_answer")]


def test_number_of_two_entries_needs_the_reference(officer):
    first, second = with_nik(), with_nik()

    assert refusals([{"nik": NIK, "hasil": "padan"}], officer) == [("nik", "ambiguous")]
    answer([asked(second)], officer)
    assert (state(first)[0], state(second)[0]) == ("unchecked", "matched")


def test_two_answers_about_one_person_are_refused(officer):
    person = with_nik()

    rows = [asked(person), asked(person, "tidak padan")]
    assert refusals(rows, officer) == [("nik", "twice_in_file")]


def test_person_of_another_city_is_not_there(officer):
    person = with_nik(household=HouseholdFactory(kelurahan=area("32.76.01.1001")))

    assert refusals([asked(person)], officer) == [("reference", "not_found")]


@pytest.mark.parametrize("role", ["facilitator", "lurah", "kecamatan"])
def test_only_officers_bring_answers(role):
    from django.core.exceptions import PermissionDenied

    person = with_nik()

    with pytest.raises(PermissionDenied):
        checked([asked(person)], by=UserFactory(role=role, area=area()), form="civil_answer")


def test_history_keeps_the_row_before_the_answer(officer):
    person = with_nik()

    answer([asked(person, "tidak padan")], officer)

    assert person.events.latest("pgh_id").civil_match == "unchecked"


def test_refused_rows_leave_the_others_alone(officer):
    good, bad = with_nik(), with_nik()

    job = worked(
        import_actions.confirm(
            job=checked([asked(good), asked(bad, "mungkin")], by=officer, form="civil_answer"),
            by=officer, queue=False,
        )
    )  # fmt: skip

    assert (job.state, job.refused) == ("applied", 1)
    assert list(Person.objects.filter(civil_match="matched")) == [good]
