"""What the register and the payments publish: indicators and the SQL that computes them.

Families are households; only active ones count, and of people merged into another entry only that
one. Of one register status (DTKS or not) a family is

- *due* when at least one payment of any programme and stage has been set down for it,
- *received* when at least one of its payments is paid,
- *failed* when none is paid and at least one failed or was returned; its main reason is that of
  its latest such stage (by the end of the period, then programme and number),
- *waiting* when all of its payments are still planned.

So due = received + failed + waiting, and the reasons add up to failed, in every area. Payments,
rupiah and channels count every disbursement, also of households deactivated since: money that was
paid stays paid. By stage the three faults of a register entry (no match, listed twice, deceased)
are one number, so that only the families' table tells the sensitive ones, which
kelurahan.disclosure protects.
"""

from django.utils.translation import gettext_lazy as _

from kelurahan.registry import FigureSource, Indicator, Outcome, ProgrammeName, Text
from recipients.models import Channel, FailureReason, Household, Stage

REGISTERS = Household.Register
# Reasons that say something about a person; small counts of them are protected.
SENSITIVE = (FailureReason.DECEASED, FailureReason.DUPLICATE)
# By stage these are one number that says nothing about death or double entries.
REGISTER_FAULTS = (FailureReason.DATA_MISMATCH, *SENSITIVE)
MERGED = "register"
RUPIAH_DUE = Indicator("rupiah_due", _("rupiah due"), "rupiah", by_stage=True)
RUPIAH_PAID = Indicator("rupiah_paid", _("rupiah paid"), "rupiah", by_stage=True)


def _families(register: Household.Register) -> Outcome:
    group = register.value

    def count(key: str, label: Text, short: Text = "", measure: str = "") -> Indicator:
        return Indicator(f"families_{key}{group}", label, "families", short=short, measure=measure)

    failed = count("failed_", _("families whose aid failed"), _("failed"))

    return Outcome(
        key=group,
        label=register.label,
        total=count("", _("families registered"), measure=f"{group}_families"),
        due=count("due_", _("families due aid"), _("due")),
        parts=(
            count("received_", _("families that received aid"), _("received")),
            failed,
            count("waiting_", _("families still waiting"), _("waiting")),
        ),
        reasons=tuple(
            Indicator(
                f"{failed.key}_{reason}",
                reason.label,
                "families",
                sensitive=reason in SENSITIVE,
                part_of=failed.key,
            )
            for reason in FailureReason
        ),
    )


def _payments() -> Outcome:
    def count(key: str, label: Text, short: Text = "") -> Indicator:
        return Indicator(f"payments_{key}", label, "payments", by_stage=True, short=short)

    return Outcome(
        key="payments",
        label=_("Payments"),
        due=count("due", _("payments due"), _("due")),
        parts=(
            count("paid", _("payments made"), _("paid")),
            count("failed", _("payments that failed"), _("failed")),
            count("returned", _("payments returned to the funder"), _("returned")),
            count("planned", _("payments not yet made"), _("not yet paid")),
        ),
        reasons=(
            count(
                f"failed_{MERGED}",
                _("entry in the register is wrong, double or of a deceased person"),
            ),
            *(count(f"failed_{r}", r.label) for r in FailureReason if r not in REGISTER_FAULTS),
        ),
    )


def _channel(channel: Channel) -> Outcome:
    return Outcome(
        key=channel.value,
        label=channel.label,
        due=Indicator(f"channel_due_{channel}", _("payments due"), "payments"),
        parts=(Indicator(f"channel_paid_{channel}", _("payments made"), "payments"),),
    )


COUNTS = (
    Indicator("people_dtks", _("people in DTKS families"), "people", measure="dtks_people"),
    Indicator("people_non_dtks", _("people in non-DTKS families"), "people"),
    Indicator(
        "people_deceased", _("people recorded as deceased but still listed"), "people",
        sensitive=True, city_only=True,
    ),
    RUPIAH_DUE,
    RUPIAH_PAID,
)  # fmt: skip

