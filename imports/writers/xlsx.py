"""XLSX (ISO/IEC 29500) with one sheet; every text is an inline string in a cell of format text."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter

from imports.writers import package

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
_PROPERTIES = (
    f'{_XML}<cp:coreProperties xmlns:cp="{_OFFICE}/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
)
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
<pane ySplit="%(frozen)d" topLeftCell="A%(first)d" activePane="bottomLeft" state="frozen"/>\
</sheetView></sheetViews><sheetData>"""

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
EMPTY = "<c/>"
# What is typed into it is text.
EMPTY_TEXT = '<c s="1"/>'
# Excel calls a workbook with a longer text damaged.
MOST_LETTERS = 32_767


@dataclass(frozen=True)
class Offer:
    """A drop-down list of words, none with a comma, in `rows` rows below the header."""

    place: int
    words: Sequence[str]
    rows: int


def storable(text: str) -> str:
    """Return the text without what XML cannot hold."""
    return _NO_XML.sub("", text)


def text_cell(text: str) -> str:
    """Return a cell of a text, which holds only what is storable."""
    shown = escape(text[:MOST_LETTERS])
    return f'<c s="1" t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>'


def number_cell(number: float, *, as_text: bool = False) -> str:
    """Return a cell of a finite number or a boolean; `as_text`: what is typed over it is text."""
    style = ' s="1"' if as_text else ""
    kind = ' t="b"' if isinstance(number, bool) else ""
    return f"<c{style}{kind}><v>{number + 0!r}</v></c>"


def write(
    file: IO[bytes],
    rows: Iterable[Iterable[str]],
    *,
    frozen: int = 1,
    properties: str = "",
    offers: Iterable[Offer] = (),
) -> None:
    """Write a workbook of rows of cells; the first `frozen` rows stay in sight.

    `properties` is XML of the file's core properties.
    """
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _ROOT,
        "docProps/core.xml": f"{_PROPERTIES}{properties}</cp:coreProperties>",
        "xl/workbook.xml": _WORKBOOK,
        "xl/_rels/workbook.xml.rels": _OF_WORKBOOK,
        "xl/styles.xml": _STYLES,
    }
    head = _HEAD % {"frozen": frozen, "first": frozen + 1}
    tail = f"</sheetData>{_offered(list(offers))}</worksheet>"
    lines = (f'<row r="{at}">{"".join(cells)}</row>' for at, cells in enumerate(rows, start=1))
    package.write(file, lines, package.Package(parts, "xl/worksheets/sheet1.xml", head, tail))


def _offered(offers: Sequence[Offer]) -> str:
    if not offers:
        return ""
    lists = "".join(
        '<dataValidation type="list" allowBlank="1"'
        f' sqref="{get_column_letter(offer.place + 1)}2:'
        f'{get_column_letter(offer.place + 1)}{offer.rows + 1}">'
        f'<formula1>"{escape(",".join(offer.words))}"</formula1></dataValidation>'
        for offer in offers
    )
    return f'<dataValidations count="{len(offers)}">{lists}</dataValidations>'
