"""Rules about a household as a whole."""

from django.utils.translation import gettext_lazy as _

from verification.models import Action, Kind
from verification.rules.base import rule


@rule("head_missing", _("The household has no head."), Kind.INVALID)
def head_missing() -> str:
    """An active household none of whose members is its head."""
    return """
SELECT h.id, NULL, NULL, NULL, jsonb_build_object('members', count(p.id))
FROM recipients_household h LEFT JOIN recipients_person p
    ON p.household_id = h.id AND p.merged_into_id IS NULL
WHERE h.status = 'active'
GROUP BY h.id HAVING count(*) FILTER (WHERE p.relation = 'head') = 0"""


@rule("heads_several", _("The household has more than one head."), Kind.INVALID)
def heads_several() -> str:
    """An active household with several living heads."""
    return """
SELECT h.id, NULL, NULL, NULL, jsonb_build_object('people', jsonb_agg(p.id ORDER BY p.id))
FROM recipients_household h JOIN recipients_person p ON p.household_id = h.id
WHERE h.status = 'active' AND p.merged_into_id IS NULL AND p.relation = 'head' AND NOT p.deceased
GROUP BY h.id HAVING count(*) > 1"""


@rule("area_closed", _("The household's kelurahan no longer exists."), Kind.INVALID)
def area_closed() -> str:
    """An active household in an area that was closed or merged into another."""
    return """
SELECT h.id, NULL, NULL, NULL, jsonb_build_object(
    'area', a.code, 'until', a.valid_until, 'successor', a.successor_id)
FROM recipients_household h JOIN kelurahan_area a ON a.code = h.kelurahan_id
WHERE h.status = 'active' AND a.valid_until <= %(today)s"""


@rule("unreachable", _("Nobody was met on several visits."), Kind.NOT_FOUND, action=Action.DELETE)
def unreachable() -> str:
    """Visited in a campaign as often as UNREACHABLE_VISITS says, without a verdict."""
    return """
SELECT p.household_id, p.id, NULL, NULL, jsonb_build_object('visits', max(t.visits))
FROM verification_task t JOIN recipients_person p ON p.id = t.person_id
JOIN recipients_household h ON h.id = p.household_id AND h.status = 'active'
WHERE p.merged_into_id IS NULL AND t.result = '' AND t.visits >= %(visits)s
    AND NOT EXISTS (SELECT FROM verification_task newer
        WHERE newer.person_id = t.person_id AND newer.id > t.id AND newer.result <> '')
GROUP BY 1, 2"""
