"""Pages of long lists that begin where another ended: as fast at the end as at the beginning."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Func, Model, QuerySet, TextField, Value
from django.db.models.lookups import GreaterThan, LessThan
from django.http import QueryDict

AFTER, BEFORE = "after", "before"
MOST_COUNTED = 1_000
_LONGEST_ID = 18  # digits that fit the database's integer


@dataclass(frozen=True)
class Page[Row: Model]:
    """Some rows of a list; `after` and `before` are ids to go on from, None at its ends."""

    rows: list[Row]
    before: int | None
    after: int | None


class _Tuple(Func):
    function = "ROW"
    output_field = TextField()  # any will do: whole tuples are compared


def anchor_of(asked: QueryDict) -> tuple[int | None, bool]:
    """Return from which id to go on, and whether backwards; None at the beginning."""
    for name, backwards in ((AFTER, False), (BEFORE, True)):
        value = str(asked.get(name, ""))
        if value.isascii() and value.isdigit() and len(value) <= _LONGEST_ID:
            return int(value), backwards
    return None, False


def page_of[Row: Model](
    rows: QuerySet[Row],
    order: Sequence[str],
    asked: QueryDict,
    *,
    known: QuerySet[Row],
    size: int,
    newest_first: bool = False,
) -> Page[Row]:
    """Return one page of `rows` in the order of the fields `order`, which end in the id.

    The rows among `known` may be gone on from, though they are filtered out of `rows` by now.
    """
    anchor, backwards = anchor_of(asked)
    place = known.filter(pk=anchor).values_list(*order).first() if anchor else None
    backwards = backwards and place is not None
    falling = newest_first != backwards
    if place is not None:
        beyond = LessThan if falling else GreaterThan
        rows = rows.filter(beyond(_Tuple(*map(F, order)), _Tuple(*map(Value, place))))
    found = list(rows.order_by(*(f"-{name}" if falling else name for name in order))[: size + 1])
    shown, has_more = found[:size], len(found) > size
    if backwards:
        shown.reverse()
    return Page(
        shown,
        before=shown[0].pk if shown and (has_more if backwards else place is not None) else None,
        after=shown[-1].pk if shown and (backwards or has_more) else None,
    )


def counted(rows: QuerySet[Any], most: int = MOST_COUNTED) -> int:
    """Return the number of rows, counting no further than one more than `most`."""
    return rows.order_by()[: most + 1].count()
