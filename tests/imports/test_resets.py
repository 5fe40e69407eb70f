"""What an import changes about a person takes back what had been found out about the old value."""

import datetime

import pytest

from recipients import actions as edits
from recipients.models import Person
from tests.imports.files import applied, officer, roster_row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_heartbeat")]


@pytest.fixture
def by():
    return officer()


@pytest.fixture
def matched(by):
    """A person from a roster whom the civil registry knows."""
    applied([roster_row(1)], by=by)
    Person.objects.update(civil_match="matched")
    return Person.objects.get()


@pytest.mark.parametrize(
    "change",
    [
        {"nik": "3273055201800077"},
        {"nik": ""},
        {"nama": "Siti Rohmah"},
        {"tanggal_lahir": "13-01-1980"},
        {"tanggal_lahir": ""},
    ],
)
def test_civil_registrys_answer_ends_with_what_it_was_about(matched, by, change):
    job = applied([roster_row(1, **change)], by=by)

    assert job.changed == 1
    assert Person.objects.get().civil_match == "unchecked"


def test_civil_registrys_answer_survives_other_changes(matched, by):
    job = applied([roster_row(1, jenis_kelamin="L", hubungan_keluarga="anak")], by=by)

    assert job.changed == 1
    assert Person.objects.get().civil_match == "matched"


@pytest.mark.parametrize(
    "fields", [{"name": "Siti Rohmah"}, {"birth_date": datetime.date(1980, 1, 13)}]
)
def test_single_edit_follows_the_same_rule(matched, by, fields):
    edits.change_person(person=matched, by=by, **fields)

    assert Person.objects.get().civil_match == "unchecked"


def test_single_edit_that_changes_nothing_keeps_the_answer(matched, by):
    edits.change_person(person=matched, by=by, name=matched.name)

    assert Person.objects.get().civil_match == "matched"


def test_undo_brings_the_answer_back(matched, by):
    from imports import actions

    job = applied([roster_row(1, nama="Siti Rohmah")], by=by)

    actions.undo(job=job, by=by)

    assert Person.objects.get().civil_match == "matched"


def test_new_birth_date_is_compared_with_the_nik(matched, by):
    applied([roster_row(1, tanggal_lahir="13-01-1980")], by=by)

    assert "birth_date" in Person.objects.get().nik_warnings


def test_file_without_birth_dates_is_compared_with_the_registers(matched, by):
    applied([roster_row(1, tanggal_lahir="13-01-1980")], by=by)
    row = roster_row(1, nama="Siti Rohmah")
    del row["tanggal_lahir"], row["jenis_kelamin"]

    applied([row], by=by)

    person = Person.objects.get()
    assert person.birth_date == datetime.date(1980, 1, 13)
    assert "birth_date" in person.nik_warnings


def test_a_person_said_to_live_has_no_day_of_death(matched, by):
    Person.objects.update(deceased=True, deceased_on=datetime.date(2020, 1, 1))

    job = applied([roster_row(1, meninggal="tidak")], by=by)

    person = Person.objects.get()
    assert (job.state, person.deceased, person.deceased_on) == ("applied", False, None)
