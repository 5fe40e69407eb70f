"""Blocking keys: two entries are compared when they share one.

A key is a tag of facts that a person's two entries mostly share and few others do.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from recipients.matching.tagging import Tagger

if TYPE_CHECKING:
    from recipients.matching.traits import Traits

# A key of more entries is skipped.
MAX_BLOCK = 20


def _born(traits: "Traits") -> str | None:
    """Return the birth date with day and month in order, so that exchanged ones agree."""
    day, month = traits.birth_day, traits.birth_month
    if day is None or month is None or traits.birth_filled:
        return None
    return (
        f"{traits.birth_year} {day} {month}"
        if day < month
        else f"{traits.birth_year} {month} {day}"
    )


def _by_birth_date(traits: "Traits", first: str, last: str) -> Iterator[str]:
    if (born := _born(traits)) is None:
        return
    for word in dict.fromkeys((first, traits.bone_2 or first, last)):
        yield f"born word {born} {word}"
    yield f"born kelurahan {born} {traits.kelurahan}"
    if traits.mother_bone_1:
        yield f"born mother {born} {traits.mother_bone_1}"


def _by_year(traits: "Traits") -> Iterator[str]:
    if (year := traits.birth_year) is None:
        return
    yield f"name year {traits.name_bones} {year}"
    yield f"day name {traits.birth_day} {traits.birth_month} {traits.name_bones}"
    if mother := traits.mother_bones:
        yield f"mother year {mother} {year}"
        yield f"mother day {mother} {traits.birth_day} {traits.birth_month}"


def _facts(traits: "Traits") -> Iterator[str]:
    first = traits.bone_1
    last = traits.bone_3 or traits.bone_2 or first
    if traits.nik is not None:
        yield f"nik {traits.nik}"
    yield f"family {traits.kk or traits.household}"
    yield from _by_birth_date(traits, first, last)
    yield from _by_year(traits)
    # Rare names only: those of more entries are skipped.
    yield f"name {traits.name_bones}"
    yield f"sorted {traits.name_sorted} {traits.kecamatan}"
    if traits.street is not None:
        yield f"street {traits.street} {first}"
    if traits.mother_bones:
        yield f"first mother {first} {traits.mother_bones}"
        if traits.mother_bones != traits.mother_bone_1:
            yield f"mother {traits.mother_bones}"


def keys_of(traits: "Traits", tags: Tagger) -> tuple[int, ...]:
    """Return the distinct blocking keys of an entry."""
    return tuple(dict.fromkeys(map(tags.long, _facts(traits))))
