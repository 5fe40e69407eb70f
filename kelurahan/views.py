"""Statistics pages. They read the figures of the newest Release and add nothing up."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from kelurahan.area_page import area_page
from kelurahan.models import Area, Release
from kelurahan.page_cache import released_page
from kelurahan.reading import may_lag


def _nothing_published(request: HttpRequest) -> HttpResponse:
    return render(request, "kelurahan/nothing_published.html")


@require_safe
@may_lag
@released_page
def index(request: HttpRequest, release: Release | None) -> HttpResponse:
    """Lead to the portal's city."""
    if release is None:
        return _nothing_published(request)
    return redirect("statistics:area", settings.CITY_CODE)


@require_safe
@may_lag
@released_page
def area(request: HttpRequest, release: Release | None, code: str) -> HttpResponse:
    """One city, kecamatan or kelurahan."""
    if release is None:
        get_object_or_404(Area, pk=code)
        return _nothing_published(request)
    page = area_page(release, code)
    if page is None:
        raise Http404
    template = "kelurahan/area.html" if page.published else "kelurahan/nothing_published.html"
    return render(request, template, {"page": page, "release": release})
