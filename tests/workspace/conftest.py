import pytest

from tests.factories import UserFactory, area

OWN, OTHER = "32.73.05.1006", "32.73.05.1001"


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.STAFF_MFA_REQUIRED = False


@pytest.fixture
def lurah(db):
    return UserFactory(role="lurah", area=area(OWN), username="bu.lurah")


@pytest.fixture
def facilitator(db):
    return UserFactory(role="facilitator", area=area(OWN))


@pytest.fixture
def officer(db):
    return UserFactory(role="officer", area=area("32.73"))


@pytest.fixture
def page(client, lurah):
    client.force_login(lurah)
    return client
