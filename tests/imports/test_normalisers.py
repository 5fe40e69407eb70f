import datetime

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from imports import normalisers as read
from imports.formats import BadCellError
from imports.readers.cells import CellError


@pytest.mark.parametrize(
    "cell",
    ["31-12-1980", "31/12/1980", "1980-12-31", "31 Desember 1980", "31 Des 1980", "19801231",
     "31.12.1980", "1980-12-31 00:00:00", datetime.date(1980, 12, 31)],
)  # fmt: skip
def test_dates_are_read_as_people_write_them(cell):
    assert read.date(cell) == datetime.date(1980, 12, 31)


@pytest.mark.parametrize(
    "cell",
    [
        "31-02-1980",
        "kemarin",
        "12-80",
        "1-1-80",
        29221,
        "99-99-9999",
    ],
)
def test_what_is_no_date_is_refused(cell):
    with pytest.raises(BadCellError, match="not_a_date"):
        read.date(cell)


@pytest.mark.parametrize("cell", [3273055201800003, 3.27305520180000e15, "3,27306E+15", "3.2E+15"])
def test_identity_stored_as_a_number_is_refused(cell):
    with pytest.raises(BadCellError, match="number_as_number"):
        read.identity(cell)


@pytest.mark.parametrize("cell", [3273055201800003123, 3.3e19, "3,27306E+17"])
def test_source_number_that_lost_its_last_digits_is_refused(cell):
    with pytest.raises(BadCellError, match="number_as_number"):
        read.code(64)(cell)


@pytest.mark.parametrize(("cell", "value"), [(123, "123"), ("1E5", "1E5"), ("007", "007")])
def test_source_number_keeps_what_is_written(cell, value):
    assert read.code(64)(cell) == value


def test_text_forced_by_a_formula_is_read_as_the_text():
    assert read.identity('="3273055201800003"') == "3273055201800003"


def test_identity_keeps_what_is_written():
    assert read.identity(" 3273 0552 0180 0003 ") == "3273 0552 0180 0003"


@pytest.mark.parametrize(
    ("cell", "value"),
    [("600000", 600_000), ("Rp600.000", 600_000), ("Rp 600.000,00", 600_000), (600_000.0, 600_000),
     ("600,000", 600_000), ("600000,-", 600_000)],
)  # fmt: skip
def test_amounts_are_read_with_their_separators(cell, value):
    assert read.whole(0, 10**9)(cell) == value


@pytest.mark.parametrize("cell", ["1,5", 1.5, "-3", "enam", "", "٣"])
def test_what_is_no_whole_number_is_refused(cell):
    with pytest.raises(BadCellError, match="not_whole"):
        read.whole(0, 10)(cell)


@pytest.mark.parametrize("text", ["32.73.05.1006", "3273051006"])
def test_area_codes_are_read_with_and_without_dots(text):
    assert read.area_code(text) == "32.73.05.1006"


@pytest.mark.parametrize("text", ["32.73.05.10060", "Campaka", "3273180001x", "3"])
def test_what_is_no_area_code_is_refused(text):
    with pytest.raises(BadCellError, match="not_an_area"):
        read.area_code(text)


def test_spreadsheet_errors_are_named():
    with pytest.raises(BadCellError) as refusal:
        read.text(10)(CellError("#REF!"))

    assert (refusal.value.code, refusal.value.detail) == ("cell_error", "#REF!")


def test_guard_against_formulas_is_taken_away():
    assert read.text(10)("'=1+1") == "=1+1"
    assert read.text(10)("'Aisyah") == "'Aisyah"


@given(st.text(max_size=60))
def test_text_is_one_line_without_control_characters_or_refused(text):
    try:
        value = read.text(200)(text)
    except BadCellError:
        return

    assert "\x00" not in value
    assert "\n" not in value
    assert "  " not in value


@pytest.mark.parametrize("text", ["32.73.05", "3273", "32"])
def test_larger_area_is_no_kelurahan(text):
    with pytest.raises(BadCellError, match="not_an_area"):
        read.kelurahan_code(text)


@pytest.mark.parametrize(
    ("day", "code"),
    [(datetime.timedelta(days=1), "future_date"), (datetime.timedelta(days=-60_000), "long_past_date")],
)  # fmt: skip
@pytest.mark.parametrize("as_text", [True, False])
def test_day_that_cannot_be_is_told_from_what_is_no_date(day, code, as_text):
    cell = timezone.localdate() + day

    with pytest.raises(BadCellError, match=code):
        read.date(cell.strftime("%d-%m-%Y") if as_text else cell)


@pytest.mark.parametrize(
    "text", ["Bu\u200bdi Santoso", "\u202eBudi Santoso\u202c", "Budi\ufeff Santoso"]
)
def test_characters_without_a_shape_are_left_out(text):
    assert read.text(50)(text) == "Budi Santoso"
