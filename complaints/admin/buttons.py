"""The buttons on a complaint, in the order of its life."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from accounts import permissions
from accounts.admin.buttons import Button
from complaints.actions import HANDLE, WORK
from complaints.admin import forms, matching
from complaints.admin.answering import AnswerForm
from complaints.admin.reveal import LABEL, RevealContactForm
from complaints.models import Complaint, Detail, Status
from complaints.models.status import may_move


def _to(status: Status) -> Callable[[Complaint], bool]:
    """Return the test whether a complaint may go to `status`."""
    return lambda complaint: may_move(complaint.status, status)


def _is_assignable(complaint: Complaint) -> bool:
    return complaint.status == Status.ASSIGNED or may_move(complaint.status, Status.ASSIGNED)


def _names_somebody(complaint: Complaint) -> bool:
    return bool(complaint.reporter_cipher or complaint.concerned_cipher)


def _may_be_corrected(complaint: Complaint) -> bool:
    return complaint.household_id is not None and complaint.finding_id is None


def _wants_to_be_left_out(complaint: Complaint) -> bool:
    return complaint.detail == Detail.LEAVE_OUT and complaint.household_id is not None


BUTTONS = (
    Button("verify", _("Verify"), HANDLE, forms.VerifyForm, _to(Status.VERIFIED)),
    Button("take", _("Take it myself"), HANDLE, forms.TakeForm, _is_assignable),
    Button("assign", _("Assign"), HANDLE, forms.AssignForm, _is_assignable),
    Button("start", _("Start"), WORK, forms.StartForm, _to(Status.IN_PROGRESS)),
    Button("ask", _("Ask back"), WORK, forms.AskForm, _to(Status.ASKED)),
    Button("answer", _("Answer"), HANDLE, AnswerForm, _to(Status.ANSWERED)),
    Button("close", _("Close"), HANDLE, forms.CloseForm, _to(Status.CLOSED)),
    Button("reopen", _("Open again"), HANDLE, forms.ReopenForm, _to(Status.REOPENED)),
    Button("match", _("Confirm the household"), WORK, matching.MatchForm),
    Button(
        "correct", _("Open a correction"), "verification.add_finding", matching.CorrectionForm,
        _may_be_corrected,
    ),
    Button(
        "leave-out", _("Leave out of the search"), permissions.LEAVE_OUT,
        matching.LeaveOutForm, _wants_to_be_left_out,
    ),
    Button("note", _("Note"), WORK, forms.NoteForm),
    Button("forward", _("Forward"), HANDLE, forms.ForwardForm, _to(Status.FORWARDED)),
    Button("reject", _("Reject"), HANDLE, forms.RejectForm, _to(Status.REJECTED)),
    Button("merge", _("Join with another"), HANDLE, forms.MergeForm, _to(Status.MERGED)),
    Button(
        "reveal", LABEL, permissions.REVEAL_CONTACT, RevealContactForm, _names_somebody
    ),
    Button(
        "hold", _("Keep for a legal case"), HANDLE, forms.HoldForm,
        lambda complaint: not complaint.legal_hold,
    ),
    Button(
        "release", _("Keep no longer"), HANDLE, forms.ReleaseForm,
        lambda complaint: complaint.legal_hold,
    ),
)  # fmt: skip
