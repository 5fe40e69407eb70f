"""Rows of an XLSX workbook's first visible sheet, as a stream."""

import datetime
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from imports.readers.errors import FileRefusedError
from imports.readers.sandbox import limits
from imports.readers.sandbox.package import (
    Attributes,
    PartParser,
    Value,
    elements,
    local,
    number,
)
from imports.readers.sandbox.strings import SharedStrings, read_shared_strings

# Number formats of dates among the built-in ones (ECMA-376, 18.8.30).
DATE_FORMATS = frozenset([*range(14, 18), 22, *range(27, 32), *range(34, 37), *range(50, 59)])
NOT_LETTERS_OF_DATES = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|General', re.IGNORECASE)


@dataclass(frozen=True)
class Workbook:
    """Where the first visible sheet is, and what its cells need to be understood."""

    sheet: str
    part: str
    strings: SharedStrings
    date_styles: frozenset[int]
    epoch: datetime.date


def open_workbook(package: zipfile.ZipFile) -> Workbook:
    """Find the first visible sheet and read styles and shared strings."""
    sheet, relation, epoch = _first_sheet(package)
    relations = {
        attributes.get("Id", ""): attributes
        for tag, attributes in elements(package, "xl/_rels/workbook.xml.rels")
        if tag == "Relationship"
    }
    target = relations.get(relation, {}).get("Target", "")
    part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
    strings = read_shared_strings(package, "xl/sharedStrings.xml")
    return Workbook(sheet, part, strings, _date_styles(package), epoch)


def _first_sheet(package: zipfile.ZipFile) -> tuple[str, str, datetime.date]:
    epoch = datetime.date(1899, 12, 30)
    for tag, attributes in elements(package, "xl/workbook.xml"):
        if tag == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            epoch = datetime.date(1904, 1, 1)
        if tag == "sheet" and attributes.get("state", "visible") == "visible":
            return attributes.get("name", ""), attributes.get("id", ""), epoch
    raise FileRefusedError("no_sheet")


def _date_styles(package: zipfile.ZipFile) -> frozenset[int]:
    """Return the numbers of cell styles that show a date."""
    if "xl/styles.xml" not in package.namelist():
        return frozenset()
    dates = set(DATE_FORMATS)
    styles: list[int] = []
    inside = False
    for tag, attributes in elements(package, "xl/styles.xml"):
        if tag == "numFmt":
            code = NOT_LETTERS_OF_DATES.sub("", attributes.get("formatCode", "")).lower()
            if "y" in code or ("d" in code and "m" in code):
                dates.add(_whole(attributes.get("numFmtId", "0")))
        elif tag in ("cellXfs", "cellStyles", "dxfs"):
            inside = tag == "cellXfs"
        elif tag == "xf" and inside:
            styles.append(_whole(attributes.get("numFmtId", "0")))
    return frozenset(place for place, number in enumerate(styles) if number in dates)


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise FileRefusedError("damaged") from None


class SheetParser(PartParser):
    """Reads the cells of one sheet."""

    def __init__(self, workbook: Workbook) -> None:
        super().__init__()
        self._book = workbook
        self._number = 0
        self._row: list[Value] = []
        self._column = -1
        self._kind = "n"
        self._style = 0
        self._text: list[str] = []
        self._reading = False
        self._formula = False

    def start(self, tag: str, attributes: Attributes) -> None:
        """Note where a row, a cell or its value begins."""
        tag = local(tag)
        if tag == "c":
            self._column = _column(attributes["r"]) if "r" in attributes else self._column + 1
            self._kind = attributes.get("t", "n")
            self._style = _whole(attributes.get("s", "0"))
            self._text.clear()
            self._formula = False
        elif tag in ("v", "t"):
            self._reading = True
            if self._kind == "str":  # the formula's value is a text, which may be empty
                self._formula = False
        elif tag == "f":
            self._formula = True
        elif tag == "row":
            self._number = _whole(attributes["r"]) if "r" in attributes else self._number + 1
            if not 0 < self._number <= limits.ROWS:
                raise FileRefusedError("too_many_rows", str(self._number))
            self._row = []
            self._column = -1

    def characters(self, data: str) -> None:
        """Take a piece of a value."""
        if self._reading:
            self._text.append(data)

    def end(self, tag: str) -> None:
        """Put a finished cell, or keep a finished row."""
        tag = local(tag)
        if tag in ("v", "t"):
            self._reading = False
        elif tag == "c":
            if self._formula and not self._text:
                # Never worked out by the program that wrote it, so it only looks empty.
                self._put(["error", "=…"])
            elif self._text:
                text = "".join(self._text)
                if len(text) > limits.CELL_LETTERS:
                    raise FileRefusedError("long_cell", str(self._number))
                self._put(self._value(text))
        elif tag == "row" and self._row:
            self.rows.append((self._number, self._row))

    def _put(self, value: Value) -> None:
        if not 0 <= self._column < limits.COLUMNS:
            raise FileRefusedError("too_many_columns", str(self._column + 1))
        self._row.extend([None] * (self._column - len(self._row)))
        del self._row[self._column :]
        self._row.append(value)

    def _value(self, text: str) -> Value:
        match self._kind:
            case "s":
                return self._book.strings[_whole(text)]
            case "b":
                return text == "1"
            case "e":
                return ["error", text[:20]]
            case "d":
                return ["date", text[:10]]
            case "n":
                return self._number_value(text)
        return text

    def _number_value(self, text: str) -> Value:
        found = number(text)
        if self._style in self._book.date_styles and 0 < found < 2_958_466:
            day = self._book.epoch + datetime.timedelta(days=int(found))
            return ["date", day.isoformat()]
        return found


def _column(reference: str) -> int:
    """Return the column of a reference such as "AB12", from 0."""
    column = 0
    for letter in reference:
        if not "A" <= letter <= "Z":
            break
        column = column * 26 + ord(letter) - 64
    return column - 1


def rows(package: zipfile.ZipFile, workbook: Workbook) -> Iterator[tuple[int, list[Value]]]:
    """Yield (row number, cells) of every row that holds anything."""
    return SheetParser(workbook).read(package, workbook.part)
