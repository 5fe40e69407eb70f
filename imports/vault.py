"""Uploaded files at rest: sealed in pieces under a key of their own, read back piece by piece.

A file's key is sealed with IDENTITY_KEYS and stands in its job, so rotating those keys touches no
file, and a file whose job forgot the key is gone for good. Each piece is bound to its file and its
place in it, and the job knows the size: nothing can be swapped, reordered or cut off unnoticed.
"""

import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from accounts import crypto

PIECE = 1 << 20
TAG = 16
NONCE = 12


class TooLargeError(Exception):
    """The file is larger than allowed; nothing of it is kept."""


@dataclass(frozen=True)
class Kept:
    """What is known of a file once it is kept; `key` is sealed."""

    size: int
    sha256: str
    key: bytes


def _place(name: str) -> str:
    return f"import.file:{name}"


def _bound(name: str, number: int) -> bytes:
    return f"{name}:{number}".encode()


def reseal(key: bytes, name: str) -> bytes:
    """Seal a file's key with the newest of IDENTITY_KEYS."""
    return crypto.seal(crypto.unseal(key, place=_place(name)), place=_place(name))


def keep(path: Path, pieces: Iterable[bytes], *, most: int) -> Kept:
    """Seal a file under its owner's eyes only; raise TooLargeError beyond `most` bytes."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = AESGCMSIV.generate_key(256)
    digest, size = hashlib.sha256(), 0
    path.touch(mode=0o600)
    try:
        with path.open("wb") as file:
            for number, piece in enumerate(_evenly(pieces)):
                size += len(piece)
                if size > most:
                    raise TooLargeError
                digest.update(piece)
                file.write(_seal(key, path.name, number, piece))
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Kept(size, digest.hexdigest(), crypto.seal(key.hex(), place=_place(path.name)))


def _seal(key: bytes, name: str, number: int, piece: bytes) -> bytes:
    # The key is used for this file alone, so the number of the piece is a nonce used once.
    nonce = number.to_bytes(NONCE)
    return AESGCMSIV(key).encrypt(nonce, piece, _bound(name, number))


def _evenly(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Cut anew to pieces of one size, so that any place in the file can be found."""
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        while len(waiting) >= PIECE:
            yield bytes(waiting[:PIECE])
            del waiting[:PIECE]
    if waiting:
        yield bytes(waiting)


@dataclass(frozen=True)
class SealedFile:
    """A kept file that opens like a path."""

    path: Path
    key: bytes
    size: int

    @property
    def parent(self) -> Path:
        """The folder it is in."""
        return self.path.parent

    def open(self, _mode: str = "rb") -> BinaryIO:
        """Open it for reading; raise UnreadableError where it cannot be opened or was changed."""
        key = bytes.fromhex(crypto.unseal(self.key, place=_place(self.path.name)))
        return io.BufferedReader(_Opened(self.path, key, self.size), PIECE)


class _Opened(io.RawIOBase):
    """The plain bytes; one piece at a time is in memory."""

    def __init__(self, path: Path, key: bytes, size: int) -> None:
        self._file = path.open("rb", buffering=0)
        self._name = path.name
        self._cipher = AESGCMSIV(key)
        self._size = size
        self._at = 0
        self._piece = lru_cache(maxsize=1)(self._read_piece)

    def _read_piece(self, number: int) -> bytes:
        self._file.seek(number * (PIECE + TAG))
        length = min(PIECE, self._size - number * PIECE)
        sealed = self._file.read(length + TAG)
        try:
            return self._cipher.decrypt(number.to_bytes(NONCE), sealed, _bound(self._name, number))
        except (InvalidTag, ValueError) as error:
            raise crypto.UnreadableError(f"piece {number} of {self._name}") from error

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise ValueError("before the start of the file")
        self._at = start + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        if self._at >= self._size:
            return 0
        number, start = divmod(self._at, PIECE)
        part = self._piece(number)[start : start + len(buffer)]
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)

    def close(self) -> None:
        self._file.close()
        super().close()