# A family's latest failure is the greatest of "place of the stage * 100 + number of the reason".
FAMILIES_SQL = """
WITH stage AS MATERIALIZED (
    SELECT s.id, 100 * row_number() OVER (ORDER BY s.period_end, p.slug, s.number) AS place
    FROM recipients_stage s JOIN recipients_programme p ON p.id = s.programme_id
), outcome AS (
    SELECT e.household_id, bool_or(d.status = 'paid') AS received,
        max(stage.place + array_position({reasons}, d.failed_because)) AS failure
    FROM recipients_disbursement d
    JOIN recipients_enrolment e ON e.id = d.enrolment_id
    JOIN stage ON stage.id = d.stage_id
    {of_families}
    GROUP BY e.household_id
), family AS (
    SELECT h.kelurahan_id, h.register,
        CASE WHEN o.household_id IS NULL THEN 'none' WHEN o.received THEN 'received'
            WHEN o.failure IS NULL THEN 'waiting' ELSE 'failed' END AS fate,
        CASE WHEN NOT o.received THEN ({reasons})[o.failure % 100] END AS reason,
        count(*) AS families
    FROM recipients_household h LEFT JOIN outcome o ON o.household_id = h.id
    WHERE h.status = 'active' {here}
    GROUP BY 1, 2, 3, 4
)
SELECT kelurahan_id, unpivoted.indicator, '', 0, sum(families)::bigint
FROM family CROSS JOIN LATERAL (VALUES
    ('families_' || register),
    (CASE WHEN fate <> 'none' THEN 'families_due_' || register END),
    (CASE WHEN fate <> 'none' THEN 'families_' || fate || '_' || register END),
    ('families_failed_' || register || '_' || reason)
) AS unpivoted (indicator)
WHERE unpivoted.indicator IS NOT NULL
GROUP BY 1, 2
"""
PEOPLE_SQL = """
WITH person AS (
    SELECT h.kelurahan_id, h.register, p.deceased, count(*) AS people
    FROM recipients_person p JOIN recipients_household h ON h.id = p.household_id
    WHERE h.status = 'active' AND p.merged_into_id IS NULL {here}
    GROUP BY 1, 2, 3
)
SELECT kelurahan_id, CASE WHEN deceased THEN 'people_deceased' ELSE 'people_' || register END,
    '', 0, sum(people)::bigint
FROM person GROUP BY 1, 2
"""
PAYMENTS_SQL = """
WITH payment AS (
    SELECT h.kelurahan_id, d.stage_id, d.channel, d.status, d.failed_because,
        count(*) AS payments, sum(d.amount) AS rupiah
    FROM recipients_disbursement d
    JOIN recipients_enrolment e ON e.id = d.enrolment_id
    JOIN recipients_household h ON h.id = e.household_id {here}
    GROUP BY 1, 2, 3, 4, 5
)
SELECT kelurahan_id, unpivoted.indicator,
    CASE WHEN unpivoted.by_stage THEN p.slug ELSE '' END,
    CASE WHEN unpivoted.by_stage THEN s.number ELSE 0 END,
    sum(unpivoted.value)::bigint
FROM payment
JOIN recipients_stage s ON s.id = payment.stage_id
JOIN recipients_programme p ON p.id = s.programme_id
CROSS JOIN LATERAL (VALUES
    ('payments_due', payments, true),
    ('payments_' || status, payments, true),
    ('payments_failed_' || CASE WHEN failed_because = ANY ({faults}) THEN '{merged}'
        WHEN failed_because <> '' THEN failed_because END, payments, true),
    ('rupiah_due', rupiah, true),
    (CASE WHEN status = 'paid' THEN 'rupiah_paid' END, rupiah, true),
    ('channel_due_' || channel, payments, false),
    (CASE WHEN status = 'paid' THEN 'channel_paid_' || channel END, payments, false)
) AS unpivoted (indicator, value, by_stage)
WHERE unpivoted.indicator IS NOT NULL
GROUP BY 1, 2, 3, 4
"""


def _array(values: tuple[str, ...]) -> str:
    """Return a SQL array of fixed words of the code; nothing typed by anyone gets here."""
    return "ARRAY[" + ", ".join(f"'{value}'" for value in values) + "]::text[]"


def _sql(here: str = "", of_families: str = "") -> str:
    """Return the SELECT of all figures, or with conditions on `h` and `e` that of some families."""
    parts = (
        FAMILIES_SQL.format(
            reasons=_array(tuple(FailureReason.values)), here=here, of_families=of_families
        ),
        PEOPLE_SQL.format(here=here),
        PAYMENTS_SQL.format(faults=_array(REGISTER_FAULTS), merged=MERGED, here=here),
    )
    return " UNION ALL ".join(f"({part})" for part in parts)


def _within(codes: str) -> str:
    """Return the SELECT for the kelurahan in a SQL array of codes; triggers note changes."""
    here = f"h.kelurahan_id = ANY ({codes})"
    families = f"SELECT h.id FROM recipients_household h WHERE {here}"  # noqa: S608 - codes
    return _sql(f"AND {here}", f"WHERE e.household_id IN ({families})")


def source() -> FigureSource:
    """Return the register's and the payments' figures, for kelurahan.registry."""
    return FigureSource(
        name="recipients",
        sql=_sql(),
        families=tuple(_families(register) for register in REGISTERS),
        payments=_payments(),
        channels=tuple(_channel(channel) for channel in Channel),
        counts=COUNTS,
        within=_within,
    )


def programme_names() -> list[ProgrammeName]:
    """Return how the programmes with stages and their stages are called, in one query."""
    names: dict[str, ProgrammeName] = {}
    for stage in Stage.objects.select_related("programme").order_by("programme__name", "number"):
        programme = stage.programme
        name = ProgrammeName(programme.slug, programme.name, programme.get_absolute_url())
        names.setdefault(programme.slug, name).stages[stage.number] = str(stage)
    return list(names.values())
