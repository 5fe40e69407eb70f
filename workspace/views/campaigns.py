"""Campaigns: planned, started and closed by officers; shared out; followed on the board."""

import tempfile
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from verification import actions
from verification.board import board
from verification.models import Campaign, CampaignState
from verification.targets import count_targets
from workspace.campaigning.forms import AssignForm, PlanForm
from workspace.campaigning.report import report_of
from workspace.campaigning.staff_pages import listed, shared_out
from workspace.campaigning.work import places_of
from workspace.views._common import allowed

VIEW = "verification.view_campaign"
ADD, CHANGE = "verification.add_campaign", "verification.change_campaign"
ASSIGN, RECORD = "verification.close_finding", "verification.record_visit"
ACTS = {"start": actions.start_campaign, "close": actions.close_campaign}


def _campaign(user: User, pk: int) -> Campaign:
    return get_object_or_404(
        Campaign.objects.visible_to(user).select_related("area", "created_by"), pk=pk
    )


@require_GET
@login_required
def campaigns(request: HttpRequest) -> HttpResponse:
    """List the campaigns of one's own area, the newest first."""
    user = allowed(request, VIEW)
    context = {"rows": listed(user), "may_plan": user.has_perm(ADD)}
    return render(request, "workspace/campaigns/list.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def plan(request: HttpRequest) -> HttpResponse:
    """Plan a campaign; the page that follows says how many people it would ask about."""
    user = allowed(request, ADD)
    form = PlanForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            campaign = actions.plan_campaign(by=user, **form.cleaned_data)
            return redirect("campaigns:campaign", campaign.pk)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
    status = 400 if form.is_bound else 200
    return render(request, "workspace/campaigns/plan.html", {"form": form}, status=status)


@require_GET
@login_required
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a campaign is, in one's own area; `live` lets the page refresh itself."""
    user = allowed(request, VIEW)
    found = _campaign(user, pk)
    within = user.scope if len(user.scope) > len(found.area_id) else ""
    is_planned = found.state == CampaignState.PLANNED
    context: dict[str, Any] = {
        "campaign": found, "board": board(found, within=within),
        "targets": count_targets(found) if is_planned else None,
        "may_change": user.has_perm(CHANGE), "may_assign": user.has_perm(ASSIGN),
        "is_live": "live" in request.GET,
    }  # fmt: skip
    return render(request, "workspace/campaigns/board.html", context)


@require_POST
@login_required
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Start or close a campaign; a second time changes nothing."""
    user = allowed(request, VIEW)
    found = _campaign(user, pk)
    try:
        ACTS[name](campaign=found, by=user)
        messages.success(request, _("Saved."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("campaigns:campaign", pk)


@require_http_methods(["GET", "POST"])
@login_required
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Share the people of a kelurahan or RW out among staff."""
    user = allowed(request, VIEW)
    found = _campaign(user, pk)
    if not user.has_perm(ASSIGN):
        raise PermissionDenied
    form = AssignForm(request.POST or None, user=user, campaign=found)
    if request.method == "POST" and form.is_valid():
        try:
            number = actions.assign(campaign=found, by=user, **form.cleaned_data)
            messages.success(request, _("%(number)d people shared out.") % {"number": number})
            return redirect("campaigns:share", pk)
        except PermissionDenied:
            form.add_error("to", _("This member of staff does not work in that kelurahan."))
    status = 400 if form.is_bound else 200
    context = {"campaign": found, "form": form, "rows": shared_out(found, user)}
    return render(request, "workspace/campaigns/share.html", context, status=status)


@require_GET
@login_required
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a campaign found, to be printed."""
    user = allowed(request, VIEW)
    found = _campaign(user, pk)
    within = user.scope if len(user.scope) > len(found.area_id) else ""
    context = {"campaign": found, "report": report_of(found, within=within)}
    return render(request, "workspace/campaigns/report.html", context)


@require_POST
@login_required
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send the work list of a kelurahan as a workbook to be filled in; it is logged."""
    user = allowed(request, RECORD)
    found = _campaign(user, pk)
    code = request.POST.get("area", "")
    place = next((each for each in places_of(found, user) if each.code == code), None)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    try:
        rw = request.POST.get("rw", "")[:3]
        if place is None or not rw.isprintable():
            raise ValidationError(_("Choose a kelurahan of this campaign."))
        actions.export_work(
            file=file, campaign=found, kelurahan=place.code, by=user,
            rw=rw,
        )  # fmt: skip
    except ValidationError as error:
        file.close()
        messages.error(request, " ".join(error.messages))
        return redirect("campaigns:work", pk)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"verval-{found.pk}-{place.code}.xlsx")
