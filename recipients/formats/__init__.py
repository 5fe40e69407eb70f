"""The file formats of the register: each module is data for `imports`, and builds rows."""

from imports import formats, problems
from recipients.formats import (
    disbursement_return,
    dtsen_families,
    dtsen_members,
    non_dtks_list,
    programme_recipients,
    roster,
)
from recipients.formats.texts import PROBLEMS


def register() -> None:
    """Hand all formats to the registry."""
    problems.describe(PROBLEMS)
    formats.register(
        roster.FORMAT,
        dtsen_families.FORMAT,
        dtsen_members.FORMAT,
        non_dtks_list.FORMAT,
        programme_recipients.FORMAT,
        disbursement_return.FORMAT,
    )
