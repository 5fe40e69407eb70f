"""Proposing: a family to be added, a change, a deactivation."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actions import record_access
from accounts.models import AccessLog, User
from recipients.models import Household
from verification import actions
from verification.models import Finding, ProposalKind
from workspace.listing import people_of
from workspace.proposing.draft import Draft
from workspace.proposing.forms import DeactivationForm, EvidenceForm
from workspace.views._common import allowed

PROPOSE = "verification.add_proposal"
FINDING = "temuan"
TEMPLATES = "workspace/proposals"
form_page = require_http_methods(["GET", "POST"])


def _household(user: User, pk: int) -> Household:
    rows = Household.objects.visible_to(user).select_related("kelurahan")
    return get_object_or_404(rows, pk=pk)


def _finding(request: HttpRequest, user: User, household: Household) -> Finding | None:
    """Return the finding that the proposal is to settle, if the address or form names one."""
    text = str(request.POST.get(FINDING) or request.GET.get(FINDING) or "")
    if not text:
        return None
    pk = int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 0
    own: Any = Finding.objects.visible_to(user)
    return get_object_or_404(own.filter(household=household), pk=pk)  # type: ignore[no-any-return]


@form_page
@login_required
def add(request: HttpRequest) -> HttpResponse:
    """Propose a family that the register does not have."""
    user = allowed(request, PROPOSE)
    return _drafted(request, user, Draft(user, request.POST if request.method == "POST" else None))


@form_page
@login_required
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose what the register should say about a family and its members."""
    user = allowed(request, PROPOSE)
    household = _household(user, pk)
    finding = _finding(request, user, household)
    record_access(by=user, action=AccessLog.Action.VIEW, obj=household)
    draft = Draft(user, request.POST if request.method == "POST" else None, household=household)
    return _drafted(request, user, draft, finding)


def _drafted(
    request: HttpRequest, user: User, draft: Draft, finding: Finding | None = None
) -> HttpResponse:
    if draft.is_valid() and not draft.look_again():
        try:
            made = actions.propose(by=user, finding=finding, **draft.arguments())
            messages.success(request, _("Proposed. The next desk has it now."))
            return redirect("proposals:proposal", made.pk)
        except ValidationError as error:
            draft.errors += error.messages
    context = {
        "draft": draft, "finding": finding, "title": _title(draft.household),
        "wrong": list(draft.wrong_fields()),
    }  # fmt: skip
    is_wrong = draft.is_sent and not draft.concerns
    return render(request, f"{TEMPLATES}/draft.html", context, status=400 if is_wrong else 200)


def _title(household: Household | None) -> str:
    people = people_of([household.pk])[household.pk] if household else []
    return people[0].name if people else str(household or "")


@form_page
@login_required
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose to set a family aside."""
    user = allowed(request, PROPOSE)
    household = _household(user, pk)
    finding = _finding(request, user, household)
    data = request.POST if request.method == "POST" else None
    why, reason = EvidenceForm(data, prefix="e", is_new=False), DeactivationForm(data, prefix="d")
    if data is not None and all([reason.is_valid(), why.is_valid()]):
        try:
            made = actions.propose(
                kind=ProposalKind.DEACTIVATE, household=household, finding=finding, by=user,
                content=reason.cleaned_data, **why.cleaned_data,
            )  # fmt: skip
            messages.success(request, _("Proposed. The next desk has it now."))
            return redirect("proposals:proposal", made.pk)
        except ValidationError as error:
            reason.add_error(None, ValidationError(error.messages))
    return _deactivation_page(request, household, finding, [reason, why])


def _deactivation_page(
    request: HttpRequest, household: Household, finding: Finding | None, asked: list[forms.Form]
) -> HttpResponse:
    context = {
        "household": household, "finding": finding, "title": _title(household), "forms": asked
    }  # fmt: skip
    wrong = any(form.is_bound for form in asked)
    page = f"{TEMPLATES}/deactivation.html"
    return render(request, page, context, status=400 if wrong else 200)
