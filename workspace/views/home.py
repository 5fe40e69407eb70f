"""The first page of staff: what waits for them."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.permissions import staff
from workspace.home import campaign_under_way, tiles


@require_GET
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for whoever is signed in."""
    user = staff(request)
    context = {"tiles": tiles(user), "campaign": campaign_under_way(user)}
    return render(request, "workspace/home.html", context)
