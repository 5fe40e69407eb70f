"""The page on which the model of duplicates is watched, and what may be done there."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from verification.actions.models_of_duplicates import CHANGE, activate_model
from verification.duplicates.starting import FIND, start_search
from verification.models import DuplicateModel
from workspace.duplicates import watching
from workspace.views._common import allowed

VIEW = "verification.view_duplicatemodel"


@require_GET
@login_required
def model(request: HttpRequest) -> HttpResponse:
    """Show how often the model is right, how the register drifts, and what weighs how much."""
    user = allowed(request, VIEW)
    context = watching.context(user) | {
        "may_search": user.has_perm(FIND),
        "may_activate": user.has_perm(CHANGE),
    }
    return render(request, "workspace/duplicates/model.html", context)


@require_POST
@login_required
def activate(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a model to use from the next search on."""
    user = allowed(request, CHANGE)
    try:
        activate_model(model=get_object_or_404(DuplicateModel, pk=pk), by=user)
        messages.success(request, _("The next search uses this model."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("duplicates:model")


@require_POST
@login_required
def search(request: HttpRequest) -> HttpResponse:
    """Let the worker search the whole register."""
    start_search(by=allowed(request, FIND))
    messages.success(request, _("The search has been asked for."))
    return redirect("duplicates:model")
