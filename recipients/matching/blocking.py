"""Blocking keys: two entries are compared when they share one.

A key is a tag of facts that a person's two entries mostly share and few others do. Texts become
tags first, which are numbers as the rest of the facts are: two numbers fill a block of the cipher,
and one call makes all keys of an entry.
"""

import struct
from functools import cache
from typing import TYPE_CHECKING

from recipients.matching.tagging import Tagger

if TYPE_CHECKING:
    from recipients.matching.traits import Traits

# A key of more entries is skipped.
MAX_BLOCK = 20
_LOW = (1 << 56) - 1
# What a key is made of: the first byte of its block, and none of numbers.window_tags.
(
    BORN_WORD, BORN_KELURAHAN, BORN_MOTHER, NAME_YEAR, NAME_DAY, MOTHER_YEAR, MOTHER_DAY, NIK,
    FAMILY, NAME, SORTED, STREET, FIRST_MOTHER, MOTHER,
) = range(32, 46)  # fmt: skip


type Numbers = list[int]  # for each key: its kind and up to 56 bits, then 64 bits


def _born(traits: "Traits") -> int | None:
    """Return the birth date with day and month in order, so that exchanged ones agree."""
    day, month, year = traits.birth_day, traits.birth_month, traits.birth_year
    if day is None or month is None or year is None or traits.birth_filled:
        return None
    return year << 8 | (day << 4 | month if day < month else month << 4 | day)


def _by_birth_date(traits: "Traits", tags: Tagger) -> Numbers:
    if (born := _born(traits)) is None:
        return []
    born <<= 8
    numbers: Numbers = []
    first, mother = traits.bone_1, traits.mother_bone_1
    for word in dict.fromkeys((first, traits.bone_2 or first, traits.bone_3 or first)):
        numbers += (born | BORN_WORD, tags.word(word))
    if traits.kelurahan is not None:
        numbers += (born | BORN_KELURAHAN, traits.kelurahan)
    if mother:
        numbers += (born | BORN_MOTHER, tags.word(mother))
    return numbers


def _by_year(traits: "Traits", name: int, mother: int | None) -> Numbers:
    year, month, day = traits.birth_year, traits.birth_month, traits.birth_day
    if year is None or month is None or day is None:
        return []
    year, day = year << 8, (month << 8 | day) << 8
    numbers = [year | NAME_YEAR, name, day | NAME_DAY, name]
    if mother is not None:
        numbers += (year | MOTHER_YEAR, mother, day | MOTHER_DAY, mother)
    return numbers


def _numbers(traits: "Traits", tags: Tagger) -> Numbers:
    name = tags.text(traits.name_bones)
    mother = tags.text(traits.mother_bones) if traits.mother_bones else None
    first = (tags.word(traits.bone_1) & _LOW) << 8
    numbers = [
        FAMILY, traits.household if traits.kk is None else traits.kk,
        # Rare names only: those of more entries are skipped.
        NAME, name,
        (traits.kecamatan or 0) << 8 | SORTED, traits.name_sorted,
        *_by_birth_date(traits, tags), *_by_year(traits, name, mother),
    ]  # fmt: skip
    if traits.nik is not None:
        numbers += (NIK, traits.nik)
    if traits.street is not None:
        numbers += (first | STREET, traits.street)
    if mother is not None:
        numbers += (first | FIRST_MOTHER, mother)
        if traits.mother_bones != traits.mother_bone_1:
            numbers += (MOTHER, mother)
    return numbers


@cache
def _structs(keys: int) -> tuple[struct.Struct, struct.Struct]:
    return struct.Struct("<" + "Qq" * keys), struct.Struct("<" + "q8x" * keys)


def keys_of(traits: "Traits", tags: Tagger) -> tuple[int, ...]:
    """Return the distinct blocking keys of an entry."""
    numbers = _numbers(traits, tags)
    blocks, keys = _structs(len(numbers) // 2)
    return keys.unpack(tags.blocks(blocks.pack(*numbers)))
