"""Workbooks that people get: refused rows to put right and send again, and empty templates.

Every text is stored as text, and one that a spreadsheet could take for a formula gets an
apostrophe in front, which our readers take away again.
"""

import datetime
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby, islice
from typing import IO

from imports import problems
from imports.formats import Format
from imports.models import ImportJob, RowProblem
from imports.parsing import REMEDY, Header, find_header
from imports.readers.cells import Cell, CellError, Row
from imports.readers.table import open_table
from imports.writers import xlsx

MOST_ROWS = 1_000_000
# Refused rows come in several workbooks, each made in seconds and open to any program.
ROWS_OF_A_PART = 50_000
_FORMULA = re.compile(r"^[=+\-@\t\r\x00]")


def guarded(text: str) -> str:
    """Return the text as no spreadsheet program takes it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def _cell(value: Cell, *, as_text: bool) -> str:
    if value is None or value == "":
        return xlsx.EMPTY_TEXT if as_text or value == "" else xlsx.EMPTY
    if isinstance(value, int | float) and math.isfinite(value):
        # What is typed over it becomes text. A number stays one, so that it is refused until then:
        # as text it would pass with the digits it has lost.
        return xlsx.number_cell(value, as_text=as_text)
    if isinstance(value, CellError):
        value = value.text
    # A program may show and save a date in an order of its own; nobody reorders this text.
    text = value.isoformat() if isinstance(value, datetime.date) else str(value)
    return xlsx.text_cell(guarded(xlsx.storable(text)))


def write_rows(
    file: IO[bytes],
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    texts: frozenset[int],
    *,
    choices: Mapping[int, Sequence[str]] | None = None,
    rows_count: int = 0,
) -> None:
    """Write a workbook of one sheet; cells in the columns `texts` are text whatever they hold.

    A column of `choices` offers these words as a drop-down list in its `rows_count` rows; they
    hold no comma.
    """
    cells = (
        [_cell(value, as_text=place in texts) for place, value in enumerate(row)]
        for row in chain([header], rows)
    )
    offers = [xlsx.Offer(place, words, rows_count) for place, words in (choices or {}).items()]
    xlsx.write(file, cells, offers=offers)


def refused_parts(job: ImportJob) -> range:
    """Return the numbers of the workbooks that hold the refused rows."""
    return range(1, -(-job.refused // ROWS_OF_A_PART) + 1)


def write_refused(job: ImportJob, form: Format, file: IO[bytes], *, part: int = 1) -> None:
    """Write a part of the refused rows as they were sent, each with what to do about it."""
    with open_table(job.file, job.file_name) as table:
        header, rows = find_header(table.rows, form)
        places = [place for place, name in enumerate(header.names) if name != REMEDY]
        names = [header.names[place] for place in places]
        identity = {
            place
            for place, old in enumerate(places)
            if any(
                header.places.get(column.field) == old
                for column in form.columns
                if column.kind.name == "IDENTITY"
            )
        }
        write_rows(
            file,
            [*names, REMEDY],
            _refused_rows(job, form, header, rows, places, part),
            frozenset(identity),
        )


def _refused_rows(
    job: ImportJob,
    form: Format,
    header: Header,
    rows: Iterator[Row],
    places: list[int],
    part: int,
) -> Iterator[list[Cell]]:
    """Walk the file and the list of problems side by side; both are in the order of rows."""
    found = job.problems.order_by("row", "pk").iterator(chunk_size=2_000)
    by_row = groupby(found, key=lambda each: each.row)
    for number, reasons in islice(by_row, (part - 1) * ROWS_OF_A_PART, part * ROWS_OF_A_PART):
        cells = next((cells for at, cells in rows if at >= number), [])
        remedy = " ".join(_remedy(form, header, each) for each in reasons)
        yield [
            *(cells[place] if place < len(cells) else None for place in places),
            remedy,
        ]


def _remedy(form: Format, header: Header, problem: RowProblem) -> str:
    text = problems.row_text(problem.code, problem.detail)
    place = header.places.get(problem.field)
    if place is None and not any(column.field == problem.field for column in form.columns):
        return text
    name = header.names[place] if place is not None else form.column(problem.field).header
    return f"{name}: {text}"


def write_template(form: Format, file: IO[bytes]) -> None:
    """Write a workbook with the format's header and example rows."""
    identity = {n for n, column in enumerate(form.columns) if column.kind.name == "IDENTITY"}
    header = [column.header for column in form.columns]
    write_rows(file, header, example_rows(form), frozenset(identity))


def example_rows(form: Format) -> list[list[str]]:
    """Return the worked example of a format."""
    if form.examples:
        return [list(row) for row in form.examples]
    return [[column.example for column in form.columns]]
