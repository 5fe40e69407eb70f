"""Every write to a complaint.

All are atomic and take keyword arguments. Staff actions name who acts and refuse what that person
may not do; sending one twice does no harm. Form, admin, worker and commands call these.
"""

from complaints.actions.citizens import not_solved, rate, reply, solved, withdraw
from complaints.actions.evidence import purge, purge_contacts, scan_waiting
from complaints.actions.handling import (
    HANDLE,
    WORK,
    answer,
    ask,
    assign,
    attach,
    close,
    forward,
    hold,
    merge,
    note,
    reject,
    reopen,
    start,
    verify,
)
from complaints.actions.matching import match_household, open_correction
from complaints.actions.receiving import ENTER, Report, receive
from complaints.actions.sending import send_waiting
from complaints.actions.timing import close_uncontested, escalate

__all__ = [
    "ENTER",
    "HANDLE",
    "WORK",
    "Report",
    "answer",
    "ask",
    "assign",
    "attach",
    "close",
    "close_uncontested",
    "escalate",
    "forward",
    "hold",
    "match_household",
    "merge",
    "not_solved",
    "note",
    "open_correction",
    "purge",
    "purge_contacts",
    "rate",
    "receive",
    "reject",
    "reopen",
    "reply",
    "scan_waiting",
    "send_waiting",
    "solved",
    "start",
    "verify",
    "withdraw",
]
