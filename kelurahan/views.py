"""Statistics pages. They read the figures of a Release and add nothing up."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from kelurahan.area_page import area_page
from kelurahan.models import Area, Release
from kelurahan.page_cache import released_page
from kelurahan.ranking import headings, ranking, title
from kelurahan.reading import may_lag
from kelurahan.reports import Period, report_page
from kelurahan.shares import share_table


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
    context = {"page": page, "release": release, "orders": headings(code)}
    return render(request, template, context)


@require_safe
@may_lag
@released_page
def parts(
    request: HttpRequest, release: Release | None, code: str, order: str = "",
    level: Area.Level | None = None,
) -> HttpResponse:  # fmt: skip
    """The parts of an area in one order; at `level`, else those right below it."""
    if release is None:
        get_object_or_404(Area, pk=code)
        return _nothing_published(request)
    view = "kelurahan-sorted" if level else "sorted"
    page = ranking(release, code, level=level, order=order, view=view)
    if page is None:
        raise Http404
    context = {"page": page, "release": release, "title": title(page, level)}
    return render(request, "kelurahan/parts.html", context)


@require_safe
@may_lag
@released_page
def report(
    request: HttpRequest, release: Release | None, code: str, year: int = 0, quarter: int = 0
) -> HttpResponse:
    """What happened in an area within a year or a quarter, to print."""
    if release is None:
        get_object_or_404(Area, pk=code)
        return _nothing_published(request)
    page = report_page(release, code, Period(year, quarter) if year else None)
    if page is None:
        raise Http404
    return render(request, "kelurahan/report.html", {"report": page, "release": page.release})


@require_safe
@may_lag
@released_page
def shares(request: HttpRequest, release: Release | None, code: str) -> HttpResponse:
    """The share of listed families in every kelurahan, by what offices published."""
    if release is None:
        get_object_or_404(Area, pk=code)
        return _nothing_published(request)
    table = share_table(release, code)
    if table is None:
        raise Http404
    return render(request, "kelurahan/shares.html", {"table": table, "release": release})
