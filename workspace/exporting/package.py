"""Spreadsheet files: a zip of XML parts, of which the table is written row by row.

openpyxl makes an object of every cell and cannot write ODS; a kelurahan's 66,000 people take it
five times as long.
"""

import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from workspace.exporting.sheet import Cell, Sheet

type RowText = Callable[[int, Sequence[Cell]], str]

ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class Package:
    """One kind of spreadsheet: its small parts, and how its table begins, goes on and ends.

    A part named in `stored` comes first and is not compressed, as ODF wants its type.
    """

    parts: Mapping[str, str]
    table: str
    head: str
    row: RowText
    tail: str
    stored: str = ""


def write(file: IO[bytes], sheet: Sheet, package: Package) -> None:
    """Write the package; memory is the same for any number of rows."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as out:
        for name, text in package.parts.items():
            out.writestr(name, text, zipfile.ZIP_STORED if name == package.stored else None)
        with out.open(package.table, "w", force_zip64=True) as part:
            part.write(package.head.encode())
            for text in _in_pieces(sheet, package.row):
                part.write(text.encode())
            part.write(package.tail.encode())


def _in_pieces(sheet: Sheet, row: RowText) -> Iterator[str]:
    lines = [row(1, [sheet.mark]), row(2, sheet.header)]
    for number, cells in enumerate(sheet.rows, start=3):
        lines.append(row(number, cells))
        if len(lines) >= ROWS_AT_ONCE:
            yield "".join(lines)
            lines.clear()
    yield "".join(lines)
