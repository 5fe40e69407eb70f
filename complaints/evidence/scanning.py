"""Asking ClamAV whether a file is clean: clamd's INSTREAM command, nothing more.

https://docs.clamav.net/manual/Usage/Scanning.html#clamd: the file goes in pieces, each after its
length in four bytes; a length of zero ends it; the answer ends in OK, in FOUND, or is an error.
"""

import socket
from typing import BinaryIO

from django.conf import settings

PIECE = 1 << 16
SECONDS = 20


class ScannerDownError(Exception):
    """The scanner could not be asked, or did not answer as it should."""


def _connected() -> socket.socket:
    place: str = settings.CLAMD
    if place.startswith("/"):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(SECONDS)
        connection.connect(place)
        return connection
    host, _colon, port = place.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)


def is_clean(file: BinaryIO) -> bool:
    """Return whether the scanner finds nothing; raise ScannerDownError if it cannot tell."""
    try:
        with _connected() as connection:
            connection.sendall(b"zINSTREAM\0")
            while piece := file.read(PIECE):
                connection.sendall(len(piece).to_bytes(4) + piece)
            connection.sendall(bytes(4))
            answer = _answer(connection)
    except OSError as error:
        raise ScannerDownError(str(error)) from error
    if answer.endswith(b"OK"):
        return True
    if answer.endswith(b"FOUND"):
        return False
    raise ScannerDownError(answer.decode(errors="replace"))


def _answer(connection: socket.socket) -> bytes:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < PIECE:
        piece = connection.recv(PIECE)
        if not piece:
            break
        answer += piece
    return answer.rstrip(b"\0\n ")
