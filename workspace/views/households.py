"""The families of one's own area: narrowed by filters, found by name or number."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import SavedFilter, User
from recipients.models import Household
from workspace import finding_people, paging, saved
from workspace.area_choice import lives_within
from workspace.exporting import FORMATS, limits
from workspace.filters import HouseholdFilter, described
from workspace.forms import FindForm
from workspace.listing import rows_of
from workspace.views._common import allowed, query_with

VIEW = "recipients.view_household"
ORDER = ("kelurahan_id", "rw", "rt", "pk")
PER_PAGE = 25


def filtered(user: User, asked: QueryDict) -> HouseholdFilter:
    """Return the families of the user's area, narrowed to what is asked."""
    own = Household.objects.visible_to(user).filter(lives_within(user.scope))
    return HouseholdFilter(asked, own.select_related("kelurahan"), user=user)


@require_GET
@login_required
def households(request: HttpRequest) -> HttpResponse:
    """List families, a page at a time."""
    user = allowed(request, VIEW)
    filters = filtered(user, request.GET)
    context: dict[str, Any] = {"filters": filters, "form": filters.form, "find": FindForm()}
    if not filters.is_valid():
        return render(request, "workspace/households.html", context, status=400)
    known = Household.objects.visible_to(user)
    page = paging.page_of(filters.qs, ORDER, request.GET, known=known, size=PER_PAGE)
    offered = list(filters.form.fields)
    query = query_with(request.GET, offered)
    context |= {
        "page": page, "rows": rows_of(page.rows), "query": query,
        "found": paging.counted(filters.qs), "most": paging.MOST_COUNTED,
        "is_continued": paging.anchor_of(request.GET)[0] is not None,
        "tabs": _tabs(request.GET, offered), "chosen": described(filters),
        "saved": SavedFilter.objects.filter(user=user, page=saved.HOUSEHOLDS)[: saved.MOST],
        "formats": FORMATS, "limits": limits(user),
    }  # fmt: skip
    return render(request, "workspace/households.html", context)


def _tabs(asked: QueryDict, offered: list[str]) -> list[tuple[str, str, str, bool]]:
    """Return name, label, query and whether it is chosen, of each tab."""
    chosen = asked.get("register", "")
    tabs = [*Household.Register.choices, ("", None)]
    return [
        (name, label or "", query_with(asked, offered, register=name), name == chosen)
        for name, label in tabs
    ]


@require_http_methods(["GET", "POST"])
@login_required
def find(request: HttpRequest) -> HttpResponse:
    """Look families up by a member's name or number; what was typed is nowhere repeated."""
    user = allowed(request, VIEW)
    if request.method != "POST":
        return redirect("workspace:households")
    form = FindForm(request.POST)
    context: dict[str, Any] = {"find": form}
    if form.is_valid():
        people = finding_people.look_up(form.cleaned_data["text"], user)
        families = {person.household_id: person.household for person in people}
        rows = {row.household.pk: row for row in rows_of(list(families.values()))}
        context |= {
            "hits": [(person, rows[person.household_id]) for person in people],
            "is_cut": len(people) >= finding_people.MOST_HITS, "find": FindForm(),
        }  # fmt: skip
    response = render(
        request, "workspace/found.html", context, status=200 if form.is_valid() else 400
    )
    response.headers["Cache-Control"] = "no-store, private"
    return response
