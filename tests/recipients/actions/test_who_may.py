"""Which roles may write, and where."""

import pytest
from django.core.exceptions import PermissionDenied

from recipients import actions
from tests.factories import (
    EnrolmentFactory,
    HouseholdFactory,
    PersonFactory,
    ProgrammeFactory,
    StageFactory,
    UserFactory,
    area,
)
from tests.recipients.actions.calls import DAY, NIK, add, pay, register

pytestmark = pytest.mark.django_db


HOUSEHOLD_ACTIONS = {
    "change": lambda o, by: actions.change_household(household=o, by=by, rt="009"),
    "set_kk": lambda o, by: actions.set_kk(household=o, text="", by=by),
    "deactivate": lambda o, by: actions.deactivate_household(
        household=o, reason="moved", on=DAY, by=by
    ),
    "reactivate": lambda o, by: actions.reactivate_household(household=o, by=by),
    "add_person": lambda o, by: add(by, o),
    "enrol": lambda o, by: actions.enrol(household=o, programme=ProgrammeFactory(), by=by),
    "register": lambda o, by: register(by, kelurahan=o.kelurahan),
    "change_person": lambda o, by: actions.change_person(
        person=PersonFactory(household=o), by=by, name="Toni"
    ),
    "set_nik": lambda o, by: actions.set_nik(person=PersonFactory(household=o), text=NIK, by=by),
    "civil_match": lambda o, by: actions.set_civil_match(
        person=PersonFactory(household=o), match="matched", by=by
    ),
    "put_back": lambda o, by: actions.put_back(
        person=PersonFactory(household=o, hidden_from_search=True), by=by, reason="at their wish"
    ),
    "suspend": lambda o, by: actions.suspend(enrolment=EnrolmentFactory(household=o), by=by),
    "end": lambda o, by: actions.end_enrolment(enrolment=EnrolmentFactory(household=o), by=by),
    "pay": lambda o, by: pay(by, EnrolmentFactory(household=o), StageFactory()),
    "fail": lambda o, by: actions.record_failure(
        enrolment=EnrolmentFactory(household=o), stage=StageFactory(), channel="pos",
        reason="moved", by=by,
    ),
    "return": lambda o, by: actions.record_return(
        enrolment=EnrolmentFactory(household=o), stage=StageFactory(), channel="pos",
        reason="moved", by=by,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOUSEHOLD_ACTIONS)
@pytest.mark.parametrize("role", ["facilitator", "lurah", "kecamatan"])
def test_roles_that_only_look_may_not_write(name, role):
    household = HouseholdFactory()

    with pytest.raises(PermissionDenied):
        HOUSEHOLD_ACTIONS[name](household, UserFactory(role=role, area=household.kelurahan))


@pytest.mark.parametrize("name", HOUSEHOLD_ACTIONS)
def test_officer_of_another_city_may_not_write(name):
    stranger = UserFactory(role="officer", area=area("32.76"))

    with pytest.raises(PermissionDenied):
        HOUSEHOLD_ACTIONS[name](HouseholdFactory(), stranger)


@pytest.mark.parametrize("name", HOUSEHOLD_ACTIONS)
def test_officer_of_the_city_may_write(name, officer):
    assert HOUSEHOLD_ACTIONS[name](HouseholdFactory(), officer)


def test_household_cannot_be_moved_out_of_the_officers_area(officer):
    household = HouseholdFactory()

    with pytest.raises(PermissionDenied):
        actions.change_household(household=household, by=officer, kelurahan=area("32.76.01.1006"))


def test_area_code_that_only_begins_alike_is_foreign():
    officer = UserFactory(role="officer", area=area("32.73.05"))

    with pytest.raises(PermissionDenied):
        register(officer, kelurahan=area("32.73.06.1001"))
