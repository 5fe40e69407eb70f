"""Adding and correcting people; the search follows."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from recipients import actions, identity, search
from recipients.models import NikStatus, Person
from tests.factories import (
    HouseholdFactory,
)
from tests.recipients.actions.calls import DAY, NIK, add

pytestmark = pytest.mark.django_db


def test_person_is_added_with_their_sealed_nik_and_no_history(officer):
    person = add(officer, nik_text="3273.0502.0170.0001")

    assert identity.decrypt(person.nik_cipher, column="person.nik", row_id=person.pk) == NIK
    assert person.nik_status == NikStatus.WELL_FORMED
    assert not person.events.exists()


def test_adding_the_same_person_twice_makes_one(officer):
    household = HouseholdFactory()

    assert add(officer, household).pk == add(officer, household).pk
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "status"),
    [("", "absent"), ("-", "absent"), ("0", "absent"), ("327305020170000", "malformed"),
     (NIK, "well_formed"), ("3273054201700001", "warning")],
)  # fmt: skip
def test_nik_status_follows_the_number(officer, text, status):
    person = add(officer)

    assert actions.set_nik(person=person, text=text, by=officer).nik_status == status


def test_nik_text_that_is_far_too_long_is_refused(officer):
    with pytest.raises(ValidationError):
        actions.set_nik(person=add(officer), text="1" * 300, by=officer)


def test_same_nik_again_changes_nothing(officer):
    person = add(officer, nik_text=NIK)
    before = bytes(person.nik_cipher)

    actions.set_nik(person=person, text=NIK, by=officer)

    assert bytes(Person.objects.get().nik_cipher) == before


def test_new_nik_has_not_been_compared_with_the_civil_registry(officer):
    person = add(officer, nik_text=NIK)
    actions.set_civil_match(person=person, match="matched", by=officer)

    actions.set_nik(person=person, text="3273050201700002", by=officer)

    assert Person.objects.get().civil_match == "unchecked"


@pytest.mark.parametrize(
    ("field", "value", "warning"),
    [("birth_date", datetime.date(1971, 1, 2), "birth_date"), ("sex", "female", "sex")],
)
def test_nik_is_read_again_when_what_it_tells_changes(officer, field, value, warning):
    person = add(officer, nik_text=NIK)

    actions.change_person(person=person, by=officer, **{field: value})

    person.refresh_from_db()
    assert (person.nik_status, person.nik_warnings) == ("warning", [warning])


def test_person_found_living_has_no_date_of_death(officer):
    person = add(officer)
    actions.change_person(person=person, by=officer, deceased=True, deceased_on=DAY)

    actions.change_person(person=person, by=officer, deceased=False)

    assert Person.objects.get().deceased_on is None


def found(name):
    return [match.person_id for match in search.find(name).matches]


def test_search_follows_names_moves_and_wishes(officer):
    person = add(officer, name="Kartika Wulandari")
    assert found("Kartika Wulandari") == [person.pk]

    actions.change_person(person=person, by=officer, name="Ratna Komalasari")
    assert found("Kartika Wulandari") == []
    assert found("Ratna Komalasari") == [person.pk]

    actions.change_person(person=person, by=officer, hidden_from_search=True)
    assert found("Ratna Komalasari") == []


def test_search_finds_nobody_of_a_household_that_was_set_aside(officer):
    person = add(officer, name="Kartika Wulandari")

    actions.deactivate_household(household=person.household, reason="moved", on=DAY, by=officer)
    assert found("Kartika Wulandari") == []
    actions.reactivate_household(household=person.household, by=officer)

    assert found("Kartika Wulandari") == [person.pk]
