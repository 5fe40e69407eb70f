import pytest

from recipients import actions
from tests.factories import PersonFactory, UserFactory, area
from tests.recipients.admin.pages import KK, NIK


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.STAFF_MFA_REQUIRED = False


@pytest.fixture
def officer():
    return UserFactory(role="officer", username="petugas.dinsos")


@pytest.fixture
def staff(client, officer):
    client.force_login(officer)
    return client


@pytest.fixture
def person(officer):
    person = PersonFactory(name="Tono Rusdiantono")
    actions.set_nik(person=person, text=NIK, by=officer)
    actions.set_kk(household=person.household, text=KK, by=officer)
    person.refresh_from_db()
    return person


@pytest.fixture
def stranger():
    return PersonFactory(name="Asep Orang Depok", household__kelurahan=area("32.76.01.1006"))
