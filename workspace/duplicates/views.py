"""Deciding about likely doubles: the queue, a pair, a cluster, and taking a merge back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actions import record_access
from accounts.models import AccessLog, User
from recipients.models import Person
from verification import actions
from verification.actions import DecidedSinceError
from verification.actions.duplicates import DECIDE
from verification.models import DuplicatePair, Merge
from workspace import paging
from workspace.duplicates import cluster_page, pair_page, queue
from workspace.duplicates.forms import DIFFERENT, SAME, ClusterForm, DecideForm
from workspace.views._common import allowed, query_with

VIEW = "verification.view_duplicatepair"
TEMPLATES = "workspace/duplicates"


@require_GET
@login_required
def pairs(request: HttpRequest) -> HttpResponse:
    """List the pairs that wait for a decision, the most certain first."""
    user = allowed(request, VIEW)
    filters = queue.filters_of(request.GET, user)
    if not filters.is_valid():
        return render(request, f"{TEMPLATES}/queue.html", {"form": filters.form}, status=400)
    page = queue.page_of(filters, user, request.GET)
    context = {
        "form": filters.form, "page": page, "rows": queue.rows_of(page),
        "query": query_with(request.GET, list(filters.form.fields)),
        "found": paging.counted(filters.qs), "most": paging.MOST_COUNTED,
        "elsewhere": queue.for_dinsos(user),
    }  # fmt: skip
    return render(request, f"{TEMPLATES}/queue.html", context)


def _pair(user: User, pk: int) -> DuplicatePair:
    own: Any = pair_page.pairs_with_people().visible_to(user)
    return get_object_or_404(own, pk=pk)  # type: ignore[no-any-return]


def _looked_at(people: list[Person], user: User) -> None:
    for household in {person.household_id: person.household for person in people}.values():
        record_access(by=user, action=AccessLog.Action.VIEW, obj=household)


@require_GET
@login_required
def pair(request: HttpRequest, pk: int) -> HttpResponse:
    """Show two entries side by side, with why they were called alike; opening it is logged."""
    user = allowed(request, VIEW)
    return _pair_page(request, _pair(user, pk), user, _query_of(request.GET))


def _query_of(asked: QueryDict) -> str:
    return query_with(asked, ["state", "band", "family", "evidence", "area"])


def _pair_page(
    request: HttpRequest, found: DuplicatePair, user: User, query: str, refused: Any = (),
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    _looked_at([found.first, found.second], user)
    context = pair_page.context_of(found, user) | {
        "may_decide": user.has_perm(DECIDE), "query": query, "refused": refused,
        "form": DecideForm(pair=found),
    }  # fmt: skip
    return render(request, f"{TEMPLATES}/pair.html", context, status=status)


@require_POST
@login_required
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what somebody says about a pair, then open the next one."""
    user = allowed(request, DECIDE)
    found = _pair(user, pk)
    form = DecideForm(request.POST, pair=found)
    if not form.is_valid():
        refused = [error for errors in form.errors.values() for error in errors]
        return _pair_page(request, found, user, "", refused, 400)
    said = form.cleaned_data
    query = _query_of(QueryDict(said["query"]))
    kept = {one.pk: one for one in (found.first, found.second)}.get(said["kept"])
    try:
        actions.decide(
            pair=found, verdict=said["verdict"], by=user, note=said["note"], seen=said["seen"],
            kept=kept,
        )  # fmt: skip
    except ValidationError as error:
        status = 409 if isinstance(error, DecidedSinceError) else 400
        return _pair_page(request, _pair(user, pk), user, query, error.messages, status)
    messages.success(request, _("Saved."))
    return _on(found, query, user)


def _on(found: DuplicatePair, query: str, user: User) -> HttpResponse:
    """Go on with the next pair of the queue, or back to the queue at its end."""
    following = queue.next_after(found, QueryDict(query), user)
    address = reverse("duplicates:pair", args=[following]) if following else ""
    address = address or reverse("duplicates:queue")
    return redirect(f"{address}?{query}" if query else address)


@require_http_methods(["GET", "POST"])
@login_required
def cluster(request: HttpRequest, number: int) -> HttpResponse:
    """Show all entries tied to each other, and decide about all of them at once."""
    user = allowed(request, VIEW)
    found = cluster_page.pairs_of(number, user)
    if not found:
        raise Http404
    people = cluster_page.people_in(found)
    refused: list[str] = []
    form = ClusterForm(request.POST or None, people=list(people))
    if request.method == "POST":
        if not user.has_perm(DECIDE):
            raise PermissionDenied
        refused = _decide_cluster(number, form, people, user)
        if not refused:
            messages.success(request, _("Saved."))
            return redirect("duplicates:queue")
        found = cluster_page.pairs_of(number, user)
    _looked_at(list(people.values()), user)
    context = cluster_page.context_of(number, found, user, typed=form.data) | {
        "refused": refused, "form": form, "may_decide": user.has_perm(DECIDE),
    }  # fmt: skip
    status = 400 if refused else 200
    return render(request, f"{TEMPLATES}/cluster.html", context, status=status)


def _decide_cluster(
    number: int, form: ClusterForm, people: dict[int, Person], user: User
) -> list[str]:
    """Decide as the form says; return why not, [] when it is done."""
    if not form.is_valid():
        return [str(error) for errors in form.errors.values() for error in errors]
    said = form.cleaned_data
    try:
        actions.decide_cluster(
            cluster=number, kept=people[said["kept"]], same=form.said(SAME),
            different=form.said(DIFFERENT), by=user, seen=said["seen"], note=said["note"],
        )  # fmt: skip
    except ValidationError as error:
        return error.messages
    return []


@require_POST
@login_required
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a merge back: both entries stand by themselves again."""
    user = allowed(request, VIEW)
    own: Any = Merge.objects.visible_to(user).select_related("pair")
    merge = get_object_or_404(own, pk=pk)
    try:
        actions.undo(merge=merge, by=user)
        messages.success(request, _("The merge is undone. Both entries stand by themselves."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    if merge.pair_id is None:
        return redirect("workspace:household", merge.gone.household_id)
    return redirect("duplicates:pair", merge.pair_id)
