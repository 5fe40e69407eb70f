"""Publishing all figures, beside one sequential scan of the households.

As a rule little has changed since the worker's duty last ran; after an import everything has.
"""

import shutil

from django.db import connection

from benchmarks.measure import Measure, bounded, compared, median_seconds, seconds
from benchmarks.register import ensure_people
from kelurahan import kept
from kelurahan.models import Release
from kelurahan.opendata import files
from kelurahan.publishing import publish


def _scan() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM recipients_household WHERE address <> ''")
        cursor.fetchone()


def _publish() -> Release:
    return publish(note="benchmark", force=True)


def _write_files() -> None:
    release = Release.objects.newest()
    if release is None:
        raise RuntimeError("nothing is published")
    shutil.rmtree(files.root(), ignore_errors=True)
    files.folder(release)


def measures(size: int) -> list[Measure]:
    """Measure the publication of every area's figures, and of the files for download."""
    ensure_people(size)
    kept.refresh()
    _publish()  # what follows has a Release before it, whose hidden counts it must respect
    scan = median_seconds(_scan)
    added = median_seconds(kept.added_up)
    counted = median_seconds(kept.everybody, rounds=3)
    published = median_seconds(_publish, rounds=3)
    kept.note_everywhere()
    anew = seconds(_publish)
    people = f"{size:,} people"
    return [
        compared(f"figures of {people}, little changed, s", added, scan, at_most=5),
        compared(f"figures of {people}, everybody counted, s", counted, scan, at_most=5),
        compared(f"publish {people}, little changed: hidden, signed, stored, s", published, scan,
                 at_most=5),
        compared(f"publish {people}, everything changed, s", anew, scan, at_most=5),
        bounded("files of a release for download, s", seconds(_write_files), at_most=10),
    ]  # fmt: skip
