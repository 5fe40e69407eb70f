"""What a card hands on to a complaint."""

import pytest

from recipients.cards import Named, cards
from tests.factories import (
    DisbursementFactory,
    EnrolmentFactory,
    HouseholdFactory,
    ProgrammeFactory,
    StageFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment():
    return EnrolmentFactory()


def doubt(household):
    (card,) = cards([Named(household.pk, "Tono R•••")])
    return card.doubt


def pay(enrolment, number, **values):
    stage = StageFactory(programme=enrolment.programme, number=number)
    return DisbursementFactory(enrolment=enrolment, stage=stage, **values)


FAILED = {"status": "failed", "failed_because": "account", "paid_on": None}


def test_a_complaint_is_about_the_stage_that_did_not_arrive(enrolment):
    pay(enrolment, 1)
    pay(enrolment, 2, **FAILED)
    pay(enrolment, 3)

    assert doubt(enrolment.household)[1:] == (enrolment.programme.slug, 2)


def test_a_complaint_is_about_the_newest_stage_where_all_were_paid(enrolment):
    pay(enrolment, 1)
    pay(enrolment, 2)

    assert doubt(enrolment.household)[1:] == (enrolment.programme.slug, 2)


def test_a_complaint_before_any_payment_is_about_the_only_programme(enrolment):
    assert doubt(enrolment.household)[1:] == (enrolment.programme.slug, None)


def test_a_complaint_of_several_programmes_without_payment_names_none(enrolment):
    EnrolmentFactory(household=enrolment.household, programme=ProgrammeFactory(slug="pkh"))

    assert doubt(enrolment.household)[1:] == ("", None)


def test_a_complaint_of_a_family_in_no_programme_names_its_kelurahan():
    household = HouseholdFactory()

    assert doubt(household) == (household.kelurahan_id, "", None)
