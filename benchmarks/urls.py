"""The portal's addresses, an empty view, and a minimal Django page to compare with."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import include, path

from recipients.models import Household


def empty(_request: HttpRequest) -> HttpResponse:
    """Answer with nothing: what the server and the middleware cost."""
    return HttpResponse(b"")


def minimal(request: HttpRequest) -> HttpResponse:
    """Answer as the smallest real page does: CSRF token, one indexed query, one template."""
    get_token(request)
    household = Household.objects.order_by("pk").values("pk", "register").first()
    return render(request, "benchmarks/minimal.html", {"household": household})


urlpatterns = [
    path("bench/empty/", empty),
    path("bench/minimal/", minimal),
    path("", include("jps_portal.urls")),
]
