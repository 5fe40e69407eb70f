"""Staff accounts and the access log in the admin."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import authenticate
from django.urls import reverse

from accounts import actions
from accounts.models import AccessLog, User
from tests.factories import PersonFactory, UserFactory, area

pytestmark = pytest.mark.django_db
PASSWORD = "tiga-kucing-di-atap-9"


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.STAFF_MFA_REQUIRED = False


@pytest.fixture
def administrator(client):
    user = UserFactory(role="administrator", area=None, username="kepala")
    client.force_login(user)
    return user


def url(user, name="change"):
    return reverse(f"admin:accounts_user_{name}", args=[user.pk])


def test_administrator_makes_an_account(client, administrator):
    area()

    client.post(
        reverse("admin:accounts_user_add"),
        {"username": "lurah.baru", "password": PASSWORD, "role": "lurah", "area": "32.73.05.1006"},
    )

    user = User.objects.get(username="lurah.baru")
    assert (user.role, user.area_id, user.is_superuser) == ("lurah", "32.73.05.1006", False)


@pytest.mark.parametrize(
    "changes", [{"password": "short"}, {"area": ""}, {"area": "99"}, {"role": "king"}]
)
def test_impossible_account_is_refused(client, administrator, changes):
    area()
    data = {"username": "x", "password": PASSWORD, "role": "lurah", "area": "32.73.05.1006"}

    response = client.post(reverse("admin:accounts_user_add"), data | changes)

    assert response.context["form"].errors
    assert not User.objects.filter(username="x").exists()


def test_role_and_area_are_assigned_by_a_button(client, administrator):
    user = UserFactory(role="lurah", area=area())

    client.post(url(user, "assign"), {"role": "kecamatan", "area": "32.73.05"})

    user.refresh_from_db()
    assert (user.role, user.area_id) == ("kecamatan", "32.73.05")


def test_new_password_works_at_once(client, administrator):
    user = UserFactory()

    client.post(url(user, "password"), {"password": PASSWORD})

    assert authenticate(username=user.username, password=PASSWORD) == user


def test_lost_second_factor_is_removed(client, administrator):
    user = UserFactory()
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})

    client.post(url(user, "second-factor"))

    assert not Authenticator.objects.exists()


def test_account_is_shut_and_opened_by_buttons(client, administrator):
    user = UserFactory()

    client.post(url(user, "shut"))
    assert not User.objects.get(pk=user.pk).is_active
    client.post(url(user, "open"))

    assert User.objects.get(pk=user.pk).is_active


def test_account_page_tells_who_changed_it(client, administrator):
    user = UserFactory(role="lurah", area=area())
    actions.assign_area(user=user, role="kecamatan", area=area("32.73.05"), by=administrator)

    page = client.get(url(user)).text

    assert "32.73.05.1006" in page
    assert administrator.username in page


def test_account_page_shows_no_password_hash(client, administrator):
    user = UserFactory()

    assert user.password not in client.get(url(user)).text


@pytest.mark.parametrize("name", ["change", "assign", "password", "second-factor", "shut"])
def test_administrator_of_one_city_finds_no_staff_of_another(client, name):
    client.force_login(UserFactory(role="administrator", area=area("32.73")))
    stranger = UserFactory(area=area("32.76"))

    assert client.get(url(stranger, name)).status_code == 404


def test_administrator_of_one_city_gives_no_area_of_another(client):
    client.force_login(UserFactory(role="administrator", area=area("32.73")))
    user = UserFactory(area=area("32.73"))
    area("32.76")

    response = client.post(url(user, "assign"), {"role": "officer", "area": "32.76"})

    assert response.context["form"].errors["area"]


@pytest.mark.parametrize("role", ["facilitator", "lurah", "kecamatan", "officer"])
def test_only_administrators_see_accounts_and_the_access_log(client, role):
    user = UserFactory(role=role)
    client.force_login(user)

    assert client.get(reverse("admin:accounts_user_changelist")).status_code == 403
    assert client.get(reverse("admin:accounts_accesslog_changelist")).status_code == 403
    assert client.get(url(user)).status_code == 403


def test_access_log_is_for_looking_only(client, administrator):
    entry = actions.record_access(by=administrator, action=AccessLog.Action.VIEW)
    page = reverse("admin:accounts_accesslog_change", args=[entry.pk])

    assert client.get(page).status_code == 200
    assert client.post(page, {"reason": "x"}).status_code == 403


def test_access_log_of_another_city_is_not_found(client):
    client.force_login(UserFactory(role="administrator", area=area("32.73")))
    stranger = UserFactory(area=area("32.76"))
    entry = actions.record_access(by=stranger, action=AccessLog.Action.VIEW)

    page = reverse("admin:accounts_accesslog_change", args=[entry.pk])

    assert client.get(page).status_code == 404


def test_access_log_leads_to_what_was_looked_at(client, administrator):
    person = PersonFactory()
    actions.record_access(by=administrator, action=AccessLog.Action.VIEW, obj=person)

    page = client.get(reverse("admin:accounts_accesslog_changelist")).text

    address = reverse("admin:recipients_person_change", args=[person.pk])
    assert f'<a href="{address}">' in page
