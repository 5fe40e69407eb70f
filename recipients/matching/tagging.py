"""Keyed tags: numbers that are equal when their texts are, and tell nothing else.

The keys are derived from the newest identity key, so that traits are made anew when it changes.
"""

import functools
import hmac
import struct
from dataclasses import dataclass
from hashlib import blake2b

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import ECB

from accounts import crypto

# Not valid UTF-8: no text that is ever tagged in accounts.crypto gives these bytes.
_PURPOSE = b"\xffmatching"
BLOCK = 16


@dataclass(frozen=True)
class Tagger:
    """Tags texts under one key; `number` says which identity key it came from."""

    key: bytes
    number: int

    @functools.cached_property
    def _hash(self) -> blake2b:
        return blake2b(digest_size=8, key=self.key)

    @functools.cached_property
    def _cipher(self) -> Cipher[ECB]:
        # Of single blocks, none of which is ever deciphered: AES as a keyed function.
        return Cipher(AES256(hmac.digest(self.key, b"blocks", "sha256")), ECB())  # noqa: S305

    def long(self, *parts: object) -> int:
        """Return a signed 64-bit tag of the parts, told apart by their places."""
        state = self._hash.copy()
        state.update("\x1f".join(map(str, parts)).encode())
        return int.from_bytes(state.digest(), signed=True)

    def short(self, blocks: list[bytes]) -> list[int]:
        """Return a signed 32-bit tag of each block of BLOCK bytes.

        Only for what is compared where much else agrees.
        """
        tags = self._cipher.encryptor().update(b"".join(blocks))
        return [tag for (tag,) in struct.iter_unpack("<i12x", tags)]


def tagger() -> Tagger:
    """Return the tagger of the newest identity key."""
    newest = crypto.keyring()[0]
    return Tagger(hmac.digest(newest.index_key, _PURPOSE, "sha256"), newest.number)
