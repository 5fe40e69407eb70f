"""From cells to values: finds the header, then reads each row by the columns of a format."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from imports.batch import FileRow
from imports.formats import BadCellError, Column, Format
from imports.normalisers import fold
from imports.readers.cells import Cell, Row
from imports.readers.errors import FileRefusedError

ROWS_ABOVE_HEADER = 20
# The column of our own workbooks that says what to do; no format reads it (see imports.workbook).
REMEDY = "perbaikan_yang_diminta"
REMEMBERED = 20_000


@dataclass(frozen=True)
class Header:
    """Where each field's column stands, and which columns no field reads."""

    row: int
    places: dict[str, int]
    unused: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def fields(self) -> frozenset[str]:
        """The fields that the file carries."""
        return frozenset(self.places)


def find_header(rows: Iterator[Row], form: Format) -> tuple[Header, Iterator[Row]]:
    """Return the header, which may stand below a title, and the rows after it."""
    looked_at: list[Row] = []
    for row in rows:
        looked_at.append(row)
        header = _header(row, form)
        if not _missing(header, form):
            _refuse_doubles(row[1], form)
            return header, rows
        if len(looked_at) == ROWS_ABOVE_HEADER:
            break
    if not looked_at:
        raise FileRefusedError("empty")
    best = max((_header(row, form) for row in looked_at), key=lambda each: len(each.places))
    raise FileRefusedError("missing_columns", ", ".join(_missing(best, form)))


def _words(cells: Sequence[Cell]) -> list[str]:
    return [fold(cell) if isinstance(cell, str) else "" for cell in cells]


def _header(row: Row, form: Format) -> Header:
    words = _words(row[1])
    places = {}
    for column in form.columns:
        # The first synonym that is there wins, so that synonyms stand by preference.
        known = [fold(name) for name in column.headers]
        place = next((words.index(name) for name in known if name in words), None)
        if place is not None:
            places[column.field] = place
    names = tuple(_shown(cell) for cell in row[1])
    taken = set(places.values())
    unused = tuple(
        name for place, name in enumerate(names) if place not in taken and name not in ("", REMEDY)
    )
    return Header(row[0], places, unused, names)


def _shown(cell: Cell) -> str:
    """Return a header as it can be stored and shown: no control characters."""
    return "".join(letter if letter.isprintable() else " " for letter in str(cell or "")[:60])


def _missing(header: Header, form: Format) -> list[str]:
    return [c.header for c in form.columns if c.needed and c.field not in header.places]


def _refuse_doubles(cells: Sequence[Cell], form: Format) -> None:
    words = _words(cells)
    doubles = [word for word in dict.fromkeys(words) if word and words.count(word) > 1]
    used = {fold(name) for name in chain.from_iterable(c.headers for c in form.columns)}
    if double := [word for word in doubles if word in used]:
        raise FileRefusedError("double_columns", ", ".join(double))


class RowParser:
    """Reads rows into values by field; cells that repeat are read once."""

    def __init__(self, form: Format, header: Header) -> None:
        self._width = len(header.names)
        # (column, its place, its field, what was read before): the loop below runs for each cell.
        self._plan: list[tuple[Column, int, str, dict[Cell, Any] | None]] = [
            (column, header.places[column.field], column.field, {} if column.repeats else None)
            for column in form.columns
            if column.field in header.places
        ]
        self._blank = {column.field: column.empty for column in form.columns}

    def parse(self, row: Row) -> FileRow:
        """Return the row's values, and what is wrong with it."""
        number, cells = row
        values: dict[str, Any] = self._blank.copy()
        parsed = FileRow(number, values)
        size = len(cells)
        for column, place, field, known in self._plan:
            cell = cells[place] if place < size else None
            if cell is None or cell == "":
                if column.required:
                    parsed.refuse("missing", field)
            elif known is not None and cell in known:
                values[field] = known[cell]
            else:
                values[field] = self._read(column, cell, known, parsed)
        if size > self._width and any(cells[self._width :]):
            parsed.refuse("too_many_cells", "")
        return parsed

    @staticmethod
    def _read(column: Column, cell: Cell, known: dict[Cell, Any] | None, parsed: FileRow) -> Any:
        try:
            value = column.read(cell)
        except BadCellError as error:
            chosen = error.code == "not_a_choice" and column.choices
            detail = ", ".join(column.choices) if chosen else error.detail
            parsed.refuse(error.code, column.field, detail)
            return column.empty
        if column.required and (value is None or value == ""):
            parsed.refuse("missing", column.field)
        # 1, 1.0 and True are one key but different cells, so only texts are remembered.
        elif known is not None and type(cell) is str and len(known) < REMEMBERED:
            known[cell] = value
        return value
