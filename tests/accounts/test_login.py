"""Staff log in with allauth: counted tries, one answer, a second factor where required."""

import base64

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts import attempts
from accounts.adapter import EncryptedSecretsAdapter
from accounts.models import RateLimitCount
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "kata-sandi-uji"
SECRET = base64.b32encode(b"twenty bytes of seed").decode()


@pytest.fixture
def user():
    return UserFactory(username="lurah.antapani")


def log_in(client, username="lurah.antapani", password=PASSWORD, **headers):
    return client.post(
        reverse("account_login"), {"login": username, "password": password}, headers=headers
    )


def add_totp(user):
    return totp.TOTP.activate(user, SECRET).instance


def code(step=0):
    now = list(totp.yield_hotp_counters_from_time())[1]
    return totp.format_hotp_value(totp.hotp_value(SECRET, now + step))


def is_logged_in(client):
    return "_auth_user_id" in client.session


def answer(response):
    return [error for errors in response.context["form"].errors.values() for error in errors]


def test_right_password_logs_in(client, user):
    response = log_in(client)

    assert response.status_code == 302
    assert is_logged_in(client)


def test_unknown_name_and_wrong_password_answer_alike(client, user):
    wrong = log_in(client, password="not it at all")
    unknown = log_in(client, username="nobody.here", password="not it at all")

    assert answer(wrong) == answer(unknown) != []
    assert wrong.status_code == unknown.status_code


def test_shut_account_answers_like_a_wrong_password(client, user):
    wrong = answer(log_in(client, password="not it at all"))
    user.is_active = False
    user.save()

    assert answer(log_in(client)) == wrong
    assert not is_logged_in(client)


