"""A register of the size asked for, built once and kept between benchmarks."""

import sys

from django.db import connection

from recipients.demo.loading import load_city, tidy_up
from recipients.demo.spread import CITIES, make_plan
from recipients.models import Person

SEED = 2020
NEAR = 0.1
EMPTIED = (
    "recipients_household", "recipients_person", "recipients_enrolment", "recipients_programme",
    "recipients_searchposting", "recipients_searchword", "recipients_searchneighbour",
    "kelurahan_release",
)  # fmt: skip


def _report(step: str, done: int, total: int) -> None:
    if done == total:
        sys.stdout.write(f"  {step}: {total:,}\n")
        sys.stdout.flush()


def ensure_people(size: int) -> None:
    """Leave a register that is there if its size is near; build another otherwise."""
    people = Person.objects.count()
    if abs(people - size) <= NEAR * size:
        return
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(EMPTIED)} RESTART IDENTITY CASCADE")
    city = CITIES["32.73"]
    scale = size / make_plan(city, seed=SEED, scale=1.0).people
    load_city(city=city, seed=SEED, scale=scale, report=_report)
    tidy_up()
