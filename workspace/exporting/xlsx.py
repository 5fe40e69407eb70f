"""A table as XLSX."""

from itertools import chain
from typing import IO
from xml.sax.saxutils import escape

from imports.writers import xlsx
from workspace.exporting.sheet import Cell, Sheet, safe


def write(file: IO[bytes], sheet: Sheet) -> None:
    """Write the table as a workbook."""
    rows = chain([[sheet.mark], sheet.header], sheet.rows)
    cells = (map(_cell, row) for row in rows)
    xlsx.write(file, cells, frozen=2, properties=_properties(sheet))


def _properties(sheet: Sheet) -> str:
    return (
        f"<dc:creator>{escape(safe(sheet.author))}</dc:creator>"
        f"<dc:description>{escape(safe(sheet.mark))}</dc:description>"
        '<dcterms:created xsi:type="dcterms:W3CDTF">'
        f"{sheet.made_at:%Y-%m-%dT%H:%M:%SZ}</dcterms:created>"
    )


def _cell(cell: Cell) -> str:
    if cell is None or cell == "":
        return xlsx.EMPTY
    return xlsx.number_cell(cell) if isinstance(cell, int) else xlsx.text_cell(safe(cell))
