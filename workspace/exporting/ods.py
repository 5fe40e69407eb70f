"""ODS (ISO/IEC 26300) with one table; every text is a cell of type string."""

from collections.abc import Sequence
from itertools import chain
from typing import IO
from xml.sax.saxutils import escape

from imports.writers import package
from workspace.exporting.sheet import Cell, Sheet, safe

TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMES = "urn:oasis:names:tc:opendocument:xmlns"
_MANIFEST = f"""{_XML}<manifest:manifest xmlns:manifest="{_NAMES}:manifest:1.0" \
manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:version="1.3" \
manifest:media-type="{TYPE}"/><manifest:file-entry manifest:full-path="content.xml" \
manifest:media-type="text/xml"/><manifest:file-entry manifest:full-path="meta.xml" \
manifest:media-type="text/xml"/></manifest:manifest>"""
# The style "text" is the format "@": what is typed over a number stays text too.
_HEAD = f"""{_XML}<office:document-content xmlns:office="{_NAMES}:office:1.0" \
xmlns:table="{_NAMES}:table:1.0" xmlns:text="{_NAMES}:text:1.0" xmlns:style="{_NAMES}:style:1.0" \
xmlns:number="{_NAMES}:datastyle:1.0" office:version="1.3"><office:automatic-styles>\
<number:text-style style:name="N"><number:text-content/></number:text-style>\
<style:style style:name="T" style:family="table-cell" style:data-style-name="N"/>\
</office:automatic-styles><office:body><office:spreadsheet><table:table table:name="data">"""
_TAIL = "</table:table></office:spreadsheet></office:body></office:document-content>"


def write(file: IO[bytes], sheet: Sheet) -> None:
    """Write the table as a spreadsheet."""
    parts = {
        "mimetype": TYPE, "META-INF/manifest.xml": _MANIFEST, "meta.xml": _properties(sheet),
    }  # fmt: skip
    kind = package.Package(parts, "content.xml", _HEAD, _TAIL, stored="mimetype")
    rows = chain([[sheet.mark], sheet.header], sheet.rows)
    package.write(file, map(_row, rows), kind)


def _properties(sheet: Sheet) -> str:
    return (
        f'{_XML}<office:document-meta xmlns:office="{_NAMES}:office:1.0" '
        f'xmlns:meta="{_NAMES}:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'office:version="1.3"><office:meta><dc:description>{escape(safe(sheet.mark))}'
        f"</dc:description><meta:initial-creator>{escape(safe(sheet.author))}"
        f"</meta:initial-creator><meta:creation-date>{sheet.made_at:%Y-%m-%dT%H:%M:%S}"
        "</meta:creation-date></office:meta></office:document-meta>"
    )


def _row(cells: Sequence[Cell]) -> str:
    return f"<table:table-row>{''.join(map(_cell, cells))}</table:table-row>"


def _cell(cell: Cell) -> str:
    if cell is None or cell == "":
        return "<table:table-cell/>"
    if isinstance(cell, int):
        return (
            f'<table:table-cell office:value-type="float" office:value="{cell}">'
            f"<text:p>{cell}</text:p></table:table-cell>"
        )
    return (
        '<table:table-cell table:style-name="T" office:value-type="string">'
        f"<text:p>{escape(safe(cell))}</text:p></table:table-cell>"
    )
