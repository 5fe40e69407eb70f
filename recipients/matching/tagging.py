"""Keyed tags: numbers that are equal when their texts are, and tell nothing else.

The keys are derived from the newest identity key, so that traits are made anew when it changes.
"""

import functools
import hmac
from dataclasses import dataclass
from hashlib import blake2b

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import ECB

from accounts import crypto

# Not valid UTF-8: no text that is ever tagged in accounts.crypto gives these bytes.
_PURPOSE = b"\xffmatching"
# Distinct sounds of words are some ten thousand, and hardly grow with the register.
MOST_WORDS = 1 << 16


@functools.lru_cache(maxsize=2)
def _words(key: bytes) -> dict[str, int]:
    """Return the tags of words known so far under a key, for all taggers of a process."""
    return {}


@dataclass(frozen=True)
class Tagger:
    """Tags texts under one key, in one thread; `number` tells the identity key it came from."""

    key: bytes
    number: int

    @functools.cached_property
    def _hash(self) -> blake2b:
        return blake2b(digest_size=8, key=self.key)

    @functools.cached_property
    def _encryptor(self) -> CipherContext:
        # Of single blocks, none of which is ever deciphered: AES as a keyed function.
        key = hmac.digest(self.key, b"blocks", "sha256")
        return Cipher(AES256(key), ECB()).encryptor()  # noqa: S305

    def long(self, *parts: object) -> int:
        """Return a signed 64-bit tag of the parts, told apart by their places."""
        return self.text("\x1f".join(map(str, parts)))

    def text(self, text: str) -> int:
        """Return the `long` tag of one text."""
        state = self._hash.copy()
        state.update(text.encode())
        return int.from_bytes(state.digest(), signed=True)

    def word(self, text: str) -> int:
        """Return the `long` tag of a word, which is kept: few words make most names."""
        words = _words(self.key)
        if (tag := words.get(text)) is None:
            if len(words) >= MOST_WORDS:
                words.clear()
            tag = words[text] = self.long("word", text)
        return tag

    def blocks(self, blocks: bytes) -> bytes:
        """Return a tag of 16 bytes of each block of 16 bytes, whose first byte tells its kind.

        Part of a tag will do; 32 bits only where much else agrees.
        """
        return self._encryptor.update(blocks)


def tagger() -> Tagger:
    """Return the tagger of the newest identity key."""
    newest = crypto.keyring()[0]
    return Tagger(hmac.digest(newest.index_key, _PURPOSE, "sha256"), newest.number)
