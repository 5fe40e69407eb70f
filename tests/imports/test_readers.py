import datetime
import gzip
import io
import zipfile

import pytest

from imports.readers.cells import CellError
from imports.readers.errors import FileRefusedError
from imports.readers.table import open_table
from tests.imports.files import ods_bytes, xlsx_bytes, xlsx_with_sheet

SHEET = (
    b'<?xml version="1.0"?><worksheet'
    b' xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)
END = b"</sheetData></worksheet>"
TEXT = "<table:table-cell office:value-type='string'><text:p>{}</text:p></table:table-cell>"


@pytest.fixture
def read(tmp_path):
    def read_all(data, name="a.csv"):
        path = tmp_path / "stored"
        path.write_bytes(data)
        with open_table(path, name) as table:
            return table.source, list(table.rows)

    return read_all


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_separator_is_found(read, delimiter):
    source, rows = read(f"nik{delimiter}nama\n1{delimiter}Ani\n".encode())

    assert source.delimiter == delimiter
    assert rows == [(1, ["nik", "nama"]), (2, ["1", "Ani"])]


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp1252", "cp1252"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-16", "utf-16-le"),
    ],
)
def test_encoding_is_found(read, encoding, found):
    source, rows = read("nama,alamat\nRené,Jl. Café – 1\n".encode(encoding))

    assert source.encoding == found
    assert rows[1] == (2, ["René", "Jl. Café – 1"])


def test_quoted_line_ends_stay_in_their_row(read):
    _source, rows = read(b'nama,alamat\r\nAni,"Jl. A\r\nno 2"\r\nBudi,Jl. B\r\n')

    assert rows[1:] == [(2, ["Ani", "Jl. A\r\nno 2"]), (3, ["Budi", "Jl. B"])]


def test_gzip_and_zip_are_unpacked(read):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("daftar.csv", b"a,b\n1,2\n")

    for data, name, packing in [
        (gzip.compress(b"a,b\n1,2\n"), "daftar.csv.gz", "gz"),
        (packed.getvalue(), "daftar.zip", "zip"),
    ]:
        source, rows = read(data, name)
        assert (source.packing, rows[1]) == (packing, (2, ["1", "2"]))


def test_xlsx_cells_keep_their_kind(read):
    day = datetime.date(1980, 1, 2)
    data = xlsx_bytes([{"nik": "0012", "angka": 12, "hari": day, "benar": True, "kosong": None}])

    _source, rows = read(data, "a.xlsx")

    assert rows[1] == (2, ["0012", 12, day, True])


def test_xlsx_error_cells_are_told_from_text(read):
    data = xlsx_with_sheet(SHEET + b'<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>' + END)

    _source, rows = read(data, "a.xlsx")

    assert rows == [(1, [CellError("#N/A")])]


def test_formula_that_was_never_worked_out_is_not_an_empty_cell(read):
    cells = (
        b'<c r="A1"><f>1+1</f></c><c r="B1"><f>1+1</f><v>2</v></c>'
        b'<c r="C1" t="str"><f>""</f><v></v></c><c r="D1"><v>4</v></c>'
    )
    data = xlsx_with_sheet(SHEET + b'<row r="1">' + cells + b"</row>" + END)

    _source, rows = read(data, "a.xlsx")

    assert rows == [(1, [CellError("=…"), 2, None, 4])]


def test_formula_as_openpyxl_writes_it_is_not_an_empty_cell(read):
    data = xlsx_bytes([{"desil": "=1+2", "nama": "Ani"}])

    _source, rows = read(data, "a.xlsx")

    assert rows[1] == (2, [CellError("=…"), "Ani"])


def test_formula_of_an_ods_that_was_never_worked_out_is_not_an_empty_cell(read):
    unknown = '<table:table-cell table:formula="of:=1+2"/>'
    empty = '<table:table-cell table:formula="of:=&quot;&quot;" office:value-type="string"/>'
    data = ods_bytes(f"<table:table-row>{unknown}{empty}{TEXT.format('Ani')}</table:table-row>")

    _source, rows = read(data, "a.ods")

    assert rows == [(1, [CellError("=…"), None, "Ani"])]


