"""Readers of single cells, to build columns from. Each raises BadCellError with a remedy's code."""

import datetime
import re
import unicodedata
from collections.abc import Callable, Mapping

from django.utils import timezone

from imports.formats import BadCellError
from imports.readers.cells import Cell, CellError

MONTHS = (
    "januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september",
    "oktober", "november", "desember",
)  # fmt: skip
MONTH_NAMES = {
    **{name: place for place, name in enumerate(MONTHS, 1)},
    **{name[:3]: place for place, name in enumerate(MONTHS, 1)},
    "january": 1, "february": 2, "march": 3, "may": 5, "june": 6, "july": 7, "august": 8,
    "october": 10, "december": 12, "aug": 8, "oct": 10, "dec": 12, "agt": 8, "ags": 8, "nop": 11,
    "nopember": 11, "pebruari": 2, "peb": 2,
}  # fmt: skip
_DATE = re.compile(r"^(\d{1,4})[-/. ](\d{1,2}|[a-z]+)[-/. ](\d{4}|\d{1,2})(?:[ t]00:00(?::00)?)?$")
_SCIENTIFIC = re.compile(r"^\d([.,]\d+)?e\+?\d+$", re.IGNORECASE)
_GUARDED = re.compile(r"^'[=+\-@\t\r]")
# How programs keep a spreadsheet from making a number of a text.
_FORCED_TEXT = re.compile(r'^="([^"]*)"$')
# A spreadsheet keeps 15 digits of a number.
MOST_EXACT = 10**15
EARLIEST_YEAR = 1880
_SPACES = re.compile(r"\s+")
_AREA = re.compile(r"^(\d\d)\.?(\d\d)?\.?(\d\d)?\.?(\d{4})?$")


def as_text(cell: Cell) -> str:
    """Return what a cell shows, without outer spaces and without our guard against formulas."""
    if isinstance(cell, str):
        text = cell.strip()
        if forced := _FORCED_TEXT.match(text):
            return forced[1].strip()
        return text[1:] if text.startswith("'") and _GUARDED.match(text) else text
    if isinstance(cell, CellError):
        raise BadCellError("cell_error", cell.text)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, datetime.date) else str(cell)


def clean(text: str) -> str:
    """Return the text composed (NFC) on one line, single-spaced; refuse control characters.

    What has no shape of its own (zero-width, bidi marks) goes, as it does from what is searched.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if not text.isprintable() or "  " in text:
        text = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
        text = _SPACES.sub(" ", text).strip()
        for letter in text:
            if unicodedata.category(letter) in ("Cc", "Cs", "Co", "Cn"):
                raise BadCellError("control_character")
    return text


def text(longest: int) -> Callable[[Cell], str]:
    """Read text of at most `longest` letters."""

    def read(cell: Cell) -> str:
        if type(cell) is str and len(cell) <= longest and _is_clean(cell):
            return cell
        value = clean(as_text(cell))
        if len(value) > longest:
            raise BadCellError("too_long", str(longest))
        return value

    return read


def _is_clean(cell: str) -> bool:
    """Tell at once of most cells that nothing needs to be done to them."""
    return (
        cell.isascii()
        and cell.isprintable()
        and cell[:1] not in " '"
        and cell[-1] != " "
        and "  " not in cell
    )


def identity(cell: Cell) -> str:
    """Read a NIK or KK number as it is written; a number has lost its last digits already."""
    if type(cell) is str and len(cell) == 16 and cell.isascii() and cell.isdigit():
        return cell
    if isinstance(cell, int | float):
        raise BadCellError("number_as_number")
    value = clean(as_text(cell))
    if _SCIENTIFIC.match(value):
        raise BadCellError("number_as_number")
    if len(value) > 40:
        raise BadCellError("too_long", "40")
    return value


def code(longest: int) -> Callable[[Cell], str]:
    """Read a source's own number; text, so that leading zeros and the last digits stay."""
    read_text = text(longest)

    def read(cell: Cell) -> str:
        if isinstance(cell, int | float) and abs(cell) >= MOST_EXACT:
            raise BadCellError("number_as_number")
        value = read_text(cell)
        if "+" in value and _SCIENTIFIC.match(value):
            raise BadCellError("number_as_number")
        return value

    return read


def date(cell: Cell) -> datetime.date | None:
    """Read a date: 31-12-1980, 1980-12-31, 31 Desember 1980, or a date cell."""
    if isinstance(cell, datetime.date):
        return _plausible(cell)
    value = as_text(cell).lower()
    if value in ("-", "0", "0000-00-00", "00-00-0000"):
        return None
    if (found := re.match(r"^\d{8}$", value)) and "1900" <= found[0][:4] <= "2100":
        value = f"{value[:4]}-{value[4:6]}-{value[6:]}"
    match = _DATE.match(value)
    if match is None:
        raise BadCellError("not_a_date")
    return _day(*match.groups())


def _day(first: str, month: str, last: str) -> datetime.date:
    number = int(month) if month.isdigit() else MONTH_NAMES.get(month, 0)
    year, day = (first, last) if len(first) == 4 else (last, first)
    if len(year) != 4 or len(day) > 2:
        raise BadCellError("not_a_date")
    try:
        found = datetime.date(int(year), number, int(day))
    except ValueError:
        raise BadCellError("not_a_date") from None
    return _plausible(found)


def _plausible(day: datetime.date) -> datetime.date:
    """Refuse days that nobody alive was born on and those to come: every date here is past."""
    if day > timezone.localdate():
        raise BadCellError("future_date")
    if day.year < EARLIEST_YEAR:
        raise BadCellError("long_past_date", str(EARLIEST_YEAR))
    return day


def whole(least: int, most: int) -> Callable[[Cell], int]:
    """Read a whole number, with or without Rp and thousand separators."""

    def read(cell: Cell) -> int:
        if isinstance(cell, float) and not cell.is_integer():
            raise BadCellError("not_whole", f"{least}–{most}")
        value = re.sub(r"^rp\.?\s*|[,.]0{1,2}$|,-$", "", as_text(cell).lower())
        value = re.sub(r"(?<=\d)[.,\s](?=\d{3}(?:\D|$))", "", value)
        if not (value.isascii() and value.isdigit()) or len(value) > 15:
            raise BadCellError("not_whole", f"{least}–{most}")
        if not least <= int(value) <= most:
            raise BadCellError("not_whole", f"{least}–{most}")
        return int(value)

    return read


def fold(value: str) -> str:
    """Return a word as choices and headers are compared: lower case letters and digits."""
    return re.sub(r"[^0-9a-z]+", "_", value.lower()).strip("_")


def choice(words: Mapping[str, str]) -> Callable[[Cell], str]:
    """Read one of `words` (folded word → value); the first of each value is the one to write."""
    first = {value: word.replace("_", " ") for word, value in reversed(list(words.items()))}
    shown = ", ".join(dict.fromkeys(first[value] for value in words.values()))

    def read(cell: Cell) -> str:
        try:
            return words[fold(as_text(cell))]
        except KeyError:
            raise BadCellError("not_a_choice", shown) from None

    return read


def area_code(cell: Cell) -> str:
    """Read an area code with or without dots: 32.73.05.1006 or 3273051006."""
    match = _AREA.match(as_text(cell))
    if match is None:
        raise BadCellError("not_an_area")
    return ".".join(part for part in match.groups() if part)


def kelurahan_code(cell: Cell) -> str:
    """Read the code of a kelurahan: families are not registered in anything larger."""
    found = area_code(cell)
    if found.count(".") != 3:
        raise BadCellError("not_an_area")
    return found
