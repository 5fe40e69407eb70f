"""Statements that public pages send again and again, planned by PostgreSQL once."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper


@contextmanager
def preparing(connection: BaseDatabaseWrapper) -> Iterator[CursorWrapper]:
    """Yield a cursor whose statements PostgreSQL plans once (the setting prepare_threshold).

    Django's own cursor writes values into the statement, so that each is a new one to be planned.
    """
    with connection.cursor() as cursor:
        cursor.cursor = psycopg.Cursor(connection.connection)
        yield cursor
