"""Keyed tags: numbers that are equal when their texts are, and tell nothing else.

The key is derived from the newest identity key, so that traits are made anew when it changes.
"""

import hmac
from dataclasses import dataclass
from hashlib import blake2b

from accounts import crypto

# Not valid UTF-8: no text that is ever tagged in accounts.crypto gives these bytes.
_PURPOSE = b"\xffmatching"


@dataclass(frozen=True)
class Tagger:
    """Tags texts under one key; `number` says which identity key it came from."""

    key: bytes
    number: int

    def long(self, *parts: object) -> int:
        """Return a signed 64-bit tag of the parts, told apart by their places."""
        text = "\x1f".join(map(str, parts)).encode()
        return int.from_bytes(blake2b(text, digest_size=8, key=self.key).digest(), signed=True)

    def short(self, text: str) -> int:
        """Return a signed 32-bit tag: for what is compared only where much else agrees."""
        tag = blake2b(text.encode(), digest_size=4, key=self.key).digest()
        return int.from_bytes(tag, signed=True)


def tagger() -> Tagger:
    """Return the tagger of the newest identity key."""
    newest = crypto.keyring()[0]
    return Tagger(hmac.digest(newest.index_key, _PURPOSE, "sha256"), newest.number)
