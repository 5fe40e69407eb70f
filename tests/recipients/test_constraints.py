"""Impossible states are refused by the database itself, whoever writes them."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from recipients.models import Disbursement, Household, Person
from tests.factories import (
    DisbursementFactory,
    EnrolmentFactory,
    HouseholdFactory,
    PersonFactory,
    ProgrammeFactory,
    StageFactory,
    area,
)

pytestmark = pytest.mark.django_db
DAY = datetime.date(2020, 6, 4)


def refused(name):
    return pytest.raises(IntegrityError, match=name)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"status": "paid", "paid_on": None}, "disbursement_paid_on_exactly_when_paid"),
        ({"status": "planned", "paid_on": DAY}, "disbursement_paid_on_exactly_when_paid"),
        ({"status": "failed", "paid_on": None}, "disbursement_reason_exactly_when_failed"),
        ({"failed_because": "moved"}, "disbursement_reason_exactly_when_failed"),
        ({"stage": None}, "stage_id"),
    ],
)
def test_impossible_payment_is_refused(values, constraint):
    payment = DisbursementFactory()

    with refused(constraint), transaction.atomic():
        Disbursement.objects.filter(pk=payment.pk).update(**values)


def test_second_payment_of_a_stage_is_refused():
    payment = DisbursementFactory()

    with refused("disbursement_once_per_stage"), transaction.atomic():
        DisbursementFactory(enrolment=payment.enrolment, stage=payment.stage)


def test_second_enrolment_in_a_programme_is_refused():
    enrolment = EnrolmentFactory()

    with refused("enrolment_once_per_household"), transaction.atomic():
        EnrolmentFactory(household=enrolment.household, programme=enrolment.programme)


def test_payment_of_another_programmes_stage_is_refused():
    other = StageFactory(programme=ProgrammeFactory(slug="pkh", name="PKH"))
    payment = DisbursementFactory()

    with refused("disbursement_stage_of_programme"), transaction.atomic():
        Disbursement.objects.filter(pk=payment.pk).update(stage=other)
        connection.check_constraints()


def test_payment_under_another_programme_than_the_enrolment_is_refused():
    other = StageFactory(programme=ProgrammeFactory(slug="pkh", name="PKH"))
    payment = DisbursementFactory()

    with refused("disbursement_enrolment_of_programme"), transaction.atomic():
        Disbursement.objects.filter(pk=payment.pk).update(stage=other, programme=other.programme)
        connection.check_constraints()


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"status": "deactivated"}, "household_deactivated_with_reason_and_date"),
        ({"deactivated_on": DAY}, "household_deactivated_with_reason_and_date"),
        ({"desil": 11}, "household_desil_1_to_10"),
        ({"kk_cipher": b"x"}, "household_kk_encrypted_and_indexed"),
        ({"register_name": ""}, "household_names_its_register"),
    ],
)
def test_impossible_household_is_refused(values, constraint):
    household = HouseholdFactory()

    with refused(constraint), transaction.atomic():
        Household.objects.filter(pk=household.pk).update(**values)


def test_household_of_a_kecamatan_is_refused():
    with refused("household_lives_in_a_kelurahan"), transaction.atomic():
        HouseholdFactory(kelurahan=area("32.73.05"))


def test_number_of_the_source_is_held_once_per_register():
    HouseholdFactory(source_id="A-1")
    HouseholdFactory(source_id="A-1", register_name="DTSEN")

    with refused("household_source_id_once_per_register"), transaction.atomic():
        HouseholdFactory(source_id="A-1")


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"nik_status": "well_formed"}, "person_nik_encrypted_and_indexed"),
        ({"nik_cipher": b"x", "nik_index": b"y"}, "person_nik_encrypted_and_indexed"),
        ({"nik_warnings": ["sex"]}, "person_nik_warning_has_reason"),
        ({"deceased_on": DAY}, "person_death_date_only_when_deceased"),
        ({"name": ""}, "person_has_name"),
    ],
)
def test_impossible_person_is_refused(values, constraint):
    person = PersonFactory()

    with refused(constraint), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(**values)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"number": 0}, "stage_number_from_1"),
        ({"period_end": datetime.date(2019, 1, 1)}, "stage_period_in_order"),
        ({"amount": 0, "goods": ""}, "stage_gives_money_or_goods"),
    ],
)
def test_impossible_stage_is_refused(values, constraint):
    with refused(constraint), transaction.atomic():
        StageFactory(**values)
