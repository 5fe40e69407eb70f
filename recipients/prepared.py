"""Reads that every search makes: written by the ORM once, planned by PostgreSQL once.

Compiling a queryset, and planning its joins, takes several times as long as reading ten rows.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import models
from django.db.models.expressions import RawSQL

from kelurahan import reading
from kelurahan.prepared import preparing

# Stands for the ids in a compiled queryset.
_IDS = "{}"


def array(numbers: Iterable[int]) -> str:
    """Return numbers as PostgreSQL writes an array: adapting them one by one takes far longer."""
    return f"{{{','.join(map(str, numbers))}}}"


class ByIds[Model: models.Model]:
    """A queryset of some rows and fields, for ids that come later; at most a few hundred."""

    def __init__(
        self, queryset: Callable[[], models.QuerySet[Model]], field: str, *fields: str
    ) -> None:
        """Read `fields` of the rows of `queryset` whose `field` is among the ids."""
        self.queryset = queryset
        self.field = field
        self.fields = fields
        self.compiled: tuple[str, tuple[Any, ...]] | None = None

    def _compile(self) -> tuple[str, tuple[Any, ...]]:
        ids = RawSQL("SELECT unnest(%s::bigint[])", [_IDS])
        rows = self.queryset().filter(**{f"{self.field}__in": ids}).values_list(*self.fields)
        return rows.query.sql_with_params()

    def rows(self, ids: Iterable[int]) -> list[tuple[Any, ...]]:
        """Return the fields of the rows; one query, none for no ids."""
        if not (wanted := list(ids)):
            return []
        self.compiled = self.compiled or self._compile()
        sql, params = self.compiled
        found = array(wanted)
        with preparing(reading.connection()) as cursor:
            cursor.execute(sql, tuple(found if value == _IDS else value for value in params))
            return list(cursor.fetchall())
