"""Opens any file we take as one stream of rows, and says what it turned out to be."""

from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import BinaryIO

from imports.readers.cells import Row
from imports.readers.delimited import delimited_rows, find_delimiter
from imports.readers.encoding import examine
from imports.readers.errors import FileRefusedError
from imports.readers.sandbox.package import open_package
from imports.readers.spreadsheet import confined_rows
from imports.readers.unpack import unpacked
from imports.vault import SealedFile

PACKED = {".gz", ".zip"}
KINDS = {".csv": "csv", ".txt": "csv", ".tsv": "csv", ".xlsx": "xlsx", ".ods": "ods"}
# How files begin that are no text although some of their bytes could be: markup, documents,
# programs, pictures, and packed files inside packed ones.
NO_TEXT = (
    b"<", b"%PDF", b"{\\rtf", b"\x7fELF", b"MZ\x90", b"\x89PNG", b"\xff\xd8\xff", b"GIF8",
    b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!", b"SQLite format 3\x00",
)  # fmt: skip
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


@dataclass(frozen=True)
class Source:
    """What a file was found to be. `lines` is an estimate of its rows, 0 when unknown."""

    kind: str
    packing: str = ""
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    lines: int = 0


@dataclass(frozen=True)
class Table:
    """The rows of a file, and where they come from."""

    source: Source
    rows: Iterator[Row]


@contextmanager
def open_table(path: Path | SealedFile, name: str) -> Generator[Table]:
    """Open the file at `path`, uploaded as `name`; refuse what is not what its name says."""
    with unpacked(path) as (file, packing), ExitStack() as stack:
        kind = _kind(file)
        _check_name(name, kind, packing)
        if kind == "csv":
            facts = examine(file)
            mark = find_delimiter(file, facts)
            source = Source(kind, packing, facts.encoding, mark, lines=facts.lines)
            rows = delimited_rows(file, facts, mark)
        else:
            sheet, rows = stack.enter_context(confined_rows(file, kind))
            source = Source(kind, packing, sheet=sheet)
        stack.callback(rows.close)
        yield Table(source, rows)


def _kind(file: BinaryIO) -> str:
    head = file.read(512)
    file.seek(0)
    if not head:
        raise FileRefusedError("empty")
    if head.startswith(OLE):
        raise FileRefusedError("old_or_encrypted")
    if head.startswith(b"PK"):
        return _spreadsheet_kind(file)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(NO_TEXT):
        raise FileRefusedError("not_a_table")
    return "csv"


def _spreadsheet_kind(file: BinaryIO) -> str:
    with open_package(file) as package:
        names = set(package.namelist())
    file.seek(0)
    if "xl/workbook.xml" in names:
        return "xlsx"
    if {"content.xml", "META-INF/manifest.xml"} <= names:
        return "ods"
    raise FileRefusedError("not_a_table")


def _check_name(name: str, kind: str, packing: str) -> None:
    suffixes = [suffix.lower() for suffix in PurePath(name).suffixes]
    if packing and suffixes and suffixes[-1] in PACKED:
        suffixes.pop()
        if not suffixes or suffixes[-1] not in KINDS:
            return
    if not suffixes or KINDS.get(suffixes[-1]) != kind:
        raise FileRefusedError("wrong_extension", kind)
