"""Whose source numbers a return can carry: the registers that people of the city came from."""

from collections import Counter

from django.db.models import Case, CharField, Count, F, When

from kelurahan.models import within
from recipients.models import Person
from verification.models import Cycle

USUAL = "DTKS"


def registers_of(cycle: Cycle) -> list[str]:
    """Return the registers of a cycle's city, those with most corrections first; two queries."""
    numbered = Person.objects.exclude(source_id="").exclude(source_register="")
    people = numbered.filter(within("household__kelurahan__code", cycle.area_id)).order_by()
    known = set(people.values_list("source_register", flat=True).distinct())
    register = Case(
        When(person=None, then=F("household__register_name")),
        default=F("person__source_register"), output_field=CharField(),
    )  # fmt: skip
    lines = cycle.lines.sent().order_by().values_list(register).annotate(Count("pk"))
    numbers: Counter[str] = Counter(dict(lines))
    return sorted(known, key=lambda name: (-numbers[name], name)) or [USUAL]
