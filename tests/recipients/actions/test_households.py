"""Registering, correcting and setting aside households."""

import pytest
from django.core.exceptions import ValidationError

from recipients import actions, identity
from recipients.models import Household
from tests.factories import (
    HouseholdFactory,
)
from tests.recipients.actions.calls import DAY, register

pytestmark = pytest.mark.django_db


def test_household_is_registered_with_its_sealed_kk_number(officer):
    household = register(officer, kk="3273050102030004", address="Jl. Kenanga 3")

    kk = identity.decrypt(household.kk_cipher, column="household.kk", row_id=household.pk)
    assert kk == "3273050102030004"
    assert bytes(household.kk_index) == identity.blind_index(kk)
    assert household.address == "Jl. Kenanga 3"


def test_registering_the_same_household_twice_makes_one(officer):
    first, second = register(officer), register(officer, address="elsewhere")

    assert first.pk == second.pk
    assert Household.objects.get().address == ""


def test_household_without_the_registers_number_is_refused(officer):
    with pytest.raises(ValidationError):
        register(officer, source_id="")


@pytest.mark.parametrize(
    "kk", ["327305010203000", "32730501020300044", "327305010203000x", "１" * 16]
)
def test_malformed_kk_number_is_refused(officer, kk):
    with pytest.raises(ValidationError):
        register(officer, kk=kk)

    assert not Household.objects.exists()


def test_desil_out_of_range_is_refused_with_a_remedy(officer):
    with pytest.raises(ValidationError):
        register(officer, desil=11)


def test_change_writes_one_history_row_that_names_who(officer):
    household = HouseholdFactory(address="Jl. Lama 1")

    actions.change_household(household=household, by=officer, address="Jl. Baru 2", rt="003")

    event = household.events.select_related("pgh_context").get()
    assert event.address == "Jl. Lama 1"
    assert event.pgh_context.metadata["user"] == officer.pk


def test_change_to_the_same_values_writes_nothing(officer):
    household = HouseholdFactory()

    actions.change_household(household=household, by=officer, address=household.address)

    assert not household.events.exists()


def test_change_keeps_what_others_changed_meanwhile(officer):
    stale = HouseholdFactory(address="Jl. Lama 1")
    Household.objects.update(rw="009")

    actions.change_household(household=stale, by=officer, address="Jl. Baru 2")

    assert Household.objects.get().rw == "009"


def test_deactivating_twice_keeps_the_first_reason(officer):
    household = HouseholdFactory()

    actions.deactivate_household(household=household, reason="moved", on=DAY, by=officer)
    actions.deactivate_household(household=household, reason="other", on=DAY, by=officer)

    household.refresh_from_db()
    assert (household.status, household.deactivated_because) == ("deactivated", "moved")


@pytest.mark.parametrize("reason", ["", "nonsense"])
def test_deactivating_needs_a_known_reason(officer, reason):
    with pytest.raises(ValidationError):
        actions.deactivate_household(
            household=HouseholdFactory(), reason=reason, on=DAY, by=officer
        )


def test_reactivating_clears_reason_and_date(officer):
    household = HouseholdFactory()
    actions.deactivate_household(household=household, reason="moved", on=DAY, by=officer)

    actions.reactivate_household(household=household, by=officer)

    household.refresh_from_db()
    assert (household.status, household.deactivated_because) == ("active", "")
