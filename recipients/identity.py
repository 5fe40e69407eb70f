"""Identity numbers at rest: AES-GCM-SIV ciphertext and an HMAC-SHA-256 blind index.

Keys come from the environment (IDENTITY_KEYS, newest first) and never reach the database. Each
master key gives two subkeys by HKDF, one to encrypt and one to index. A ciphertext is one byte
key number, twelve bytes nonce, then the sealed text; its associated data names the column and the
row, so that a number copied to another row does not open.
"""

import base64
import binascii
import hmac
import secrets
from dataclasses import dataclass
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

NONCE_LENGTH = 12
MASK = "•••• •••• •••• ••••"


class UnreadableNumberError(Exception):
    """A ciphertext cannot be opened: its key is missing, or it is not this row's."""


@dataclass(frozen=True)
class Key:
    """One master key's number and subkeys."""

    number: int
    cipher: AESGCMSIV
    index_key: bytes


def _derive(master: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"jps_portal " + purpose).derive(
        master
    )


def _parse(part: str) -> Key:
    number, _, encoded = part.strip().partition(":")
    try:
        master = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        master = b""
    if not (number.isascii() and number.isdigit() and 1 <= int(number) <= 255):
        raise ImproperlyConfigured("IDENTITY_KEYS: number each key from 1 to 255, as in 1:<base64>")
    if len(master) != 32:
        raise ImproperlyConfigured(f"IDENTITY_KEYS: key {number} must be base64 of 32 bytes")
    return Key(int(number), AESGCMSIV(_derive(master, b"cipher")), _derive(master, b"index"))


@cache
def _keyring(text: str) -> tuple[Key, ...]:
    keys = tuple(_parse(part) for part in text.split(","))
    if len({key.number for key in keys}) != len(keys):
        raise ImproperlyConfigured("IDENTITY_KEYS: two keys have the same number")
    return keys


def keyring() -> tuple[Key, ...]:
    """Return the keys in force, newest first."""
    return _keyring(settings.IDENTITY_KEYS)


def _associated(column: str, row_id: int) -> bytes:
    return f"{column}:{row_id}".encode()


def encrypt(number: str, *, column: str, row_id: int) -> bytes:
    """Seal `number` for one column ("person.nik") of one row with the newest key."""
    key = keyring()[0]
    nonce = secrets.token_bytes(NONCE_LENGTH)
    sealed = key.cipher.encrypt(nonce, number.encode(), _associated(column, row_id))
    return bytes([key.number]) + nonce + sealed


def decrypt(blob: bytes | memoryview, *, column: str, row_id: int) -> str:
    """Open a ciphertext of `encrypt`; raise UnreadableNumberError if no key in force opens it."""
    data = bytes(blob)
    nonce, sealed = data[1 : 1 + NONCE_LENGTH], data[1 + NONCE_LENGTH :]
    for key in keyring():
        if key.number == data[0]:
            try:
                return key.cipher.decrypt(nonce, sealed, _associated(column, row_id)).decode()
            except InvalidTag:
                break
    raise UnreadableNumberError(f"no key in IDENTITY_KEYS opens this {column} of row {row_id}")


def key_number(blob: bytes | memoryview) -> int:
    """Return the number of the key that sealed a ciphertext."""
    return int(bytes(blob[:1])[0])


def _tag(key: Key, number: str) -> bytes:
    return hmac.digest(key.index_key, number.encode(), "sha256")


def blind_index(number: str) -> bytes:
    """Return the 32 bytes by which equal numbers are found, under the newest key."""
    return _tag(keyring()[0], number)


def blind_indexes(number: str) -> list[bytes]:
    """Return the blind index under every key in force, for reading while keys rotate."""
    return [_tag(key, number) for key in keyring()]
