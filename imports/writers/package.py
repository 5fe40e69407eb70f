"""Spreadsheet files: a zip of XML parts, of which the table is written row by row."""

import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import batched
from typing import IO

ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class Package:
    """One kind of spreadsheet: its small parts, and how its table begins and ends.

    A part named in `stored` comes first and is not compressed, as ODF wants its type.
    """

    parts: Mapping[str, str]
    table: str
    head: str
    tail: str
    stored: str = ""


def write(file: IO[bytes], rows: Iterable[str], package: Package) -> None:
    """Write the package around the rows' XML; memory is the same for any number of rows."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as out:
        for name, text in package.parts.items():
            out.writestr(name, text, zipfile.ZIP_STORED if name == package.stored else None)
        with out.open(package.table, "w", force_zip64=True) as part:
            part.write(package.head.encode())
            for lines in batched(rows, ROWS_AT_ONCE):
                part.write("".join(lines).encode())
            part.write(package.tail.encode())
