"""Enrolling households in programmes and recording what was paid to them."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from recipients.actions._common import acting, locked_household, save_changes
from recipients.models import Disbursement, Enrolment, Household, Person, Programme, Stage

ENROL, CHANGE = "recipients.add_enrolment", "recipients.change_enrolment"
PAY = "recipients.change_disbursement"


@transaction.atomic
def enrol(
    *, household: Household, programme: Programme, by: User, card_holder: Person | None = None
) -> Enrolment:
    """Give a household a place in a programme; one that has a place keeps it as it is."""
    household = locked_household(household, by=by, permission=ENROL)
    _refuse_stranger(card_holder, household.pk)
    with acting(by):
        enrolment, _made = Enrolment.objects.get_or_create(
            household=household, programme=programme, defaults={"card_holder": card_holder}
        )
    return enrolment


@transaction.atomic
def change_card_holder(*, enrolment: Enrolment, card_holder: Person | None, by: User) -> Enrolment:
    """Name the member who holds the programme's card."""
    enrolment = _locked(enrolment, by=by)
    _refuse_stranger(card_holder, enrolment.household_id)
    save_changes(enrolment, {"card_holder": card_holder}, by=by)
    return enrolment


@transaction.atomic
def suspend(*, enrolment: Enrolment, by: User) -> Enrolment:
    """Stop payments from the next stage on; past payments stay."""
    return _set_status(enrolment, Enrolment.Status.SUSPENDED, by=by)


@transaction.atomic
def resume(*, enrolment: Enrolment, by: User) -> Enrolment:
    """Let payments go on."""
    return _set_status(enrolment, Enrolment.Status.ACTIVE, by=by)


@transaction.atomic
def end_enrolment(*, enrolment: Enrolment, by: User) -> Enrolment:
    """End the household's place in the programme; past payments stay."""
    return _set_status(enrolment, Enrolment.Status.ENDED, by=by)


@transaction.atomic
def record_payment(
    *, enrolment: Enrolment, stage: Stage, channel: str, paid_on: datetime.date, by: User
) -> Disbursement:
    """Note that a stage's aid reached the household; the same again changes nothing.

    A payment noted before is corrected, and its history keeps what it said.
    """
    return _record(
        enrolment, stage, by=by, channel=channel,
        status=Disbursement.Status.PAID, paid_on=paid_on, failed_because="",
    )  # fmt: skip


@transaction.atomic
def record_failure(
    *, enrolment: Enrolment, stage: Stage, channel: str, reason: str, by: User
) -> Disbursement:
    """Note why a stage's aid did not reach the household (`FailureReason`)."""
    return _record(
        enrolment, stage, by=by, channel=channel,
        status=Disbursement.Status.FAILED, paid_on=None, failed_because=reason,
    )  # fmt: skip


@transaction.atomic
def record_return(
    *, enrolment: Enrolment, stage: Stage, channel: str, reason: str, by: User
) -> Disbursement:
    """Note that a stage's aid went back to the funder, and why (`FailureReason`)."""
    return _record(
        enrolment, stage, by=by, channel=channel,
        status=Disbursement.Status.RETURNED, paid_on=None, failed_because=reason,
    )  # fmt: skip


def _record(enrolment: Enrolment, stage: Stage, *, by: User, **values: object) -> Disbursement:
    enrolment = _locked(enrolment, by=by, permission=PAY)
    if stage.programme_id != enrolment.programme_id:
        raise ValidationError(_("This stage belongs to another programme."))
    payment = Disbursement.objects.filter(enrolment=enrolment, stage=stage).first()
    if payment:
        save_changes(payment, values, by=by)
        return payment
    payment = Disbursement(
        enrolment=enrolment, stage=stage, programme_id=stage.programme_id, amount=stage.amount,
        **values,
    )  # fmt: skip
    payment.full_clean()
    with acting(by):
        payment.save(force_insert=True)
    return payment


def _locked(enrolment: Enrolment, *, by: User, permission: str = CHANGE) -> Enrolment:
    locked_household(enrolment.household, by=by, permission=permission)
    return Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)


def _set_status(enrolment: Enrolment, status: str, *, by: User) -> Enrolment:
    enrolment = _locked(enrolment, by=by)
    save_changes(enrolment, {"status": status}, by=by)
    return enrolment


def _refuse_stranger(card_holder: Person | None, household_id: int) -> None:
    if card_holder and card_holder.household_id != household_id:
        raise ValidationError(_("The card holder must be a member of the household."))
