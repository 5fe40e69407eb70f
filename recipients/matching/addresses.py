"""Addresses as compared: street words without "Jalan" and "Gang", and the numbers, as one tag."""

import re
from functools import lru_cache

from recipients.matching.tagging import Tagger

_FILLING = frozenset(
    {"jalan", "jln", "jl", "gang", "gg", "komplek", "komp", "kompleks", "blok", "blk", "nomor",
     "no", "nmr", "rt", "rw", "kampung", "kp", "perumahan", "perum", "dusun", "dsn", "lorong"}
)  # fmt: skip
_PIECES = re.compile(r"[a-z]+|\d+")


@lru_cache(maxsize=1 << 10)
def _street(address: str) -> str:
    """Return what counts of an address; a family's is read once."""
    pieces = [piece for piece in _PIECES.findall(address.lower()) if piece not in _FILLING]
    return " ".join(filter(None, [piece.lstrip("0") for piece in pieces]))


def street_of(address: str, tags: Tagger) -> int | None:
    """Return a tag of the address; None when it names no street or number."""
    street = _street(address)
    return tags.text(f"street {street}") if street else None
