"""Unpacks .gz and .zip files that hold one file, within bounds."""

import gzip
import tempfile
import zipfile
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

from imports.readers.errors import FileRefusedError
from imports.readers.sandbox import limits
from imports.readers.sandbox.package import open_package
from imports.vault import SealedFile

PIECE = 1 << 20
DAMAGED = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, KeyError)
# What a zip must hold to be a spreadsheet rather than a packed file.
SPREADSHEET_MARKS = ("[Content_Types].xml", "mimetype", "META-INF/manifest.xml")


@contextmanager
def unpacked(path: Path | SealedFile) -> Generator[tuple[BinaryIO, str]]:
    """Yield the file, unpacked to a nameless temporary file where needed, and "", "gz" or "zip"."""
    with path.open("rb") as file:
        packing = _packing(file)
        if not packing:
            yield file, ""
            return
        with tempfile.TemporaryFile(dir=path.parent) as plain:
            _expand(file, plain, packing)
            plain.seek(0)
            yield plain, packing


def _packing(file: BinaryIO) -> str:
    head = file.read(4)
    file.seek(0)
    if head.startswith(b"\x1f\x8b"):
        return "gz"
    if not head.startswith(b"PK"):
        return ""
    with open_package(file) as package:
        names = package.namelist()
    file.seek(0)
    return "" if any(name in SPREADSHEET_MARKS for name in names) else "zip"


def _expand(file: BinaryIO, plain: IO[bytes], packing: str) -> None:
    try:
        if packing == "gz":
            with gzip.GzipFile(fileobj=file) as packed:
                _copy(packed, plain, file)
        else:
            _expand_zip(file, plain)
    except DAMAGED as error:
        raise FileRefusedError("damaged") from error


def _expand_zip(file: BinaryIO, plain: IO[bytes]) -> None:
    with open_package(file) as package:
        members = [
            member
            for member in package.infolist()
            # macOS packs the file's properties beside it.
            if not (member.is_dir() or member.filename.startswith("__MACOSX/"))
        ]
        if len(members) != 1:
            raise FileRefusedError("several_members", str(len(members)))
        with package.open(members[0]) as packed:
            _copy(packed, plain, file)


def _copy(packed: IO[bytes] | gzip.GzipFile, plain: IO[bytes], file: BinaryIO) -> None:
    written = 0
    while piece := packed.read(PIECE):
        written += len(piece)
        read = max(1, file.tell())
        if written > limits.EXPANDED_BYTES or (
            written > limits.RATIO_APPLIES_FROM and written > limits.RATIO * read
        ):
            raise FileRefusedError("bomb")
        plain.write(piece)
