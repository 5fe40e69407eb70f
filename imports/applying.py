"""Writes staged rows to their tables, and takes them back. Runs in the caller's transaction."""

from typing import Any

from django.db import connection
from django.db.models import DateTimeField
from psycopg import sql

from imports.models import ImportJob
from imports.staging import StagedTarget, ask, names, run

MANY = 5_000


class RegisterChangedError(Exception):
    """What was previewed is no longer what would be done."""


class RowsChangedError(RegisterChangedError):
    """Rows that would be overwritten are no longer those that the preview showed."""


def prepare_history() -> None:
    """Keep the history triggers as fast at the millionth row as at the first.

    They ask for the setting "pgtrigger.ignore" and catch the error that it is unknown. Each such
    error ends a subtransaction, and those get slower with every row already in the queue: 40,000
    rows took nine seconds, 20,000 with the setting half a second.
    """
    ask("SELECT set_config('pgtrigger.ignore', '{{}}', true)")


def check_references() -> None:
    """Check all foreign keys now, which takes long for a million rows.

    At the end of the transaction the job's own row would be locked meanwhile, and its heartbeat
    would wait.
    """
    run("SET CONSTRAINTS ALL IMMEDIATE")


def write(job: ImportJob, targets: list[StagedTarget]) -> None:
    """Insert new rows and update changed ones, each with its entry in the ledger."""
    prepare_history()
    for each in targets:
        _insert(job, each)
        _update(job, each)
        if job.new + job.changed > MANY:
            # The planner must not take the table for as small as it was, or what follows in this
            # transaction scans it again and again.
            run("ANALYZE {table}", table=each.table)


def _insert(job: ImportJob, each: StagedTarget) -> None:
    columns, values, parameters = ["id"], [sql.SQL("s.id")], []
    for field in each.model._meta.concrete_fields:
        # What the file does not say of a column with a default of its own is left to the database.
        is_left = field.has_db_default() and field.attname not in each.target.columns
        if field.primary_key or is_left:
            continue
        columns.append(field.attname)
        if field.attname in each.target.columns:
            values.append(sql.Identifier("s", field.attname))  # type: ignore[arg-type]
        elif isinstance(field, DateTimeField) and (field.auto_now or field.auto_now_add):
            values.append(sql.SQL("now()"))
        else:
            values.append(sql.SQL("%s"))
            parameters.append(field.get_db_prep_save(field.get_default(), connection))
    run(
        "WITH written AS (INSERT INTO {table} AS t ({columns}) SELECT {values} FROM {stage} s"
        " WHERE s.state = 'n' RETURNING t.id, hash_record_extended(t, 0) AS became)"
        " INSERT INTO imports_appliedchange (job_id, target, row_id, became)"
        " SELECT %s, %s, id, became FROM written",
        [*parameters, job.pk, each.place],
        table=each.table,
        columns=names(columns),
        values=sql.SQL(", ").join(values),
        stage=each.stage,
    )


def _update(job: ImportJob, each: StagedTarget) -> None:
    assignments = [sql.SQL("{0} = s.{0}").format(sql.Identifier(column)) for column in each.written]
    assignments += [
        sql.SQL("{} = now()").format(sql.Identifier(field.attname))
        for field in each.model._meta.concrete_fields
        if isinstance(field, DateTimeField) and field.auto_now
    ]
    resets, parameters = _resets(each)
    written = run(
        "WITH written AS (UPDATE {table} AS t SET {assignments} FROM {stage} s"
        " WHERE s.id = t.id AND s.state = 'c' AND hash_record_extended(t, 0) = s.seen"
        " RETURNING t.id, to_jsonb(old) AS was, hash_record_extended(new, 0) AS became)"
        " INSERT INTO imports_appliedchange (job_id, target, row_id, became, was)"
        " SELECT %s, %s, id, became, was FROM written",
        [*parameters, job.pk, each.place],
        table=each.table,
        assignments=sql.SQL(", ").join([*assignments, *resets]),
        stage=each.stage,
    )
    # Nobody's edit is waited for: one that was committed a moment ago must not be lost.
    if written < ask("SELECT count(*) FROM {s} WHERE state = 'c'", s=each.stage)[0][0]:
        raise RowsChangedError


