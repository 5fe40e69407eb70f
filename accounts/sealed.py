"""Columns that other apps seal with accounts.crypto, so that rotating the keys reaches all of them.

An app registers each in `AppConfig.ready()`; `manage.py rotate_keys` seals them anew.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pgtrigger
from django.db import connection, transaction
from psycopg import sql

from accounts import crypto

BATCH = 500
type Tags = Callable[[str], Mapping[str, bytes | None]]


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column `cipher` of `table`, sealed for the place "`place`:<value of the column `bound`>".

    `tags` gives, for the opened text, the blind indexes to write beside it, by column. `ignore`
    names triggers that must not fire for a new seal: it changes nothing that history keeps.
    """

    table: str
    cipher: str
    place: str
    bound: str = "id"
    tags: Tags = lambda _text: {}
    ignore: tuple[str, ...] = ()


_columns: list[SealedColumn] = []


def register_sealed(*columns: SealedColumn) -> None:
    """Add columns; one that is registered already stays as it is."""
    _columns.extend(column for column in columns if column not in _columns)


def registered() -> tuple[SealedColumn, ...]:
    """Return all columns in the order of their registration."""
    return tuple(_columns)


def _query(text: str, column: SealedColumn) -> sql.Composed:
    names = ("table", "cipher", "bound")
    return sql.SQL(text).format(**{name: sql.Identifier(getattr(column, name)) for name in names})


_OLD = "octet_length({cipher}) > 0 AND get_byte({cipher}, 0) <> %s"


def remaining(column: SealedColumn) -> int:
    """Return how many rows still need an older key."""
    with connection.cursor() as cursor:
        query = _query(f"SELECT count(*) FROM {{table}} WHERE {_OLD}", column)  # noqa: S608
        cursor.execute(query, [crypto.keyring()[0].number])
        (count,) = cursor.fetchone()
    return int(count)


def rotate(column: SealedColumn, unreadable: set[str]) -> Iterator[int]:
    """Seal the rows anew in batches and yield each batch's size; name those that do not open."""
    last = 0
    while True:
        rows = _rotate_batch(column, last, unreadable)
        if rows is None:
            return
        last, count = rows
        yield count


@transaction.atomic
def _rotate_batch(column: SealedColumn, after: int, unreadable: set[str]) -> tuple[int, int] | None:
    with pgtrigger.ignore(*column.ignore), connection.cursor() as cursor:
        query = _query(
            f"SELECT id, {{bound}}, {{cipher}} FROM {{table}} WHERE id > %s AND {_OLD} "  # noqa: S608
            "ORDER BY id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED",
            column,
        )
        cursor.execute(query, [after, crypto.keyring()[0].number, BATCH])
        rows: list[tuple[int, object, bytes]] = cursor.fetchall()
        done = 0
        for number, bound, cipher in rows:
            place = f"{column.place}:{bound}"
            try:
                text = crypto.unseal(cipher, place=place)
            except crypto.UnreadableError:
                unreadable.add(f"{column.table} {number}")
                continue
            sealed = {column.cipher: crypto.seal(text, place=place), **column.tags(text)}
            cursor.execute(_update(column.table, tuple(sealed)), [*sealed.values(), number])
            done += 1
    return (rows[-1][0], done) if rows else None


def _update(table: str, names: tuple[str, ...]) -> sql.Composed:
    values = sql.SQL(", ").join(sql.SQL("{} = %s").format(sql.Identifier(n)) for n in names)
    return sql.SQL("UPDATE {} SET {} WHERE id = %s").format(sql.Identifier(table), values)
