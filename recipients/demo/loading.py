"""Loading a demo city: areas, register, search and figures in one transaction."""

import os
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from kelurahan.actions import load_areas
from kelurahan.publishing import publish
from recipients.demo.spread import City, Plan, make_plan
from recipients.demo.writer import TABLES, write
from recipients.models import Household

# Two loads at once would both find the city empty.
LOCK = 7_235_010
WORTH_PROCESSES = 20_000

type Report = Callable[[str, int, int], None]


class NotEmptyError(Exception):
    """The city's register holds households that are not the demo's."""


@dataclass(frozen=True)
class Loaded:
    """How many families and people were written; none where the city was loaded before."""

    families: int = 0
    people: int = 0


@transaction.atomic
def load_city(*, city: City, seed: int, scale: float, report: Report) -> Loaded:
    """Fill the empty register of a city with invented families; all of it or nothing.

    A city that holds demo families stays as it is; real ones raise NotEmptyError. `report` is
    told the step, and how much of how much of it is done.
    """
    if _is_loaded(city):
        return Loaded()
    load_areas(on=timezone.localdate())
    plan = make_plan(city, seed=seed, scale=scale)
    _check_constraints_at_once()
    for done in write(plan, processes=_processes(plan)):
        report("register", done, plan.families)
    publish(note=f"Data contoh {city.name}")
    return Loaded(plan.families, plan.people)


def tidy_up() -> None:
    """Let PostgreSQL read the new rows from its indexes alone; not inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM (ANALYZE) {', '.join(TABLES)}")


def _processes(plan: Plan) -> int:
    """Return how many processes to make rows in: none where their start would take longer."""
    return min(os.cpu_count() or 1, 4) if plan.families >= WORTH_PROCESSES else 0


def _is_loaded(city: City) -> bool:
    """Tell whether the city holds demo families; refuse a city of real ones."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    households = Household.objects.in_area(city.code)
    if households.filter(source_id__startswith="DEMO-").exists():
        return True
    if households.exists():
        raise NotEmptyError(city.code)
    return False


def _check_constraints_at_once() -> None:
    """Check foreign keys after each COPY: put off to the end, a million checks fill the memory."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
