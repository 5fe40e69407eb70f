"""How complaints are dealt with, for kelurahan.registry: the last twelve months of every area.

Kinds are sensitive: few complaints of one kind in a kelurahan would point at people. Medians and
averages are left out where fewer than eight complaints stand behind them.
"""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from complaints.models import Kind
from complaints.models.status import OPEN
from kelurahan.disclosure import LARGEST
from kelurahan.registry import FigureSource, Indicator

FEWEST = LARGEST + 1
# What was joined with another is counted there; what was taken back asked nothing of the office.
_COUNTED = """
complaints_complaint WHERE received_at > now() - interval '12 months'
    AND status NOT IN ('merged', 'withdrawn')
"""
_OPEN = ", ".join(f"'{status}'" for status in OPEN)
SQL = f"""
SELECT area_id, unpivoted.indicator, '', 0, count(*)
FROM (SELECT * FROM {_COUNTED}) AS complaint
CROSS JOIN LATERAL (VALUES
    ('complaints_received'),
    ('complaints_' || kind),
    (CASE WHEN first_answered_at IS NOT NULL THEN 'complaints_answered' END),
    (CASE WHEN was_on_time THEN 'complaints_on_time' END),
    (CASE WHEN reopened > 0 THEN 'complaints_reopened' END),
    (CASE WHEN status IN ({_OPEN}) AND answer_by < now() THEN 'complaints_overdue' END)
) AS unpivoted (indicator)
WHERE unpivoted.indicator IS NOT NULL
GROUP BY 1, 2
"""  # noqa: S608 - constants of this module
MEASURES_SQL = f"""
SELECT area_id, unpivoted.indicator, unpivoted.value
FROM (
    SELECT area_id,
        percentile_cont(0.5) WITHIN GROUP (
            ORDER BY extract(epoch FROM first_answered_at - received_at) / 3600
        ) AS hours,
        count(first_answered_at) AS answered, round(100 * avg(rating)) AS rating,
        count(rating) AS rated
    FROM (
        SELECT left(area_id, digits) AS area_id, first_answered_at, received_at, rating
        FROM (SELECT * FROM {_COUNTED}) AS counted
        CROSS JOIN (VALUES (5), (8), (13)) AS level (digits)
        WHERE length(area_id) >= digits
    ) AS complaint
    GROUP BY 1
) AS area
CROSS JOIN LATERAL (VALUES
    (CASE WHEN answered >= {FEWEST} THEN 'complaints_median_hours' END, round(hours)::bigint),
    (CASE WHEN rated >= {FEWEST} THEN 'complaints_rating' END, rating::bigint)
) AS unpivoted (indicator, value)
WHERE unpivoted.indicator IS NOT NULL
"""  # noqa: S608 - constants of this module

RECEIVED = Indicator(
    "complaints_received", _("complaints received in the last twelve months"), "complaints",
    short=_("received"),
)  # fmt: skip
ANSWERED = Indicator(
    "complaints_answered", _("complaints answered"), "complaints", short=_("answered")
)
ON_TIME = Indicator(
    "complaints_on_time", _("complaints answered in time"), "complaints", short=_("in time")
)
REOPENED = Indicator(
    "complaints_reopened", _("complaints opened again"), "complaints", short=_("opened again")
)
OVERDUE = Indicator(
    "complaints_overdue", _("complaints overdue today"), "complaints", short=_("overdue")
)
MEDIAN_HOURS = Indicator(
    "complaints_median_hours", _("hours until the first answer, median"), "hours", adds_up=False
)
RATING = Indicator(
    "complaints_rating", _("rating of the answers, average in hundredths of a point"), "rating",
    adds_up=False, short=_("rating of the answers from 1 to 5, average"),
)  # fmt: skip
KINDS = tuple(
    Indicator(
        f"complaints_{kind.value}", kind.label, "complaints", sensitive=True,
        part_of=RECEIVED.key,
    )
    for kind in Kind
)  # fmt: skip


def _page(code: str) -> str:
    """Return where the answers to complaints are told: of the city or of one kecamatan."""
    return reverse("complaints:performance-of", args=[code[:8]])


def source() -> FigureSource:
    """Return the complaints' figures, for kelurahan.registry."""
    return FigureSource(
        name="complaints",
        sql=SQL,
        counts=(RECEIVED, ANSWERED, ON_TIME, REOPENED, OVERDUE, *KINDS),
        highlights=(RECEIVED, ANSWERED, ON_TIME, OVERDUE),
        measures=(MEDIAN_HOURS, RATING),
        measures_sql=MEASURES_SQL,
        page=_page,
    )
