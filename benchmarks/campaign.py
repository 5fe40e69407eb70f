"""A campaign about all of Depok's demo register: started, worked door by door, followed."""

import datetime
import sys
import uuid
from itertools import batched
from types import SimpleNamespace
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from benchmarks.measure import Measure, bounded, median_seconds, percentile, seconds
from benchmarks.register import EMPTIED
from kelurahan.models import Area
from recipients.demo.loading import load_city, tidy_up
from recipients.demo.spread import CITIES
from verification.actions import Found, plan_campaign, record_visit, record_visits, start_campaign
from verification.board import board
from verification.models import Campaign, Result, Task

CITY = CITIES["32.76"]
SEED = 2021
VISITS = 200
SET = 2_000


def measures(size: int) -> list[Measure]:
    """Measure the start, one verdict, many at once, the board and a facilitator's page."""
    people = _build(min(size, CITY.size))
    officer, facilitator = _staff("officer", CITY.code), None
    campaign = _planned(officer)
    start = seconds(lambda: start_campaign(campaign=campaign, by=officer))
    campaign = Campaign.objects.select_related("area").get(pk=campaign.pk)
    kelurahan = str(Task.objects.filter(campaign=campaign).values_list("kelurahan_id")[0][0])
    facilitator = _staff("facilitator", kelurahan)
    mine = Task.objects.filter(campaign=campaign, kelurahan=kelurahan).order_by("pk")
    single = [seconds(lambda task=task: _visit(task, facilitator)) for task in mine[:VISITS]]  # type: ignore[misc]
    rest = list(
        Task.objects.filter(campaign=campaign, result="").values_list("pk", flat=True)[:SET]
    )
    found = [Found(pk, Result.CORRECT, uuid.uuid4()) for pk in rest]
    many = seconds(
        lambda: [
            record_visits(campaign=campaign, found=part, by=officer) for part in batched(found, 500)
        ]
    )
    page = _page(facilitator, campaign)
    return [
        bounded(f"campaign about {people:,} people started, s", start, at_most=30),
        bounded("one verdict, median ms", percentile(single, 0.5) * 1000, at_most=25),
        bounded("one verdict, p95 ms", percentile(single, 0.95) * 1000, at_most=60),
        bounded("verdicts by the set, a second", len(found) / many, at_least=500),
        bounded(
            "board of the city, ms", median_seconds(lambda: board(campaign)) * 1000, at_most=50
        ),
        bounded("work list of a facilitator, ms", median_seconds(page) * 1000, at_most=150),
    ]


def _build(size: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(EMPTIED)} RESTART IDENTITY CASCADE")
    loaded = load_city(city=CITY, seed=SEED, scale=size / CITY.size, report=_report)
    tidy_up()
    return loaded.people


def _report(step: str, done: int, total: int) -> None:
    if done == total:
        sys.stdout.write(f"  {step}: {total:,}\n")


def _staff(role: str, area: str) -> User:
    user, _made = User.objects.get_or_create(
        username=f"bench-{role}-{area}",
        defaults={"role": role, "area": Area.objects.get(pk=area), "is_staff": True},
    )
    return user


def _planned(by: User) -> Campaign:
    today = timezone.localdate()
    return plan_campaign(
        name="Benchmark", area=Area.objects.get(pk=CITY.code), opens_on=today,
        deadline=today + datetime.timedelta(days=30), by=by,
    )  # fmt: skip


def _visit(task: Task, by: User) -> Any:
    """Every tenth verdict opens a finding."""
    result = Result.MOVED if task.pk % 10 == 0 else Result.CORRECT
    return record_visit(task=task, result=result, by=by, key=uuid.uuid4(), seen=0)


def _page(facilitator: User, campaign: Campaign) -> Any:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(facilitator)
    address = reverse("campaigns:work", args=[campaign.pk])

    def page() -> SimpleNamespace:
        response = client.get(address, secure=True)
        if response.status_code != 200:
            raise RuntimeError(f"the work list answers {response.status_code}")
        return SimpleNamespace(size=len(response.content))

    return page
