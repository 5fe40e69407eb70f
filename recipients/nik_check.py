"""The precise check: a name and a NIK together find one person, even one left out of the search.

A wrong name, an unknown NIK and an impossible NIK are one answer, reached by the same work.
"""

from recipients import identity, masking, names, search
from recipients.cards import Named
from recipients.models import Person

# Several people may be registered under one NIK by mistake; each is compared.
MOST_COMPARED = 5
# Compared with when nobody has the NIK, so that the answer takes as long.
NOBODY = "Nemo Nemini"


def check(name: str, number: str) -> Named | None:
    """Return whom name and NIK mean together, or None."""
    people = Person.objects.listed().filter(nik_index__in=identity.blind_indexes(number))
    people = people.order_by("pk")
    held = list(people.values_list("household_id", "name")[:MOST_COMPARED])
    fitting = [
        Named(household, masking.mask(person, names.words(name)))
        for household, person in held or [(0, NOBODY)]
        if search.fits(name, person)
    ]
    return fitting[0] if held and fitting else None
