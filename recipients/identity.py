"""Identity numbers at rest: a sealed NIK or KK number and its blind index (see accounts.crypto).

The seal names the column and the row, so that a number copied to another row does not open.
"""

from accounts import crypto
from accounts.crypto import Key, key_number, keyring

__all__ = [
    "MASK",
    "Key",
    "UnreadableNumberError",
    "blind_index",
    "blind_indexes",
    "decrypt",
    "encrypt",
    "key_number",
    "keyring",
]

MASK = "•••• •••• •••• ••••"


class UnreadableNumberError(Exception):
    """A ciphertext cannot be opened: its key is missing, or it is not this row's."""


def encrypt(number: str, *, column: str, row_id: int) -> bytes:
    """Seal `number` for one column ("person.nik") of one row with the newest key."""
    return crypto.seal(number, place=f"{column}:{row_id}")


def decrypt(blob: bytes | memoryview, *, column: str, row_id: int) -> str:
    """Open a ciphertext of `encrypt`; raise UnreadableNumberError if no key in force opens it."""
    try:
        return crypto.unseal(blob, place=f"{column}:{row_id}")
    except crypto.UnreadableError:
        raise UnreadableNumberError(
            f"no key in IDENTITY_KEYS opens this {column} of row {row_id}"
        ) from None


def blind_index(number: str) -> bytes:
    """Return the 32 bytes by which equal numbers are found, under the newest key."""
    return crypto.tag(number)


def blind_indexes(number: str) -> list[bytes]:
    """Return the blind index under every key in force, for reading while keys rotate."""
    return crypto.tags(number)
