"""Whom a campaign asks about: counted before it starts, put down when it does."""

from typing import Any

from django.db import connection

from verification.models import Campaign

ASKED = """
FROM recipients_person p JOIN recipients_household h ON h.id = p.household_id
WHERE h.status = 'active' AND p.merged_into_id IS NULL
    AND (h.kelurahan_id = %(area)s OR h.kelurahan_id LIKE %(below)s)
    AND (%(register)s = '' OR h.register = %(register)s)
    AND (%(who)s <> 'no_nik' OR p.nik_status = 'absent' AND NOT p.deceased)
    AND (%(who)s <> 'unpaid' OR EXISTS (
        SELECT FROM recipients_enrolment e JOIN recipients_disbursement d ON d.enrolment_id = e.id
        WHERE e.household_id = h.id AND d.status IN ('failed', 'returned')))
    AND (NOT %(bounded)s OR EXISTS (
        SELECT FROM verification_finding f
        WHERE f.household_id = h.id AND (f.person_id = p.id OR f.person_id IS NULL)
            AND f.state IN ('open', 'in_work') AND f.rule = ANY(%(rules)s)))"""
FILL = f"""
INSERT INTO verification_task (campaign_id, person_id, kelurahan_id, result, visits)
SELECT %(campaign)s, p.id, h.kelurahan_id, '', 0 {ASKED}
ON CONFLICT DO NOTHING"""
COUNT = """
INSERT INTO verification_campaigncount (campaign_id, kelurahan_id, result, people)
SELECT campaign_id, kelurahan_id, '', count(*) FROM verification_task
WHERE campaign_id = %(campaign)s GROUP BY 1, 2"""


def _values(campaign: Campaign) -> dict[str, Any]:
    return {
        "campaign": campaign.pk, "area": campaign.area_id, "below": f"{campaign.area_id}.%",
        "register": campaign.register, "who": campaign.who, "bounded": bool(campaign.rules),
        "rules": campaign.rules,
    }  # fmt: skip


def count_targets(campaign: Campaign) -> int:
    """Return how many people the campaign would ask about, were it started now."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {ASKED}", _values(campaign))
        found: int = cursor.fetchone()[0]
    return found


def put_down(campaign: Campaign) -> int:
    """Write a task for everybody the campaign asks about, and the counts; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(FILL, _values(campaign))
        written: int = cursor.rowcount
        cursor.execute(COUNT, _values(campaign))
    return written
