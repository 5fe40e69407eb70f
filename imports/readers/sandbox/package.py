"""The zip package around a spreadsheet: its bounds, and its parts as XML events."""

import struct
import zipfile
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO
from xml.parsers import expat

from imports.readers.errors import FileRefusedError
from imports.readers.sandbox import limits

type Attributes = dict[str, str]
type Value = str | int | float | bool | list[str] | None

# The last piece of a part.
END = ((b"", True),)
END_RECORD = b"PK\x05\x06"
PIECE = 1 << 16
FORBIDDEN = {
    "vbaProject.bin": "macros",
    "externalLinks/": "external_links",
    "embeddings/": "embedded_files",
    "Basic/": "macros",
}


def open_package(file: BinaryIO) -> zipfile.ZipFile:
    """Open the package after checking what its directory promises; refuse what is out of bounds."""
    _check_directory(file)
    try:
        package = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError) as error:
        raise FileRefusedError("damaged") from error
    expanded = 0
    for member in package.infolist():
        _check_member(member)
        expanded += member.file_size
    if expanded > limits.EXPANDED_BYTES:
        raise FileRefusedError("bomb")
    return package


def _check_directory(file: BinaryIO) -> None:
    """Refuse a directory of very many members before zipfile makes an object of each."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 65_557))
    tail = file.read()
    place = tail.rfind(END_RECORD)
    if place < 0 or len(tail) < place + 22:
        raise FileRefusedError("damaged")
    count, length = struct.unpack_from("<H I", tail, place + 10)[0:2]
    if count > limits.MEMBERS or length > limits.DIRECTORY_BYTES:
        raise FileRefusedError("bomb")
    file.seek(0)


def _check_member(member: zipfile.ZipInfo) -> None:
    if member.flag_bits & 1:
        raise FileRefusedError("encrypted")
    for part, code in FORBIDDEN.items():
        if part in member.filename:
            raise FileRefusedError(code)
    big = member.file_size > limits.RATIO_APPLIES_FROM
    if big and member.file_size > limits.RATIO * max(1, member.compress_size):
        raise FileRefusedError("bomb")


def pieces(package: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Yield a part's bytes piece by piece; a part that is missing or damaged is refused."""
    try:
        with package.open(name) as part:
            while piece := part.read(PIECE):
                yield piece
    except (KeyError, zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as error:
        raise FileRefusedError("damaged", name) from error
    except zipfile.zlib.error as error:  # type: ignore[attr-defined]
        raise FileRefusedError("damaged", name) from error


def _refuse_doctype(*_declaration: object) -> None:
    raise FileRefusedError("entities")


def parser() -> expat.XMLParserType:
    """Return a parser that refuses document types, and so every entity."""
    xml = expat.ParserCreate()
    xml.buffer_text = True
    xml.buffer_size = 1 << 16
    xml.StartDoctypeDeclHandler = _refuse_doctype
    return xml


def feed(xml: expat.XMLParserType, data: bytes, *, last: bool = False) -> None:
    """Parse one more piece."""
    try:
        xml.Parse(data, last)
    except expat.ExpatError as error:
        raise FileRefusedError("damaged") from error


class PartParser:
    """Collects finished rows in `rows` while pieces of a part are fed to it."""

    def __init__(self) -> None:
        self.rows: list[tuple[int, list[Value]]] = []
        self.xml = parser()
        self.xml.StartElementHandler = self.start
        self.xml.EndElementHandler = self.end
        self.xml.CharacterDataHandler = self.characters

    def start(self, tag: str, attributes: Attributes) -> None:
        """Begin an element."""

    def end(self, tag: str) -> None:
        """End an element."""

    def characters(self, data: str) -> None:
        """Take text."""

    def read(self, package: zipfile.ZipFile, name: str) -> Iterator[tuple[int, list[Value]]]:
        """Yield (row number, cells) of every row that holds anything, in their order."""
        last = 0
        for piece, is_last in chain(((piece, False) for piece in pieces(package, name)), END):
            feed(self.xml, piece, last=is_last)
            for number, cells in self.rows:
                if number <= last:
                    raise FileRefusedError("damaged")
                last = number
                yield number, cells
            self.rows.clear()


def number(text: str) -> int | float:
    """Return the number that a cell's text means."""
    try:
        found = float(text)
    except ValueError:
        raise FileRefusedError("damaged") from None
    return int(found) if found.is_integer() and abs(found) < 1e18 else found


def local(name: str) -> str:
    """Return a tag or attribute name without its namespace prefix."""
    return name.rpartition(":")[2]


def elements(package: zipfile.ZipFile, name: str) -> Iterator[tuple[str, Attributes]]:
    """Yield the start tags of a small part: local name and attributes by local name."""
    found: list[tuple[str, Attributes]] = []
    xml = parser()
    xml.StartElementHandler = lambda tag, attributes: found.append(
        (local(tag), {local(key): value for key, value in attributes.items()})
    )
    for piece in pieces(package, name):
        feed(xml, piece)
        yield from found
        found.clear()
    feed(xml, b"", last=True)
    yield from found
