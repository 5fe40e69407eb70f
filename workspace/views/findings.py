"""Findings of one's own area, and the work on each."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.actions import record_access
from accounts.models import AccessLog, User
from recipients.models import Person
from verification.models import Finding, FindingStep
from workspace import finding_page, paging
from workspace.area_choice import lives_within
from workspace.finding_filters import FindingFilter
from workspace.listing import people_of
from workspace.views._common import allowed, query_with

VIEW = "verification.view_finding"
PER_PAGE = 25
CITY_CODE_LENGTH = 5


@require_GET
@login_required
def findings(request: HttpRequest) -> HttpResponse:
    """List findings, the newest first, a page at a time."""
    user = allowed(request, VIEW)
    own = Finding.objects.visible_to(user)
    wanted = own.filter(lives_within(user.scope, "household__"))
    filters = FindingFilter(request.GET, wanted, user=user)
    if not filters.is_valid():
        context = {"form": filters.form}
        return render(request, "workspace/findings.html", context, status=400)
    rows = filters.qs.select_related("household__kelurahan", "person", "taken_by")
    order = _order(filters.form.cleaned_data.get("area") or user.scope)
    page = paging.page_of(
        rows, order, request.GET, known=own, size=PER_PAGE, newest_first=True
    )  # fmt: skip
    people = people_of({finding.household_id for finding in page.rows})
    context = {
        "form": filters.form, "page": page,
        "rows": [
            (one, finding_page.sentence_of(one), one.person or _head(people[one.household_id]))
            for one in page.rows
        ],
        "query": query_with(request.GET, list(filters.form.fields)),
        "found": paging.counted(filters.qs), "most": paging.MOST_COUNTED,
        "may_take": user.has_perm(finding_page.WORK),
    }  # fmt: skip
    return render(request, "workspace/findings.html", context)


def _order(area: str) -> tuple[str, ...]:
    """Return by what findings are listed, which is by age either way."""
    # The index of ids leads past every finding of the city. That is the way through a city's own
    # list; to a kelurahan's it is a long one, which PostgreSQL would take for a short one.
    return ("opened_at", "pk") if len(area) > CITY_CODE_LENGTH else ("pk",)


def _head(people: list[Person]) -> Person | None:
    return people[0] if people else None


def _finding(user: User, pk: int) -> Finding:
    rows = Finding.objects.visible_to(user).select_related(
        "household__kelurahan", "person", "stage__programme", "enrolment__programme", "taken_by",
        "closed_by", "approved_by",
    )  # fmt: skip
    return get_object_or_404(rows, pk=pk)


@require_GET
@login_required
def finding(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a finding with its trail and what may be done; opening it is logged."""
    user = allowed(request, VIEW)
    found = _finding(user, pk)
    record_access(by=user, action=AccessLog.Action.VIEW, obj=found)
    return _page(request, found, user)


def _page(
    request: HttpRequest, found: Finding, user: User, bound: forms.Form | None = None
) -> HttpResponse:
    context: dict[str, Any] = {
        "finding": found,
        "sentence": finding_page.sentence_of(found),
        "people": people_of([found.household_id])[found.household_id],
        "steps": FindingStep.objects.filter(finding=found).select_related("by").order_by("pk"),
        "acts": finding_page.offered(found, user, bound),
        "refused": bound.non_field_errors() if bound else (),
    }
    return render(request, "workspace/finding.html", context, status=400 if bound else 200)


@require_POST
@login_required
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Do one thing about a finding; sent twice it is done once."""
    user = allowed(request, VIEW)
    found, wanted = _finding(user, pk), finding_page.BY_NAME.get(name)
    if wanted is None:
        raise Http404
    if not user.has_perm(wanted.permission):
        raise PermissionDenied
    form = wanted.form(request.POST, prefix=name)
    if form.is_valid():
        try:
            wanted.run(finding=found, by=user, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("workspace:finding", pk)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
    return _page(request, _finding(user, pk), user, form)
