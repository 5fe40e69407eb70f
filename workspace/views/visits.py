"""The work list of a campaign, one person at a time, and what each visit found."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from recipients.identity import MASK
from verification import actions
from verification.models import Campaign, CampaignState, Result, Task
from workspace.campaigning import kept
from workspace.campaigning.forms import VisitForm, shown_again
from workspace.campaigning.tolerance import has_old_token, tell_old_token
from workspace.campaigning.work import back_to, family_of, work_of
from workspace.finding_people import MOST_HITS, look_up
from workspace.forms import FindForm
from workspace.views._common import allowed

VIEW = "verification.view_task"


@require_GET
@login_required
def work(request: HttpRequest, pk: int) -> HttpResponse:
    """Show whom to visit next, and who comes after."""
    user = allowed(request, VIEW)
    campaign = get_object_or_404(Campaign.objects.visible_to(user), pk=pk)
    listed, back = work_of(campaign, user, request.GET), back_to(request.GET)
    rows = listed.page.rows
    first = rows[0] if rows and not request.GET.get("done") else None
    context: dict[str, Any] = {
        "campaign": campaign, "work": listed, "asked": request.GET, "find": FindForm(),
        "rows": rows[1:] if first else rows, "back": back,
        "saved": _saved(user, campaign, request.GET.get("saved", "")),
    }  # fmt: skip
    if first:
        context |= _card(first, VisitForm(task=first, back=back), back)
    return render(request, "workspace/campaigns/work.html", context)


def _saved(user: User, campaign: Campaign, asked: str) -> Task | None:
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        return None
    tasks = Task.objects.visible_to(user).filter(campaign=campaign).select_related("person")
    return tasks.filter(pk=int(asked)).first()


def _card(task: Task, form: VisitForm, back: str) -> dict[str, Any]:
    """Return what the card of one person needs; the quick form has a key of its own."""
    return {
        "task": task, "form": form, "quick": VisitForm(task=task, back=back), "mask": MASK,
        "family": family_of(task), "correct": Result.CORRECT,
        "is_open": task.campaign.state == CampaignState.OPEN,
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
@login_required
def find(request: HttpRequest, pk: int) -> HttpResponse:
    """Look people of the campaign up by name or number; what was typed is nowhere repeated."""
    user = allowed(request, VIEW)
    campaign = get_object_or_404(Campaign.objects.visible_to(user), pk=pk)
    if request.method != "POST":
        return redirect("campaigns:work", pk)
    form = FindForm(request.POST)
    context: dict[str, Any] = {"campaign": campaign, "find": form, "rows": None}
    if form.is_valid():
        people = look_up(form.cleaned_data["text"], user)
        tasks = Task.objects.visible_to(user).filter(campaign=campaign, person__in=people)
        rows = tasks.select_related("person__household__kelurahan").order_by("person__name", "pk")
        context |= {"rows": rows, "is_cut": len(people) >= MOST_HITS, "find": FindForm()}
    return render(
        request, "workspace/campaigns/found.html", context, status=200 if form.is_valid() else 400
    )


def _task(user: User, pk: int) -> Task:
    rows = Task.objects.visible_to(user).select_related(
        "person__household__kelurahan", "campaign", "assigned_to"
    )
    return get_object_or_404(rows, pk=pk)


@csrf_exempt
@tell_old_token
@require_http_methods(["GET", "POST"])
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one person to visit and record what was found; sent again it is recorded once."""
    if not request.user.is_authenticated:
        return kept.sent_to_log_in(request, pk)
    user = allowed(request, VIEW)
    task = _task(user, pk)
    if request.method == "POST":
        return _record(request, task, user)
    typed = kept.typed_before(request, pk)
    asked = QueryDict(str(typed["back"])) if typed and "back" in typed else request.GET
    back = back_to(asked)
    form = VisitForm(typed, task=task) if typed else VisitForm(task=task, back=back)
    response = _page(request, task, form, back, is_kept=typed is not None)
    return kept.forget(response) if typed else response


def _record(request: HttpRequest, task: Task, user: User) -> HttpResponse:
    form = VisitForm(request.POST, task=task)
    back = back_to(QueryDict(request.POST.get("back", "")[:200]))
    if has_old_token(request):
        return _page(request, task, form, back, is_kept=True)
    if not form.is_valid():
        return _page(request, task, form, back)
    said = {name: form.cleaned_data[name] for name in ("key", "seen", "result", "died_on", "note")}
    try:
        actions.record_visit(task=task, by=user, **said)
    except actions.VisitedSinceError as error:
        task = _task(user, task.pk)
        form = VisitForm(shown_again(request.POST, task), task=task)
        form.add_error(None, ValidationError(error.messages))
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
    else:
        return _next(task, back)
    return _page(request, task, form, back)


def _next(task: Task, back: str) -> HttpResponse:
    asked = QueryDict(back, mutable=True)
    asked["saved"] = str(task.pk)
    address = reverse("campaigns:work", args=[task.campaign_id])
    # At the next card at once, whatever stands above it on a phone.
    return HttpResponseRedirect(f"{address}?{asked.urlencode()}#card")


def _page(
    request: HttpRequest, task: Task, form: VisitForm, back: str, *, is_kept: bool = False
) -> HttpResponse:
    visits = task.log.select_related("by").order_by("-pk")
    context = _card(task, form, back) | {"visits": visits, "back": back, "is_kept": is_kept}
    wrong = form.is_bound and not is_kept
    return render(request, "workspace/campaigns/visit.html", context, status=400 if wrong else 200)
