"""The shared strings of a workbook, kept in a temporary file: they may be larger than memory."""

import os
import tempfile
import zipfile
from array import array
from typing import IO

from imports.readers.errors import FileRefusedError
from imports.readers.sandbox import limits
from imports.readers.sandbox.package import feed, local, parser, pieces

# So many of the first strings stay in memory: headers and the values that repeat come first.
KEPT = 100_000
BUFFER = 1 << 20


class SharedStrings:
    """Texts by number. The file, where one is needed, has no name and ends with the process."""

    def __init__(self) -> None:
        self._kept: list[str] = []
        self._ends = array("Q", [0])
        self._file: IO[bytes] | None = None
        self._buffer = bytearray()

    def add(self, text: str) -> None:
        """Append the next text."""
        if len(self._ends) > limits.SHARED_STRINGS or len(text) > limits.CELL_LETTERS:
            raise FileRefusedError("bomb")
        if len(self._kept) < KEPT:
            self._kept.append(text)
            return
        data = text.encode("utf-8", "replace")
        self._buffer += data
        self._ends.append(self._ends[-1] + len(data))
        if len(self._buffer) > BUFFER:
            self.flush()

    def flush(self) -> None:
        """Write what is buffered."""
        if not self._buffer:
            return
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the child
        self._file.write(self._buffer)
        self._file.flush()
        self._buffer.clear()

    def __getitem__(self, number: int) -> str:
        if 0 <= number < len(self._kept):
            return self._kept[number]
        place = number - len(self._kept)
        if self._file is None or not 0 <= place < len(self._ends) - 1:
            raise FileRefusedError("damaged")
        start, end = self._ends[place], self._ends[place + 1]
        return os.pread(self._file.fileno(), end - start, start).decode()


class _PartParser:
    """Adds the text of every string item to `strings`; phonetic readings (rPh) are left out."""

    def __init__(self, strings: SharedStrings) -> None:
        self._strings = strings
        self._text: list[str] = []
        self._inside: list[str] = []
        self.xml = parser()
        self.xml.StartElementHandler = self._start
        self.xml.EndElementHandler = self._end
        self.xml.CharacterDataHandler = self._characters

    def _start(self, tag: str, _attributes: dict[str, str]) -> None:
        tag = local(tag)
        if tag == "si":
            self._text.clear()
        elif tag in ("t", "rPh"):
            self._inside.append(tag)

    def _end(self, tag: str) -> None:
        tag = local(tag)
        if tag == "si":
            self._strings.add("".join(self._text))
        elif tag in ("t", "rPh") and self._inside:
            self._inside.pop()

    def _characters(self, data: str) -> None:
        if self._inside == ["t"]:
            self._text.append(data)


def read_shared_strings(package: zipfile.ZipFile, name: str) -> SharedStrings:
    """Read the part; a workbook without one has no shared strings."""
    strings = SharedStrings()
    if name in package.namelist():
        part = _PartParser(strings)
        for piece in pieces(package, name):
            feed(part.xml, piece)
        feed(part.xml, b"", last=True)
        strings.flush()
    return strings
