"""64-bit keys: one number holds a word, or a pair of words, and an area.

    29 bits hash of the word or pair | 34 bits kelurahan code as a number

All people with a word are one range of keys, those of one kecamatan a part of that range, and
those of one kelurahan a single key. Two words may share a hash: the register itself is read before
anything is answered. The hash is BLAKE2b, the same on every machine and in every release.
"""

from functools import lru_cache
from hashlib import blake2b
from itertools import combinations

from recipients.names import Word

AREA_BITS = 34
AREA_DIGITS = 10
BUCKET_BITS = 29
# Pairs grow with the square of the words; longer names are found by their first words.
PAIRED_WORDS = 6


def hash63(text: str) -> int:
    """Return a stable hash that fits PostgreSQL's bigint, never negative."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest()) >> 1


def remainder_key(remainder: str) -> int:
    """Return the 31-bit hash under which the vocabulary keeps a word's remainder."""
    return hash63(remainder) >> 32


@lru_cache(maxsize=1 << 17)
def word_bucket(folded: str) -> int:
    """Return the hash of a word anywhere in a name."""
    return hash63(f"word {folded}") >> (63 - BUCKET_BITS)


@lru_cache(maxsize=1 << 14)
def only_bucket(folded: str) -> int:
    """Return the hash of a word that is a whole name."""
    return hash63(f"only {folded}") >> (63 - BUCKET_BITS)


def pair_bucket(one: str, other: str, *, only: bool) -> int:
    """Return the hash of two words in any order; `only` of those that are a whole name."""
    kind = "only" if only else "pair"
    words = f"{one} {other}" if one <= other else f"{other} {one}"
    return hash63(f"{kind} {words}") >> (63 - BUCKET_BITS)


def area_range(code: str) -> tuple[int, int]:
    """Return the first and last kelurahan number within an area; "" is all of Indonesia."""
    digits = code.replace(".", "")
    return int(digits.ljust(AREA_DIGITS, "0")), int(digits.ljust(AREA_DIGITS, "9"))


def key_range(bucket: int, area: tuple[int, int]) -> tuple[int, int]:
    """Return the first and last key of a word or pair within an area."""
    return (bucket << AREA_BITS) | area[0], (bucket << AREA_BITS) | area[1]


def indexed_words(words: tuple[Word, ...]) -> list[str]:
    """Return the distinct folded words under which a name is found; initials find nobody."""
    return list(dict.fromkeys(word.folded for word in words if not word.is_initial))


def buckets(words: tuple[Word, ...]) -> set[int]:
    """Return every hash under which a name is found.

    A pair that is a whole name has a hash of its own, so that the many longer names with the same
    two words cannot crowd it out.
    """
    folded = indexed_words(words)
    if len(folded) == 1:
        return {word_bucket(folded[0]), only_bucket(folded[0])}
    only = len(folded) == 2
    pairs = combinations(folded[:PAIRED_WORDS], 2)
    return {word_bucket(word) for word in folded} | {pair_bucket(*p, only=only) for p in pairs}
