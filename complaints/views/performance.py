"""How fast and how well complaints are answered, for everybody to see."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from complaints.performance import performance
from kelurahan.models import Release
from kelurahan.page_cache import released_page
from kelurahan.reading import may_lag


@require_safe
@may_lag
@released_page
def performance_page(request: HttpRequest, release: Release | None, code: str = "") -> HttpResponse:
    """The city's complaints, or those of one kecamatan."""
    if release is None:
        return render(request, "kelurahan/nothing_published.html")
    page = performance(release, code or settings.CITY_CODE) if "\0" not in code else None
    if page is None:
        raise Http404
    context = {"page": page, "release": release, "is_city": not page.above}
    return render(request, "complaints/performance.html", context)
