"""The staging tables of a job: unlogged, one per target, gone when the job ends.

They may vanish in a crash of the server (unlogged tables are emptied then); a job that misses its
rows reads its file again. Identity numbers arrive here sealed already.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Field, Model
from psycopg import sql

from imports.batch import Staged
from imports.layout import Layout, Target

SCHEMA = "imports_staging"
# row: number in the file; state: n new, o old (then u unchanged or c changed); seen: hash of the
# old row when it was compared.
OWN = ("row", "id", "state", "area")


@dataclass(frozen=True)
class StagedTarget:
    """A target of one job, with the SQL names of what it is staged in and written to."""

    target: Target
    place: int
    job: int
    fields: frozenset[str]

    @property
    def model(self) -> type[Model]:
        """The model that is written."""
        return apps.get_model(self.target.model)

    @property
    def table(self) -> sql.Identifier:
        """The table that is written."""
        return sql.Identifier(self.model._meta.db_table)

    @property
    def stage(self) -> sql.Identifier:
        """The staging table."""
        return sql.Identifier(SCHEMA, f"job_{self.job}_{self.target.name}")

    def field(self, attname: str) -> "Field[Any, Any]":
        """Return the model field of a column."""
        return next(f for f in self.model._meta.concrete_fields if f.attname == attname)

    @property
    def written(self) -> list[str]:
        """Columns that existing rows get from this file: those its columns speak of."""
        return [
            name
            for name, source in self.target.columns.items()
            if not source or source in self.fields
        ]

    @property
    def compared(self) -> list[str]:
        """Written columns that make a row changed when they differ."""
        return [name for name in self.written if name not in self.target.not_compared]


def staged_targets(job: int, form: Layout, fields: Iterable[str]) -> list[StagedTarget]:
    """Return the targets of a job whose file carries `fields`."""
    carried = frozenset(fields)
    return [StagedTarget(t, place, job, carried) for place, t in enumerate(form.targets)]


def names(columns: Sequence[str], prefix: str = "") -> sql.Composed:
    """Return column names separated by commas, with a table's alias before each."""
    return sql.SQL(", ").join(
        sql.Identifier(prefix, name) if prefix else sql.Identifier(name) for name in columns
    )


def _text(template: str, parts: dict[str, sql.Composable]) -> str:
    # pghistory adds its context to statements that are plain text.
    return sql.SQL(template).format(**parts).as_string(None)


def run(template: str, parameters: Sequence[Any] = (), **parts: sql.Composable) -> int:
    """Execute a statement made of a fixed template and quoted parts; return its row count."""
    with connection.cursor() as cursor:
        cursor.execute(_text(template, parts), parameters)
        return int(cursor.rowcount)


def ask(template: str, parameters: Sequence[Any] = (), **parts: sql.Composable) -> list[Any]:
    """Execute a query made like `run`; return its rows."""
    with connection.cursor() as cursor:
        cursor.execute(_text(template, parts), parameters)
        return list(cursor.fetchall())


def companion_table(job: int, name: str) -> sql.Identifier:
    """Return the staging table of a companion."""
    return sql.Identifier(SCHEMA, f"job_{job}_with_{name}")


def _create_companions(job: int, form: Layout) -> None:
    for each in form.companions:
        stage = companion_table(job, each.name)
        columns = [
            sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(kind))
            for name, kind in each.columns.items()
        ]
        run("DROP TABLE IF EXISTS {stage}", stage=stage)
        run(
            'CREATE UNLOGGED TABLE {stage} ("row" integer, {columns})',
            stage=stage,
            columns=sql.SQL(", ").join(columns),
        )


def create(job: int, form: Layout, fields: Iterable[str]) -> None:
    """Make the empty staging tables of a job, in place of those of an earlier attempt."""
    _create_companions(job, form)
    targets = staged_targets(job, form, fields)
    for each in targets:
        columns = [
            sql.SQL("{} {}").format(
                sql.Identifier(name),
                sql.SQL(each.field(name).rel_db_type(connection) if each.field(name).is_relation
                        else each.field(name).db_type(connection)),  # type: ignore[arg-type]
            )
            for name in each.target.columns
        ]  # fmt: skip
        run("DROP TABLE IF EXISTS {stage}", stage=each.stage)
        run(
            'CREATE UNLOGGED TABLE {stage} ("row" integer, id bigint, state "char",'
            ' area varchar(13) COLLATE "C", seen bigint, {columns})',
            stage=each.stage,
            columns=sql.SQL(", ").join(columns),
        )


def drop(job: int, form: Layout) -> None:
    """Remove the staging tables of a job."""
    for each in staged_targets(job, form, []):
        run("DROP TABLE IF EXISTS {stage}", stage=each.stage)
    for companion in form.companions:
        run("DROP TABLE IF EXISTS {stage}", stage=companion_table(job, companion.name))


def copy_rows(each: StagedTarget, rows: list[Staged]) -> None:
    """Append staged rows."""
    _copy(each.stage, [*OWN, *each.target.columns], rows)


def copy_companions(job: int, form: Layout, rows: dict[str, list[Staged]]) -> None:
    """Append the rows of companions."""
    for each in form.companions:
        table = companion_table(job, each.name)
        _copy(table, ["row", *each.columns], rows.get(each.name, []))


def _copy(table: sql.Identifier, columns: list[str], rows: list[Staged]) -> None:
    if not rows:
        return
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(table, names(columns))
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def copy_problems(job: int, problems: list[tuple[Any, ...]]) -> None:
    """Append problems: (row, field, code, detail, area)."""
    if not problems:
        return
    with (
        connection.cursor() as cursor,
        cursor.copy(
            'COPY imports_rowproblem (job_id, "row", field, code, detail, area) FROM STDIN'
        ) as copy,
    ):
        for problem in problems:
            copy.write_row((job, *problem))


class NewIds:
    """Ids of new rows, drawn from the tables' own sequences some thousand at a time."""

    BLOCK = 5_000

    def __init__(self, targets: Iterable[StagedTarget]) -> None:
        self._tables = {each.target.name: each.model._meta.db_table for each in targets}
        self._ids: dict[str, Iterator[int]] = {name: iter(()) for name in self._tables}

    def __call__(self, target: str) -> int:
        """Return an id that no other row has or will get."""
        number = next(self._ids[target], None)
        if number is None:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                    [self._tables[target], self.BLOCK],
                )
                self._ids[target] = iter([row[0] for row in cursor.fetchall()])
            number = next(self._ids[target])
        return number


def exists(each: StagedTarget) -> bool:
    """Tell whether the staging table is there."""
    return ask("SELECT to_regclass(%s)", [each.stage.as_string(None)])[0][0] is not None


def is_complete(targets: Iterable[StagedTarget], counts: dict[str, int]) -> bool:
    """Tell whether the staged rows are still there (a crash of the server empties them)."""
    for each in targets:
        if not exists(each):
            return False
        if ask("SELECT count(*) FROM {stage}", stage=each.stage)[0][0] != counts.get(
            each.target.name, 0
        ):
            return False
    return True
