"""Findings in words, and what may be done about one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from verification import actions
from verification.models import ANSWERED, Action, CloseReason, Finding, State
from verification.rules import RULES
from workspace.actions import note_once

WORK, CLOSE, APPROVE = (
    "verification.work_finding", "verification.close_finding", "verification.approve_finding",
)  # fmt: skip


def sentence_of(finding: Finding) -> str:
    """Return what is wrong: the rule's sentence, or the kind."""
    rule = RULES.get(finding.rule)
    return str(rule.sentence if rule else finding.get_kind_display())


def _note(*, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=_("Note"), max_length=500, required=required,
        help_text=_("No names or numbers of people."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


def _reasons(state: State) -> list[tuple[str, Any]]:
    given = [reason for reason in ANSWERED[state] if reason != CloseReason.FACTS_GONE]
    return [(reason.value, reason.label) for reason in given]


class NothingForm(forms.Form):
    """A button that asks for nothing."""


class NoteForm(forms.Form):
    note = _note(required=True)


class ResolveForm(forms.Form):
    reason = forms.ChoiceField(label=_("Because"), choices=_reasons(State.RESOLVED))
    note = _note()


class DismissForm(forms.Form):
    reason = forms.ChoiceField(label=_("Because"), choices=_reasons(State.DISMISSED))
    note = _note()


class ProposeForm(forms.Form):
    action = forms.ChoiceField(label=_("Propose to the ministry"), choices=Action.choices)
    note = _note()


class ApproveForm(forms.Form):
    """`action` is what was proposed when the page was shown."""

    action = forms.ChoiceField(choices=Action.choices, widget=forms.HiddenInput)


type Run = Callable[..., object]


@dataclass(frozen=True)
class Act:
    """One thing to do about a finding; `name` is its place in the address."""

    name: str
    label: str | Promise
    permission: str
    form: type[forms.Form]
    run: Run
    is_shown: Callable[[Finding, User], bool]


def _note_text(*, finding: Finding, by: User, note: str) -> None:
    note_once(finding=finding, text=note, by=by)


def _is_open(finding: Finding, user: User) -> bool:
    return finding.is_open


def _is_anothers(finding: Finding, user: User) -> bool:
    return finding.is_open and finding.taken_by_id != user.pk


def _is_in_work(finding: Finding, user: User) -> bool:
    return finding.state == State.IN_WORK


def _awaits_approval(finding: Finding, user: User) -> bool:
    return finding.is_open and bool(finding.action) and finding.approved_at is None


ACTS: Sequence[Act] = (
    Act("take", _("Take into my work"), WORK, NothingForm, actions.take, _is_anothers),
    Act("put-back", _("Put back"), WORK, NothingForm, actions.put_back, _is_in_work),
    Act("note", _("Add a note"), WORK, NoteForm, _note_text, lambda finding, user: True),
    Act("propose", _("Propose"), WORK, ProposeForm, actions.propose_action, _is_open),
    Act("approve", _("Approve"), APPROVE, ApproveForm, actions.approve_action, _awaits_approval),
    Act("resolve", _("It is right now: close"), CLOSE, ResolveForm, actions.resolve, _is_open),
    Act("dismiss", _("Nothing to change: close"), CLOSE, DismissForm, actions.dismiss, _is_open),
    Act("reopen", _("Open again"), CLOSE, NoteForm, actions.reopen, lambda f, u: not f.is_open),
)
BY_NAME = {act.name: act for act in ACTS}


def offered(finding: Finding, user: User, bound: forms.Form | None = None) -> list[dict[str, Any]]:
    """Return the acts that this member of staff may do now, each with its form."""
    # What is sent along unseen is drawn anew; only what was typed is shown again.
    again = bound if bound and bound.visible_fields() else None
    return [
        {"act": act, "form": again if isinstance(again, act.form) and again.prefix == act.name
         else act.form(prefix=act.name, initial={"action": finding.action})}
        for act in ACTS
        if act.is_shown(finding, user) and user.has_perm(act.permission)
    ]  # fmt: skip
