"""Enrolling households and recording payments."""

import pytest
from django.core.exceptions import ValidationError

from recipients import actions
from recipients.models import Disbursement, Enrolment
from tests.factories import (
    EnrolmentFactory,
    PersonFactory,
    ProgrammeFactory,
    StageFactory,
)
from tests.recipients.actions.calls import pay

pytestmark = pytest.mark.django_db


def test_enrolling_twice_keeps_the_first_card_holder(officer):
    person = PersonFactory()
    programme = ProgrammeFactory()

    for holder in (person, None):
        actions.enrol(
            household=person.household, programme=programme, card_holder=holder, by=officer
        )

    assert Enrolment.objects.get().card_holder == person


def test_card_holder_from_another_household_is_refused(officer):
    with pytest.raises(ValidationError):
        actions.change_card_holder(
            enrolment=EnrolmentFactory(), card_holder=PersonFactory(), by=officer
        )


def test_suspended_enrolment_can_go_on(officer):
    enrolment = EnrolmentFactory()
    actions.suspend(enrolment=enrolment, by=officer)
    assert Enrolment.objects.get().status == "suspended"

    actions.resume(enrolment=enrolment, by=officer)

    assert Enrolment.objects.get().status == "active"


def test_payment_takes_the_stages_amount_and_counts_once(officer):
    enrolment, stage = EnrolmentFactory(), StageFactory(amount=300_000)

    pay(officer, enrolment, stage)
    pay(officer, enrolment, stage)

    payment = Disbursement.objects.get()
    assert (payment.status, payment.amount) == ("paid", 300_000)
    assert not payment.events.exists()


def test_failure_can_later_become_a_payment(officer):
    enrolment, stage = EnrolmentFactory(), StageFactory()
    actions.record_failure(
        enrolment=enrolment, stage=stage, channel="pos", reason="moved", by=officer
    )

    pay(officer, enrolment, stage, channel="pos")

    payment = Disbursement.objects.get()
    assert (payment.status, payment.failed_because) == ("paid", "")
    assert payment.events.get().failed_because == "moved"


def test_failure_without_reason_is_refused(officer):
    with pytest.raises(ValidationError):
        actions.record_failure(
            enrolment=EnrolmentFactory(), stage=StageFactory(), channel="pos", reason="", by=officer
        )


def test_stage_of_another_programme_is_refused(officer):
    stage = StageFactory(programme=ProgrammeFactory(slug="pkh"))

    with pytest.raises(ValidationError):
        pay(officer, EnrolmentFactory(), stage)
