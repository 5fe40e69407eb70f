"""A month of re-verification in a demo city: invented visits, written by the real actions.

What a visit finds follows from what the demo register gets wrong (payments that failed and why,
numbers that are missing or that the civil registry does not know), and a seed for the rest.
"""

import datetime
import uuid
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Role, User
from kelurahan.models import Area
from recipients.demo.spread import City
from verification.actions import (
    Found,
    close_campaign,
    plan_campaign,
    record_visits,
    resolve_all,
    start_campaign,
)
from verification.models import Action, Campaign, CloseReason, Finding, Result, Source

NAME = "Verifikasi ulang {city} {year} (contoh)"
DAYS = 31
_NAMES = uuid.UUID("a3e5f0a2-4b53-5b8e-8a4e-7c5b7f0f5d11")
# One register's faults as a visit finds them; the last part is what no list knew of.
VERDICTS = """
SELECT t.id, CASE
    WHEN p.deceased OR f.reason = 'deceased' AND p.relation = 'head' THEN 'deceased'
    WHEN f.reason IN ('moved', 'not_found') THEN f.reason
    WHEN f.reason = 'duplicate' AND p.relation IN ('head', 'spouse') THEN 'duplicate'
    WHEN p.nik_status = 'absent' THEN 'no_nik'
    WHEN p.nik_status = 'malformed' OR p.civil_match IN ('unmatched', 'not_found')
        OR f.reason = 'data_mismatch' AND p.relation = 'head' THEN 'invalid'
    WHEN luck < 12 THEN 'moved' WHEN luck < 20 THEN 'deceased' WHEN luck < 24 THEN 'not_found'
    ELSE 'correct' END
FROM verification_task t JOIN recipients_person p ON p.id = t.person_id
JOIN recipients_household h ON h.id = p.household_id
CROSS JOIN LATERAL (SELECT abs(hashint8extended(p.id, %(seed)s)) %% 2000 AS luck) l
LEFT JOIN LATERAL (
    SELECT d.failed_because AS reason FROM recipients_enrolment e
    JOIN recipients_disbursement d ON d.enrolment_id = e.id
    WHERE e.household_id = h.id AND d.failed_because <> '' ORDER BY d.id LIMIT 1) f ON true
WHERE t.campaign_id = %(campaign)s AND t.kelurahan_id = %(kelurahan)s AND t.result = ''
ORDER BY h.rw, h.rt, h.id, t.id"""

type Report = Callable[[str, int, int], object]


def simulate(*, city: City, seed: int, by: User, report: Report) -> Campaign:
    """Plan, start, work and close a campaign about everybody of a city's DTKS register.

    Each kelurahan is one transaction; called again it goes on where it was stopped, and a finished
    campaign stays as it is.
    """
    campaign = _campaign(city, by)
    staff = _facilitators(city)
    for done, (code, facilitator) in enumerate(sorted(staff.items()), 1):
        rng = Random(f"{seed}/{code}")
        found = list(_visits(campaign, code, seed, rng))
        if found:
            record_visits(campaign=campaign, found=found, by=facilitator)
        report(code, done, len(staff))
    _repair(campaign, by, seed)
    return close_campaign(campaign=campaign, by=by)


def _campaign(city: City, by: User) -> Campaign:
    """Return the city's simulated campaign, under way or closed."""
    first = city.as_of - datetime.timedelta(days=DAYS)
    name = NAME.format(city=city.name, year=city.as_of.year)
    campaign = Campaign.objects.filter(name=name, area=city.code).first()
    if campaign is None:
        campaign = plan_campaign(
            name=name, area=Area.objects.get(pk=city.code), opens_on=first, register="dtks",
            deadline=city.as_of - datetime.timedelta(days=1), by=by,
        )  # fmt: skip
    if campaign.state == "closed":
        raise ValidationError("This campaign was simulated already.")
    return start_campaign(campaign=campaign, by=by)


@transaction.atomic
def _facilitators(city: City) -> dict[str, User]:
    """Return one facilitator for each kelurahan, who cannot log in."""
    kelurahan = Area.objects.within(city.code).filter(level=Area.Level.KELURAHAN)
    User.objects.bulk_create(
        [
            User(username=f"verval-{area.code}", role=Role.FACILITATOR, area=area, is_staff=True,
                 password=make_password(None))
            for area in kelurahan
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    names = [f"verval-{area.code}" for area in kelurahan]
    return {str(user.area_id): user for user in User.objects.filter(username__in=names)}


def _visits(campaign: Campaign, code: str, seed: int, rng: Random) -> Iterator[Found]:
    """Visit door by door, on as many days as this kelurahan takes, in office hours."""
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"campaign": campaign.pk, "kelurahan": code, "seed": seed}
        cursor.execute(VERDICTS, values)
        rows: Sequence[tuple[int, str]] = cursor.fetchall()
    takes = rng.uniform(22, DAYS)
    for place, (task, verdict) in enumerate(rows):
        passed = takes * place / len(rows)
        day = campaign.opens_on + datetime.timedelta(days=min(int(passed), DAYS - 1))
        minutes = round(passed % 1 * 9 * 60)
        at = datetime.datetime.combine(day, datetime.time(8)) + datetime.timedelta(minutes=minutes)
        key = uuid.uuid5(_NAMES, f"{campaign.pk}/{task}")
        yield Found(task, Result(verdict), key, at=timezone.make_aware(at))


def _repair(campaign: Campaign, by: User, seed: int) -> None:
    """Put right, during the month, about two of three entries that need no more than that."""
    findings = Finding.objects.open().filter(
        tasks__campaign=campaign, source=Source.CAMPAIGN, action=Action.REPAIR
    )
    chosen = [
        pk for pk in findings.values_list("pk", flat=True) if Random(f"{seed}/{pk}").random() < 0.66
    ]
    # No complaint led to an invented visit.
    resolve_all(findings=chosen, reason=CloseReason.REPAIRED, by=by, is_heard=False)
