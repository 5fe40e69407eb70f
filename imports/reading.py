"""Reads a job's file into its staging tables."""

import re
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from itertools import batched

from imports import staging
from imports.formats import Format
from imports.helping import Helper
from imports.loading import Loaded, Loader
from imports.models import ImportJob, RowProblem
from imports.parsing import REMEDY, Header, find_header
from imports.readers.cells import Row
from imports.readers.errors import FileRefusedError
from imports.readers.table import Table, open_table

BATCH = 4_000
# From this size on a second process helps; starting it takes about a second.
HELPED_FROM_BYTES = 8_000_000
# A header may hold a number that nobody should read in a report.
LONG_NUMBER = re.compile(r"\d{12,}")

type Report = Callable[[int, int], None]


def read_file(job: ImportJob, form: Format, report: Report) -> None:
    """Stage every acceptable row of the file and note what is wrong with the others.

    Fills the job's `source`, `rows_total`, `rows_done`, `refused` and `report`; `report(done,
    total)` is called now and then. Raises FileRefusedError when the file as a whole is not
    acceptable.
    """
    RowProblem.objects.filter(job=job).delete()
    with open_table(job.file, job.file_name) as table:
        header, rows = find_header(table.rows, form)
        _note_source(job, form, table, header)
        if code := form.check_file(header.fields, job.options):
            raise FileRefusedError(code)
        staging.create(job.pk, form, header.fields)
        loaded = _load(job, form, header, rows, report)
    if not loaded.rows:
        raise FileRefusedError("no_rows")
    job.rows_total = loaded.rows


def _note_source(job: ImportJob, form: Format, table: Table, header: Header) -> None:
    source = table.source
    job.source = {
        "kind": source.kind,
        "packing": source.packing,
        "encoding": source.encoding,
        "delimiter": source.delimiter,
        "sheet": source.sheet[:60],
        "header_row": header.row,
        "fields": sorted(header.fields),
        "repair": REMEDY in header.names,
        "unused": [LONG_NUMBER.sub("…", name) for name in header.unused[:50]],
    }
    job.rows_total = max(0, source.lines - header.row)
    job.rows_done = 0
    job.report = {"format": form.name}


def _load(
    job: ImportJob, form: Format, header: Header, rows: Iterator[Row], report: Report
) -> Loaded:
    """Stage all rows, every second batch in a helper process when the file is large."""
    loaded, loader = Loaded(), Loader(job, form, header)
    large = job.size >= HELPED_FROM_BYTES
    with Helper(job.pk, header) if large else nullcontext() as helper:
        for some in batched(rows, BATCH):
            if helper is not None and not helper.busy:
                helper.send(some)
                continue
            loaded.add(loader.load(some))
            if helper is not None:
                loaded.add(helper.receive())
            _note(job, loaded)
            report(job.rows_done, job.rows_total)
        if helper is not None and helper.busy:
            loaded.add(helper.receive())
    _note(job, loaded)
    return loaded


def _note(job: ImportJob, loaded: Loaded) -> None:
    job.rows_done, job.refused = loaded.rows, loaded.refused
    job.report["staged"] = loaded.staged
