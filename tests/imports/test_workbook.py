"""Workbooks that we write: cells as they were, and no plain copy on disk."""

import datetime
import io
import tempfile
import zipfile

import openpyxl
import pytest

from imports.readers.cells import CellError
from imports.workbook import write_rows

NIK = "3273055201800001"


def written(*rows, texts=frozenset(), header=("A", "B", "C"), **more):
    file = io.BytesIO()
    write_rows(file, header, rows, texts, **more)
    return openpyxl.load_workbook(file).active


def cells(*row, **more):
    return next(written(row, **more).iter_rows(min_row=2))


def test_cells_are_what_they_were():
    [text, whole, part] = cells(NIK, 7, 1.5)

    assert [(c.value, c.data_type) for c in (text, whole, part)] == [
        (NIK, "s"), (7, "n"), (1.5, "n"),
    ]  # fmt: skip
    assert text.number_format == "@"


def test_booleans_dates_errors_and_gaps_are_what_they_were():
    [yes, day, error, gap] = cells(
        True, datetime.date(1980, 1, 12), CellError("#N/A"), None, header="ABCD"
    )

    assert (yes.value, yes.data_type) == (True, "b")
    assert (day.value, day.data_type) == ("1980-01-12", "s")
    assert (error.value, error.data_type) == ("#N/A", "s")
    assert gap.value is None


def test_what_is_typed_over_a_number_of_a_text_column_is_text():
    [number, plain, _] = cells(3273055201800001, 5, "", texts=frozenset({0}))

    assert (number.data_type, number.number_format) == ("n", "@")
    assert plain.number_format == "General"


def test_what_is_typed_into_a_gap_of_a_text_column_is_text():
    [gap, plain, _] = cells(None, None, "", texts=frozenset({0}))

    assert (gap.value, gap.number_format) == (None, "@")
    assert plain.number_format == "General"


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_number_that_no_program_can_show_is_a_text(value):
    assert cells(value)[0].data_type == "s"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  a  b ", "  a  b "),
        ("a\nb", "a\nb"),
        ("<&>\"'", "<&>\"'"),
        ("a\x00\x1f\ufffe\ud800b", "ab"),
        ("=1+1", "'=1+1"),
        ("x" * 40_000, "x" * 32_767),
    ],
)
def test_any_text_is_a_text(text, kept):
    [cell] = cells(text, header="A")

    assert (cell.value, cell.data_type) == (kept, "s")


def test_header_stays_in_sight_and_words_are_offered():
    sheet = written(["a", "b", "c"], ["d", "e", "f"], choices={2: ("ya", "tidak")}, rows_count=2)

    assert sheet.freeze_panes == "A2"
    [offer] = sheet.data_validations.dataValidation
    assert (str(offer.sqref), offer.formula1) == ("C2:C3", '"ya,tidak"')


def test_nothing_is_written_beside_the_workbook_while_it_grows(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    seen = []

    def rows():
        for number in range(2_000):
            if number % 500 == 0:
                seen.extend(tmp_path.iterdir())
            yield [NIK, number, "x"]

    file = io.BytesIO()
    write_rows(file, ["A", "B", "C"], rows(), frozenset({0}))

    assert seen == list(tmp_path.iterdir()) == []
    assert zipfile.ZipFile(file).testzip() is None
