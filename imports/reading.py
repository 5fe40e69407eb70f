"""Reads a job's file into its staging tables."""

import re
from collections.abc import Callable, Iterable
from itertools import batched
from typing import Any

from django.db import connection
from django.utils import timezone

from imports import staging
from imports.batch import Batch, FileRow
from imports.formats import Format, Lookup
from imports.models import ImportJob, RowProblem
from imports.parsing import Header, RowParser, find_header
from imports.readers.cells import Row
from imports.readers.errors import FileRefusedError
from imports.readers.table import Table, open_table
from kelurahan.models import Area

BATCH = 4_000
KELURAHAN_CODE = re.compile(r"^\d\d\.\d\d\.\d\d\.\d{4}$")

type Report = Callable[[int, int], None]


def read_file(job: ImportJob, form: Format, report: Report) -> None:
    """Stage every acceptable row of the file and note what is wrong with the others.

    Fills the job's `source`, `rows_total`, `rows_done` and `report`; `report(done, total)` is
    called now and then. Raises FileRefusedError when the file as a whole is not acceptable.
    """
    RowProblem.objects.filter(job=job).delete()
    with open_table(job.path, job.file_name) as table:
        header, rows = find_header(table.rows, form)
        _note_source(job, form, table, header)
        if code := form.check_file(header.fields, job.options):
            raise FileRefusedError(code)
        loader = _Loader(job, form, header)
        for some in batched(rows, BATCH):
            loader.load(some)
            report(job.rows_done, job.rows_total)
    if not job.rows_done:
        raise FileRefusedError("no_rows")
    job.rows_total = job.rows_done


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
        "unused": list(header.unused)[:50],
    }
    job.rows_total = max(0, source.lines - header.row)
    job.rows_done = 0
    job.report = {"format": form.name}


class _Loader:
    """Turns batches of rows into staged rows and problems."""

    def __init__(self, job: ImportJob, form: Format, header: Header) -> None:
        self._job = job
        self._form = form
        self._targets = staging.staged_targets(job.pk, form, header.fields)
        self._parser = RowParser(form, header)
        self._areas = _areas()
        self._area_field = form.area_column.field if form.area_column else ""
        self._new_id = staging.NewIds(self._targets)
        staging.create(self._targets)
        self._staged = {each.target.name: 0 for each in self._targets}
        job.refused = 0
        self._lookups = [each for each in form.lookups if _may_find(each, job.options)]

    def load(self, rows: Iterable[Row]) -> None:
        """Parse, look up, build and copy some rows."""
        parsed = [self._parser.parse(row) for row in rows]
        batch = Batch(
            options=self._job.options,
            scope=self._job.scope,
            targets=tuple(self._staged),
            new_id=self._new_id,
        )
        for row in parsed:
            self._check_area(row, batch)
        sound = [row for row in parsed if not row.problems]
        for lookup in self._lookups:
            _look_up(sound, lookup, self._job.options)
        for row in sound:
            self._form.build(row, batch)
        self._copy(parsed, batch)

    def _check_area(self, row: FileRow, batch: Batch) -> None:
        if not self._area_field:
            return
        code = row.values[self._area_field]
        if not code and KELURAHAN_CODE.match(batch.scope):
            # A kelurahan's own list need not repeat its code in each row.
            code = row.values[self._area_field] = batch.scope
        if not code:
            if not row.problems:
                row.refuse("missing", self._area_field)
        elif code not in self._areas:
            row.refuse("unknown_area", self._area_field, code)
        elif not batch.in_scope(code):
            row.refuse("foreign_area", self._area_field, code)
        row.area = code if code in self._areas else ""

    def _copy(self, parsed: list[FileRow], batch: Batch) -> None:
        refused = {row.number for row in parsed if row.problems}
        for each in self._targets:
            name = each.target.name
            staged = [row for row in batch.staged[name] if row[0] not in refused]
            staging.copy_rows(each, staged)
            self._staged[name] += len(staged)
        staging.copy_problems(
            self._job.pk,
            [
                (row.number, field, code, detail[:120], row.area)
                for row in parsed
                for code, field, detail in row.problems
            ],
        )
        self._job.rows_done += len(parsed)
        self._job.refused += len(refused)
        self._job.report["staged"] = self._staged


def _areas() -> frozenset[str]:
    """Return the codes of all areas that exist today."""
    today = timezone.localdate()
    return frozenset(Area.objects.in_force(on=today).values_list("code", flat=True))


def _may_find(lookup: Lookup, options: dict[str, str]) -> bool:
    if not lookup.any:
        return True
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS ({lookup.any})", options)
        return bool(cursor.fetchone()[0])


def _look_up(rows: list[FileRow], lookup: Lookup, options: dict[str, str]) -> None:
    """Give each row the matches of one lookup; one query for all."""
    keys = [lookup.key(row, options) for row in rows]
    wanted = list({each for each in keys if each is not None})
    if not wanted:
        return
    found: dict[Any, list[tuple[Any, ...]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(lookup.sql, {**options, "keys": wanted})
        for match in cursor.fetchall():
            first = bytes(match[0]) if isinstance(match[0], memoryview) else match[0]
            found.setdefault(first, []).append(match[1:])
    for row, each in zip(rows, keys, strict=True):
        if each in found:
            row.found[lookup.name] = found[each]
