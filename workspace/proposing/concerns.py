"""What speaks for looking again before something is proposed: doubtful numbers, likely doubles.

Nothing here refuses. A family outside one's own area is never shown: only that it is there.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.actions import record_access
from accounts.models import AccessLog, User
from recipients import identity, names, nik
from recipients.models import Household, Person
from recipients.models.person import NikStatus, NikWarning
from verification.payloads import Content, Values
from workspace.proposing.likeness import COMPARED, Home, home_of, likely_ids


@dataclass(frozen=True)
class Concern:
    """One reason to look again, and the family to compare with, where one may see it."""

    kind: str
    text: str
    household: Household | None = None


@dataclass(frozen=True)
class Named:
    """One person as proposed: what the register says, with what is to change."""

    name: str
    values: Values
    number: str  # "" unless one is proposed
    person: int = 0  # whom the register knows already


def mark(concerns: Iterable[Concern]) -> str:
    """Return a short text by which somebody shows to have seen these concerns."""
    seen = sorted(
        (one.kind, one.text, one.household.pk if one.household else 0) for one in concerns
    )
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16] if seen else ""


def concerns_about(
    content: Content, *, kelurahan: str, user: User, household: Household | None = None
) -> list[Concern]:
    """Return what speaks against `content`, most telling first; looking numbers up is logged."""
    people = list(_people(content, household))
    card = nik.clean(content.household.get("kk", ""))
    if card or any(one.number for one in people):
        record_access(by=user, action=AccessLog.Action.SEARCH_NIK, obj=household)
    own = household.pk if household else 0
    found = [
        *_same_card(card, own, user),
        *(found for one in people for found in _same_number(one, own, user)),
        *_number_twice(people),
        *(found for one in people for found in doubts(one)),
        *_namesakes(people, kelurahan, own, user),
    ]
    told = {concern.household.pk for concern in found if concern.household}
    home = home_of(household, content.household, kelurahan)
    return [*found, *_likely(people, home, told, user)]


def _people(content: Content, household: Household | None) -> Iterator[Named]:
    known = household.people.in_bulk(list(content.people)) if household and content.people else {}
    for pk, values in content.people.items():
        if person := known.get(pk):
            fields = COMPARED
            is_same = not {*fields, "nik"} & values.keys()
            whole = {field: getattr(person, field) for field in fields} | values
            if not is_same:
                number = nik.clean(values.get("nik", ""))
                yield Named(whole["name"], whole, number, person.pk)
    for values in content.members:
        yield Named(values["name"], values, nik.clean(values.get("nik", "")))


def doubts(person: Named) -> Iterator[Concern]:
    """Yield what is doubtful about a number by itself."""
    values = person.values
    reading = nik.read(
        person.number, birth_date=values.get("birth_date"), sex=values.get("sex", "")
    )
    if reading.status == NikStatus.MALFORMED:
        text = _("The NIK of %(name)s has not the form of one.") % {"name": person.name}
        yield Concern("malformed", text)
    for warning in reading.warnings:
        text = _("The NIK of %(name)s: %(doubt)s.")
        yield Concern(
            "doubt", text % {"name": person.name, "doubt": NikWarning(warning).label}
        )  # fmt: skip


def _number_twice(people: Iterable[Named]) -> Iterator[Concern]:
    seen: set[str] = set()
    for one in people:
        if one.number and one.number in seen:
            yield Concern("twice", _("Two members have the same NIK: look at both again."))
        seen.add(one.number)


def _same_card(card: str, own: int, user: User) -> Iterator[Concern]:
    if not card:
        return
    families = Household.objects.filter(kk_index__in=identity.blind_indexes(card))
    told = _("This KK number is registered already")
    yield from _told("same_kk", told, families.exclude(pk=own).values_list("pk", flat=True), user)


def _same_number(person: Named, own: int, user: User) -> Iterator[Concern]:
    if not person.number:
        return
    tags = identity.blind_indexes(person.number)
    people = Person.objects.filter(nik_index__in=tags, merged_into=None)
    told = _("The NIK of %(name)s is registered already") % {"name": person.name}
    ids = people.exclude(household=own).values_list("household", flat=True)
    yield from _told("same_nik", told, ids, user)


def _told(kind: str, text: str, households: Any, user: User) -> Iterator[Concern]:
    """Name the families that the user may see; of any other only that there is one."""
    ids = set(households)
    seen = list(Household.objects.visible_to(user).filter(pk__in=ids).order_by("pk"))
    for household in seen:
        yield Concern(kind, f"{text}.", household)
    if len(seen) < len(ids):
        yield Concern(kind, _("%(what)s elsewhere. Ask Dinsos.") % {"what": text})


def _likely(people: list[Named], home: Home, told: set[int], user: User) -> Iterator[Concern]:
    """Yield whom the model of duplicates takes for one of these people, families told left out."""
    ids = likely_ids(people, home)
    wanted = {pk for found in ids for pk in found}
    known = Person.objects.select_related("household").in_bulk(wanted) if wanted else {}
    for person, found in zip(people, ids, strict=True):
        text = _("%(name)s is probably registered already") % {"name": person.name}
        homes = {known[pk].household_id for pk in found if pk in known} - told
        yield from _told("likely", text, homes, user)


def _namesakes(people: Iterable[Named], kelurahan: str, own: int, user: User) -> Iterator[Concern]:
    wanted = {
        (_folded(one.name), day): one.name
        for one in people
        if (day := one.values.get("birth_date"))
    }
    there = Person.objects.visible_to(user).listed().filter(
        household__kelurahan=kelurahan,
        birth_date__in={day for _name, day in wanted},
    )  # fmt: skip
    for person in there.exclude(household=own).select_related("household").order_by("pk"):
        if name := wanted.get((_folded(person.name), person.birth_date)):
            text = _("%(name)s: the same name and birth date are registered in this kelurahan.")
            yield Concern("namesake", text % {"name": name}, person.household)


def _folded(name: str) -> str:
    return "".join(word.folded for word in names.words(name))
