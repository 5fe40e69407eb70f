"""Turns batches of a file's rows into staged rows and problems, here or in a helper process."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.utils import timezone

from imports import staging
from imports.batch import Batch, FileRow
from imports.formats import Format, Lookup
from imports.models import ImportJob
from imports.parsing import Header, RowParser
from imports.readers.cells import Row
from kelurahan.models import Area

KELURAHAN_CODE = re.compile(r"^\d\d\.\d\d\.\d\d\.\d{4}$")


@dataclass
class Loaded:
    """How many rows were read, refused, and staged for each target."""

    rows: int = 0
    refused: int = 0
    staged: dict[str, int] = field(default_factory=dict)

    def add(self, other: "Loaded") -> None:
        """Count another batch too."""
        self.rows += other.rows
        self.refused += other.refused
        for name, number in other.staged.items():
            self.staged[name] = self.staged.get(name, 0) + number


class Loader:
    """Parses, looks up, builds and copies rows of one job."""

    def __init__(self, job: ImportJob, form: Format, header: Header) -> None:
        self._job = job
        self._form = form
        self._fields = frozenset(header.fields)
        self._targets = staging.staged_targets(job.pk, form, header.fields)
        self._parser = RowParser(form, header)
        self._areas = _areas()
        self._area_field = form.area_column.field if form.area_column else ""
        self._new_id = staging.NewIds(self._targets)
        self._lookups = [each for each in form.lookups if _may_find(each, job.options)]

    def load(self, rows: Iterable[Row]) -> Loaded:
        """Stage some rows."""
        parsed = [self._parser.parse(row) for row in rows]
        batch = Batch(
            options=self._job.options,
            scope=self._job.scope,
            targets=tuple(each.target.name for each in self._targets),
            new_id=self._new_id,
            fields=self._fields,
        )
        for row in parsed:
            self._check_area(row, batch)
        sound = [row for row in parsed if not row.problems]
        for lookup in self._lookups:
            _look_up(sound, lookup, batch)
        for row in sound:
            self._form.build(row, batch)
        return self._copy(parsed, batch)

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

    def _copy(self, parsed: list[FileRow], batch: Batch) -> Loaded:
        refused = {row.number for row in parsed if row.problems}
        loaded = Loaded(len(parsed), len(refused))
        for each in self._targets:
            name = each.target.name
            staged = [row for row in batch.staged[name] if row[0] not in refused]
            staging.copy_rows(each, staged)
            loaded.staged[name] = len(staged)
        companions = {
            name: [row for row in rows if row[0] not in refused]
            for name, rows in batch.companions.items()
        }
        staging.copy_companions(self._job.pk, self._form, companions)
        problems = [
            (row.number, field, code, detail[:120], row.area)
            for row in parsed
            for code, field, detail in row.problems
        ]
        staging.copy_problems(self._job.pk, problems)
        return loaded


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


def _look_up(rows: list[FileRow], lookup: Lookup, batch: Batch) -> None:
    """Give each row the matches of one lookup; one query for all."""
    keys = [lookup.key(row, batch.options) for row in rows]
    wanted = list({each for each in keys if each is not None})
    if not wanted:
        return
    found: dict[Any, list[tuple[Any, ...]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(lookup.sql, {**batch.options, "keys": wanted})
        for match in cursor.fetchall():
            if lookup.own_area_only and not batch.in_scope(match[2]):
                continue
            first = bytes(match[0]) if isinstance(match[0], memoryview) else match[0]
            found.setdefault(first, []).append(match[1:])
    for row, each in zip(rows, keys, strict=True):
        if each in found:
            row.found[lookup.name] = found[each]
