"""Pages through gunicorn, beside an empty view and a minimal page of the same server."""

import time
from collections.abc import Sequence
from urllib.parse import urlencode

from django.db import connections

from benchmarks.http import Request, etag_of, server, side_by_side
from benchmarks.measure import Measure, bounded, compared
from benchmarks.register import ensure_people
from kelurahan.models import Figure, Release
from kelurahan.publishing import publish
from recipients.models import Person

# As every browser asks.
GZIP = {"Accept_Encoding": "gzip"}
AREAS = 200
CALLS = 6


def _some_name() -> str:
    names = Person.objects.public().filter(name__contains=" ").order_by("pk")
    return str(names[len(names[:500]) // 2].name)


def _areas() -> list[str]:
    """Return the addresses of as many area pages of the newest Release as are asked for."""
    figures = Figure.objects.filter(release=Release.objects.newest())
    codes = figures.order_by("area").values_list("area_id", flat=True).distinct()
    pages = [f"/statistik/{code}/" for code in codes]
    pages += [f"{page}laporan/" for page in pages]  # where a city has fewer areas
    return pages[:AREAS]


def _many(empty: Request, paths: Sequence[str]) -> list[Measure]:
    """Measure many different pages: sent in turn, and when browsers ask whether they changed."""
    plain = [Request.get(path, **GZIP) for path in paths]
    started = time.perf_counter()
    tags = [etag_of(request) for request in plain]
    first = time.perf_counter() - started
    for request in plain * CALLS:  # until each process is likely to have made each page
        etag_of(request)
    again = [Request.get(path, **GZIP, If_None_Match=tag)
             for path, tag in zip(paths, tags, strict=True)]  # fmt: skip
    nothing, pages, unchanged = side_by_side((empty, 200), (plain, 200), (again, 304))
    name = f"{len(paths)} area pages"
    return [
        bounded(f"{name} made for the first time, ms a page", 1000 * first / len(paths),
                at_most=100),
        compared(f"{name} in turn, beside an empty view", pages, nothing, at_least=0.8),
        compared(f"{name} asked for again (304)", unchanged, nothing, at_least=0.8),
    ]  # fmt: skip


def measures(size: int) -> list[Measure]:
    """Measure statistics, home and search pages."""
    ensure_people(size)
    if Release.objects.newest() is None:
        publish(note="benchmark")
    area = Figure.objects.filter(area__level="kecamatan").values_list("area_id", flat=True)[0]
    body = urlencode({"name": _some_name(), "area": ""}).encode()
    paths = _areas()
    connections.close_all()
    with server():
        many = _many(Request.get("/bench/empty/", **GZIP), paths)
        empty, minimal, statistics, home, search = side_by_side(
            (Request.get("/bench/empty/", **GZIP), 200),
            (Request.get("/bench/minimal/"), 200),
            (Request.get(f"/statistik/{area}/", **GZIP), 200),
            (Request.get("/", **GZIP), 200),
            (Request.post("/cari/", body), 200),
        )
    return [
        *many,
        compared(
            "statistics page, requests/s beside an empty view", statistics, empty, at_least=0.8
        ),
        compared("home page, requests/s beside an empty view", home, empty, at_least=0.8),
        compared("search page, requests/s beside a minimal page", search, minimal, at_least=0.8),
    ]