def _resets(each: StagedTarget) -> tuple[list[sql.Composable], list[Any]]:
    """Return the assignments of columns that fall back when others change, and their values."""
    assignments: list[sql.Composable] = []
    values = []
    for name, (causes, value) in each.target.resets.items():
        written = [cause for cause in causes if cause in each.written]
        if written:
            test = "{0} = CASE WHEN ROW({1}) IS DISTINCT FROM ROW({2}) THEN %s ELSE t.{0} END"
            new, old = names(written, "s"), names(written, "t")
            assignments.append(sql.SQL(test).format(sql.Identifier(name), new, old))
            values.append(each.field(name).get_db_prep_save(value, connection))
    return assignments, values


def lock_untouched(job: ImportJob, targets: list[StagedTarget]) -> bool:
    """Lock the rows that the job wrote, and tell whether all are as it left them.

    What is found untouched then stays so until the end of the transaction.
    """
    return all(_lock_as_left(job, each) == _written(job, each) for each in targets)


def _lock_as_left(job: ImportJob, each: StagedTarget) -> int:
    found = ask(
        "SELECT count(*) FROM (SELECT c.became, hash_record_extended(t, 0) AS now FROM {table} t"
        " JOIN imports_appliedchange c ON t.id = c.row_id WHERE c.job_id = %s AND c.target = %s"
        " ORDER BY t.id FOR UPDATE OF t) locked WHERE now = became",
        [job.pk, each.place],
        table=each.table,
    )
    return int(found[0][0])


def _written(job: ImportJob, each: StagedTarget) -> int:
    return job.changes.filter(target=each.place).count()


def is_referenced(job: ImportJob, targets: list[StagedTarget]) -> str:
    """Return the name of something that hangs on a row the job added, "" when nothing does."""
    places = {each.model: each for each in targets}
    for each in targets:
        for relation in each.model._meta.related_objects:
            other: Any = relation.related_model
            column: Any = relation.field.column
            # Without a constraint it is an index or a history that follows the row.
            guarded = getattr(relation.field, "db_constraint", False)
            if guarded and column and _hangs_on(job, each, column, other, places.get(other)):
                return str(other._meta.verbose_name_plural)
    return ""


def _hangs_on(
    job: ImportJob, each: StagedTarget, column: str, other: Any, own: StagedTarget | None
) -> bool:
    """Tell whether `other` has rows on the job's new ones that the job did not add itself."""
    not_ours = sql.SQL("")
    if own is not None:
        not_ours = sql.SQL(
            " AND NOT EXISTS (SELECT FROM imports_appliedchange m WHERE m.job_id = c.job_id"
            " AND m.target = {} AND m.row_id = o.id AND m.was IS NULL)"
        ).format(sql.Literal(own.place))  # type: ignore[assignment]
    return bool(
        ask(
            "SELECT EXISTS (SELECT FROM imports_appliedchange c JOIN {other} o"
            " ON o.{column} = c.row_id WHERE c.job_id = %s AND c.target = %s AND c.was IS NULL"
            "{not_ours})",
            [job.pk, each.place],
            other=sql.Identifier(other._meta.db_table),
            column=sql.Identifier(column),
            not_ours=not_ours,
        )[0][0]
    )


def take_back(job: ImportJob, targets: list[StagedTarget]) -> None:
    """Remove the rows that the job added and restore those it changed."""
    prepare_history()
    for each in reversed(targets):
        run(
            "DELETE FROM {table} t USING imports_appliedchange c WHERE c.job_id = %s"
            " AND c.target = %s AND c.row_id = t.id AND c.was IS NULL",
            [job.pk, each.place],
            table=each.table,
        )
        columns = [f.attname for f in each.model._meta.concrete_fields if not f.primary_key]
        run(
            "UPDATE {table} t SET ({columns}) = (SELECT {old} FROM"
            " jsonb_populate_record(NULL::{table}, c.was) r) FROM imports_appliedchange c"
            " WHERE c.job_id = %s AND c.target = %s AND c.row_id = t.id AND c.was IS NOT NULL",
            [job.pk, each.place],
            table=each.table,
            columns=names(columns),
            old=names(columns, "r"),
        )
