"""Members of households: adding, correcting, and their NIK.

A NIK is read again (status and warnings) whenever it, the birth date or the sex changes.
"""

import datetime
from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from recipients import identity, nik, search
from recipients.actions._common import (
    acting,
    compare_anew,
    locked_household,
    next_id,
    save_changes,
)
from recipients.models import CivilMatch, Household, Person
from recipients.models.person import COMPARED_BY_CIVIL_REGISTRY

CHANGE = "recipients.change_person"
COLUMN = "person.nik"
LONGEST = 40  # characters of a malformed NIK worth keeping


class PersonFields(TypedDict, total=False):
    """What may be corrected about a person."""

    name: str
    relation: str
    birth_date: datetime.date | None
    birth_place: str
    mother_name: str
    sex: str
    deceased: bool
    deceased_on: datetime.date | None
    hidden_from_search: bool


@transaction.atomic
def add_person(
    *, household: Household, by: User, nik_text: str = "", **fields: Unpack[PersonFields]
) -> Person:
    """Add a member. The same name and birth date again returns the member that is there."""
    household = locked_household(household, by=by, permission="recipients.add_person")
    there = household.people.filter(name=fields["name"], birth_date=fields.get("birth_date"))
    if known := there.first():
        return known
    person = Person(pk=next_id(Person), household=household, **fields)
    for name, value in _identity_fields(person, nik_text).items():
        setattr(person, name, value)
    person.full_clean()
    with acting(by):
        person.save(force_insert=True)
    search.index_people([person.pk])
    compare_anew(person.pk)
    return person


@transaction.atomic
def change_person(*, person: Person, by: User, **fields: Unpack[PersonFields]) -> Person:
    """Correct what the register says about a person, and read their NIK again."""
    person = _locked(person, by=by)
    changes: dict[str, object] = dict(fields)
    if fields.get("deceased") is False:
        changes["deceased_on"] = None
    changes |= _unchecked_if_changed(person, changes)
    save_changes(person, changes, by=by)
    if {"birth_date", "sex"} & fields.keys():
        save_changes(person, _doubts(person), by=by)
    if {"name", "hidden_from_search"} & fields.keys():
        search.index_people([person.pk])
    compare_anew(person.pk)
    return person


@transaction.atomic
def set_nik(*, person: Person, text: str, by: User) -> Person:
    """Store the NIK as written, malformed or not, or remove it with a text that means none.

    A new number has not been compared with the civil registry yet. The same number again
    changes nothing.
    """
    person = _locked(person, by=by)
    number = nik.clean(text)
    known = bytes(person.nik_index) if person.nik_index else None
    if (not number and not known) or (known and known in identity.blind_indexes(number)):
        return person
    changes = _identity_fields(person, text)
    changes |= _unchecked_if_changed(person, changes)
    save_changes(person, changes, by=by)
    compare_anew(person.pk)
    return person


@transaction.atomic
def set_civil_match(*, person: Person, match: CivilMatch, by: User) -> Person:
    """Note what the civil registry answered about this person's NIK."""
    person = _locked(person, by=by)
    save_changes(person, {"civil_match": match}, by=by)
    return person


def _locked(person: Person, *, by: User) -> Person:
    locked_household(person.household, by=by, permission=CHANGE)
    return Person.objects.select_for_update(no_key=True).get(pk=person.pk)


def _identity_fields(person: Person, text: str) -> dict[str, object]:
    reading = nik.read(text, birth_date=person.birth_date, sex=person.sex)
    if len(reading.number) > LONGEST:
        raise ValidationError(_("A NIK has 16 digits; this text is far too long."))
    number = reading.number
    return {
        "nik_status": reading.status,
        "nik_warnings": list(reading.warnings),
        "nik_cipher": (
            identity.encrypt(number, column=COLUMN, row_id=person.pk) if number else None
        ),
        "nik_index": identity.blind_index(number) if number else None,
    }


def _unchecked_if_changed(person: Person, changes: dict[str, object]) -> dict[str, object]:
    """Take back the civil registry's answer when something that it was asked about changes."""
    asked = changes.keys() & set(COMPARED_BY_CIVIL_REGISTRY)
    if any(getattr(person, name) != changes[name] for name in asked):
        return {"civil_match": CivilMatch.UNCHECKED}
    return {}


def _doubts(person: Person) -> dict[str, object]:
    if person.nik_cipher is None:
        return {}
    number = identity.decrypt(person.nik_cipher, column=COLUMN, row_id=person.pk)
    reading = nik.read(number, birth_date=person.birth_date, sex=person.sex)
    return {"nik_status": reading.status, "nik_warnings": list(reading.warnings)}
