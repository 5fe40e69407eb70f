"""What the owner does with a complaint: each act is one form on its page."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints import actions, tokens
from complaints.evidence import Prepared
from complaints.forms.acts import NotSolvedForm, RateForm, ReplyForm, SolvedForm, WithdrawForm
from complaints.models import Complaint
from complaints.views.attaching import Attached, attached

type Do = Callable[["Deed"], object]


@dataclass(frozen=True)
class Deed:
    """A valid act, ready to be done."""

    complaint: Complaint
    values: dict[str, str]
    submission: UUID
    files: list[Prepared]


@dataclass(frozen=True)
class Act:
    """One thing the owner may do, and what is said when it is done."""

    form: type[forms.Form]
    do: Do
    done: Promise
    takes_files: bool = False


def _reply(deed: Deed) -> object:
    return actions.reply(
        complaint=deed.complaint, text=deed.values["text"], submission=deed.submission,
        files=deed.files,
    )  # fmt: skip


def _not_solved(deed: Deed) -> object:
    return actions.not_solved(
        complaint=deed.complaint, text=deed.values["text"], submission=deed.submission,
        files=deed.files,
    )  # fmt: skip


ACTS: dict[str, Act] = {
    "reply": Act(ReplyForm, _reply, gettext_lazy("Your reply is with the office."), True),
    "solved": Act(
        SolvedForm, lambda deed: actions.solved(complaint=deed.complaint),
        gettext_lazy("Thank you. Your complaint is closed."),
    ),
    "not_solved": Act(
        NotSolvedForm, _not_solved, gettext_lazy("Your complaint is open again."), True
    ),
    "withdraw": Act(
        WithdrawForm, lambda deed: actions.withdraw(complaint=deed.complaint),
        gettext_lazy("Your complaint is taken back."),
    ),
    "rate": Act(
        RateForm,
        lambda deed: actions.rate(complaint=deed.complaint, rating=int(deed.values["rating"])),
        gettext_lazy("Thank you. Your rating is kept."),
    ),
}  # fmt: skip


@dataclass
class Outcome:
    """What became of a posted act: done in words, or the form with what is wrong."""

    act: str = ""
    done: str = ""
    form: forms.Form | None = None
    attached: Attached = field(default_factory=Attached)

    @property
    def errors(self) -> list[str]:
        """What is wrong beside the fields."""
        return self.attached.errors


def perform(request: HttpRequest, complaint: Complaint) -> Outcome:
    """Do what was posted; a repeated or late act changes nothing and says so kindly."""
    name = request.POST.get("act", "")
    act = ACTS.get(name)
    if act is None:
        return Outcome()
    form = act.form(request.POST, auto_id=f"id_{name}_%s")
    token = tokens.read_form(request.POST.get("token", ""))
    if token is None:
        form.add_error(None, _("This page was open for too long. Please send it again."))
    files = attached(request) if act.takes_files else Attached()
    outcome = Outcome(name, form=form, attached=files)
    if token is None or not form.is_valid() or files.errors:
        return outcome
    submission = tokens.submission_for(token, complaint.pk, name)
    try:
        act.do(Deed(complaint, form.cleaned_data, submission, files.files))
    except ValidationError as error:
        form.add_error(None, error)
        return outcome
    return Outcome(name, done=str(act.done))
