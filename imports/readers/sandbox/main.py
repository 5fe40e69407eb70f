"""The child's side: a spreadsheet on standard input, JSON lines on standard output.

First {"sheet": name}; then [row number, cells] for each row; last {"end": true}, or
{"refused": code, "detail": text}. A cell is null, text, a number, true or false, ["date", ISO]
or ["error", text].
"""

import json
import os
import sys
from collections.abc import Iterable
from typing import BinaryIO, TextIO

from imports.readers.errors import FileRefusedError
from imports.readers.sandbox import limits, ods, xlsx
from imports.readers.sandbox.package import Value, open_package


def main(kind: str) -> None:
    """Read the spreadsheet of `kind` ("xlsx" or "ods")."""
    source, out = sys.stdin.buffer, sys.stdout
    limits.confine(os.fstat(source.fileno()).st_size)
    try:
        _read(kind, source, out)
    except FileRefusedError as refusal:
        _line(out, {"refused": refusal.code, "detail": refusal.detail})
    except (MemoryError, OverflowError):
        _line(out, {"refused": "too_expensive", "detail": ""})
    else:
        _line(out, {"end": True})
    out.flush()


def _read(kind: str, source: BinaryIO, out: TextIO) -> None:
    package = open_package(source)
    rows: Iterable[tuple[int, list[Value]]]
    if kind == "xlsx":
        workbook = xlsx.open_workbook(package)
        _line(out, {"sheet": workbook.sheet})
        rows = xlsx.rows(package, workbook)
    else:
        ods.check(package)
        _line(out, {"sheet": ""})
        rows = ods.rows(package)
    for row in rows:
        _line(out, row)


def _line(out: TextIO, value: object) -> None:
    out.write(json.dumps(value, ensure_ascii=True, separators=(",", ":")) + "\n")
