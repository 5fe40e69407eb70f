"""The register in the admin: a queue of evidence with buttons, no editing of records in place."""

from recipients.admin.households import HouseholdAdmin
from recipients.admin.payments import DisbursementAdmin, EnrolmentAdmin
from recipients.admin.people import PersonAdmin
from recipients.admin.programmes import ProgrammeAdmin, StageAdmin
from recipients.admin.shown import ShownHourAdmin

__all__ = [
    "DisbursementAdmin",
    "EnrolmentAdmin",
    "HouseholdAdmin",
    "PersonAdmin",
    "ProgrammeAdmin",
    "ShownHourAdmin",
    "StageAdmin",
]
