"""Every write to the register, the programmes' households and their payments.

All are atomic, take keyword arguments, name who acts and refuse what that person may not do;
sending one twice does no harm. Pages, admin buttons, commands and imports call these.
"""

from recipients.actions.households import (
    change_household,
    deactivate_household,
    reactivate_household,
    register_household,
    set_kk,
)
from recipients.actions.leaving_out import leave_out_of_search, put_back
from recipients.actions.merging import SetAside, merge_person, take_apart
from recipients.actions.payments import (
    change_card_holder,
    end_enrolment,
    enrol,
    record_failure,
    record_payment,
    record_return,
    resume,
    suspend,
)
from recipients.actions.people import add_person, change_person, set_civil_match, set_nik

__all__ = [
    "SetAside",
    "add_person",
    "change_card_holder",
    "change_household",
    "change_person",
    "deactivate_household",
    "end_enrolment",
    "enrol",
    "leave_out_of_search",
    "merge_person",
    "put_back",
    "reactivate_household",
    "record_failure",
    "record_payment",
    "record_return",
    "register_household",
    "resume",
    "set_civil_match",
    "set_kk",
    "set_nik",
    "suspend",
    "take_apart",
]
