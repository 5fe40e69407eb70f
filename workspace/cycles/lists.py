"""The lists behind a round trip's figures: each correction, each change of the centre's own."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.actions import record_access
from accounts.models import AccessLog, User
from verification.models import Cycle, CycleChange, CycleLine
from workspace import paging
from workspace.cycles.files import written
from workspace.cycles.filters import ChangeFilter, LineFilter
from workspace.cycles.views import VIEW, cycle_of
from workspace.views._common import allowed, query_with

PER_PAGE = 50
LISTS: dict[str, tuple[Any, Any, tuple[str, ...]]] = {
    "lines": (
        CycleLine, LineFilter, ("kelurahan", "household", "person", "earlier__cycle"),
    ),
    "changes": (CycleChange, ChangeFilter, ("kelurahan", "person")),
}  # fmt: skip


def _own(cycle: Cycle, what: str, user: User) -> QuerySet[Any]:
    model = LISTS[what][0]
    rows: QuerySet[Any] = model.objects.visible_to(user).filter(cycle=cycle)
    return rows


@require_GET
@login_required
def rows(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """List corrections or changes, filtered, a page at a time; looking at them is logged."""
    user = allowed(request, VIEW)
    cycle = cycle_of(user, pk)
    own = _own(cycle, what, user)
    filters = LISTS[what][1](request.GET, own, user=user)
    context: dict[str, Any] = {"cycle": cycle, "form": filters.form, "what": what}
    template = f"workspace/cycles/{what}.html"
    if not filters.is_valid():
        return render(request, template, context, status=400)
    record_access(by=user, action=AccessLog.Action.VIEW, obj=cycle, reason=what)
    found = filters.qs.select_related(*LISTS[what][2])
    context |= {
        "page": paging.page_of(found, ("pk",), request.GET, known=own, size=PER_PAGE),
        "found": paging.counted(filters.qs), "most": paging.MOST_COUNTED,
        "query": query_with(request.GET, list(filters.form.fields)),
    }  # fmt: skip
    return render(request, template, context)


@require_POST
@login_required
def download(request: HttpRequest, pk: int, what: str) -> HttpResponseBase:
    """Give what a list shows as a workbook, without numbers; it is logged."""
    user = allowed(request, VIEW)
    cycle = cycle_of(user, pk)
    if what not in LISTS:
        raise Http404
    asked = QueryDict(request.POST.get("query", "")[:500])
    filters = LISTS[what][1](asked, _own(cycle, what, user), user=user)
    try:
        if not filters.is_valid():
            raise ValidationError(_("These filters cannot be used: choose from the list."))
        file, kind = written(cycle, filters.qs, what=what, by=user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(f"cycles:{what}", pk)
    name = f"triwulan-{cycle}-{what}.{kind.name}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=kind.content_type)
