"""Any bytes at all: read as rows, or refused with a reason, and nothing else."""

import gzip
import io
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imports import formats, problems
from imports.parsing import RowParser, find_header
from imports.readers.errors import FileRefusedError
from imports.readers.sandbox import ods, xlsx
from imports.readers.sandbox.package import open_package
from imports.readers.table import open_table
from tests.imports.files import ods_bytes, roster_row, xlsx_bytes, xlsx_with_sheet

ROSTER = formats.get("dtks_roster")
HEADER = ",".join(roster_row(1)).encode()
MARKS = st.sampled_from(
    [b"", b'"', b'""', b",", b";", b"\t", b"|", b"\r", b"\n", b"\r\n", b"\x00", b"\xef\xbb\xbf",
     b"\xff\xfe", b"\xfe\xff", b"\x80", b"\xc3", b"\xed\xa0\x80", b"\x1a", b"=1+1", b"'",
     b"1e5", b"3273055201800001", "\u202e".encode(), "\U0001f600".encode(), b"\\", b"#N/A"]
)  # fmt: skip
PIECES = st.lists(st.one_of(MARKS, st.binary(max_size=8)), max_size=40).map(b"".join)


def read_file(data, name="a.csv"):
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "stored"
        path.write_bytes(data)
        with open_table(path, name) as table:
            return list(table.rows)


def rows_or_refusal(read):
    """Return the rows; a refusal must have a text that people can read."""
    try:
        return read()
    except FileRefusedError as error:
        refusal = error
    assert refusal.code in problems.FILE
    return []


@given(st.one_of(st.binary(max_size=600), PIECES))
def test_any_bytes_are_rows_or_a_refusal(data):
    for number, cells in rows_or_refusal(lambda: read_file(data)):
        assert number > 0
        assert all(isinstance(cell, str) for cell in cells)


@given(PIECES)
def test_any_bytes_below_a_header_are_values_or_problems_of_their_row(body):
    def parse():
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory) / "stored"
            path.write_bytes(HEADER + b"\n" + body)
            with open_table(path, "a.csv") as table:
                header, rows = find_header(table.rows, ROSTER)
                parser = RowParser(ROSTER, header)
                return [parser.parse(row) for row in rows]

    for row in rows_or_refusal(parse):
        assert all(code in problems.ROW for code, _field, _detail in row.problems)
        assert not any("\x00" in str(value) for value in row.values.values())


@given(st.one_of(st.binary(max_size=300), PIECES))
def test_any_bytes_in_a_packed_file_are_rows_or_a_refusal(data):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("a.csv", data)

    for file, name in ((gzip.compress(data), "a.csv.gz"), (packed.getvalue(), "a.zip")):
        rows_or_refusal(lambda file=file, name=name: read_file(file, name))


def inside(data, kind):
    """Read as the child does, in this process."""
    package = open_package(io.BytesIO(data))
    if kind == "xlsx":
        return list(xlsx.rows(package, xlsx.open_workbook(package)))
    ods.check(package)
    return list(ods.rows(package))


TAGS = st.sampled_from(
    [b"<row>", b"</row>", b'<row r="2">', b'<row r="x">', b"<c>", b"</c>", b'<c r="B2">',
     b'<c r="ZZZZZ1">', b'<c t="s">', b'<c t="inlineStr">', b'<c s="9">', b'<c s="-">', b"<v>",
     b"</v>", b"<f/>", b"<t>", b"</t>", b"1", b"1e999", b"nan", b"-1", b"x", b"&amp;", b"&#0;"]
)  # fmt: skip
CELLS = st.sampled_from(
    ["<table:table-row>", "</table:table-row>", "<table:table-cell>", "</table:table-cell>",
     '<table:table-cell office:value-type="float" office:value="nan">', "<text:p>", "</text:p>",
     '<table:table-cell table:number-columns-repeated="99999999999999999999">',
     '<table:table-row table:number-rows-repeated="x">', "<text:s text:c='9999999'/>", "x",
     '<table:table-cell office:value-type="date" office:date-value="9999-99-99">']
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(TAGS, max_size=14).map(b"".join))
def test_any_sheet_is_rows_or_a_refusal(body):
    data = xlsx_with_sheet(b"<worksheet><sheetData>" + body + b"</sheetData></worksheet>")

    rows_or_refusal(lambda: inside(data, "xlsx"))


@settings(max_examples=150)
@given(st.lists(CELLS, max_size=14).map("".join))
def test_any_table_is_rows_or_a_refusal(body):
    rows_or_refusal(lambda: inside(ods_bytes(body), "ods"))


# Made once: it holds the time of its making, and a test must see the same bytes each time.
WORKBOOK = xlsx_bytes([{"a": "1", "b": 2}])


@settings(max_examples=100)
@given(st.data())
def test_workbook_with_damaged_bytes_is_rows_or_a_refusal(data):
    whole = bytearray(WORKBOOK)
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))

    rows_or_refusal(lambda: inside(bytes(whole), "xlsx"))


NESTED = gzip.compress(gzip.compress(b"a,b\n1,2\n"))


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (NESTED, "a.csv.gz", "not_a_table"),
        (b"a,b\n" + b"\x00" * 5_000, "a.csv", "unknown_encoding"),
        (b'SYLK;ID\n"' * 9 + b"\x81", "a.csv", "unknown_encoding"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 99, "a.csv", "not_a_table"),
        (xlsx_with_sheet(b"<worksheet>" + b"<a>" * 200_000), "a.xlsx", "damaged"),
        (ods_bytes("<table:table-row>" * 50_000), "a.ods", "damaged"),
    ],
    ids=["gzip in gzip", "zero bytes", "broken quote", "picture", "deep sheet", "deep table"],
)
def test_more_hostile_kinds_are_refused(data, name, code):
    with pytest.raises(FileRefusedError) as refusal:
        read_file(data, name)

    assert refusal.value.code == code
