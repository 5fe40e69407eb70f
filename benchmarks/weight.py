"""What a first visit on a slow phone downloads."""

import gzip
from pathlib import Path

from django.contrib.staticfiles import finders
from django.test import Client

from benchmarks.measure import Measure, bounded
from benchmarks.register import ensure_people


def measures(size: int) -> list[Measure]:
    """Measure home page and stylesheet, compressed."""
    ensure_people(size)
    page = Client(headers={"accept-encoding": "gzip"}).get("/", headers={"host": "127.0.0.1"})
    style = gzip.compress(Path(str(finders.find("css/portal.css"))).read_bytes())
    return [
        bounded(
            "home: HTML + CSS, compressed, bytes", len(page.content) + len(style), at_most=14_336
        )
    ]
