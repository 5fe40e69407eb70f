"""Whatever a text holds, a spreadsheet shows it and calculates nothing."""

import csv
import datetime
import io
import zipfile
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workspace.exporting import FORMATS
from workspace.exporting.sheet import Sheet, safe

NIK = "3273050201700417"
TEXTS = st.text(max_size=40) | st.builds(
    lambda begin, rest: begin + rest,
    st.sampled_from(
        ["=", "+", "-", "@", "\t", "\r", "\n", "\x00", " =", "'=", "==", "\t=", "\x00@"]
    ),
    st.text(max_size=10),
)
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00")


def sheet(*rows, header=("A", "B", "NIK")):
    moment = datetime.datetime(2020, 6, 4, tzinfo=datetime.UTC)
    return Sheet("=mark", "=petugas", moment, header, rows, frozenset({2}))


def written(name, content):
    file = io.BytesIO()
    next(kind for kind in FORMATS if kind.name == name).write(file, content)
    return file.getvalue()


@given(TEXTS)
def test_no_text_begins_like_a_formula(text):
    assert not safe(text).startswith(DANGEROUS)


@given(TEXTS)
@settings(max_examples=60)
def test_csv_keeps_rows_and_begins_no_cell_like_a_formula(text):
    data = written("csv", sheet([text, 5, NIK])).decode("utf-8-sig")

    [mark, _header, row] = csv.reader(io.StringIO(data), delimiter=";")
    assert [mark[0], *row[1:]] == ["'=mark", "5", f"'{NIK}"]
    assert not row[0].startswith(DANGEROUS)


@given(TEXTS)
@settings(max_examples=60)
def test_xlsx_is_read_back_as_text_without_a_formula(text):
    data = written("xlsx", sheet([text, 5, NIK]))

    [row] = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(min_row=3)
    assert (row[0].value or "") == safe(text).replace("\r", "\n")
    assert {cell.data_type for cell in row} <= {"s", "n", "inlineStr"}
    assert (row[1].value, row[2].value) == (5, NIK)
    assert row[2].number_format == "@"


@given(TEXTS)
@settings(max_examples=60)
def test_ods_is_sound_xml_whose_cells_are_strings(text):
    with zipfile.ZipFile(io.BytesIO(written("ods", sheet([text, 5, NIK])))) as package:
        tree = ElementTree.fromstring(package.read("content.xml"))

    names = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
    row = list(tree.iter(names % "table" + "table-row"))[2]
    assert "".join(row[0].itertext()) == safe(text)
    assert row[2].get(names % "office" + "value-type") == "string"
    assert not [cell for cell in row if cell.get(names % "table" + "formula")]


class Nowhere(io.RawIOBase):
    def writable(self):
        return True

    def write(self, data):
        return len(data)


@pytest.mark.parametrize("name", ["xlsx", "ods", "csv"])
def test_memory_does_not_grow_with_the_rows(name):
    import tracemalloc

    peaks = []
    for number in (2_000, 20_000):
        rows = ([f"Tono {n}", n, NIK] for n in range(number))
        with Nowhere() as file:
            tracemalloc.start()
            moment = datetime.datetime(2020, 6, 4, tzinfo=datetime.UTC)
            content = Sheet("m", "p", moment, ("A", "B", "NIK"), rows, frozenset({2}))
            next(kind for kind in FORMATS if kind.name == name).write(file, content)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()

    assert peaks[1] < 2 * peaks[0]
