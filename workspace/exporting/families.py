"""Families as rows of a file: one for each member, with what is known of the household."""

from collections.abc import Iterator, Sequence
from itertools import batched

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from recipients import identity
from recipients.identity import MASK
from recipients.models import CivilMatch, Household, NikStatus, Person, Relation, Sex
from verification.models import Finding
from workspace.exporting.sheet import Cell
from workspace.listing import Place, people_of, places_of

AT_ONCE = 500
Register, Status = Household.Register, Household.Status
WORDS = (Register, Status, Relation, NikStatus, CivilMatch, Sex)
HEADER = (
    _("Household"), "Kelurahan", "RW", "RT", _("Address"), _("KK number"), _("Register"), "Desil",
    _("Status"), _("Name"), _("Relation"), "NIK", _("NIK status"), _("Civil registry"),
    _("Birth date"), _("Sex"), _("Deceased"), _("Programmes"), _("Open findings"),
)  # fmt: skip
NUMBERS = frozenset({5, 11})


def rows(households: QuerySet[Household], *, with_numbers: bool) -> Iterator[list[Cell]]:
    """Yield a row for each member of the households, in their order; needs a transaction."""
    writer = _Writer(with_numbers)
    for batch in batched(households.iterator(chunk_size=AT_ONCE), AT_ONCE):
        yield from writer.rows(batch)


class _Writer:
    """Writes batches of households; every word is translated once, not for every row."""

    def __init__(self, with_numbers: bool) -> None:
        self.with_numbers = with_numbers
        self.words = {
            kind: {value: str(label) for value, label in kind.choices} | {"": ""} for kind in WORDS
        }
        self.deceased = str(_("deceased"))

    def rows(self, batch: Sequence[Household]) -> Iterator[list[Cell]]:
        ids = [household.pk for household in batch]
        people, places = people_of(ids), places_of(ids)
        counted = Finding.objects.open().filter(household__in=ids).values("household").order_by()
        findings = dict(counted.annotate(n=Count("pk")).values_list("household", "n"))
        for household in batch:
            before = self._of_household(household)
            after: list[Cell] = [_in_words(places[household.pk]), findings.get(household.pk, 0)]
            listed = [one for one in people[household.pk] if one.merged_into_id is None]
            members: Sequence[Person | None] = listed or [None]
            for person in members:
                yield [*before, *self._of_person(person), *after]

    def _of_household(self, household: Household) -> list[Cell]:
        number = _number(household, "kk", "household.kk") if self.with_numbers else MASK
        return [
            household.pk, household.kelurahan.name, household.rw, household.rt, household.address,
            number if household.kk_cipher else "", self.words[Register][household.register],
            household.desil, self.words[Status][household.status],
        ]  # fmt: skip

    def _of_person(self, person: Person | None) -> list[Cell]:
        if person is None:
            return [""] * 8
        number = _number(person, "nik", "person.nik") if self.with_numbers else MASK
        words = self.words
        return [
            person.name, words[Relation][person.relation], number if person.nik_cipher else "",
            words[NikStatus][person.nik_status], words[CivilMatch][person.civil_match],
            person.birth_date.isoformat() if person.birth_date else "", words[Sex][person.sex],
            self.deceased if person.deceased else "",
        ]  # fmt: skip


def _number(row: Household | Person, field: str, column: str) -> str:
    """Return an identity number, the mask where no key in force opens it."""
    cipher = getattr(row, f"{field}_cipher")
    try:
        return identity.decrypt(cipher, column=column, row_id=row.pk) if cipher else ""
    except identity.UnreadableNumberError:
        return MASK


def _in_words(places: Sequence[Place]) -> str:
    return "; ".join(
        f"{place.programme}: {place.paid}/{place.all}"
        + (f" ({', '.join(place.because)})" if place.because else "")
        for place in places
    )
