"""Rows of an ODS workbook's first visible table, as a stream."""

import zipfile
from collections.abc import Iterator

from imports.readers.errors import FileRefusedError
from imports.readers.sandbox import limits
from imports.readers.sandbox.package import (
    Attributes,
    PartParser,
    Value,
    local,
    number,
    pieces,
)

CELLS = ("table-cell", "covered-table-cell")


def check(package: zipfile.ZipFile) -> None:
    """Refuse a workbook that is locked with a password."""
    manifest = b"".join(pieces(package, "META-INF/manifest.xml"))
    if b"encryption-data" in manifest:
        raise FileRefusedError("encrypted")


class TableParser(PartParser):
    """Reads the cells of the first table that is not hidden."""

    def __init__(self) -> None:
        super().__init__()
        self.name = ""
        self.found = self.passed_over = False
        self._inside = False
        self._style = ""
        self._hidden: set[str] = set()
        self._next_row = 1
        self._row_repeats = 1
        self._row: list[Value] = []
        self._column = 0
        self._cell: dict[str, str] = {}
        self._text: list[str] = []
        self._paragraphs = 0
        self._depth = 0

    def start(self, tag: str, attributes: Attributes) -> None:
        """Note where a table, a row, a cell or its text begins."""
        tag = local(tag)
        if tag == "table":
            self._start_table(attributes)
        elif not self._inside:
            self._note_style(tag, attributes)
            return
        if tag == "table-row":
            self._row, self._column = [], 0
            self._row_repeats = _repeats(attributes.get("table:number-rows-repeated", "1"))
        elif tag in CELLS:
            self._cell, self._paragraphs = attributes, 0
            self._text.clear()
        else:
            self._start_text(tag, attributes)

    def _start_table(self, attributes: Attributes) -> None:
        hidden = attributes.get("table:style-name", "") in self._hidden
        self._inside = not (self.found or hidden)
        self.passed_over |= hidden
        if self._inside:
            self.found, self.name = True, attributes.get("table:name", "")

    def _note_style(self, tag: str, attributes: Attributes) -> None:
        """Note the styles of hidden tables; they stand before the tables."""
        if tag == "style":
            self._style = attributes.get("style:name", "")
        elif tag == "table-properties" and attributes.get("table:display") == "false":
            self._hidden.add(self._style)

    def _start_text(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "annotation":
            self._depth -= 1_000
        elif tag == "p":
            if self._paragraphs:
                self._text.append("\n")
            self._paragraphs += 1
            self._depth += 1
        elif tag == "s" and self._depth > 0:
            self._text.append(" " * min(_repeats(attributes.get("text:c", "1")), 100))
        elif tag in ("tab", "line-break") and self._depth > 0:
            self._text.append(" ")

    def characters(self, data: str) -> None:
        """Take a piece of a cell's text."""
        if self._depth > 0:
            self._text.append(data)

    def end(self, tag: str) -> None:
        """Put a finished cell or row."""
        tag = local(tag)
        if not self._inside:
            return
        if tag == "p":
            self._depth -= 1
        elif tag == "annotation":
            self._depth += 1_000
        elif tag in CELLS:
            self._finish_cell()
        elif tag == "table-row":
            self._finish_row()
        elif tag == "table":
            self._inside = False

    def _finish_cell(self) -> None:
        repeats = _repeats(self._cell.get("table:number-columns-repeated", "1"))
        value = self._value()
        if value is not None:
            if self._column + repeats > limits.COLUMNS:
                raise FileRefusedError("too_many_columns", str(self._column + repeats))
            self._row.extend([None] * (self._column - len(self._row)))
            self._row.extend([value] * repeats)
        self._column += repeats

    def _finish_row(self) -> None:
        if self._row:
            if self._row_repeats > limits.REPEATED_ROWS:
                raise FileRefusedError("bomb")
            self.rows.extend((self._next_row + n, self._row) for n in range(self._row_repeats))
        self._next_row += self._row_repeats
        if self._row and self._next_row > limits.ROWS + 1:
            raise FileRefusedError("too_many_rows", str(self._next_row - 1))

    def _value(self) -> Value:
        text = "".join(self._text)
        if len(text) > limits.CELL_LETTERS:
            raise FileRefusedError("long_cell", str(self._next_row))
        match self._cell.get("office:value-type", ""):
            case "float" | "percentage" | "currency":
                return number(self._cell.get("office:value", ""))
            case "date":
                return ["date", self._cell.get("office:date-value", "")[:10]]
            case "boolean":
                return self._cell.get("office:boolean-value") == "true"
        if self._cell.get("table:formula"):
            if text.startswith("#"):
                return ["error", text[:20]]
            if not (text or self._cell.get("office:value-type")):
                # Never worked out by the program that wrote it, so it only looks empty.
                return ["error", "=…"]
        return text or None


def _repeats(text: str) -> int:
    try:
        count = int(text)
    except ValueError:
        raise FileRefusedError("damaged") from None
    if count < 1:
        raise FileRefusedError("damaged")
    return count


def rows(package: zipfile.ZipFile) -> Iterator[tuple[int, list[Value]]]:
    """Yield (row number, cells) of every row that holds anything."""
    parser = TableParser()
    yield from parser.read(package, "content.xml")
    if parser.passed_over and not parser.found:
        raise FileRefusedError("no_sheet")
