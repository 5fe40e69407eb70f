"""Rows of a delimited text file, as a stream; a row never needs more than a bounded memory."""

import csv
import io
from collections.abc import Generator, Iterator
from typing import BinaryIO

from imports.readers.cells import Row
from imports.readers.encoding import TextFacts
from imports.readers.errors import FileRefusedError
from imports.readers.sandbox import limits

DELIMITERS = ",;\t|"
LONGEST_LINE = 1 << 20
LINES_LOOKED_AT = 20


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    """Yield lines; a line without an end would otherwise fill the memory."""
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise FileRefusedError("long_line")
        yield line


def open_text(file: BinaryIO, facts: TextFacts) -> io.TextIOWrapper:
    """Return the text after its byte order mark; the binary file stays open with the caller."""
    file.seek(0 if facts.encoding == "utf-8-sig" else facts.skip)
    return io.TextIOWrapper(file, encoding=facts.encoding, newline="")


def find_delimiter(file: BinaryIO, facts: TextFacts) -> str:
    """Return the separator that cuts the first lines into the most cells."""
    text = open_text(file, facts)
    try:
        lines = [line for line, _number in zip(_lines(text), range(LINES_LOOKED_AT), strict=False)]
    finally:
        text.detach()
    return max(DELIMITERS, key=lambda mark: max((_cells(line, mark) for line in lines), default=0))


def _cells(line: str, delimiter: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=delimiter), []))
    except csv.Error:
        return 0


def delimited_rows(file: BinaryIO, facts: TextFacts, delimiter: str) -> Generator[Row]:
    """Yield (row number, cells); empty rows are left out but counted."""
    csv.field_size_limit(limits.CELL_LETTERS * 2)
    text = open_text(file, facts)
    number = 0
    try:
        for cells in csv.reader(_lines(text), delimiter=delimiter):
            number += 1
            if len(cells) > limits.COLUMNS:
                raise FileRefusedError("too_many_columns", str(len(cells)))
            if any(cells):
                yield number, list(cells)
    except csv.Error as error:
        raise FileRefusedError("long_cell", str(number + 1)) from error
    finally:
        text.detach()