def test_ods_repeats_cells_and_skips_empty_rows(read):
    repeated = TEXT.replace(
        "<table:table-cell", "<table:table-cell table:number-columns-repeated='2'"
    )
    data = ods_bytes(
        f"<table:table-row>{TEXT.format('nama')}{TEXT.format('nik')}</table:table-row>"
        "<table:table-row table:number-rows-repeated='1000000'><table:table-cell"
        " table:number-columns-repeated='16384'/></table:table-row>"
        f"<table:table-row>{repeated.format('Ani')}</table:table-row>"
    )

    _source, rows = read(data, "a.ods")

    assert rows == [(1, ["nama", "nik"]), (1_000_002, ["Ani", "Ani"])]


def hidden(name):
    return (
        f'<style:style style:name="{name}" style:family="table"><style:table-properties'
        ' table:display="false"/></style:style>'
    )


def ods_row(text):
    return f"<table:table-row>{TEXT.format(text)}</table:table-row>"


def test_hidden_tables_of_an_ods_are_passed_over(read):
    more = '</table:table><table:table table:name="B" table:style-name="b">'
    third = '</table:table><table:table table:name="C">'
    tables = ods_row("alt") + more + ods_row("Ani") + third + ods_row("later")

    _source, rows = read(ods_bytes(tables, before=hidden("a")), "a.ods")

    assert rows == [(1, ["Ani"])]


def test_ods_whose_tables_are_all_hidden_is_refused(read):
    with pytest.raises(FileRefusedError) as refusal:
        read(ods_bytes(ods_row("Ani"), before=hidden("a")), "a.ods")

    assert refusal.value.code == "no_sheet"


