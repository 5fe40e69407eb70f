"""The ministry's round trip: opened, collected, taken along, sent, answered, closed."""

import tempfile
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from kelurahan import signing
from verification.actions import cycles, cycles_export, cycles_undo
from verification.cycle_summary import is_signature_valid, summary_of
from verification.models import Cycle
from workspace.cycles.forms import OpenForm, ReturnForm, SentForm, TakeForm
from workspace.cycles.registers import registers_of
from workspace.cycles.story import listed, story_of
from workspace.views._common import allowed

VIEW = "verification.view_cycle"
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
type Act = Callable[..., object]
# Acts that ask for nothing more, by their place in the address.
ACTS: dict[str, Act] = {
    "kumpulkan": cycles.collect, "buat": cycles_export.make_batch, "tutup": cycles.close_cycle,
    "batalkan": cycles_undo.take_back_return,
}  # fmt: skip


def cycle_of(user: User, pk: int, permission: str = VIEW) -> Cycle:
    """Return a round trip that the user may see; raise Http404, or PermissionDenied for the rest.

    What is not there and what is not one's own look the same, whoever asks.
    """
    rows = Cycle.objects.visible_to(user).select_related("area", "exported_by")
    found = get_object_or_404(rows, pk=pk)
    if not user.has_perm(permission):
        raise PermissionDenied
    return found


@require_GET
@login_required
def cycle_list(request: HttpRequest) -> HttpResponse:
    """List the round trips of one's own city, the newest first."""
    user = allowed(request, VIEW)
    form = OpenForm(user=user) if user.has_perm(cycles.ADD) else None
    return render(request, "workspace/cycles/list.html", {"rows": listed(user), "form": form})


@require_POST
@login_required
def open_one(request: HttpRequest) -> HttpResponse:
    """Open a quarter's round trip and collect what is approved."""
    user = allowed(request, cycles.ADD)
    form = OpenForm(request.POST, user=user)
    if form.is_valid():
        try:
            cycle = cycles.open_cycle(by=user, **form.cleaned_data)
            return redirect("cycles:cycle", cycle.pk)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
    context = {"rows": listed(user), "form": form}
    return render(request, "workspace/cycles/list.html", context, status=400)


@require_GET
@login_required
def cycle(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell a round trip's story in figures, and offer what comes next."""
    user = allowed(request, VIEW)
    return _page(request, cycle_of(user, pk), user)


def _page(
    request: HttpRequest, found: Cycle, user: User, bound: forms.Form | None = None
) -> HttpResponse:
    may_change, may_import = user.has_perm(cycles.CHANGE), user.has_perm(cycles_undo.IMPORT)
    awaits = found.is_away and not found.closed_on
    context: dict[str, Any] = {
        "cycle": found, "story": story_of(found, user),
        "may_change": may_change,
        "withdrawn": found.lines.withdrawn().count() if may_change and found.is_unsent else 0,
        "may_export": user.has_perm(cycles_export.EXPORT), "may_import": may_import,
        "returns": found.returns.select_related("by").order_by("-pk"),
        "returned_file": cycles_undo.returned_file(found, user) if may_import else None,
        "return_form": ReturnForm(registers_of(found)) if may_import and awaits else None,
        "sent_form": bound if isinstance(bound, SentForm) else SentForm(),
        "take_form": bound if isinstance(bound, TakeForm) else TakeForm(),
    }  # fmt: skip
    status = 400 if bound else 200
    return render(request, "workspace/cycles/cycle.html", context, status=status)


@require_POST
@login_required
def act(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Do the next thing; a second time changes nothing."""
    user = allowed(request, VIEW)
    found = cycle_of(user, pk)
    if name not in ACTS:
        raise Http404
    try:
        ACTS[name](cycle=found, by=user)
        messages.success(request, _("Saved."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("cycles:cycle", pk)


@require_POST
@login_required
def mark_sent(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the ministry has the batch."""
    user = allowed(request, VIEW)
    found, form = cycle_of(user, pk, cycles.CHANGE), SentForm(request.POST)
    if form.is_valid():
        try:
            cycles.mark_sent(cycle=found, by=user, **form.cleaned_data)
            return redirect("cycles:cycle", pk)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
    return _page(request, found, user, form)


@require_POST
@login_required
def batch(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give the batch as a file; it holds full numbers, and taking it is logged."""
    user = allowed(request, VIEW)
    found, form = cycle_of(user, pk, cycles_export.EXPORT), TakeForm(request.POST)
    if not form.is_valid():
        return _page(request, found, user, form)
    kind, file = form.cleaned_data["kind"], tempfile.TemporaryFile()  # noqa: SIM115 – sent
    try:
        cycles_export.take_batch(file=file, cycle=found, by=user, **form.cleaned_data)
    except ValidationError as error:
        file.close()
        form.add_error(None, ValidationError(error.messages))
        return _page(request, found, user, form)
    file.seek(0)
    name = f"siks-ng-{found.area_id}-{found}.{kind}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=TYPES[kind])


@require_GET
@login_required
def summary(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the page that goes along with the batch, to be printed and signed."""
    user = allowed(request, VIEW)
    found = cycle_of(user, pk, cycles_export.EXPORT)
    told = summary_of(found)
    context = {
        "cycle": found, "summary": told, "is_valid": is_signature_valid(found, told),
        "signature": bytes(found.signature).hex() if found.signature else "",
        "key": signing.public_keys().get(found.key_id),
    }  # fmt: skip
    return render(request, "workspace/cycles/summary.html", context)


@require_POST
@login_required
def take_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the returned file on to the roster's import, which shows its preview first."""
    user = allowed(request, VIEW)
    found = cycle_of(user, pk, cycles_undo.IMPORT)
    try:
        return redirect(cycles_undo.take_over(cycle=found, by=user))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("cycles:cycle", pk)
