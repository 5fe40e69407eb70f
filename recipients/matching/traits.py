"""Traits: what is compared of an entry, derived from it alone, kept beside it in the database.

All but `keys` are scalars that PostgreSQL, DuckDB and Spark know. Numbers enter only as keyed tags
(recipients.matching.numbers). Two entries are compared only when they share one of the keys; a key
that more than MAX_BLOCK entries share is skipped, since it would give many pairs and find few.

Two kinds of columns are not the entry's own; whoever scores adds them from the whole register:
`COUNTS` (how many entries have the same value) and `RARITIES` (ten times the bits by which a value
is rare: round(10 * log2(entries with a value / entries with this value))). NULL where there is no
value.
"""

import datetime
import functools
from dataclasses import dataclass
from typing import NamedTuple

from recipients.matching import blocking
from recipients.matching.addresses import street_of
from recipients.matching.name_parts import NameParts, called, parts
from recipients.matching.numbers import is_usable, window_tags
from recipients.matching.tagging import Tagger, tagger
from recipients.models.person import NikWarning
from recipients.nik import doubts, is_well_formed

__all__ = ["COUNTS", "FIELDS", "MAX_BLOCK", "RARITIES", "Record", "Traits", "tagger", "traits_of"]

MAX_BLOCK = blocking.MAX_BLOCK
_SEXES = {"male": 1, "female": 2}
_RELATIONS = {"head": 1, "spouse": 2, "child": 3, "parent": 4, "other": 5}
# What is written when only the year is known.
_FILLED_IN = frozenset({(1, 1), (1, 7), (31, 12)})


@dataclass(frozen=True)
class Record:
    """One entry as the register has it; `nik` and `kk` are plain digits, in memory only."""

    person: int
    household: int
    name: str
    birth_date: datetime.date | None = None
    birth_place: str = ""
    mother_name: str = ""
    sex: str = ""
    relation: str = ""
    nik: str = ""
    kk: str = ""
    kelurahan: str = ""
    address: str = ""
    rt: str = ""
    rw: str = ""
    deceased: bool = False


class Traits(NamedTuple):
    """The scalars in the order of FIELDS, then the blocking keys."""

    household: int
    kk: int | None
    nik: int | None
    nik_fits: int | None  # 2: its birth date and sex are the entry's; 1: nearly; 0: not
    nik_1: int | None
    nik_2: int | None
    nik_3: int | None
    nik_4: int | None
    nik_5: int | None
    nik_6: int | None
    nik_7: int | None
    nik_8: int | None
    nik_9: int | None
    nik_10: int | None
    nik_11: int | None
    nik_12: int | None
    nik_13: int | None
    nik_14: int | None
    nik_15: int | None
    birth_year: int | None
    birth_month: int | None
    birth_day: int | None
    birth_filled: bool
    sex: int | None
    relation: int | None
    name_full: str
    name_bones: str
    name_sorted: int
    words: int
    word_1: str
    word_2: str | None
    word_3: str | None
    bone_1: str
    bone_2: str | None
    bone_3: str | None
    nick_1: str
    mother_full: str | None
    mother_bones: str | None
    mother_bone_1: str | None
    birth_place: str | None
    kelurahan: int | None
    kecamatan: int | None
    rt: int | None
    rw: int | None
    street: int | None
    keys: tuple[int, ...]


_TEXTS = {
    "name_full", "name_bones", "word_1", "word_2", "word_3", "bone_1", "bone_2", "bone_3",
    "nick_1", "mother_full", "mother_bones", "mother_bone_1", "birth_place",
}  # fmt: skip
_LONG = {"household", "kk", "nik", "name_sorted", "kelurahan", "street"}
_SMALL = {
    "nik_fits", "birth_year", "birth_month", "birth_day", "sex", "relation", "words", "rt", "rw",
}  # fmt: skip


def _sql_type(field: str) -> str:
    if field in _TEXTS:
        return "text"
    if field in _LONG:
        return "bigint"
    return "smallint" if field in _SMALL else "boolean" if field == "birth_filled" else "integer"


# The SQL type of each scalar, in order.
FIELDS = {field: _sql_type(field) for field in Traits._fields if field != "keys"}
COUNTS = {"nik_count": "nik"}
RARITIES = {
    "name_rarity": "name_bones",
    "bone_1_rarity": "bone_1",
    "bone_2_rarity": "bone_2",
    "mother_rarity": "mother_bones",
    "birth_place_rarity": "birth_place",
}


@functools.lru_cache(maxsize=1 << 10)
def _number(text: str) -> int | None:
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 4 else None


@functools.lru_cache(maxsize=1 << 10)
def _code(kelurahan: str) -> int | None:
    digits = kelurahan.replace(".", "")
    return int(digits) if digits.isascii() and digits.isdigit() else None


def _nik_fits(record: Record, number: str) -> int | None:
    if record.birth_date is None:
        return None
    if not is_well_formed(number):
        return 0
    found = doubts(number, birth_date=record.birth_date, sex=record.sex)
    return 2 if not found else 0 if NikWarning.BIRTH_DATE in found else 1


def _nik_traits(record: Record, initial: str, tags: Tagger) -> tuple[int | None, ...]:
    if not is_usable(record.nik):
        return (None,) * 17
    return (
        tags.text(f"nik {record.nik}"),
        _nik_fits(record, record.nik),
        *window_tags(record.nik, initial, tags),
    )


def _at(words: tuple[str, ...], place: int) -> str | None:
    return words[place] if len(words) > place else None


def _three(words: tuple[str, ...]) -> tuple[str | None, str | None, str | None]:
    """Return the first two words and the last of those behind them."""
    return words[0], _at(words, 1), words[-1] if len(words) > 2 else None


def _name_traits(name: NameParts, tags: Tagger) -> tuple[object, ...]:
    words, bones = name
    return (
        "".join(words), "".join(bones), tags.text(" ".join(["name", *sorted(bones)])), len(words),
        *_three(words), *_three(bones),
        called(words[0]),
    )  # fmt: skip


@functools.lru_cache(maxsize=1 << 12)
def _place(text: str) -> str | None:
    return "".join(parts(text).words) or None if text else None


def _salt(name: NameParts) -> str:
    letter = name.bones[0][0]
    return letter if letter.isascii() else "?"


# Brothers and sisters stand side by side.
_mother = functools.lru_cache(maxsize=1 << 10)(parts)
NO_NAME = NameParts(("?",), ("?",))
NO_MOTHER = NameParts((), ())


def traits_of(record: Record, tags: Tagger) -> Traits:
    """Derive the traits of one entry."""
    name = parts(record.name)
    name = name if name.words else NO_NAME
    mother = _mother(record.mother_name) if record.mother_name else NO_MOTHER
    born = record.birth_date
    kelurahan = _code(record.kelurahan)
    scalars = (
        record.household,
        tags.text(f"kk {record.kk}") if is_usable(record.kk) else None,
        *_nik_traits(record, _salt(name), tags),
        *((born.year, born.month, born.day) if born else (None, None, None)),
        born is not None and (born.day, born.month) in _FILLED_IN,
        _SEXES.get(record.sex), _RELATIONS.get(record.relation),
        *_name_traits(name, tags),
        "".join(mother.words) or None, "".join(mother.bones) or None, _at(mother.bones, 0),
        _place(record.birth_place),
        kelurahan, kelurahan // 10_000 if kelurahan else None,
        _number(record.rt), _number(record.rw), street_of(record.address, tags),
    )  # fmt: skip
    return Traits._make((*scalars, blocking.keys_of(Traits._make((*scalars, ())), tags)))
