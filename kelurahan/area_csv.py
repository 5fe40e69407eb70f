"""Reads a CSV file of areas into named cells, line by line, whatever bytes it holds."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

LONGEST_FILE = 16 * 2**20
DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong with a line of a file and how to put it right; line 0 is the whole file."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.message}"


def read_cells(
    path: Path, columns: list[str], faults: list[Fault]
) -> Iterator[tuple[int, list[str]]]:
    """Yield each row's line and its cells in the order of `columns`, without outer spaces.

    Rows that cannot be read are added to `faults` and left out; empty rows are left out.
    """
    try:
        reader = _Reader(_text(path))
        places = _places(reader.header(), columns)
    except ValueError as error:
        faults.append(Fault(str(path), 0, str(error)))
        return
    for line, row in reader.rows():
        if isinstance(row, str):
            faults.append(Fault(str(path), line, row))
        else:
            yield line, [row[place] for place in places]


class _Reader:
    """The rows of a text with their line numbers, or what is wrong with them."""

    def __init__(self, text: str) -> None:
        head = text.split("\n", 1)[0]
        delimiter = max(DELIMITERS, key=head.count)
        # newline="" leaves line ends to the csv module, which counts CR, LF and CRLF alike.
        self._csv = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        self._width = 0

    def header(self) -> list[str]:
        """Return the names of the columns, in lower case."""
        try:
            header = [cell.strip().lower() for cell in next(self._csv, [])]
        except csv.Error as error:
            raise ValueError(_("Not readable as CSV (%(why)s).") % {"why": error}) from error
        self._width = len(header)
        return header

    def rows(self) -> Iterator[tuple[int, list[str] | str]]:
        """Yield the line on which a row starts, and its cells or what to do about it."""
        while True:
            line = self._csv.line_num + 1
            try:
                row = [cell.strip() for cell in next(self._csv)]
            except StopIteration:
                return
            except csv.Error as error:
                yield line, _("Not readable as CSV (%(why)s): check the quotes.") % {"why": error}
                continue
            if any(row):
                yield line, self._problem(row) or row

    def _problem(self, row: list[str]) -> str | None:
        if len(row) != self._width:
            numbers = {"cells": len(row), "columns": self._width}
            return _(
                "%(cells)d cells under %(columns)d columns: quote names that hold the separator."
            ) % numbers  # fmt: skip
        text = "".join(row)
        if any("\udc80" <= letter <= "\udcff" for letter in text):
            return _("Letters that are not UTF-8: save the file again as CSV in UTF-8.")
        if not text.replace("\xa0", " ").isprintable():
            return _("Invisible control characters: type this row anew.")
        return None


def _places(header: list[str], columns: list[str]) -> list[int]:
    """Return where the wanted columns stand."""
    wanted = ", ".join(columns)
    if missing := [column for column in columns if column not in header]:
        message = _("The column %(missing)s is missing: the first line must name %(wanted)s.")
        raise ValueError(message % {"missing": ", ".join(missing), "wanted": wanted})
    if twice := [column for column in columns if header.count(column) > 1]:
        message = _("The column %(twice)s stands there twice: keep one.")
        raise ValueError(message % {"twice": ", ".join(twice)})
    return [header.index(column) for column in columns]


def _text(path: Path) -> str:
    """Return the file's text; bytes that are not UTF-8 stay as lone surrogates for their row."""
    try:
        with path.open("rb") as file:
            data = file.read(LONGEST_FILE + 1)
    except OSError as error:
        raise ValueError(_("Cannot be read: %(why)s.") % {"why": error.strerror}) from error
    if len(data) > LONGEST_FILE:
        raise ValueError(_("Larger than 16 MiB: this is no list of areas."))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValueError(_("Written in UTF-16: save it again as CSV in UTF-8."))
    return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="surrogateescape")
