"""Publishing all figures, beside one sequential scan of the households."""

from django.db import connection

from benchmarks.measure import Measure, compared, median_seconds, seconds
from benchmarks.register import ensure_people
from kelurahan.publishing import publish


def _scan() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM recipients_household WHERE address <> ''")
        cursor.fetchone()


def measures(size: int) -> list[Measure]:
    """Measure the publication of every area's figures."""
    ensure_people(size)
    scan = median_seconds(_scan)
    ours = seconds(lambda: publish(note="benchmark", force=True))
    return [compared(f"publish figures of {size:,} people, s", ours, scan, at_most=5)]
