"""Two entries side by side, line by line: what agrees and what differs, said in words."""

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from recipients.identity import MASK
from recipients.models import CivilMatch, NikStatus, Person, Relation
from verification.models import DuplicatePair
from workspace.duplicates.telling import nik_seen
from workspace.duplicates.words import NIK

type Index = bytes | memoryview[int] | None

NOTHING = "–"
SLIPS = ("slip", "near")


class Agreement(enum.Enum):
    """How two values stand to each other."""

    SAME = "same"
    ALIKE = "alike"
    DIFFERS = "differs"
    MISSING = "missing"  # on one side, or on both

    @property
    def label(self) -> str | Promise:
        """The agreement in words."""
        return _WORDS[self]


_WORDS = {
    Agreement.SAME: _("the same"), Agreement.ALIKE: _("nearly the same"),
    Agreement.DIFFERS: _("differs"), Agreement.MISSING: _("not known on both sides"),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One fact of both entries; `note` says more than the agreement, where there is more."""

    name: str
    label: str | Promise
    first: str
    second: str
    agreement: Agreement
    note: str | Promise = ""


def lines_of(pair: DuplicatePair) -> list[Line]:
    """Return the facts of both entries; numbers are masked, how they compare is told."""
    return [*_of_person(pair), *_numbers(pair), *_of_place(pair)]


def _line(name: str, label: Any, first: Any, second: Any) -> Line:
    one, other = str(first or NOTHING), str(second or NOTHING)
    if NOTHING in (one, other):
        agreement = Agreement.MISSING
    else:
        agreement = Agreement.SAME if one.casefold() == other.casefold() else Agreement.DIFFERS
    return Line(name, label, one, other, agreement)


def _of_person(pair: DuplicatePair) -> Iterator[Line]:
    first, second = pair.first, pair.second
    yield _line("name", _("Name"), first.name, second.name)
    yield _line("birth_date", _("Birth date"), _day(first), _day(second))
    yield _line("birth_place", _("Birth place"), first.birth_place, second.birth_place)
    yield _line("mother_name", _("Mother's name"), first.mother_name, second.mother_name)
    yield _line("sex", _("Sex"), first.get_sex_display(), second.get_sex_display())
    relations = (first.get_relation_display(), second.get_relation_display())
    yield _line("relation", _("Relation to the head"), *relations)
    died = [_("deceased") if person.deceased else _("living") for person in (first, second)]
    yield _line("deceased", _("Life"), *died)


def _day(person: Person) -> str:
    return date_format(person.birth_date) if person.birth_date else ""


def _numbers(pair: DuplicatePair) -> Iterator[Line]:
    first, second = pair.first, pair.second
    how, note = _nik_compared(pair)
    yield Line("nik", "NIK", _nik(first), _nik(second), how, note)
    yield _line("civil_match", _("Civil registry"), *map(_civil, (first, second)))
    cards = (first.household.kk_index, second.household.kk_index)
    one, other = (MASK if card else NOTHING for card in cards)
    yield Line("kk", "KK", one, other, _indexes_compared(*cards))


def _indexes_compared(first: Index, second: Index) -> Agreement:
    """Compare two numbers by their blind indexes."""
    if not first or not second:
        return Agreement.MISSING
    return Agreement.SAME if bytes(first) == bytes(second) else Agreement.DIFFERS


def _nik(person: Person) -> str:
    status = NikStatus(person.nik_status).label
    return f"{MASK} ({status})" if person.nik_cipher else NOTHING


def _civil(person: Person) -> str:
    return str(CivilMatch(person.civil_match).label)


def _nik_compared(pair: DuplicatePair) -> tuple[Agreement, str | Promise]:
    how = _indexes_compared(pair.first.nik_index, pair.second.nik_index)
    if how != Agreement.DIFFERS:
        return how, ""
    seen = nik_seen(pair.evidence)
    return (Agreement.ALIKE if seen in SLIPS else Agreement.DIFFERS), NIK.get(seen, "")


def _of_place(pair: DuplicatePair) -> Iterator[Line]:
    first, second = pair.first.household, pair.second.household
    yield _line("address", _("Address"), first.address, second.address)
    places = [f"RW {home.rw or NOTHING} / RT {home.rt or NOTHING}" for home in (first, second)]
    yield _line("rt", "RW / RT", *places)
    yield _line("kelurahan", "Kelurahan", first.kelurahan.name, second.kelurahan.name)
    registers = [f"{home.register_name} {home.register_version}" for home in (first, second)]
    yield _line("register", _("Register"), *registers)
    statuses = (first.get_status_display(), second.get_status_display())
    yield _line("status", _("Status of the family"), *statuses)


def suggested(pair: DuplicatePair) -> Person:
    """Return the entry that had better stay: confirmed, with a good number, of an active family."""
    return max(pair.first, pair.second, key=_worth)


def _worth(person: Person) -> tuple[Any, ...]:
    return (
        person.household.status == "active", person.civil_match == CivilMatch.MATCHED,
        person.nik_status == NikStatus.WELL_FORMED, person.relation == Relation.HEAD,
        not person.deceased, -person.pk,
    )  # fmt: skip
