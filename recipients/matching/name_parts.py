"""Names taken further apart than the search does: words that count, skeletons, endings."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from recipients import names
from recipients.matching.nicknames import NICKNAMES

# Stand before so many names, and are left out so often, that they tell nobody apart.
LEADING = frozenset({"muhamad", "siti"})
# Written apart from the next word or joined to it.
JOINED = frozenset({"abdul", "nur"})
# A father's name behind "bin" is written or not.
_FATHER = re.compile(r"(?<=\S)\s+(?:bin|binti|bint|bte?|ibnu)\b\.?\s.*", re.IGNORECASE | re.DOTALL)
_VOWELS = frozenset("aeiou")
MAX_BONES = 24


class NameParts(NamedTuple):
    """A name as compared: folded words, without leading Muhammad or Siti, Abdul and Nur joined."""

    words: tuple[str, ...]
    bones: tuple[str, ...]


@lru_cache(maxsize=1 << 17)
def bones(word: str) -> str:
    """Return the consonants of a folded word; a vowel stays only at its beginning, as "a"."""
    first = "a" if word[:1] in _VOWELS else word[:1]
    kept = [first]
    for letter in word[1:]:
        if letter not in _VOWELS and letter not in "hwy" and letter != kept[-1]:
            kept.append(letter)
    return "".join(kept)[:MAX_BONES]


@cache
def _nicknames() -> dict[str, str]:
    return {word: row.name for row in NICKNAMES for word in [row.name, *row.written.split()]}


def called(word: str) -> str:
    """Return the name a folded nickname stands for, or the word itself."""
    return _nicknames().get(word, word)


def _joined(words: Iterable[str]) -> list[str]:
    joined: list[str] = []
    before = ""
    for word in words:
        if word in JOINED and not before:
            before = word
        else:
            joined.append(before + word)
            before = ""
    return [*joined, before] if before else joined


def parts(name: str) -> NameParts:
    """Take a name apart; at least one word is left of any name that has letters."""
    words = names.folded(_FATHER.sub("", name))
    start = 0
    while start < len(words) - 1 and words[start] in LEADING:
        start += 1
    kept = tuple(_joined(words[start:]))
    return NameParts(kept, tuple(bones(word) for word in kept))
