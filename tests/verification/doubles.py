"""Likely doubles as a search leaves them, without searching."""

from django.utils import timezone

from recipients.matching import store
from tests.factories import PersonFactory
from verification.duplicates import comparisons
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


def content_of(bits, prior=-12.0):
    """Return a model's content in which some levels weigh, as {("name", "same"): 20}."""

    def half(compared):
        return {
            "prior": prior,
            "comparisons": {
                one.key: {
                    level.key: {"bits": bits.get((one.key, level.key), 0.0), "m": None, "u": None}
                    for level in one.levels
                }
                for one in compared
            },
        }

    halves = {name: half(compared) for name, compared in comparisons.HALVES.items()}
    return halves | {"threshold": 0.9}


def model_of_names():
    """Put a model to use by which whoever has the same name is one person."""
    return DuplicateModel.objects.create(
        version=2_000, content=content_of({("name", "same"): 30.0}), trained_at=timezone.now(),
        is_active=True,
    )  # fmt: skip


def with_traits(*people):
    """Keep the traits of these people, as the worker does."""
    store.refresh([person.pk for person in people])
    return people
