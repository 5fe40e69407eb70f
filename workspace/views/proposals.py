"""Proposals: the list of one's desk, one of them beside the register, and the acts on it."""

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
from recipients.models import Household
from verification.models import Proposal
from workspace import paging
from workspace.proposing import listing
from workspace.proposing.comparison import compare
from workspace.proposing.deciding import ACTS, APPLY, BY_NAME, advance_all
from workspace.views._common import allowed, query_with

VIEW = "verification.view_proposal"
MOST_AT_ONCE = listing.PER_PAGE
TEMPLATES = "workspace/proposals"


@require_GET
@login_required
def proposals(request: HttpRequest) -> HttpResponse:
    """List proposals: one's work oldest first, the rest newest first."""
    user = allowed(request, VIEW)
    form = listing.ProposalFilter(request.GET, user=user)
    if not form.is_valid():
        return render(request, f"{TEMPLATES}/list.html", {"form": form}, status=400)
    part = form.cleaned_data["part"] or listing.first_part(user)
    rows = form.narrowed(listing.part_of(user, part))
    page = paging.page_of(
        rows.select_related("household", "kelurahan", "proposed_by"), ("pk",), request.GET,
        known=Proposal.objects.visible_to(user), size=listing.PER_PAGE,
        newest_first=part != listing.WAITING,
    )  # fmt: skip
    offered = list(form.fields)
    context = {
        "form": form, "page": page, "rows": listing.rows_of(page.rows, user), "part": part,
        "tabs": [(name, label, query_with(request.GET, offered, part=name))
                 for name, label in listing.PARTS],
        "query": query_with(request.GET, offered), "found": paging.counted(rows),
        "most": paging.MOST_COUNTED, "applies": user.has_perm(APPLY),
    }  # fmt: skip
    return render(request, f"{TEMPLATES}/list.html", context)


def _proposal(user: User, pk: int) -> Proposal:
    rows = Proposal.objects.visible_to(user).select_related(
        "household__kelurahan", "kelurahan__parent", "proposed_by", "decided_by", "finding"
    )
    return get_object_or_404(rows, pk=pk)


@require_GET
@login_required
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a proposal beside the register; opening it is logged."""
    user = allowed(request, VIEW)
    found = _proposal(user, pk)
    record_access(by=user, action=AccessLog.Action.VIEW, obj=found)
    return _page(request, found, user)


def _page(
    request: HttpRequest, found: Proposal, user: User, bound: forms.Form | None = None
) -> HttpResponse:
    household = found.household
    sees = household and Household.objects.visible_to(user).filter(pk=household.pk).exists()
    acts = [
        {"act": act, "form": bound if bound and bound.prefix == act.name
         else act.form(prefix=act.name)}
        for act in ACTS
        if act.is_shown(found, user)
    ]  # fmt: skip
    context: dict[str, Any] = {
        "proposal": found, "acts": acts, "sees_household": sees,
        "steps": found.steps.select_related("by"),
        "title": listing.rows_of([found], user)[0].head,
        # A family that has moved to a foreign area is not shown as it is there.
        "comparison": None if household and not sees else compare(found, user),
    }  # fmt: skip
    return render(request, f"{TEMPLATES}/proposal.html", context, status=400 if bound else 200)


@require_POST
@login_required
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Do one thing about a proposal; sent twice, or after a colleague, it does no harm."""
    user = allowed(request, VIEW)
    found, wanted = _proposal(user, pk), BY_NAME.get(name)
    if wanted is None:
        raise Http404
    if not wanted.is_shown(found, user):
        return _too_late(request, found)
    form = wanted.form(request.POST, prefix=name)
    try:
        if form.is_valid():
            wanted.run(proposal=found, by=user, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("proposals:proposal", pk)
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
    except PermissionDenied:
        return _too_late(request, _proposal(user, pk))
    return _page(request, _proposal(user, pk), user, form)


def _too_late(request: HttpRequest, found: Proposal) -> HttpResponse:
    """Tell that what a page offered was done meanwhile, in another window or by a colleague."""
    if request.POST.get("state", found.state) == found.state:
        raise PermissionDenied
    messages.warning(request, _("This was dealt with meanwhile: here is how it stands now."))
    return redirect("proposals:proposal", found.pk)


@require_POST
@login_required
def sign_chosen(request: HttpRequest) -> HttpResponse:
    """Sign several proposals, or apply them as Dinsos, and tell what became of each."""
    user = allowed(request, VIEW)
    chosen = [text for text in request.POST.getlist("chosen") if text.isascii() and text.isdigit()]
    ids = {int(text) for text in chosen[:MOST_AT_ONCE] if len(text) <= 18}
    if not ids:
        messages.error(request, _("Tick the proposals first."))
        return redirect("proposals:list")
    rows = Proposal.objects.visible_to(user).select_related("household", "kelurahan", "proposed_by")
    outcomes = advance_all(rows.filter(pk__in=ids), user)
    heads = listing.rows_of([outcome.proposal for outcome in outcomes], user)
    context = {
        "lines": list(zip(outcomes, heads, strict=True)),
        "done": sum(outcome.is_done for outcome in outcomes),
    }
    return render(request, f"{TEMPLATES}/signed.html", context)
