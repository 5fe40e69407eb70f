"""Writing many rows at once: ids reserved beforehand, rows streamed by COPY."""

from collections.abc import Iterable, Sequence

from django.db import connection, models
from psycopg import sql


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """Take `count` ids from the model's sequence; nobody else gets them, even after a rollback.

    A row whose id is known before it is written can be sealed for it (recipients.identity).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, count],
        )
        return [row[0] for row in cursor.fetchall()]


def copy_rows(
    model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[object]]
) -> int:
    """Append `rows`, values in the order of `fields`, to the model's table; return their number.

    The values go to PostgreSQL as they are: no default of Django's is filled in, but every
    constraint of the table holds.
    """
    columns = (model._meta.get_field(field).column for field in fields)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor:
        with cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
        return cursor.rowcount
