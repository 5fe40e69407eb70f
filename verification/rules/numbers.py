"""Rules about identity numbers. A fingerprint of the number stands for it in the facts.

Four bytes of the keyed index tell that a number was changed, not what it is; they are compared
only between indexes of the same key (see actions.faults).
"""

from django.utils.translation import gettext_lazy as _

from verification.models import Kind
from verification.rules.base import rule

FINGERPRINT = (
    "'nik_key', get_byte(p.nik_cipher, 0), 'nik_tag', encode(substring(p.nik_index, 1, 4), 'hex')"
)
# A fake number may be shared by thousands; so many ids tell the officer enough.
SHOWN = 20
# People who count: in active families, and not merged into another entry.
ACTIVE = (
    "JOIN recipients_household h ON h.id = p.household_id AND h.status = 'active'"
    " AND p.merged_into_id IS NULL"
)

# Those who share a well-formed NIK; counting comes first, since few do.
HOLDERS = f"""shared AS MATERIALIZED (
    SELECT p.nik_index FROM recipients_person p {ACTIVE}
    WHERE p.nik_index IS NOT NULL AND p.nik_status <> 'malformed'
    GROUP BY 1 HAVING count(*) > 1
), holder AS MATERIALIZED (
    SELECT p.id, p.household_id, p.nik_index, h.kk_index
    FROM shared JOIN recipients_person p ON p.nik_index = shared.nik_index {ACTIVE}
)"""


@rule("nik_malformed", _("The NIK has no possible form."), Kind.INVALID)
def nik_malformed() -> str:
    """Not 16 digits, or an impossible province, day, month or running number."""
    return f"""
SELECT p.household_id, p.id, NULL, NULL, jsonb_build_object({FINGERPRINT})
FROM recipients_person p {ACTIVE} WHERE p.nik_status = 'malformed'"""


@rule("nik_doubtful", _("The NIK disagrees with what else is known of the person."), Kind.INVALID)
def nik_doubtful() -> str:
    """Well-formed with a warning; the civil registry's match clears the doubt."""
    return f"""
SELECT p.household_id, p.id, NULL, NULL,
    jsonb_build_object({FINGERPRINT}, 'warnings', to_jsonb(p.nik_warnings))
FROM recipients_person p {ACTIVE} WHERE p.nik_status = 'warning' AND p.civil_match <> 'matched'"""


@rule("nik_absent", _("There is no NIK."), Kind.NO_NIK)
def nik_absent() -> str:
    """No e-KTP, or nobody wrote the number down; the deceased need none."""
    return f"""
SELECT p.household_id, p.id, NULL, NULL, '{{}}'::jsonb
FROM recipients_person p {ACTIVE} WHERE p.nik_status = 'absent' AND NOT p.deceased"""


@rule("nik_twice", _("Several entries have the same NIK."), Kind.DUPLICATE)
def nik_twice() -> str:
    """One well-formed NIK on more than one entry of active households."""
    return f"""
WITH {HOLDERS}, used AS (
    SELECT nik_index, count(*) AS entries, (array_agg(id ORDER BY id))[:{SHOWN}] AS people
    FROM holder GROUP BY 1
)
SELECT holder.household_id, holder.id, NULL, NULL,
    jsonb_build_object('entries', u.entries, 'people', to_jsonb(u.people))
FROM holder JOIN used u ON u.nik_index = holder.nik_index"""


@rule("nik_several_kk", _("One NIK stands in several family cards (KK)."), Kind.DUPLICATE)
def nik_several_kk() -> str:
    """One well-formed NIK in active households with different KK numbers."""
    return f"""
WITH {HOLDERS}, used AS (
    SELECT nik_index, count(DISTINCT kk_index) AS cards,
        (array_agg(DISTINCT household_id ORDER BY household_id)
            FILTER (WHERE kk_index IS NOT NULL))[:{SHOWN}] AS households
    FROM holder GROUP BY 1 HAVING count(DISTINCT kk_index) > 1
)
SELECT holder.household_id, holder.id, NULL, NULL,
    jsonb_build_object('cards', u.cards, 'households', to_jsonb(u.households))
FROM holder JOIN used u ON u.nik_index = holder.nik_index"""
