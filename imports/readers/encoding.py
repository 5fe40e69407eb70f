"""Finds out how a text file is encoded, in one pass over it."""

import codecs
from dataclasses import dataclass
from typing import BinaryIO

from imports.readers.errors import FileRefusedError

PIECE = 1 << 20
# Text with more than one zero in so many letters is none: a few are an export's slip.
ZEROS = 20
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True)
class TextFacts:
    """The encoding, how many bytes of mark to skip, and how many lines there are."""

    encoding: str
    skip: int
    lines: int


def examine(file: BinaryIO) -> TextFacts:
    """Read the whole file once; refuse one that is no text in a known encoding."""
    head = file.read(4096)
    skip = 0
    encoding = _without_mark(head)
    for mark, name in BOMS:
        if head.startswith(mark):
            encoding, skip = name, len(mark)
    file.seek(0)
    for candidate in (encoding, *(["cp1252"] if encoding == "utf-8" else [])):
        lines = _lines_if_valid(file, candidate)
        if lines is not None:
            return TextFacts(candidate, skip, lines)
    raise FileRefusedError("unknown_encoding")


def _without_mark(head: bytes) -> str:
    """Tell UTF-16 by where the zero bytes of its Latin letters stand."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = max(1, len(head) // 2)
    if odd > 0.4 * half and even < 0.1 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.1 * half:
        return "utf-16-be"
    return "utf-8"


def _lines_if_valid(file: BinaryIO, encoding: str) -> int | None:
    """Return the number of line ends, or None when the bytes are not of this encoding."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    lines = returns = 0
    try:
        while piece := file.read(PIECE):
            text = decoder.decode(piece)
            if text.count("\0") * ZEROS > len(text):
                return None
            lines += text.count("\n")
            returns += text.count("\r")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return lines or returns
