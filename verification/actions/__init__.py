"""Every write to findings, proposals and campaigns.

All are atomic, take keyword arguments, name who acts and refuse what that person may not do;
sending one twice does no harm. Pages, admin buttons, commands and imports call these.
"""

from verification.actions.campaigns import assign, close_campaign, plan_campaign, start_campaign
from verification.actions.civil_export import export_question
from verification.actions.deciding import approve_action, propose_action
from verification.actions.duplicates import DecidedSinceError, decide, decide_cluster
from verification.actions.findings import (
    dismiss,
    note,
    open_correction,
    open_finding,
    put_back,
    reopen,
    resolve,
    take,
)
from verification.actions.many_findings import resolve_all
from verification.actions.many_visits import Found, record_visits
from verification.actions.merging import merge, undo
from verification.actions.proposals import (
    StaleProposalError,
    approve,
    propose,
    refuse,
    sign,
    withdraw,
)
from verification.actions.visits import VisitedSinceError, record_visit
from verification.actions.work_file import export_work

__all__ = [
    "DecidedSinceError",
    "Found",
    "StaleProposalError",
    "VisitedSinceError",
    "approve",
    "approve_action",
    "assign",
    "close_campaign",
    "decide",
    "decide_cluster",
    "dismiss",
    "export_question",
    "export_work",
    "merge",
    "note",
    "open_correction",
    "open_finding",
    "plan_campaign",
    "propose",
    "propose_action",
    "put_back",
    "record_visit",
    "record_visits",
    "refuse",
    "reopen",
    "resolve",
    "resolve_all",
    "sign",
    "start_campaign",
    "take",
    "undo",
    "withdraw",
]