HOSTILE = {
    "empty": (b"", "a.csv", "empty"),
    "far column": (
        xlsx_with_sheet(SHEET + b'<row r="2"><c r="XFD2"><v>1</v></c></row>' + END),
        "a.xlsx",
        "too_many_columns",
    ),
    "far row": (
        xlsx_with_sheet(SHEET + b'<row r="20000000"><c r="A1"><v>1</v></c></row>' + END),
        "a.xlsx",
        "too_many_rows",
    ),
    "four million rows": (
        xlsx_with_sheet(SHEET + b"<row><c><v>1</v></c></row>" * 400_000 + END),
        "a.xlsx",
        "bomb",
    ),
    "entities": (
        xlsx_with_sheet(b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'),
        "a.xlsx",
        "entities",
    ),
    "external entity": (
        xlsx_with_sheet(b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><worksheet/>'),
        "a.xlsx",
        "entities",
    ),
    "not XML": (xlsx_with_sheet(SHEET + b"<row><c>"), "a.xlsx", "damaged"),
    "rows backwards": (
        xlsx_with_sheet(SHEET + b'<row r="2"><c><v>1</v></c></row>' * 2 + END),
        "a.xlsx",
        "damaged",
    ),
    "unknown shared string": (
        xlsx_with_sheet(SHEET + b'<row><c t="s"><v>99</v></c></row>' + END),
        "a.xlsx",
        "damaged",
    ),
    "negative column": (
        xlsx_with_sheet(SHEET + b'<row><c r="1"><v>1</v></c></row>' + END),
        "a.xlsx",
        "too_many_columns",
    ),
    "number that is none": (
        xlsx_with_sheet(SHEET + b"<row><c><v>x</v></c></row>" + END),
        "a.xlsx",
        "damaged",
    ),
    "macros": (xlsx_with_sheet(SHEET + END, **{"xl/vbaProject.bin": b"x"}), "a.xlsx", "macros"),
    "external links": (
        xlsx_with_sheet(SHEET + END, **{"xl/externalLinks/externalLink1.xml": b"<x/>"}),
        "a.xlsx",
        "external_links",
    ),
    "truncated": (xlsx_bytes([{"a": "1"}])[:-200], "a.xlsx", "damaged"),
    "old or encrypted": (bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 999, "a.xlsx", "old_or_encrypted"),
    "spreadsheet called csv": (xlsx_bytes([{"a": "1"}]), "a.csv", "wrong_extension"),
    "csv called spreadsheet": (b"a,b\n1,2\n", "a.xlsx", "wrong_extension"),
    "web page": (b"<html><table><tr><td>1</td></tr></table>", "a.csv", "not_a_table"),
    "pdf": (b"%PDF-1.7\n", "a.csv", "not_a_table"),
    "line without end": (b"a" * 3_000_000, "a.csv", "long_line"),
    "cell without end": (b'a,b\n1,"' + b"x\n" * 50_000, "a.csv", "long_cell"),
    "very many columns": (b"a," * 2_000 + b"\n", "a.csv", "too_many_columns"),
    "no text": (bytes(range(128, 160)) * 9 + b"\x81\x8d", "a.csv", "unknown_encoding"),
    "gzip bomb": (gzip.compress(b"\0" * 30_000_000), "a.csv.gz", "bomb"),
    "damaged gzip": (gzip.compress(b"a,b\n" * 999)[:-20], "a.csv.gz", "damaged"),
    "locked ods": (ods_bytes("", manifest=b"<encryption-data/>"), "a.ods", "encrypted"),
    "repeated rows": (
        ods_bytes(
            "<table:table-row table:number-rows-repeated='1000000'>"
            f"{TEXT.format('x')}</table:table-row>"
        ),
        "a.ods",
        "bomb",
    ),
    "repeated cells": (
        ods_bytes(
            "<table:table-row><table:table-cell table:number-columns-repeated='900000000'"
            " office:value-type='string'><text:p>x</text:p></table:table-cell></table:table-row>"
        ),
        "a.ods",
        "too_many_columns",
    ),
    "repeats backwards": (
        ods_bytes("<table:table-row table:number-rows-repeated='-5'/>"),
        "a.ods",
        "damaged",
    ),
    "ods entities": (
        xlsx_with_sheet(b"", **{"content.xml": b"<!DOCTYPE x><a/>"}),
        "a.xlsx",
        "damaged",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused(read, name):
    data, file_name, code = HOSTILE[name]

    with pytest.raises(FileRefusedError) as refusal:
        read(data, file_name)

    assert refusal.value.code == code


def test_zip_of_two_files_is_refused(read):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("a.csv", b"a")
        package.writestr("b.csv", b"b")

    with pytest.raises(FileRefusedError, match="several_members"):
        read(packed.getvalue(), "a.zip")


def test_child_that_dies_at_its_limits_refuses_the_file(read, monkeypatch):
    monkeypatch.setattr("imports.readers.spreadsheet.CHILD", "import os; os.abort()")

    with pytest.raises(FileRefusedError, match="too_expensive"):
        read(xlsx_bytes([{"a": "1"}]), "a.xlsx")


@pytest.mark.parametrize(
    "cell",
    [b'<c r="A1" t="e"><v>3273055201800003</v></c>', b'<c r="A1" t="d"><v>3273055201</v></c>',
     b'<c r="A1" t="e"><v>#SITI</v></c>' b'<c r="B1" t="e"><v>#AMINAH B</v></c>'],
)  # fmt: skip
def test_error_cell_repeats_nothing_but_an_error(read, cell):
    data = xlsx_with_sheet(SHEET + b'<row r="1">' + cell + b"</row>" + END)

    _source, rows = read(data, "a.xlsx")

    assert {value.text for value in rows[0][1]} == {""}


def test_properties_that_macos_packs_beside_a_file_are_left_aside(read):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("a.csv", b"nik,nama\n1,Ani\n")
        package.writestr("__MACOSX/._a.csv", b"x")

    _source, rows = read(packed.getvalue(), "a.zip")

    assert rows == [(1, ["nik", "nama"]), (2, ["1", "Ani"])]