@pytest.mark.parametrize(
    "name", ["account_signup", "account_reset_password", "account_email", "account_set_password"]
)
def test_there_is_no_sign_up_nor_reset_by_mail(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_django_admin_login_leads_to_the_portal_login(client):
    response = client.get("/admin/login/?next=/admin/")

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_twentieth_wrong_password_is_the_last_one_looked_at(client, user):
    for _ in range(attempts.WRONG_PASSWORDS_PER_ACCOUNT):
        log_in(client, password="not it at all")

    log_in(client)

    assert not is_logged_in(client)


def test_right_password_uses_up_no_try(client, user):
    log_in(client)

    assert set(RateLimitCount.objects.values_list("count", flat=True)) == {0}


def test_strangers_cannot_lock_the_owner_out_of_their_own_browser(client, user):
    log_in(client)
    client.post(reverse("account_logout"))
    stranger = Client(REMOTE_ADDR="198.51.100.7")
    for _ in range(attempts.WRONG_PASSWORDS_PER_ACCOUNT + 1):
        log_in(stranger, password="not it at all")

    log_in(client)

    assert is_logged_in(client)


def test_strangers_wrong_passwords_stop_another_stranger(client, user):
    stranger = Client(REMOTE_ADDR="198.51.100.7")
    for _ in range(attempts.WRONG_PASSWORDS_PER_ACCOUNT):
        log_in(stranger, password="not it at all")

    log_in(Client(REMOTE_ADDR="203.0.113.9"))

    assert not is_logged_in(stranger)


def test_browser_cookie_of_one_account_does_not_count_for_another(client, user):
    UserFactory(username="orang.lain")
    log_in(client, username="orang.lain")
    client.post(reverse("account_logout"))
    for _ in range(attempts.WRONG_PASSWORDS_PER_ACCOUNT):
        log_in(Client(REMOTE_ADDR="198.51.100.7"), password="not it at all")

    log_in(client)

    assert not is_logged_in(client)


def test_logs_hold_no_typed_name(client, user, caplog):
    log_in(client, username="rahasia-terketik", password="not it at all")
    log_in(client, password="not it at all")
    log_in(client)

    assert "rahasia-terketik" not in caplog.text
    assert user.username not in caplog.text
    assert str(user.pk) in caplog.text


def test_second_factor_is_asked_for_after_the_password(client, user):
    add_totp(user)

    response = log_in(client)

    assert response["Location"] == reverse("mfa_authenticate")
    assert not is_logged_in(client)


def test_right_code_completes_the_login(client, user):
    add_totp(user)
    log_in(client)

    client.post(reverse("mfa_authenticate"), {"code": code()})

    assert is_logged_in(client)


def test_code_works_once_in_all_browsers(client, user):
    add_totp(user)
    log_in(client)
    used = code()
    client.post(reverse("mfa_authenticate"), {"code": used})
    cache.clear()  # what another process knows
    other = Client()
    log_in(other)

    other.post(reverse("mfa_authenticate"), {"code": used})

    assert not is_logged_in(other)


def test_codes_cannot_be_guessed_on_and_on(client, user):
    add_totp(user)
    log_in(client)
    for _ in range(attempts.WRONG_CODES_PER_ACCOUNT):
        client.post(reverse("mfa_authenticate"), {"code": "xxxxxx"})

    client.post(reverse("mfa_authenticate"), {"code": code()})

    assert not is_logged_in(client)


def test_second_factor_secret_is_sealed_at_rest(user):
    data = add_totp(user).data["secret"]

    assert SECRET not in data
    assert SECRET.encode() not in base64.b64decode(data)
    assert EncryptedSecretsAdapter().decrypt(data) == SECRET


def test_staff_without_second_factor_reach_only_their_account(client, user):
    client.force_login(user)

    assert client.get("/admin/")["Location"] == reverse("mfa_index")
    assert client.get("/petugas/apa-saja/")["Location"] == reverse("mfa_index")
    assert client.get(reverse("mfa_index")).status_code == 200


def test_a_made_up_script_name_does_not_spare_the_second_factor(client, user):
    client.force_login(user)

    response = client.get("/admin/", SCRIPT_NAME="/made-up")

    assert response.status_code == 302
    assert response["Location"].endswith("/petugas/akun/2fa/")


def test_staff_with_second_factor_reach_their_work(client, user):
    add_totp(user)
    client.force_login(user)

    assert client.get("/admin/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(client, user):
    Authenticator.objects.create(
        user=user, type="recovery_codes", data={"seed": "x", "used_mask": 0}
    )
    client.force_login(user)

    assert client.get("/admin/")["Location"] == reverse("mfa_index")


def test_demo_may_do_without_second_factor(client, user, settings):
    settings.STAFF_MFA_REQUIRED = False
    client.force_login(user)

    assert client.get("/admin/").status_code == 200


def test_last_second_factor_cannot_be_given_up(user):
    factor = add_totp(user)

    assert not EncryptedSecretsAdapter().can_delete_authenticator(factor)


def test_shutting_an_account_ends_its_sessions(client, user):
    add_totp(user)
    client.force_login(user)
    user.is_active = False
    user.save()

    response = client.get("/admin/", follow=True)

    assert response.redirect_chain[-1][0].startswith(reverse("account_login"))


def test_new_password_ends_open_sessions(client, user):
    add_totp(user)
    client.force_login(user)
    user.password = make_password("kata-sandi-baru")
    user.save()

    response = client.get("/admin/", follow=True)

    assert response.redirect_chain[-1][0].startswith(reverse("account_login"))


@pytest.mark.parametrize(
    "name",
    ["mfa_index", "mfa_list_webauthn", "account_change_password", "account_reauthenticate",
     "account_logout", "mfa_reauthenticate"],
)  # fmt: skip
def test_account_page_is_shown(client, user, name):
    add_totp(user)
    client.force_login(user)

    response = client.get(reverse(name))

    assert response.status_code == 200
    assert response["Cache-Control"].count("no-store")
    assert " style=" not in response.text
    assert "onclick" not in response.text
