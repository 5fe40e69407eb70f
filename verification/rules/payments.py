"""Rules about programmes and what they paid."""

from django.utils.translation import gettext_lazy as _

from verification.models import Action, Kind
from verification.rules.base import rule
from verification.rules.numbers import SHOWN


@rule(
    "paid_after_death", _("Aid was paid after the death of the one who collects it."),
    Kind.DECEASED, action=Action.DELETE,
)  # fmt: skip
def paid_after_death() -> str:
    """The card holder is dead, or the head where none is named, or the whole family.

    Money that was paid stays paid: also households set aside since, and entries merged, are found.
    """
    return """
WITH dead AS MATERIALIZED (
    SELECT p.id, p.household_id, p.deceased_on,
        p.relation = 'head' OR NOT EXISTS (
            SELECT FROM recipients_person o WHERE o.household_id = p.household_id AND NOT o.deceased
        ) AS collects
    FROM recipients_person p WHERE p.deceased AND p.deceased_on IS NOT NULL
), collected AS (
    SELECT dead.id, dead.household_id, dead.deceased_on, e.id AS enrolment_id
    FROM dead JOIN recipients_enrolment e ON e.card_holder_id = dead.id
    UNION ALL
    SELECT dead.id, dead.household_id, dead.deceased_on, e.id
    FROM dead JOIN recipients_enrolment e
        ON e.household_id = dead.household_id AND e.card_holder_id IS NULL
    WHERE dead.collects
)
SELECT c.household_id, c.id, NULL, NULL, jsonb_build_object(
    'deceased_on', c.deceased_on, 'payments', count(*), 'rupiah', sum(d.amount),
    'last_paid_on', max(d.paid_on))
FROM collected c JOIN recipients_disbursement d ON d.enrolment_id = c.enrolment_id
WHERE d.status = 'paid' AND d.paid_on > c.deceased_on
GROUP BY c.household_id, c.id, c.deceased_on"""


@rule(
    "enrolled_twice", _("The family is listed twice in one stage of a programme."), Kind.DUPLICATE
)
def enrolled_twice() -> str:
    """Households with the same KK number, or the same NIK of head or card holder, in one stage."""
    return f"""
WITH mark AS MATERIALIZED (
    SELECT h.id AS household_id, h.kk_index AS mark FROM recipients_household h
    WHERE h.status = 'active' AND h.kk_index IS NOT NULL
    UNION
    SELECT p.household_id, p.nik_index FROM recipients_person p
    JOIN recipients_household h ON h.id = p.household_id AND h.status = 'active'
    WHERE p.nik_status IN ('well_formed', 'warning') AND p.relation = 'head'
        AND p.merged_into_id IS NULL
    UNION
    SELECT e.household_id, p.nik_index FROM recipients_enrolment e
    JOIN recipients_person p ON p.id = e.card_holder_id
    JOIN recipients_household h ON h.id = e.household_id AND h.status = 'active'
    WHERE p.nik_status IN ('well_formed', 'warning') AND p.merged_into_id IS NULL
), shared AS MATERIALIZED (
    SELECT m.* FROM mark m
    JOIN (SELECT mark FROM mark GROUP BY 1 HAVING count(*) > 1) s ON s.mark = m.mark
), paid AS (
    SELECT DISTINCT s.mark, s.household_id, d.stage_id FROM shared s
    JOIN recipients_enrolment e ON e.household_id = s.household_id
    JOIN recipients_disbursement d ON d.enrolment_id = e.id AND d.status IN ('planned', 'paid')
), twice AS (
    SELECT mark, stage_id, array_agg(household_id) AS households,
        (array_agg(household_id ORDER BY household_id))[:{SHOWN}] AS shown
    FROM paid GROUP BY 1, 2 HAVING count(*) > 1
)
SELECT household, NULL, stage_id, NULL,
    jsonb_build_object('households', jsonb_agg(DISTINCT other ORDER BY other))
FROM twice, unnest(households) AS household, unnest(shown) AS other
GROUP BY household, stage_id"""


@rule(
    "programmes_exclude", _("The household is in programmes that exclude each other."), Kind.OTHER
)
def programmes_exclude() -> str:
    """Active places in two programmes of ExclusiveProgrammes."""
    return """
SELECT one.household_id, NULL, NULL, NULL, jsonb_build_object('programmes',
    jsonb_agg(jsonb_build_array(x.first_id, x.second_id) ORDER BY x.first_id, x.second_id))
FROM verification_exclusiveprogrammes x
JOIN recipients_enrolment one ON one.programme_id = x.first_id AND one.status = 'active'
JOIN recipients_enrolment other ON other.programme_id = x.second_id
    AND other.household_id = one.household_id AND other.status = 'active'
JOIN recipients_household h ON h.id = one.household_id AND h.status = 'active'
WHERE x.in_force
GROUP BY 1"""


@rule("card_holder_elsewhere", _("The card holder is not a member of the household."), Kind.INVALID)
def card_holder_elsewhere() -> str:
    """A card whose holder belongs to another household, or was merged into an entry elsewhere."""
    return """
SELECT e.household_id, NULL, NULL, e.id,
    jsonb_build_object('person', p.id, 'household', p.household_id)
FROM recipients_enrolment e
JOIN recipients_person p ON p.id = e.card_holder_id
    AND (p.household_id <> e.household_id OR p.merged_into_id IS NOT NULL)
JOIN recipients_household h ON h.id = e.household_id AND h.status = 'active'
WHERE e.status <> 'ended'"""
