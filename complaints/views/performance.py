"""How fast and how well complaints are answered, for everybody to see."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from complaints.performance import performance
from kelurahan.models import Area, Release
from kelurahan.page_cache import released_page
from kelurahan.reading import may_lag


@require_safe
@may_lag
@released_page
def performance_page(request: HttpRequest, release: Release | None, code: str = "") -> HttpResponse:
    """The city's complaints, or those of one kecamatan."""
    if release is None:
        return render(request, "kelurahan/nothing_published.html")
    code = code or settings.CITY_CODE
    page = performance(release, code) if "\0" not in code else None
    if page is None:
        return _without_figures(request, code)
    context = {"page": page, "release": release, "is_city": not page.above}
    return render(request, "complaints/performance.html", context)


def _without_figures(request: HttpRequest, code: str) -> HttpResponse:
    """Say that nothing is published of an area that may have a page, or that there is none."""
    levels = (Area.Level.CITY, Area.Level.KECAMATAN)
    if "\0" in code or not Area.objects.filter(pk=code, level__in=levels).exists():
        raise Http404
    return render(request, "kelurahan/nothing_published.html")
