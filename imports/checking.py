"""Compares staged rows with each other and with the register, in a few statements."""

from psycopg import sql

from imports.formats import Format
from imports.merging import filled, merge
from imports.models import ImportJob
from imports.staging import StagedTarget, ask, names, run


def check(job: ImportJob, form: Format, targets: list[StagedTarget]) -> None:
    """Settle what is said twice, then mark existing rows as changed or unchanged."""
    for each in targets:
        run("ANALYZE {stage}", stage=each.stage)
    removed = sum(
        _refuse_second(job, each)
        for each in targets
        if each.target.unique and not each.target.merge
    )
    for each in targets:
        if each.target.merge:
            removed += merge(job, each, targets, rows_were_refused=bool(removed))
    for each in targets if form.write is None else ():
        _compare(each)
    job.refused += removed


def _refuse_second(job: ImportJob, each: StagedTarget) -> int:
    """Refuse rows about an object that an earlier row is about; return how many."""
    equal = sql.SQL(" AND ").join(
        sql.SQL("s.{0} = d.{0}").format(sql.Identifier(name)) for name in each.target.unique
    )
    return run(
        'WITH d AS (SELECT {unique}, min("row") AS first FROM {stage} WHERE {filled}'
        " GROUP BY {unique} HAVING count(*) > 1),"
        " gone AS (DELETE FROM {stage} s USING d WHERE {equal} AND s.row <> d.first"
        " RETURNING s.row, d.first, s.area)"
        ' INSERT INTO imports_rowproblem (job_id, "row", field, code, detail, area)'
        " SELECT %s, row, %s, 'twice_in_file', first::text, area FROM gone",
        [job.pk, each.target.unique_field],
        unique=names(each.target.unique),
        stage=each.stage,
        filled=filled(each),
        equal=equal,
    )


def _compare(each: StagedTarget) -> None:
    columns = each.compared
    run(
        "UPDATE {stage} s SET seen = hash_record_extended(t, 0), state = CASE"
        " WHEN ROW({new}) IS DISTINCT FROM ROW({old}) THEN 'c' ELSE 'u' END"
        " FROM {table} t WHERE t.id = s.id AND s.state = 'o'",
        stage=each.stage,
        table=each.table,
        new=names(columns, "s"),
        old=names(columns, "t"),
    )


def is_stale(targets: list[StagedTarget]) -> bool:
    """Tell whether an existing row was changed or removed since it was compared."""
    return any(
        ask(
            "SELECT EXISTS (SELECT FROM {stage} s LEFT JOIN {table} t USING (id) WHERE s.state IN"
            " ('o', 'c') AND (t.id IS NULL OR hash_record_extended(t, 0) IS DISTINCT FROM s.seen))",
            stage=each.stage,
            table=each.table,
        )[0][0]
        for each in targets
    )
