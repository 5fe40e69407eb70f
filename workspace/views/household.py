"""One household with everything that belongs to it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.actions import record_access
from accounts.models import AccessLog
from recipients.models import Household
from workspace.household_page import household_context
from workspace.views._common import allowed
from workspace.views.households import VIEW


@require_GET
@login_required
def household(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a household; opening it is logged."""
    user = allowed(request, VIEW)
    own = Household.objects.visible_to(user).select_related("kelurahan__parent")
    found = get_object_or_404(own, pk=pk)
    record_access(by=user, action=AccessLog.Action.VIEW, obj=found)
    return render(request, "workspace/household.html", household_context(found, user))
