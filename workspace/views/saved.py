"""Keeping the chosen filters under a name, and removing them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import SavedFilter
from workspace import saved
from workspace.forms import SaveForm
from workspace.views._common import allowed, query_with
from workspace.views.households import VIEW, filtered

LIST = "workspace:households"


@require_POST
@login_required
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what the list is filtered by; only what it offers is kept."""
    user, form = allowed(request, VIEW), SaveForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the view a name of at most 60 letters."))
        return redirect(LIST)
    asked = QueryDict(form.cleaned_data["query"])
    filters = filtered(user, asked)
    if not filters.is_valid():
        messages.error(request, _("These filters cannot be kept: choose from the list."))
        return redirect(LIST)
    query = query_with(asked, list(filters.form.fields))
    try:
        saved.keep(page=saved.HOUSEHOLDS, name=form.cleaned_data["name"], query=query, by=user)
        messages.success(request, _("Kept."))
    except ValidationError as error:
        messages.error(request, "; ".join(error.messages))
    return redirect(f"{reverse(LIST)}?{query}")


@require_POST
@login_required
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep one's own filters no longer."""
    user = allowed(request, VIEW)
    get_object_or_404(SavedFilter, user=user, page=saved.HOUSEHOLDS, pk=pk).delete()
    return redirect(LIST)
