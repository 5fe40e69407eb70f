"""People and households with what a rule needs to know, and what the rules find."""

from recipients import identity
from recipients.models import Person
from tests.factories import PersonFactory
from verification.actions.faults import apply_rule
from verification.models import Finding
from verification.rules import RULES

NIK = "3273050201700001"  # 2 January 1970, a man


def with_nik(number=NIK, status="well_formed", **fields):
    """Return a person who holds this NIK, sealed as the register seals it."""
    person = PersonFactory(**fields)
    Person.objects.filter(pk=person.pk).update(
        nik_cipher=identity.encrypt(number, column="person.nik", row_id=person.pk),
        nik_index=identity.blind_index(number),
        nik_status=status,
        nik_warnings=["region"] if status == "warning" else [],
    )
    person.refresh_from_db()
    return person


def with_kk(household, number):
    household.kk_cipher = identity.encrypt(number, column="household.kk", row_id=household.pk)
    household.kk_index = identity.blind_index(number)
    household.save()
    return household


def apply(key):
    return apply_rule(RULES[key])


def found(key):
    """Return the open findings of a rule once it is applied."""
    apply(key)
    return Finding.objects.open().filter(rule=key)


def people(key):
    """Return the ids of people in whom a rule finds something."""
    return set(found(key).values_list("person", flat=True))


def households(key):
    return set(found(key).values_list("household", flat=True))
