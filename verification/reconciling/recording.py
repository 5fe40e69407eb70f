"""What follows from answers: lines keep them, findings are closed or opened, trails tell it.

Only answers that differ from those kept are written, so that the same file twice changes nothing
and a corrected one changes what it corrects; the lines' history keeps what they said before.
"""

import json
from collections import defaultdict
from typing import Any

from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from accounts.models import User
from verification import registry
from verification.models import DECIDED_ANEW, Cycle, CycleAnswer
from verification.reconciling.matching import run_all
from verification.registry import Event

EVENTS = {
    CycleAnswer.ACCEPTED: Event.ACCEPTED,
    CycleAnswer.UNCHANGED: Event.UNCHANGED,
    CycleAnswer.REAPPEARED: Event.REAPPEARED,
    **dict.fromkeys(DECIDED_ANEW, Event.REJECTED),
}
# Findings in the order in which every action locks them.
OUTCOME = """
CREATE TEMPORARY TABLE news ON COMMIT DROP AS
SELECT a.*, l.finding_id, l.was_sent, l.answer AS was FROM answer a
JOIN verification_cycleline l ON l.id = a.line_id
WHERE (a.answer, a.reason) IS DISTINCT FROM (l.answer, l.reason);
SELECT count(*) FROM (SELECT id FROM verification_finding WHERE id IN
    (SELECT finding_id FROM news) ORDER BY id FOR NO KEY UPDATE) locked;
CREATE TEMPORARY TABLE outcome ON COMMIT DROP AS
SELECT n.finding_id, n.answer, n.reason, n.was, f.state AS before, CASE
    WHEN n.answer = 'accepted' OR n.answer = '' AND NOT n.was_sent AND n.was = 'reappeared'
        THEN CASE WHEN f.state IN ('open', 'in_work') THEN 'resolved' ELSE f.state END
    WHEN n.answer = 'reappeared' AND f.state IN ('resolved', 'dismissed') THEN 'open'
    WHEN n.was = 'accepted' AND f.state = 'resolved' AND f.closed_because = 'accepted' THEN 'open'
    ELSE f.state END AS after,
    n.answer = ANY(%(anew)s::text[]) AS is_decided_anew
FROM news n JOIN verification_finding f ON f.id = n.finding_id;
ANALYZE outcome"""
# The answer of a line is kept with its date; the same answer found another way keeps its own.
LINES = """
UPDATE verification_cycleline l SET answer = a.answer, reason = a.reason, matched_by = a.how,
    probability = a.probability, "row" = a."row",
    answered_at = CASE WHEN a.answer <> '' THEN %(now)s::timestamptz END
FROM news a WHERE l.id = a.line_id;
UPDATE verification_cycleline l SET matched_by = a.how, probability = a.probability,
    "row" = a."row"
FROM answer a WHERE l.id = a.line_id AND l.answer <> ''
    AND (l.matched_by, l.probability, l."row") IS DISTINCT FROM (a.how, a.probability, a."row")"""
FINDINGS = """
UPDATE verification_finding f SET state = o.after, updated_at = %(now)s,
    taken_by_id = CASE WHEN o.after = 'in_work' THEN f.taken_by_id END,
    closed_because = CASE WHEN o.after = o.before THEN f.closed_because
        WHEN o.after = 'resolved' THEN 'accepted' ELSE '' END,
    closed_by_id = CASE WHEN o.after = o.before THEN f.closed_by_id
        WHEN o.after = 'resolved' THEN %(by)s::bigint END,
    closed_at = CASE WHEN o.after = o.before THEN f.closed_at
        WHEN o.after = 'resolved' THEN %(now)s::timestamptz END,
    times_reopened = f.times_reopened + (o.before IN ('resolved', 'dismissed')
        AND o.after = 'open')::int,
    approved_by_id = CASE WHEN NOT o.forgets THEN f.approved_by_id END,
    approved_at = CASE WHEN NOT o.forgets THEN f.approved_at END
FROM (SELECT *, (is_decided_anew OR answer = 'reappeared') AND after IN ('open', 'in_work')
    AS forgets FROM outcome) o
WHERE f.id = o.finding_id AND (o.after <> o.before OR o.forgets AND f.approved_at IS NOT NULL);
INSERT INTO verification_findingstep (finding_id, what, before, after, by_id, at, note)
SELECT finding_id, CASE WHEN is_decided_anew THEN 'rejected'
        WHEN answer IN ('accepted', 'unchanged', 'reappeared') THEN answer ELSE 'noted' END,
    before, after, %(by)s, %(now)s,
    concat_ws(' · ', %(cycle)s, %(labels)s::jsonb ->> answer, nullif(reason, ''))
FROM outcome ORDER BY finding_id"""


def record(cursor: CursorWrapper, cycle: Cycle, *, by: User) -> int:
    """Write what `answer` holds; return how many answers are new or other than before."""
    labels = {answer.value: str(answer.label) for answer in CycleAnswer} | {"": "–"}
    values: dict[str, Any] = {
        "now": timezone.now(), "by": by.pk, "cycle": str(cycle), "labels": json.dumps(labels),
        "anew": [answer.value for answer in DECIDED_ANEW],
    }  # fmt: skip
    for statements in (OUTCOME, LINES, FINDINGS):
        run_all(cursor, statements, values)
    cursor.execute("SELECT answer, finding_id FROM outcome WHERE answer <> was ORDER BY 2")
    news: dict[str, list[int]] = defaultdict(list)
    for answer, finding in cursor.fetchall():
        news[answer].append(finding)
    for answer, event in EVENTS.items():
        registry.announce(news[answer], event)
    return sum(len(findings) for findings in news.values())
