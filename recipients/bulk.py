"""Writing many rows at once: ids reserved beforehand, rows sent by COPY as ready-made text.

Text can be made anywhere, in another process too; only sending it needs the database.
"""

import datetime
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection, models
from psycopg import sql

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _array(words: Iterable[str]) -> str:
    """Return a text array of plain words, none of which needs quoting."""
    return "{" + ",".join(words) + "}"


# By exact type: a value of another type is a mistake of the caller's, not to be guessed at.
_FORMATS: dict[type, Callable[[Any], str]] = {
    str: lambda text: text.translate(_ESCAPES),
    int: str,
    bool: lambda value: "t" if value else "f",
    bytes: lambda data: f"\\\\x{data.hex()}",
    type(None): lambda _: "\\N",
    datetime.date: str,
    datetime.datetime: str,
    tuple: _array,
}


def copy_text(rows: Iterable[Sequence[object]]) -> bytes:
    """Return rows as COPY reads them; a tuple among the values is an array of plain words."""
    lines = ("\t".join([_FORMATS[type(value)](value) for value in row]) for row in rows)
    return "".join(f"{line}\n" for line in lines).encode()


def _column(model: type[models.Model], name: str) -> str:
    field = model._meta.get_field(name)
    if not isinstance(field, models.Field) or field.column is None:
        raise TypeError(f"{name} is no column of {model._meta.label}")
    return field.column


def copy_in(model: type[models.Model], fields: Sequence[str], text: bytes) -> int:
    """Append `copy_text` rows, values in the order of `fields`, to the model's table.

    Returns their number. No default of Django's is filled in, but every constraint holds.
    """
    columns = [sql.Identifier(_column(model, field)) for field in fields]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(columns)
    )
    with connection.cursor() as cursor:
        with connection.wrap_database_errors, cursor.copy(statement) as copy:
            copy.write(text)
        return int(cursor.rowcount)


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
