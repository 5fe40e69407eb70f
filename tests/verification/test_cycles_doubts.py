"""What a return leaves as it is: doubts nobody guesses, numbers not given away, closed findings."""

import pytest

from recipients.identity import encrypt
from recipients.models import Person
from tests.verification.cycles import (
    KK,
    NIK,
    answers,
    correction,
    entry,
    returned,
    row_of,
    sent,
)
from verification import actions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_media")]


@pytest.fixture
def bystander():
    """Somebody of the same kelurahan whom nobody asks about."""
    return entry(900)


def test_corrected_return_leaves_a_finding_that_was_closed_for_another_reason(officer, bystander):
    person = entry(1)
    finding = correction(person, officer)
    cycle = sent(officer)
    returned(cycle, [row_of(bystander)], officer)
    actions.reopen(finding=finding, note="Masih hidup", by=officer)
    actions.resolve(finding=finding, reason="repaired", by=officer)

    returned(cycle, [row_of(bystander), row_of(person)], officer)

    finding.refresh_from_db()
    assert answers(cycle) == {"P1": ("unchanged", "source_id")}
    assert (finding.state, finding.closed_because) == ("resolved", "repaired")


def test_two_rows_with_the_nik_of_one_person_are_a_doubt(officer, bystander):
    person = entry(1)
    correction(person, officer)
    cycle = sent(officer)

    anew = [row_of(person, id_individu=number, id_keluarga="KB") for number in ("X1", "X2")]
    returned(cycle, [row_of(bystander), *anew], officer)

    assert answers(cycle) == {"P1": ("ambiguous", "none")}


def test_one_row_with_the_nik_of_two_people_is_a_doubt(officer, bystander):
    person = entry(1)
    double = entry(2, household=person.household, name=person.name)
    Person.objects.filter(pk=double.pk).update(
        nik_index=person.nik_index,
        nik_cipher=encrypt(NIK.format(1), column="person.nik", row_id=double.pk),
    )
    correction(person, officer)
    cycle = sent(officer)

    row = row_of(person, id_individu="X1", id_keluarga="KB")
    returned(cycle, [row_of(bystander), row], officer)

    assert answers(cycle) == {"P1": ("ambiguous", "none")}


@pytest.mark.parametrize("kept", ["no_kk", "nik", "tanggal_lahir", "nama"])
def test_source_number_stays_with_whoever_kept_one_sign_of_it(officer, bystander, kept):
    person = entry(1)
    correction(person, officer)
    cycle = sent(officer)
    others = {
        "nama": "Zulkifli Harahap", "nik": NIK.format(777), "no_kk": KK.format(777),
        "tanggal_lahir": "01-02-1999",
    }  # fmt: skip
    others.pop(kept)

    returned(cycle, [row_of(bystander), row_of(person, **others)], officer)

    assert answers(cycle) == {"P1": ("unchanged", "source_id")}
