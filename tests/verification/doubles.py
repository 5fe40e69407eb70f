"""Likely doubles as a search leaves them, without searching."""

from django.utils import timezone

from tests.factories import PersonFactory
from verification.models import DuplicateModel, DuplicatePair


def model_of_tests():
    model, _ = DuplicateModel.objects.get_or_create(
        version=1_000, defaults={"content": {}, "trained_at": timezone.now()}
    )
    return model


def pair_of(first=None, second=None, **fields):
    """Return a pair that waits; two new entries in two families unless they are named."""
    first = first or PersonFactory()
    second = second or PersonFactory()
    first, second = sorted((first, second), key=lambda person: person.pk)
    values = {
        "probability": 0.97, "weight": 5.0, "is_one_family": first.household == second.household,
        "facts": "0" * 32, "cluster": first.pk, "found_at": timezone.now(),
        "evidence": [["prior", "", -12.0], ["nik_birth", "same/same", 20.6], ["name", "same", 8]],
    }  # fmt: skip
    return DuplicatePair.objects.create(
        first=first, second=second, model=model_of_tests(), **values | fields
    )
