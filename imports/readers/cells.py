"""What a cell of a file can hold, whichever kind of file it is."""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CellError:
    """A formula's error value such as #N/A."""

    text: str


# None is an empty cell. Files of text only ever give str.
type Cell = str | int | float | bool | datetime.date | CellError | None
type Row = tuple[int, list[Cell]]


def is_empty(cells: list[Cell]) -> bool:
    """Tell whether nothing is written in any cell."""
    return not any(cell is not None and cell != "" for cell in cells)
