"""Tying a complaint to the register: the household it is about, and what is corrected there."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import permissions
from accounts.models import User
from complaints.actions._steps import STAFF, Step, change, locked, record
from complaints.actions.handling import WORK
from complaints.models import Complaint, FollowUp
from recipients.models import Household, Person
from verification.actions import open_correction as open_finding
from verification.models import Kind

VIEW_HOUSEHOLD = "recipients.view_household"


@transaction.atomic
def match_household(*, complaint: Complaint, household: Household | None, by: User) -> Complaint:
    """Confirm which household a complaint is about, or that it was none after all."""
    complaint = locked(complaint, by=by, permission=WORK)
    if household is not None:
        permissions.require(by, VIEW_HOUSEHOLD, household.kelurahan_id)
    if complaint.finding and complaint.household != household:
        raise ValidationError(_("A correction of this household is open for the complaint."))
    if complaint.household != household:
        change(complaint, by, household=household)
        step = Step(kind=FollowUp.Kind.MATCHED, author=STAFF, by=by)
        record(complaint, step, before=complaint.status)
    return complaint


@transaction.atomic
def open_correction(
    *, complaint: Complaint, person: Person | None, kind: Kind, note: str, by: User
) -> Complaint:
    """Open a correction of the confirmed household's entry; a complaint has one, and keeps it."""
    complaint = locked(complaint, by=by, permission=WORK)
    if complaint.household is None:
        raise ValidationError(_("Confirm first which household the complaint is about."))
    if complaint.finding is None:
        finding = open_finding(
            household=complaint.household, person=person, kind=kind, note=note, by=by
        )
        change(complaint, by, finding=finding)
        step = Step(kind=FollowUp.Kind.CORRECTION, author=STAFF, by=by)
        record(complaint, step, before=complaint.status)
    return complaint
