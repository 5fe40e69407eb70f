"""The quality rules over a register with known faults: how long, and whether all are found."""

import datetime
import sys

from django.core.management import call_command
from django.db import connection, transaction

from benchmarks.faulty_register import FaultyRegister, Truth, write
from benchmarks.measure import Measure, bounded, seconds
from benchmarks.register import EMPTIED
from kelurahan.models import Area
from recipients.models import Programme, Stage
from verification.actions.faults import find_faults
from verification.models import ExclusiveProgrammes, Finding

SEED = 7
CLOSED = "32.73.05.1006"
SECONDS_PER_MILLION = 60
LEAST = 0.999


def measures(size: int) -> list[Measure]:
    """Measure the first run, a second one that finds nothing new, and what was found."""
    truth = build(size)
    limit = SECONDS_PER_MILLION * max(size, 100_000) / 1_000_000
    first = seconds(lambda: find_faults(report=lambda f: sys.stdout.write(f"  {f}\n")))
    again = seconds(find_faults)
    recall, precision = _shares(truth)
    _empty()  # other benchmarks build a register of their own kind
    return [
        bounded(f"rules over {size:,} people, first run, s", first, at_most=limit),
        bounded(f"rules over {size:,} people, nothing new, s", again, at_most=limit),
        bounded("planted faults found, least of all rules", recall, at_least=LEAST),
        bounded("findings that were planted, least of all rules", precision, at_least=LEAST),
    ]


@transaction.atomic
def build(size: int) -> Truth:
    """Write a register of `size` people and return its faults."""
    _empty()
    call_command("load_areas", verbosity=0)
    Area.objects.filter(pk=CLOSED).update(valid_until=datetime.date(2020, 1, 1))
    programmes = [_programme(slug) for slug in ("bst", "pkh")]
    ExclusiveProgrammes.objects.create(first=programmes[0], second=programmes[1], legal_basis="-")
    stages = {each.pk: _stage(each).pk for each in programmes}
    areas = Area.objects.filter(level="kelurahan", pk__startswith="32.73.")
    register = FaultyRegister(
        areas=list(areas.exclude(pk=CLOSED).values_list("pk", flat=True)),
        closed=CLOSED,
        programmes=(programmes[0].pk, programmes[1].pk),
        seed=SEED,
    )
    write(register.make(size), stages)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE recipients_household, recipients_person, recipients_enrolment")
    return register.truth


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(EMPTIED)} RESTART IDENTITY CASCADE")


def _programme(slug: str) -> Programme:
    return Programme.objects.create(
        slug=slug, name=slug, funder_level="pusat", funder="-", legal_basis="-", benefit="money"
    )


def _stage(programme: Programme) -> Stage:
    day = datetime.date(2020, 4, 1)
    return Stage.objects.create(
        programme=programme, number=1, period_start=day, period_end=day, amount=600_000
    )


def _shares(truth: Truth) -> tuple[float, float]:
    """Return the smallest recall and precision of any rule."""
    recall = precision = 1.0
    for rule, wanted in truth.items():
        subjects = Finding.objects.open().filter(rule=rule).values_list("household", "person")
        found = {person or household for household, person in subjects}
        right = len(found & wanted)
        recall = min(recall, right / len(wanted))
        precision = min(precision, right / len(found) if found else 0.0)
        if found != wanted:
            sys.stdout.write(
                f"  {rule}: missed {len(wanted - found):,}, more {len(found - wanted):,}\n"
            )
    return recall, precision
