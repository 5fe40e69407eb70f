"""The public pages of the ministry's round trips: counts of Releases, nobody named."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kelurahan.models import Release
from kelurahan.page_cache import released_page
from verification.public_cycles import public_cycle, published


@require_safe
@released_page
def cycles(request: HttpRequest, release: Release | None) -> HttpResponse:
    """List the round trips whose answers are published, the newest first."""
    rows = published(release) if release else []
    if not rows:
        raise Http404
    return render(request, "verification/cycles.html", {"rows": rows, "release": release})


@require_safe
@released_page
def cycle(request: HttpRequest, release: Release | None, year: int, quarter: int) -> HttpResponse:
    """Show what the ministry made of a quarter's corrections, by kind and by kelurahan."""
    page = public_cycle(release, year, quarter) if release else None
    if page is None:
        raise Http404
    return render(request, "verification/cycle.html", {"page": page, "release": page.release})
