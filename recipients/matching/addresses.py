"""Addresses as compared: street words without "Jalan" and "Gang", and the numbers, as one tag."""

import re

from recipients.matching.tagging import Tagger

_FILLING = frozenset(
    {"jalan", "jln", "jl", "gang", "gg", "komplek", "komp", "kompleks", "blok", "blk", "nomor",
     "no", "nmr", "rt", "rw", "kampung", "kp", "perumahan", "perum", "dusun", "dsn", "lorong"}
)  # fmt: skip
_PIECES = re.compile(r"[a-z]+|\d+")


def street_of(address: str, tags: Tagger) -> int | None:
    """Return a tag of the address; None when it names no street or number."""
    pieces = [piece for piece in _PIECES.findall(address.lower()) if piece not in _FILLING]
    kept = [piece.lstrip("0") for piece in pieces if piece.lstrip("0")]
    return tags.long(" ".join(["street", *kept])) if kept else None
