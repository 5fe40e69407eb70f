"""Buttons call actions; nothing is deleted."""

import datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from recipients.models import Stage
from tests.factories import (
    DisbursementFactory,
    EnrolmentFactory,
    ProgrammeFactory,
    UserFactory,
    area,
)
from tests.recipients.admin.pages import KK, url

pytestmark = pytest.mark.django_db


def test_buttons_call_actions_in_the_name_of_who_pressed(staff, person, officer):
    response = staff.post(
        url(person.household, "deactivate"), {"reason": "moved", "on": "2020-06-04"}
    )

    assert response["Location"] == url(person.household)
    person.household.refresh_from_db()
    assert person.household.deactivated_because == "moved"
    event = person.household.events.select_related("pgh_context").latest("pgh_id")
    assert event.pgh_context.metadata["user"] == officer.pk


def test_household_is_not_deactivated_on_a_day_still_to_come(staff, person):
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)

    response = staff.post(
        url(person.household, "deactivate"), {"reason": "moved", "on": tomorrow.isoformat()}
    )

    assert response.context["form"].errors["on"]
    person.household.refresh_from_db()
    assert person.household.status == "active"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("edit", {"kelurahan": "32.73.05.1006", "register": "non_dtks", "register_name": "X"}),
        ("kk", {"text": ""}),
        ("member", {"name": "Siti", "relation": "spouse"}),
        ("deactivate", {"reason": "moved", "on": "2020-06-04"}),
    ],
)
def test_lurah_sees_no_button_that_writes_and_cannot_press_it(client, person, name, data):
    client.force_login(UserFactory(role="lurah", area=person.household.kelurahan))

    assert url(person.household, name) not in client.get(url(person.household)).text
    assert client.post(url(person.household, name), data).status_code == 403


def test_household_cannot_be_moved_to_a_foreign_kelurahan(staff, person):
    area("32.76.01.1006")

    response = staff.post(
        url(person.household, "edit"),
        {"kelurahan": "32.76.01.1006", "register": "dtks", "register_name": "DTKS"},
    )

    assert response.context["form"].errors["kelurahan"]


def test_household_form_sent_twice_registers_one_household(staff):
    area()
    form = staff.get(reverse("admin:recipients_household_add")).context["form"]
    data = {
        "kelurahan": "32.73.05.1006", "register": "non_dtks", "register_name": "Covid",
        "kk": KK, "source_id": form.initial["source_id"],
    }  # fmt: skip

    first = staff.post(reverse("admin:recipients_household_add"), data)
    second = staff.post(reverse("admin:recipients_household_add"), data)

    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]


def test_card_holder_is_chosen_among_the_household_only(staff, person, stranger):
    enrolment = EnrolmentFactory(household=person.household)

    page = staff.get(url(enrolment, "card-holder")).text

    assert "Tono Rusdiantono" in page
    assert "Asep Orang Depok" not in page


def test_payment_is_recorded_from_the_enrolments_page(staff, person):
    payment = DisbursementFactory(enrolment__household=person.household, status="planned")

    staff.post(
        url(payment, "paid"),
        {"stage": payment.stage_id, "channel": "bjb", "paid_on": "2020-06-04"},
    )

    payment.refresh_from_db()
    assert payment.status == "paid"


def test_what_an_action_refuses_is_said_on_the_form(staff, person):
    response = staff.post(url(person.household, "kk"), {"text": "123"})

    assert response.status_code == 200
    assert response.context["form"].non_field_errors()


@pytest.mark.parametrize("kind", ["household", "person", "enrolment", "disbursement", "programme"])
def test_nothing_can_be_deleted(staff, person, kind):
    payment = DisbursementFactory(enrolment__household=person.household)
    objects = {
        "household": person.household, "person": person, "enrolment": payment.enrolment,
        "disbursement": payment, "programme": payment.programme,
    }  # fmt: skip

    response = staff.post(f"/admin/recipients/{kind}/{objects[kind].pk}/delete/", {"post": "yes"})

    assert response.status_code == 404


def test_django_log_keeps_no_copy_of_names(staff, person):
    staff.post(
        reverse("admin:recipients_programme_add"),
        {"name": "PKH", "slug": "pkh", "funder_level": "pusat", "funder": "Kemensos",
         "legal_basis": "x", "benefit": "money", "stages-TOTAL_FORMS": "0",
         "stages-INITIAL_FORMS": "0"},
    )  # fmt: skip
    staff.post(url(person, "nik"), {"text": ""})

    assert not LogEntry.objects.exists()


def test_a_stage_stays_with_its_programme(staff):
    payment = DisbursementFactory()
    stage, other = payment.stage, ProgrammeFactory()

    response = staff.post(url(stage), {
        "programme": other.pk, "number": stage.number, "period_start": "2020-05-01",
        "period_end": "2020-05-31", "amount": "250000", "goods": "",
    })  # fmt: skip

    assert response.status_code == 302
    kept = Stage.objects.get(pk=stage.pk)
    assert (kept.amount, kept.programme) == (250_000, payment.programme)
