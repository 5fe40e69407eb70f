"""Reading area files: what is broken is named by file, line and remedy."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kelurahan import area_csv
from kelurahan.area_files import FIXTURES, LAYOUTS, BrokenFilesError, files_of, read

HEAD = b"code,district_code,name\n"
GOOD = b"32.73.05.1006,32.73.05,Uji\n"


@pytest.fixture
def villages(tmp_path):
    """Write villages.csv and read it."""

    def write_and_read(data):
        path = tmp_path / "villages.csv"
        path.write_bytes(data)
        return read([path])

    return write_and_read


def names(files):
    return [(row.code, row.name) for row in files.rows]


def lines(files):
    return [fault.line for fault in files.faults]


def test_the_fixtures_hold_two_cities():
    files = read(files_of(FIXTURES))

    count = {
        (city, level): sum(
            row.code.startswith(city) and row.code.count(".") == level for row in files.rows
        )
        for city in ("32.73", "32.76")
        for level in (1, 2, 3)
    }
    assert files.faults == []
    assert len(files.rows) == 1 + 2 + 30 + 151 + 11 + 63
    assert count == {
        ("32.73", 1): 1, ("32.73", 2): 30, ("32.73", 3): 151,
        ("32.76", 1): 1, ("32.76", 2): 11, ("32.76", 3): 63,
    }  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        HEAD + GOOD,
        b"\xef\xbb\xbf" + HEAD + GOOD,
        (HEAD + GOOD).replace(b",", b";"),
        (HEAD + GOOD).replace(b",", b"\t"),
        (HEAD + GOOD).replace(b"\n", b"\r\n"),
        (HEAD + GOOD).replace(b"\n", b"\r"),
        HEAD + b'"32.73.05.1006","32.73.05","Uji"',
        b"name,extra,CODE , district_code\nUji,1, 32.73.05.1006 ,32.73.05\n",
        HEAD + b"\n,,\n" + GOOD + b"\n",
        HEAD + b"32.73.05.1006,32.73.05,UJI\n",
    ],
    ids=[
        "plain", "BOM", "semicolon", "tab", "CRLF", "CR", "quoted", "columns", "empty rows",
        "capitals",
    ],
)  # fmt: skip
def test_a_file_is_read_however_it_was_saved(villages, data):
    files = villages(data)

    assert files.faults == []
    assert names(files) == [("32.73.05.1006", "Uji")]


@pytest.mark.parametrize(
    ("row", "named"),
    [
        (b"3273051007,32.73.05,Uji", "32.73.05.1006"),
        (b"32.73.05,32.73,Uji", "32.73.05.1006"),
        ("３２.73.05.1007,32.73.05,Uji".encode(), "32.73.05.1006"),
        (b",32.73.05,Uji", "32.73.05.1006"),
        (b"32.73.05.1007,32.73.06,Uji", "32.73.06"),
        (b"32.73.05.1007,,Uji", "district_code"),
        (b"32.73.05.1006,32.73.05,Uji", "villages.csv:2"),
        (b"32.73.05.1007,32.73.05,", ""),
        (b"32.73.05.1007,32.73.05," + b"x" * 101, "101"),
        (b"32.73.05.1007,32.73.05", "2"),
        (b"32.73.05.1007,32.73.05,Uji,4", "4"),
        (b"32.73.05.1007,32.73.05,U\xffji", "UTF-8"),
        (b"32.73.05.1007,32.73.05,U\x00ji", ""),
        (b"32.73.05.1007,32.73.05,U\xe2\x80\xaeji", ""),
        (b'32.73.05.1007,32.73.05,"U"ji', "CSV"),
        (b'32.73.05.1007,32.73.05,"Uji', "CSV"),
        (b"32.73.05.1007,32.73.05," + b"x" * 200_000, "CSV"),
    ],
    ids=lambda value: value[:40] if isinstance(value, bytes) else "",
)
def test_a_broken_row_is_named_with_its_line(villages, row, named):
    files = villages(HEAD + GOOD + row + b"\n")

    (fault,) = files.faults
    assert (fault.line, fault.file.endswith("villages.csv")) == (3, True)
    assert named in fault.message
    assert names(files) == [("32.73.05.1006", "Uji")]


def test_every_broken_row_is_named(villages):
    files = villages(HEAD + b"x,y,z\n" + GOOD + b'a"b,"c"d,e\n' + b"1,2\n")

    assert lines(files) == [2, 4, 5]


def test_a_line_break_inside_a_name_does_not_shift_the_lines_below(villages):
    files = villages(HEAD + b'32.73.05.1007,32.73.05,"U\nji"\n' + GOOD + b"x,y,z\n")

    assert lines(files) == [2, 5]


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"", "code"),
        (b"code,name\n32.73.05.1006,Uji\n", "district_code"),
        (b"code,district_code,name,name\n32.73.05.1006,32.73.05,Uji,Uji\n", "name"),
        ((HEAD + GOOD).decode().encode("utf-16"), "UTF-16"),
        (b'code,district_code,name"x', "district_code"),
    ],
    ids=["empty", "column missing", "column twice", "UTF-16", "header"],
)
def test_a_file_that_cannot_be_read_at_all_is_one_fault(villages, data, named):
    files = villages(data)

    (fault,) = files.faults
    assert fault.line == 0
    assert named in str(fault)


def test_a_file_too_large_for_a_list_of_areas_is_not_read(villages, monkeypatch):
    monkeypatch.setattr(area_csv, "LONGEST_FILE", len(HEAD + GOOD) - 1)

    files = villages(HEAD + GOOD)

    assert lines(files) == [0]
    assert files.rows == []


def test_a_folder_without_area_files_is_refused(tmp_path):
    (tmp_path / "islands.csv").write_text("code,name\n")

    with pytest.raises(BrokenFilesError, match=r"villages\.csv"):
        files_of(tmp_path)


def test_a_missing_file_or_folder_is_refused(tmp_path):
    with pytest.raises(BrokenFilesError):
        files_of(tmp_path / "none")

    assert len(read([tmp_path / "villages.csv", tmp_path / "other.csv"]).faults) == 2


def test_a_broken_parent_is_not_reported_at_its_children_again(tmp_path):
    (tmp_path / "districts.csv").write_text("code,regency_code,name\n32.73.05,32.73,\n")

    files = read(files_of(tmp_path))

    assert "32.73.05" in files.places


@given(data=st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_whatever_the_bytes_rows_are_good_or_named(tmp_path_factory, data):
    directory = tmp_path_factory.mktemp("areas")
    for name in LAYOUTS:
        (directory / name).write_bytes(data)

    files = read(files_of(directory))

    assert all(fault.message for fault in files.faults)
    assert all(row.name.isprintable() and row.code.isascii() for row in files.rows)


cell = st.one_of(
    st.sampled_from(["32.73.05.1006", "32.73.05.1007", "32.73.05", "Uji", "UJI", "", '"', "\x00"]),
    st.text(max_size=12),
)


@given(rows=st.lists(st.lists(cell, min_size=2, max_size=4), max_size=8))
@settings(max_examples=150, deadline=None)
def test_almost_good_rows_are_good_or_named(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("areas") / "villages.csv"
    text = "code,district_code,name\n" + "\n".join(",".join(row) for row in rows)
    path.write_bytes(text.encode("utf-8", errors="replace"))

    files = read([path])

    assert {row.parent for row in files.rows} <= {"32.73.05"}
    assert len({row.code for row in files.rows}) == len(files.rows)
