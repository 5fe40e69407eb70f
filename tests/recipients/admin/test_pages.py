"""Pages of the register: evidence of one's own area, no number, every look noted."""

import pytest

from accounts.models import AccessLog
from recipients import actions, identity
from tests.factories import (
    DisbursementFactory,
)
from tests.recipients.admin.pages import KK, NIK, url

pytestmark = pytest.mark.django_db


def test_person_page_shows_name_and_mask_but_no_number(staff, person):
    page = staff.get(url(person)).text

    assert "Tono Rusdiantono" in page
    assert identity.MASK in page
    assert NIK not in page.replace(" ", "")


def test_household_page_shows_members_payments_and_no_number(staff, person):
    payment = DisbursementFactory(enrolment__household=person.household)

    page = staff.get(url(person.household)).text

    assert "Tono Rusdiantono" in page
    assert url(payment) in page
    assert KK not in page.replace(" ", "")


@pytest.mark.parametrize("kind", ["person", "household"])
def test_opening_a_page_is_noted_once(staff, person, officer, kind):
    obj = person if kind == "person" else person.household

    staff.get(url(obj))

    entry = AccessLog.objects.get()
    assert (entry.user, entry.action) == (officer, "view")
    assert (entry.object_type, entry.object_id) == (f"recipients.{kind}", obj.pk)


def test_history_names_who_changed_what_and_masks_numbers(staff, person, officer):
    actions.change_person(person=person, by=officer, name="Tono Rusdiyantono")

    page = staff.get(url(person)).text

    assert "Tono Rusdiyantono" in page
    assert "Tono Rusdiantono" in page
    assert officer.username in page
    assert bytes(person.nik_cipher).hex() not in page
    assert "b&#x27;" not in page


PAGES = [
    ("household", ["change", "reveal", "edit", "kk", "member", "enrol", "deactivate", "reactivate"]),
    ("person", ["change", "reveal", "edit", "nik", "civil-registry"]),
    ("enrolment", ["change", "paid", "failed", "returned", "card-holder", "suspend", "resume", "end"]),
    ("disbursement", ["change", "paid", "failed", "returned"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, names in PAGES for name in names]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_foreign_object_answers_like_none_at_all(staff, stranger, kind, name, method):
    payment = DisbursementFactory(enrolment__household=stranger.household)
    obj = {
        "household": stranger.household, "person": stranger, "enrolment": payment.enrolment,
        "disbursement": payment,
    }[kind]  # fmt: skip

    foreign = getattr(staff, method)(url(obj, name))
    missing = getattr(staff, method)(url(type(obj)(pk=10**9), name))

    expected = 403 if (name, method) == ("change", "post") else 404
    assert foreign.status_code == missing.status_code == expected
    assert not AccessLog.objects.exists()
