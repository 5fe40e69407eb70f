"""Ed25519 keys of the Releases: one signs, it and former ones verify.

Keys stand in the environment, never in the database, so that whoever changes figures there cannot
sign them too. RELEASE_SIGNING_KEY is "id:<Base64 of the 32 secret bytes>"; without it Releases
are not signed. RELEASE_PUBLIC_KEYS lists former keys as "id:<Base64 of the 32 public bytes>".
"""

import base64
import binascii
import re
import secrets
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_KEY = re.compile(r"([a-z0-9-]{1,20}):([A-Za-z0-9+/]{43}=)")
KEY_BYTES = 32


@dataclass(frozen=True)
class Signature:
    """Who signed, and the 64 bytes."""

    key_id: str
    value: bytes


@dataclass(frozen=True)
class PublicKey:
    """A key that verifies; `is_current` says that it also signs."""

    key_id: str
    key: Ed25519PublicKey
    is_current: bool = False

    @property
    def base64(self) -> str:
        """The 32 bytes as Base64."""
        raw = self.key.public_bytes(Encoding.Raw, PublicFormat.Raw)
        return base64.b64encode(raw).decode()

    @property
    def pem(self) -> str:
        """The key as openssl reads it."""
        encoded = self.key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return encoded.decode()


def sign(message: bytes) -> Signature | None:
    """Sign with the present key; None where the portal has none."""
    if not settings.RELEASE_SIGNING_KEY:
        return None
    key_id, key = _signing_key(settings.RELEASE_SIGNING_KEY)
    return Signature(key_id, key.sign(message))


def public_keys() -> dict[str, PublicKey]:
    """Return every key that the portal vouches for, by id, the present one first."""
    keys: dict[str, PublicKey] = {}
    if settings.RELEASE_SIGNING_KEY:
        key_id, key = _signing_key(settings.RELEASE_SIGNING_KEY)
        keys[key_id] = PublicKey(key_id, key.public_key(), is_current=True)
    for text in settings.RELEASE_PUBLIC_KEYS:
        key_id, raw = _parse(text, "RELEASE_PUBLIC_KEYS")
        if key_id in keys:
            raise ImproperlyConfigured(f"two release keys are called {key_id!r}: give each its id")
        keys[key_id] = PublicKey(key_id, Ed25519PublicKey.from_public_bytes(raw))
    return keys


def is_valid(signature: Signature, message: bytes) -> bool:
    """Tell whether a key of this portal made the signature of `message`."""
    known = public_keys().get(signature.key_id)
    if known is None:
        return False
    try:
        known.key.verify(signature.value, message)
    except InvalidSignature:
        return False
    return True


def new_key(key_id: str) -> str:
    """Return a fresh secret key, as RELEASE_SIGNING_KEY takes it."""
    text = f"{key_id}:{base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"
    _parse(text, "id")
    return text


@lru_cache(maxsize=4)
def _signing_key(text: str) -> tuple[str, Ed25519PrivateKey]:
    key_id, raw = _parse(text, "RELEASE_SIGNING_KEY")
    return key_id, Ed25519PrivateKey.from_private_bytes(raw)


def _parse(text: str, name: str) -> tuple[str, bytes]:
    """Split "id:Base64"; the error never repeats the value, which may be secret."""
    found = _KEY.fullmatch(text)
    try:
        raw = base64.b64decode(found[2], validate=True) if found else b""
    except binascii.Error:
        raw = b""
    if found is None or len(raw) != KEY_BYTES:
        raise ImproperlyConfigured(
            f"{name}: write id:Base64 of 32 bytes, the id of a-z, 0-9 and -; "
            "manage.py release_key makes one"
        )
    return found[1], raw
