"""What a role may do comes from one table."""

import pytest
from django.contrib.auth.models import Permission

from accounts import permissions
from accounts.models import Role
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", Role.values)
def test_no_role_may_delete_anything(role):
    assert not [name for name in permissions.of_role(role) if ".delete_" in name]


def test_every_role_has_a_row():
    assert set(permissions.PERMISSIONS) == set(Role)


@pytest.mark.parametrize(
    ("role", "may"),
    [("facilitator", False), ("lurah", True), ("kecamatan", True), ("officer", True)],
)
def test_reveal_follows_the_role(role, may):
    assert UserFactory(role=role).has_perm(permissions.REVEAL_NUMBER) is may


@pytest.mark.parametrize("role", ["facilitator", "lurah", "kecamatan"])
def test_only_officers_change_the_register(role):
    user = UserFactory(role=role)

    assert user.has_perm("recipients.view_household")
    assert not user.has_perm("recipients.change_household")


def test_shut_account_may_nothing():
    assert not UserFactory(role="officer", is_active=False).has_perm("recipients.view_household")


def test_permission_granted_in_the_database_counts_for_nothing():
    user = UserFactory(role="facilitator")
    user.user_permissions.add(Permission.objects.get(codename="delete_household"))

    assert not user.has_perm("recipients.delete_household")


def test_unknown_role_has_no_permission():
    assert permissions.of_role("") == frozenset()
