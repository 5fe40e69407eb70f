"""The parent's side of reading a spreadsheet in a confined child (see sandbox)."""

import datetime
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO

from imports.readers.cells import Cell, CellError, Row
from imports.readers.errors import FileRefusedError

ROOT = str(Path(__file__).resolve().parent.parent.parent)
CHILD = (
    f"import sys; sys.path.insert(0, {ROOT!r}); "
    "from imports.readers.sandbox.main import main; main(sys.argv[1])"
)
PIECE = 1 << 20
# What programs show as errors; the text is repeated to people, so it must be nothing else.
ERROR = re.compile(r"#[A-Z0/]{1,9}[!?]|#N/A|Err:\d{3}|=…")


@contextmanager
def _handed_over(file: BinaryIO) -> Generator[IO[bytes]]:
    """Yield a file that the child can read itself; it has no keys to open a sealed one.

    The copy has no name and is gone with the child, however that ends.
    """
    file.seek(0)
    with tempfile.TemporaryFile() as plain:
        shutil.copyfileobj(file, plain, PIECE)
        plain.seek(0)
        yield plain


@contextmanager
def confined_rows(file: BinaryIO, kind: str) -> Generator[tuple[str, Generator[Row]]]:
    """Yield the sheet's name and its rows; the child ends with the context."""
    with _handed_over(file) as plain:
        child = subprocess.Popen(
            [sys.executable, "-I", "-c", CHILD, kind],
            stdin=plain,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.environ.get("PATH", ""), "PYTHONUTF8": "1"},
        )
    assert child.stdout is not None  # noqa: S101 - tells the type checker what PIPE gives
    try:
        first = _message(child.stdout.readline())
        yield str(first.get("sheet", "")), _rows(child.stdout)
    finally:
        child.kill()
        child.stdout.close()
        child.wait()


def _rows(lines: Any) -> Generator[Row]:
    for line in lines:
        if line.startswith(b"["):
            number, cells = json.loads(line)
            yield number, [_cell(cell) if type(cell) is list else cell for cell in cells]
        elif _message(line).get("end"):
            return
    raise FileRefusedError("too_expensive")


def _message(line: bytes) -> dict[str, Any]:
    """Return a message of the child; an empty line means that it died at its limits."""
    if not line:
        raise FileRefusedError("too_expensive")
    message: dict[str, Any] = json.loads(line)
    if "refused" in message:
        raise FileRefusedError(message["refused"], message["detail"])
    return message


def _cell(tagged: list[str]) -> Cell:
    kind, text = tagged
    if kind == "error":
        return CellError(text if ERROR.fullmatch(text) else "")
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return CellError("")
