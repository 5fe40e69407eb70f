"""Lists of families as files: what is filtered, no more, with who took it and when inside.

Full identity numbers are the exception: see docs/adr/0016.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from accounts import permissions
from accounts.models import User
from workspace.exporting import csv_file, ods, xlsx
from workspace.exporting.sheet import Sheet

MOST_FAMILIES = 50_000
MOST_WITH_NUMBERS = 25_000
TIMES_A_DAY_WITH_NUMBERS = 5


@dataclass(frozen=True)
class Format:
    """A kind of file."""

    name: str
    label: str
    content_type: str
    write: Callable[[IO[bytes], Sheet], None]


FORMATS = (
    Format(
        "xlsx", "Excel (XLSX)",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx.write,
    ),
    Format("ods", "LibreOffice (ODS)", ods.TYPE, ods.write),
    Format("csv", "CSV", "text/csv; charset=utf-8", csv_file.write),
)  # fmt: skip


@dataclass(frozen=True)
class Limits:
    """What somebody may take in one file."""

    families: int
    with_numbers: int


def limits(user: User) -> Limits:
    """Return how many families somebody may take; `with_numbers` is 0 for who may not reveal."""
    may_reveal = user.has_perm(permissions.REVEAL_NUMBER)
    return Limits(MOST_FAMILIES, MOST_WITH_NUMBERS if may_reveal else 0)
