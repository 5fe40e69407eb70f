"""The first rows of each kind that a checked file would bring; numbers masked."""

from dataclasses import dataclass
from typing import Any

from django.db import ProgrammingError, transaction
from django.db.models import BinaryField, ForeignKey
from django.utils.translation import gettext as _
from psycopg import sql
from psycopg.errors import UndefinedTable

from imports.formats import Format
from imports.models import ImportJob
from imports.staging import StagedTarget, ask, names, staged_targets

SHOWN = 100
MASK = "•••• •••• •••• ••••"


@dataclass(frozen=True)
class Sample:
    """Rows of one target in one state: a header and cells of text."""

    target: str
    state: str
    label: str
    header: list[str]
    rows: list[list[Any]]


def samples(job: ImportJob, form: Format) -> list[Sample]:
    """Return new and changed rows of every target, unchanged ones of the main target."""
    try:
        with transaction.atomic():
            return _staged_samples(job, form)
    except ProgrammingError as error:
        if isinstance(error.__cause__, UndefinedTable):
            return []  # the file was applied or declined at this very moment
        raise


def _staged_samples(job: ImportJob, form: Format) -> list[Sample]:
    found = []
    for each in staged_targets(job.pk, form, job.source.get("fields", [])):
        if ask("SELECT to_regclass(%s)", [each.stage.as_string(None)])[0][0] is None:
            continue
        found += [_plain(each, "n", "new"), _changed(each)]
        if each.target is form.main:
            found.append(_plain(each, "u", "unchanged"))
    return [sample for sample in found if sample.rows]


def _shown(each: StagedTarget) -> list[str]:
    """Return the columns that a person reads: no ciphertext, no internal numbers."""
    return [
        name
        for name in each.target.columns
        if not (
            isinstance(each.field(name), BinaryField)
            or (isinstance(each.field(name), ForeignKey) and name != "kelurahan_id")
            or name == "source_register"
        )
    ]


def _title(each: StagedTarget, state: str) -> str:
    words = {"new": _("new"), "changed": _("changed"), "unchanged": _("unchanged")}
    return f"{each.target.label or each.target.name}: {words[state]}"


def _label(each: StagedTarget, name: str) -> str:
    return str(each.field(name).verbose_name)


def _plain(each: StagedTarget, state: str, word: str) -> Sample:
    columns = _shown(each)
    rows = ask(
        'SELECT "row", {columns} FROM {stage} WHERE state = %s ORDER BY "row" LIMIT %s',
        [state, SHOWN],
        columns=names(columns),
        stage=each.stage,
    )
    header = [_label(each, name) for name in columns]
    cells = [
        [number, *(_text(each, name, value) for name, value in zip(columns, row, strict=True))]
        for number, *row in rows
    ]
    return Sample(each.target.name, word, _title(each, word), header, cells)


def _changed(each: StagedTarget) -> Sample:
    """Return changed rows as (row, what changed, before, after)."""
    columns = each.compared
    found = ask(
        'SELECT s."row", {new}, {old} FROM {stage} s JOIN {table} t USING (id)'
        " WHERE s.state = 'c' ORDER BY s.\"row\" LIMIT %s",
        [SHOWN],
        new=names(columns, "s"),
        old=names(columns, "t"),
        stage=each.stage,
        table=sql.SQL("{}").format(each.table),
    )
    rows = []
    for number, *values in found:
        size = len(columns)
        for name, after, before in zip(columns, values[:size], values[size:], strict=True):
            if after != before:
                old, new = (_text(each, name, value) for value in (before, after))
                rows.append([number, _label(each, name), old, new])
    return Sample(each.target.name, "changed", _title(each, "changed"), [], rows)


def _text(each: StagedTarget, name: str, value: Any) -> Any:
    """Return what a person reads: numbers masked, choices and yes or no in words."""
    if isinstance(value, bytes | memoryview):
        return MASK
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    field = each.field(name)
    words = dict(getattr(field, "base_field", field).flatchoices)
    if isinstance(value, list):
        return ", ".join(str(words.get(item, item)) for item in value)
    return words.get(value, value)
