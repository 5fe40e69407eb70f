"""A table on its way into a file, as no spreadsheet program may misread it."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from imports.workbook import guarded
from imports.writers.xlsx import storable

type Cell = str | int | None


@dataclass(frozen=True)
class Sheet:
    """The rows of a file, each as long as `header`; `mark` says who took them and when.

    Cells in the columns `numbers` are identity numbers: text, whatever a program makes of digits.
    """

    mark: str
    author: str
    made_at: datetime.datetime
    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    numbers: frozenset[int]


def safe(text: str) -> str:
    """Return the text on one line, as nothing that a program would calculate or cannot store."""
    return guarded(" ".join(storable(text).split()))
