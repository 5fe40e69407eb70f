"""What a round trip publishes, for kelurahan.registry: the newest one that has its answers.

Corrections by answer for every area; by kind for the city only, since a kelurahan's counts by kind
and answer would tell each other.
"""

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kelurahan.registry import FigureSource, Indicator
from verification.models import CycleAnswer, Kind

# Each city's newest round trip with answers.
SQL = """
WITH newest AS (
    SELECT DISTINCT ON (area_id) id FROM verification_cycle
    WHERE state IN ('returned', 'closed') ORDER BY area_id, year DESC, quarter DESC
), counted AS (
    SELECT c.kelurahan_id, c.kind, c.answer, c.number FROM verification_cyclecount c
    WHERE c.what = 'line' AND c.cycle_id IN (SELECT id FROM newest)
)
SELECT kelurahan_id, unpivoted.indicator, '', 0, sum(number)::bigint
FROM counted CROSS JOIN LATERAL (VALUES
    (CASE WHEN answer <> 'reappeared' THEN 'cycle_sent' END),
    ('cycle_' || CASE WHEN answer IN ('accepted', 'rejected', 'unchanged', 'reappeared')
        THEN answer ELSE 'other' END),
    (CASE WHEN answer <> 'reappeared' THEN 'cycle_sent_' || kind END),
    (CASE WHEN answer = 'unchanged' THEN 'cycle_unchanged_' || kind END)
) AS unpivoted (indicator)
WHERE unpivoted.indicator IS NOT NULL AND kelurahan_id IS NOT NULL
GROUP BY 1, 2
"""
SENT = Indicator("cycle_sent", _("corrections sent to the ministry"), "corrections")


def _part(key: str, label: Promise, *, sensitive: bool = True) -> Indicator:
    return Indicator(f"cycle_{key}", label, "corrections", part_of=SENT.key, sensitive=sensitive)


ACCEPTED = _part("accepted", _("corrections the ministry made"), sensitive=False)
UNCHANGED = _part("unchanged", _("corrections that came back unchanged"))
REJECTED = _part("rejected", _("corrections the ministry refused"))
OTHER = _part("other", _("corrections with another answer"))
ANSWERS = (ACCEPTED, UNCHANGED, REJECTED, OTHER)
REAPPEARED = Indicator(
    f"cycle_{CycleAnswer.REAPPEARED}", _("removed entries that appeared again"), "corrections",
    sensitive=True,
)  # fmt: skip


def _by_kind(key: str, label: Promise) -> dict[Kind, Indicator]:
    return {
        kind: Indicator(
            f"cycle_{key}_{kind}", format_lazy("{} – {}", label, kind.label), "corrections",
            city_only=True, sensitive=True, short=kind.label,
        )
        for kind in Kind
    }  # fmt: skip


SENT_OF = _by_kind("sent", _("corrections sent to the ministry"))
UNCHANGED_OF = _by_kind("unchanged", _("corrections that came back unchanged"))


def _page(code: str) -> str:
    return reverse("public-cycles:list") if code == settings.CITY_CODE else ""


def source() -> FigureSource:
    """Return the figures of the newest round trip."""
    return FigureSource(
        name="cycles", sql=SQL,
        counts=(SENT, *ANSWERS, REAPPEARED, *SENT_OF.values(), *UNCHANGED_OF.values()),
        highlights=(), page=_page, more=_("Corrections to the ministry"),
    )  # fmt: skip
