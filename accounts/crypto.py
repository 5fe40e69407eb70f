"""Sealing small secrets at rest: AES-GCM-SIV, and HMAC-SHA-256 where equals must be found.

Keys come from the environment (IDENTITY_KEYS, newest first) and never reach the database. Each
master key gives two subkeys by HKDF, one to seal and one to tag. A sealed blob is one byte key
number, twelve bytes nonce, then the ciphertext; its associated data says what it is and where it
belongs, so that a blob copied elsewhere does not open.
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


class UnreadableError(Exception):
    """A blob cannot be opened: its key is missing, or it belongs elsewhere."""


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


def seal(text: str, *, place: str) -> bytes:
    """Seal `text` for one place ("person.nik:12") with the newest key."""
    key = keyring()[0]
    nonce = secrets.token_bytes(NONCE_LENGTH)
    return bytes([key.number]) + nonce + key.cipher.encrypt(nonce, text.encode(), place.encode())


def unseal(blob: bytes | memoryview, *, place: str) -> str:
    """Open a blob of `seal`; raise UnreadableError if no key in force opens it."""
    data = bytes(blob)
    nonce, sealed = data[1 : 1 + NONCE_LENGTH], data[1 + NONCE_LENGTH :]
    for key in keyring():
        if data and key.number == data[0]:
            try:
                return key.cipher.decrypt(nonce, sealed, place.encode()).decode()
            except (InvalidTag, ValueError):
                break
    raise UnreadableError(f"no key in IDENTITY_KEYS opens {place}")


def key_number(blob: bytes | memoryview) -> int:
    """Return the number of the key that sealed a blob."""
    return int(bytes(blob[:1])[0])


def tag(text: str) -> bytes:
    """Return the 32 bytes by which equal texts are found, under the newest key."""
    return hmac.digest(keyring()[0].index_key, text.encode(), "sha256")


def tags(text: str) -> list[bytes]:
    """Return the tag under every key in force, newest first, for reading while keys rotate."""
    return [hmac.digest(key.index_key, text.encode(), "sha256") for key in keyring()]
