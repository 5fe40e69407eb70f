"""Makes one staged row of all that a file's rows say about the same object, such as a family.

A format settles what it can while it reads some thousand rows together; here they are compared
across such batches. Rows of one batch stand together in the file.
"""

from psycopg import sql

from imports.models import ImportJob
from imports.staging import StagedTarget, ask, names, run

type Children = list[tuple[StagedTarget, sql.Identifier]]


def filled(each: StagedTarget, prefix: str = "") -> sql.Composable:
    """Return the condition that the unique columns say something."""
    tests = []
    for name in each.target.unique:
        column = sql.Identifier(prefix, name) if prefix else sql.Identifier(name)
        text = each.field(name).get_internal_type() == "CharField"
        tests.append(sql.SQL("{} <> ''" if text else "{} IS NOT NULL").format(column))
    return sql.SQL(" AND ").join(tests)


def merge(
    job: ImportJob, each: StagedTarget, targets: list[StagedTarget], *, rows_were_refused: bool
) -> int:
    """Keep the first of several staged rows about one object and point the others' rows to it.

    Refuses rows that contradict the first, and returns how many.
    """
    children = [
        (child, sql.Identifier(column))
        for child in targets
        for column, parent in child.target.links.items()
        if parent == each.target.name
    ]
    if rows_were_refused:
        _drop_childless(each, children)
    _find_doubles(each)
    refused = sum(_refuse_contradictions(job, each, *child) for child in children)
    for child, column in children:
        run(
            "UPDATE {stage} s SET {column} = m.kept FROM merged m"
            " WHERE s.{column} = m.id AND m.id <> m.kept",
            stage=child.stage,
            column=column,
        )
    run("DELETE FROM {stage} s USING merged m WHERE s.ctid = m.place", stage=each.stage)
    run("DROP TABLE merged")
    return refused


def _drop_childless(each: StagedTarget, children: Children) -> None:
    """Forget staged rows that only refused rows spoke of."""
    # NOT IN compares each row with every other once they do not fit the server's work_mem.
    unused = sql.SQL(" AND ").join(
        sql.SQL("NOT EXISTS (SELECT FROM {} c WHERE c.{} = s.id)").format(child.stage, column)
        for child, column in children
    )
    run("DELETE FROM {stage} s WHERE {unused}", stage=each.stage, unused=unused)


def _find_doubles(each: StagedTarget) -> None:
    """List all but the first staged row of each object, the id that stays, and where they stand."""
    run("DROP TABLE IF EXISTS pg_temp.merged")
    run(
        "CREATE TEMPORARY TABLE merged AS SELECT place, id, kept, first, begins, ends FROM"
        " (SELECT ctid AS place, id, first_value(id) OVER same AS kept,"
        ' first_value("row") OVER same AS first, "row" AS begins, lead("row") OVER same AS ends,'
        " row_number() OVER same AS turn"
        ' FROM {stage} WHERE {filled} WINDOW same AS (PARTITION BY {unique} ORDER BY "row")) x'
        " WHERE turn > 1",
        unique=names(each.target.unique),
        stage=each.stage,
        filled=filled(each),
    )


def _refuse_contradictions(
    job: ImportJob, each: StagedTarget, child: StagedTarget, column: sql.Identifier
) -> int:
    """Refuse the rows of a batch that says otherwise about an object than the batch before."""
    if not ask("SELECT EXISTS (SELECT FROM merged)")[0][0]:
        return 0
    run(
        'INSERT INTO imports_rowproblem (job_id, "row", field, code, detail, area)'
        " SELECT %s, c.row, said.field, 'family_disagrees', m.first::text, c.area"
        " FROM merged m JOIN {stage} d ON d.ctid = m.place JOIN {stage} k ON k.row = m.first"
        " JOIN {child} c ON c.{column} = m.id AND c.row >= m.begins"
        " AND (m.ends IS NULL OR c.row < m.ends)"
        " CROSS JOIN LATERAL (VALUES {said}) said (field, before, now)"
        " WHERE said.now <> '' AND said.now IS DISTINCT FROM said.before ORDER BY c.row",
        [job.pk],
        stage=each.stage,
        child=child.stage,
        column=column,
        said=sql.SQL(", ").join(_said(each, name) for name in each.compared),
    )
    return run(
        "DELETE FROM {child} c WHERE EXISTS (SELECT FROM imports_rowproblem p"
        " WHERE p.job_id = %s AND p.row = c.row AND p.code = 'family_disagrees')",
        [job.pk],
        child=child.stage,
    )


def _said(each: StagedTarget, name: str) -> sql.Composable:
    """Return (field, what the kept row says, what another says), so that spelling is no matter."""
    fold = "lower(regexp_replace({}::text, '[^[:alnum:]]+', '', 'g'))"
    before, now = (sql.SQL(fold).format(sql.Identifier(alias, name)) for alias in ("k", "d"))
    return sql.SQL("({}, {}, {})").format(sql.Literal(each.target.columns[name]), before, now)
