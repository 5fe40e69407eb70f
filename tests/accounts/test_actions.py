"""Staff accounts are made, assigned and shut by actions only."""

import pytest
from django.core.exceptions import ValidationError
from django.db import Error, transaction

from accounts import actions
from accounts.models import AccessLog, Role, User
from tests.factories import HouseholdFactory, UserFactory, area

pytestmark = pytest.mark.django_db
PASSWORD = "tiga-kucing-di-atap-9"


def make(**changes):
    values = {
        "username": "lurah.antapani",
        "password": PASSWORD,
        "role": Role.LURAH,
        "area": area(),
        "by": None,
    }
    return actions.create_staff(**{**values, **changes})


def test_new_staff_may_log_in_with_their_password():
    user = make()

    assert user.check_password(PASSWORD)
    assert user.is_active
    assert user.is_staff
    assert not user.is_superuser


@pytest.mark.parametrize("password", ["short", "password1234", "lurah.antapani"])
def test_weak_password_is_refused(password):
    with pytest.raises(ValidationError):
        make(password=password)


def test_taken_name_is_refused():
    make()

    with pytest.raises(ValidationError):
        make()


def test_staff_without_area_are_refused():
    with pytest.raises(ValidationError):
        make(area=None)


def test_administrator_needs_no_area():
    assert make(role=Role.ADMINISTRATOR, area=None).sees_everything


def test_assigning_an_area_keeps_who_did_it():
    user, administrator = make(), UserFactory(role="administrator", area=None)

    actions.assign_area(user=user, role=Role.KECAMATAN, area=area("32.73.05"), by=administrator)

    event = user.events.select_related("pgh_context").get()
    assert event.role == Role.LURAH
    assert event.pgh_context.metadata["user"] == administrator.pk
    user.refresh_from_db()
    assert (user.role, user.area_id) == (Role.KECAMATAN, "32.73.05")


def test_administrator_cannot_change_their_own_account():
    administrator = UserFactory(role="administrator", area=None)

    with pytest.raises(ValidationError):
        actions.assign_area(user=administrator, role=Role.OFFICER, area=area(), by=administrator)
    with pytest.raises(ValidationError):
        actions.deactivate_staff(user=administrator, by=administrator)


def test_deactivating_twice_changes_nothing_the_second_time():
    user, administrator = make(), UserFactory(role="administrator", area=None)

    actions.deactivate_staff(user=user, by=administrator)
    actions.deactivate_staff(user=user, by=administrator)

    assert not User.objects.get(pk=user.pk).is_active
    assert user.events.count() == 1


def test_reactivating_opens_the_account_again():
    user, administrator = make(), UserFactory(role="administrator", area=None)
    actions.deactivate_staff(user=user, by=administrator)

    actions.reactivate_staff(user=user, by=administrator)

    assert User.objects.get(pk=user.pk).is_active


def test_access_is_recorded_with_its_object():
    user, household = UserFactory(), HouseholdFactory()

    actions.record_access(by=user, action=AccessLog.Action.VIEW, obj=household)

    entry = AccessLog.objects.get()
    assert (entry.user, entry.object_type, entry.object_id) == (
        user, "recipients.household", household.pk,
    )  # fmt: skip


@pytest.mark.parametrize("write", ["update", "delete"])
def test_access_log_cannot_be_rewritten(write):
    actions.record_access(by=UserFactory(), action=AccessLog.Action.VIEW)
    entries = AccessLog.objects.all()

    with pytest.raises(Error), transaction.atomic():
        entries.update(reason="") if write == "update" else entries.delete()

    assert AccessLog.objects.count() == 1


def test_createsuperuser_makes_an_administrator():
    user = User.objects.create_superuser("kepala", password=PASSWORD)

    assert user.role == Role.ADMINISTRATOR
