"""Rules about the civil registry's answers; they hold until what was asked about changes."""

from django.utils.translation import gettext_lazy as _

from verification.models import Kind, Source
from verification.rules.base import rule


@rule(
    "civil_unmatched", _("The civil registry has other data for this NIK."), Kind.INVALID,
    source=Source.CIVIL_REGISTRY,
)  # fmt: skip
def civil_unmatched() -> str:
    """TIDAK PADAN, with the fields that differ where the answer named them."""
    return """
SELECT p.household_id, p.id, NULL, NULL,
    jsonb_build_object('differs', coalesce(to_jsonb(a.differs), '[]'::jsonb))
FROM recipients_person p
JOIN recipients_household h ON h.id = p.household_id AND h.status = 'active'
LEFT JOIN verification_civilanswer a ON a.person_id = p.id AND a.answer = 'unmatched'
WHERE p.merged_into_id IS NULL AND p.civil_match = 'unmatched'"""


@rule(
    "civil_not_found", _("The civil registry does not know this NIK."), Kind.NOT_FOUND,
    source=Source.CIVIL_REGISTRY,
)  # fmt: skip
def civil_not_found() -> str:
    """Data tidak ditemukan."""
    return """
SELECT p.household_id, p.id, NULL, NULL, '{}'::jsonb
FROM recipients_person p
JOIN recipients_household h ON h.id = p.household_id AND h.status = 'active'
WHERE p.merged_into_id IS NULL AND p.civil_match = 'not_found'"""
