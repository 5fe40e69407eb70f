"""Blocking keys: two entries are compared when they share one.

A key is a tag of facts that a person's two entries mostly share and few others do.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from recipients.matching.tagging import Tagger

if TYPE_CHECKING:
    from recipients.matching.traits import Traits

# A key of more entries is skipped.
MAX_BLOCK = 60


def _born(traits: "Traits") -> str | None:
    """Return the birth date with day and month in order, so that exchanged ones agree."""
    if traits.birth_day is None or traits.birth_month is None or traits.birth_filled:
        return None
    low, high = sorted((traits.birth_day, traits.birth_month))
    return f"{traits.birth_year}-{low}-{high}"


def _facts(traits: "Traits") -> Iterator[tuple[object, ...]]:
    born, first, year = _born(traits), traits.bone_1, traits.birth_year
    last = traits.bone_3 or traits.bone_2 or first
    yield "nik", traits.nik
    yield "kk", traits.kk or traits.household
    yield "born first", born, first
    yield "born last", born, last
    yield "born kelurahan", born, traits.kelurahan
    yield "born mother", born, traits.mother_bone_1
    yield "name year", traits.name_bones, year
    yield "sorted kecamatan", traits.name_sorted, traits.kecamatan
    yield "name mother", traits.name_sorted, traits.mother_bone_1
    yield "day name", traits.birth_day, traits.birth_month, traits.name_bones
    yield "street first", traits.street, first
    yield "mother year", traits.mother_bones, year
    yield "mother day", traits.mother_bones, traits.birth_day, traits.birth_month
    yield "first year kelurahan", first, year, traits.kelurahan
    yield "first mother", first, traits.mother_bones


def keys_of(traits: "Traits", tags: Tagger) -> tuple[int, ...]:
    """Return the distinct blocking keys of an entry."""
    return tuple(dict.fromkeys(tags.long(*facts) for facts in _facts(traits) if None not in facts))
