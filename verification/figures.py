"""What the repair of the register publishes, for kelurahan.registry.

Families with open findings as of now, and the newest campaign that has begun: how many people it
asks about, and what the visits found. Which fault an entry has is sensitive; that it was visited
is not.
"""

from django.utils.translation import gettext_lazy as _

from kelurahan.registry import FigureSource, Indicator
from verification.models import VERDICTS, Result

SQL = """
SELECT h.kelurahan_id, 'families_to_repair', '', 0, count(*)
FROM recipients_household h
WHERE h.status = 'active' AND EXISTS (SELECT FROM verification_finding f
    WHERE f.household_id = h.id AND f.state IN ('open', 'in_work'))
GROUP BY 1
UNION ALL
SELECT c.kelurahan_id, unpivoted.indicator, '', 0, sum(c.people)::bigint
FROM verification_campaigncount c
CROSS JOIN LATERAL (VALUES
    ('campaign_people'),
    (CASE WHEN c.result <> '' THEN 'campaign_visited' END),
    (CASE WHEN c.result <> '' THEN 'campaign_' || c.result END)
) AS unpivoted (indicator)
WHERE unpivoted.indicator IS NOT NULL AND c.campaign_id = (
    SELECT id FROM verification_campaign WHERE state <> 'planned'
    ORDER BY opens_on DESC, id DESC LIMIT 1)
GROUP BY 1, 2
"""
PEOPLE = Indicator("campaign_people", _("people to be re-verified"), "people")
VISITED = Indicator("campaign_visited", _("people re-verified"), "people")


def _verdict(result: Result) -> Indicator:
    return Indicator(
        f"campaign_{result}", result.label, "people", part_of=VISITED.key,
        sensitive=result != Result.CORRECT,
    )  # fmt: skip


VERDICT_FIGURES = tuple(_verdict(result) for result in VERDICTS)


def source() -> FigureSource:
    """Return the figures of findings and of the newest campaign."""
    repair = Indicator(
        "families_to_repair", _("families with an entry to repair"), "families", sensitive=True
    )
    return FigureSource(
        name="verification", sql=SQL,
        counts=(repair, PEOPLE, VISITED, *VERDICT_FIGURES),
        highlights=(repair, PEOPLE, VISITED),
    )  # fmt: skip
