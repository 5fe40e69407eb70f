"""Pages through gunicorn, beside an empty view and a minimal page of the same server."""

from urllib.parse import urlencode

from django.db import connections

from benchmarks.http import Request, server, side_by_side
from benchmarks.measure import Measure, compared
from benchmarks.register import ensure_people
from kelurahan.models import Figure
from recipients.models import Person

# As every browser asks.
GZIP = {"Accept_Encoding": "gzip"}


def _some_name() -> str:
    names = Person.objects.public().filter(name__contains=" ").order_by("pk")
    return str(names[len(names[:500]) // 2].name)


def measures(size: int) -> list[Measure]:
    """Measure statistics, home and search pages."""
    ensure_people(size)
    area = Figure.objects.filter(area__level="kecamatan").values_list("area_id", flat=True)[0]
    body = urlencode({"name": _some_name(), "area": ""}).encode()
    connections.close_all()
    with server():
        empty, minimal, statistics, home, search = side_by_side(
            (Request.get("/bench/empty/", **GZIP), 200),
            (Request.get("/bench/minimal/"), 200),
            (Request.get(f"/statistik/{area}/", **GZIP), 200),
            (Request.get("/", **GZIP), 200),
            (Request.post("/cari/", body), 200),
        )
    return [
        compared(
            "statistics page, requests/s beside an empty view", statistics, empty, at_least=0.8
        ),
        compared("home page, requests/s beside an empty view", home, empty, at_least=0.8),
        compared("search page, requests/s beside a minimal page", search, minimal, at_least=0.8),
    ]
