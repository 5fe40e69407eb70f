"""XLSX (ISO/IEC 29500) with one sheet; every text is an inline string in a cell of format text."""

from collections.abc import Sequence
from typing import IO
from xml.sax.saxutils import escape

from workspace.exporting import package
from workspace.exporting.sheet import Cell, Sheet, safe

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org"
_MAIN = f"{_OFFICE}/spreadsheetml/2006/main"
_RELATIONS = f"{_OFFICE}/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats"
_TYPES = f"""{_XML}<Types xmlns="{_OFFICE}/package/2006/content-types">\
<Default Extension="rels" ContentType="{_TYPE}-package.relationships+xml"/>\
<Default Extension="xml" ContentType="application/xml"/>\
<Override PartName="/xl/workbook.xml" \
ContentType="{_TYPE}-officedocument.spreadsheetml.sheet.main+xml"/>\
<Override PartName="/xl/worksheets/sheet1.xml" \
ContentType="{_TYPE}-officedocument.spreadsheetml.worksheet+xml"/>\
<Override PartName="/xl/styles.xml" \
ContentType="{_TYPE}-officedocument.spreadsheetml.styles+xml"/>\
<Override PartName="/docProps/core.xml" ContentType="{_TYPE}-package.core-properties+xml"/>\
</Types>"""
_ROOT = f"""{_XML}<Relationships xmlns="{_OFFICE}/package/2006/relationships">\
<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/>\
<Relationship Id="rId2" Target="docProps/core.xml" \
Type="{_OFFICE}/package/2006/relationships/metadata/core-properties"/></Relationships>"""
_WORKBOOK = f"""{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">\
<sheets><sheet name="data" sheetId="1" r:id="rId1"/></sheets></workbook>"""
_OF_WORKBOOK = f"""{_XML}<Relationships xmlns="{_OFFICE}/package/2006/relationships">\
<Relationship Id="rId1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>\
<Relationship Id="rId2" Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>"""
# Style 1 is text (number format 49, "@"), so that what is typed over a number stays text too.
_STYLES = f"""{_XML}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/>\
<name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill>\
<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>\
<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/>\
<xf numFmtId="49" applyNumberFormat="1"/></cellXfs>\
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>\
</styleSheet>"""
_HEAD = f"""{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">\
<pane ySplit="2" topLeftCell="A3" activePane="bottomLeft" state="frozen"/></sheetView>\
</sheetViews><sheetData>"""


def write(file: IO[bytes], sheet: Sheet) -> None:
    """Write the table as a workbook."""
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _ROOT,
        "docProps/core.xml": _properties(sheet),
        "xl/workbook.xml": _WORKBOOK,
        "xl/_rels/workbook.xml.rels": _OF_WORKBOOK,
        "xl/styles.xml": _STYLES,
    }
    table = "xl/worksheets/sheet1.xml"
    kind = package.Package(parts, table, _HEAD, _row, "</sheetData></worksheet>")
    package.write(file, sheet, kind)


def _properties(sheet: Sheet) -> str:
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_OFFICE}/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:creator>{escape(safe(sheet.author))}</dc:creator>"
        f"<dc:description>{escape(safe(sheet.mark))}</dc:description>"
        '<dcterms:created xsi:type="dcterms:W3CDTF">'
        f"{sheet.made_at:%Y-%m-%dT%H:%M:%SZ}</dcterms:created></cp:coreProperties>"
    )


def _row(number: int, cells: Sequence[Cell]) -> str:
    return f'<row r="{number}">{"".join(map(_cell, cells))}</row>'


def _cell(cell: Cell) -> str:
    if cell is None or cell == "":
        return "<c/>"
    if isinstance(cell, int):
        return f"<c><v>{cell}</v></c>"
    return f'<c s="1" t="inlineStr"><is><t>{escape(safe(cell))}</t></is></c>'
