"""Showing one number: after a reason, noted, once."""

import pytest

from accounts.models import AccessLog
from tests.factories import (
    UserFactory,
)
from tests.recipients.admin.pages import NIK, digits, url

pytestmark = pytest.mark.django_db


def reveal(client, obj, reason="pencocokan dengan bank", **extra):
    form = client.get(url(obj, "reveal")).context["form"]
    data = {"reason": reason, "token": form.initial["token"], **extra}
    return data, client.post(url(obj, "reveal"), data)


def test_number_is_shown_after_a_reason_and_noted_once(staff, person, officer):
    _, response = reveal(staff, person)

    assert "3273 0502 0170 0001" in response.text
    assert "no-store" in response["Cache-Control"]
    entry = AccessLog.objects.get()
    assert (entry.user, entry.action, entry.object_id) == (officer, "reveal_nik", person.pk)
    assert entry.reason == "pencocokan dengan bank"


def test_kk_number_is_shown_and_noted_as_such(staff, person):
    _, response = reveal(staff, person.household)

    assert "3273 0501 0203 0004" in response.text
    assert AccessLog.objects.get().action == "reveal_kk"


def test_asking_for_a_number_shows_none(staff, person):
    response = staff.get(url(person, "reveal"))

    assert NIK not in digits(response.text)
    assert not AccessLog.objects.exists()


def test_reloading_the_answer_shows_no_number(staff, person):
    data, _ = reveal(staff, person)

    again = staff.post(url(person, "reveal"), data)

    assert NIK not in digits(again.text)
    assert AccessLog.objects.count() == 1


@pytest.mark.parametrize("reason", ["", "abc", f"cek {NIK}", "NIK 3273-0502-01"])
def test_poor_reason_shows_no_number(staff, person, reason):
    _, response = reveal(staff, person, reason)

    assert "3273 0502 0170 0001" not in response.text
    assert not AccessLog.objects.exists()


def test_made_up_token_shows_no_number(staff, person):
    _, response = reveal(staff, person, token="made-up")

    assert "3273 0502 0170 0001" not in response.text


def test_facilitator_may_not_see_numbers(client, person):
    client.force_login(UserFactory(role="facilitator", area=person.household.kelurahan))

    assert client.get(url(person, "reveal")).status_code == 403
    assert client.post(url(person, "reveal"), {"reason": "ingin tahu"}).status_code == 403
    assert url(person, "reveal") not in client.get(url(person)).text
