"""CSV as spreadsheet programs of Indonesia open it: UTF-8 with BOM, semicolons, quoted text."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import IO

from workspace.exporting.sheet import Cell, Sheet, safe


def write(file: IO[bytes], sheet: Sheet) -> None:
    """Write the table; an apostrophe keeps programs from cutting a number to 15 digits."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=False)
    out = csv.writer(text, delimiter=";", quoting=csv.QUOTE_NONNUMERIC)
    out.writerow([safe(sheet.mark)])
    out.writerow([safe(name) for name in sheet.header])
    for row in sheet.rows:
        out.writerow(_cells(row, sheet.numbers))
    text.flush()
    text.detach()


def _cells(row: Sequence[Cell], numbers: frozenset[int]) -> Iterator[Cell]:
    for place, cell in enumerate(row):
        if place in numbers and isinstance(cell, str) and cell.isdigit():
            yield f"'{cell}"
        else:
            yield safe(cell) if isinstance(cell, str) else "" if cell is None else cell
