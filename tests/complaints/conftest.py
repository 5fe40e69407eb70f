import pytest

from accounts.models import Role
from tests.complaints.factories import KELURAHAN, officer


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.STAFF_MFA_REQUIRED = False


@pytest.fixture
def by(db):
    """An officer of the city."""
    return officer()


@pytest.fixture
def staff(client, by):
    """A browser in which the officer is signed in."""
    client.force_login(by)
    return client


@pytest.fixture
def sign_in(client):
    """Sign a role in for an area, and return who it is."""

    def signed_in(role, code=KELURAHAN):
        user = officer(code, Role(role))
        client.force_login(user)
        return user

    return signed_in
