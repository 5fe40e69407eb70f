"""The statements that bring a rule's findings in step with what the rule finds now."""

SUBJECT = ("household_id", "person_id", "stage_id", "enrolment_id")
_SAME = " AND ".join(f"coalesce(n.{name}, 0) = coalesce(f.{name}, 0)" for name in SUBJECT)
# Fingerprints are compared only where the same key made them.
_DIFFERS = """
CASE WHEN n.facts -> 'nik_key' IS DISTINCT FROM f.evidence -> 'nik_key'
    THEN n.facts - '{{nik_key,nik_tag}}'::text[] <> f.evidence - '{{nik_key,nik_tag}}'::text[]
    ELSE n.facts <> f.evidence END"""

COMPARE = f"""
DROP TABLE IF EXISTS pg_temp.compared;
CREATE TEMPORARY TABLE compared ON COMMIT DROP AS
WITH rows_found (household_id, person_id, stage_id, enrolment_id, facts) AS ({{found}}),
now_found AS (
    SELECT household_id, person_id::bigint, stage_id::bigint, enrolment_id::bigint, facts
    FROM rows_found
),
known AS (SELECT * FROM verification_finding WHERE rule = %(rule)s)
SELECT n.household_id, n.person_id, n.stage_id, n.enrolment_id, n.facts,
    f.id, f.state, f.closed_because, {_DIFFERS} AS differs
FROM now_found n FULL JOIN known f ON {_SAME};
ANALYZE compared"""  # noqa: S608 – fixed words of the code

OPEN = """
WITH opened AS (
    INSERT INTO verification_finding (rule, kind, source, household_id, person_id, stage_id,
        enrolment_id, evidence, state, action, closed_because, times_reopened, opened_at,
        updated_at)
    SELECT %(rule)s, %(kind)s, %(source)s, household_id, person_id, stage_id, enrolment_id, facts,
        'open', %(action)s, '', 0, %(now)s, %(now)s
    FROM compared WHERE id IS NULL
    ON CONFLICT DO NOTHING
    RETURNING id
)
INSERT INTO verification_findingstep (finding_id, what, before, after, at, note)
SELECT id, 'opened', '', 'open', %(now)s, '' FROM opened
RETURNING finding_id"""

# What was closed because it was gone and is here again has changed, twice.
REOPEN = """
WITH reopened AS (
    UPDATE verification_finding f SET state = 'open', evidence = c.facts, closed_because = '',
        closed_by_id = NULL, closed_at = NULL, approved_by_id = NULL, approved_at = NULL,
        times_reopened = f.times_reopened + 1, updated_at = %(now)s
    FROM compared c
    WHERE c.id = f.id AND c.household_id IS NOT NULL AND f.state IN ('resolved', 'dismissed')
        AND f.state = c.state AND (c.differs OR c.closed_because = 'facts_gone')
    RETURNING f.id, c.state AS before
)
INSERT INTO verification_findingstep (finding_id, what, before, after, at, note)
SELECT id, 'reopened', before, 'open', %(now)s, '' FROM reopened
RETURNING finding_id"""

CLOSE = """
WITH closed AS (
    UPDATE verification_finding f SET state = 'resolved', closed_because = 'facts_gone',
        taken_by_id = NULL, closed_at = %(now)s, updated_at = %(now)s
    FROM compared c
    WHERE c.id = f.id AND c.household_id IS NULL AND f.state IN ('open', 'in_work')
        AND f.state = c.state
    RETURNING f.id, c.state AS before
)
INSERT INTO verification_findingstep (finding_id, what, before, after, at, note)
SELECT id, 'resolved', before, 'resolved', %(now)s, '' FROM closed
RETURNING finding_id"""

# An open finding shows the facts of today; under a new key also a closed one keeps up.
REFRESH = """
UPDATE verification_finding f SET evidence = c.facts, updated_at = %(now)s
FROM compared c
WHERE c.id = f.id AND c.facts <> f.evidence
    AND (f.state IN ('open', 'in_work') OR NOT c.differs)"""
