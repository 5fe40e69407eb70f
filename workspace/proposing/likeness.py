"""Asks the model of duplicates whom somebody proposed may be already; numbers in memory only."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from recipients import nik
from recipients.matching.entries import records
from recipients.matching.traits import Record
from recipients.models import Household
from verification.duplicates.checking import likely_doubles
from verification.duplicates.spec import SpecError
from verification.payloads import Values

# What the register says of a person that the model compares, beside the number.
COMPARED = ("name", "birth_date", "birth_place", "mother_name", "sex", "relation", "deceased")
log = logging.getLogger(__name__)
MOST = 3  # likely doubles of one person


@dataclass(frozen=True)
class Home:
    """Where the people will live, as the model compares it; `kk` is plain, in memory only."""

    household: int
    kelurahan: str
    address: str
    rt: str
    rw: str
    kk: str


class Proposed(Protocol):
    """One person as proposed; `person` is 0 for somebody new."""

    @property
    def name(self) -> str: ...
    @property
    def values(self) -> Values: ...
    @property
    def number(self) -> str: ...
    @property
    def person(self) -> int: ...


def home_of(household: Household | None, values: Values, kelurahan: str) -> Home:
    """Return the home as proposed, over what the register says of it."""
    said: dict[str, Any] = {
        name: getattr(household, name) if household else "" for name in ("address", "rt", "rw")
    }
    said |= {name: values[name] for name in said if name in values}
    pk = household.pk if household else 0
    return Home(pk, kelurahan, said["address"], said["rt"], said["rw"], nik.clean(_kk(values)))


def _kk(values: Values) -> str:
    return str(values.get("kk", ""))


def likely_ids(people: Sequence[Proposed], home: Home) -> list[list[int]]:
    """Return for each of the people the ids of whom they probably are; one query for all."""
    if not people:
        return []
    known = {one.person: one for one in records([p.person for p in people if p.person])}
    return _asked([_record(one, home, known.get(one.person)) for one in people])


def likely_now(people: Sequence[int]) -> list[list[int]]:
    """Return for each of these entries of the register the ids of whom it probably is too."""
    found = {one.person: one for one in records(people)} if people else {}
    likely = dict(zip(found, _asked(list(found.values())), strict=True))
    return [likely.get(pk, []) for pk in people]


def _asked(asked: list[Record]) -> list[list[int]]:
    try:
        likely = likely_doubles(asked, limit=MOST) if asked else []
    except SpecError as error:  # a model that cannot be read must not stop other work
        log.warning("likely doubles were not looked for: %s", error)
        return [[] for _one in asked]
    return [[found.person_id for found in each] for each in likely]


def _record(one: Proposed, home: Home, known: Record | None) -> Record:
    said = {name: one.values.get(name) for name in COMPARED}
    return Record(
        one.person, home.household, one.name, said["birth_date"], said["birth_place"] or "",
        said["mother_name"] or "", said["sex"] or "", said["relation"] or "",
        one.number or (known.nik if known else ""), home.kk or (known.kk if known else ""),
        home.kelurahan, home.address, home.rt, home.rw, bool(said["deceased"]),
    )  # fmt: skip
