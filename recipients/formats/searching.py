"""Search words of imported people, worked out while the file is read.

New people of new families are what large files are made of; nobody can hide them yet, so their
postings follow from the file alone. A test compares them with what `search.rebuild` would write.
"""

from django.db import connection
from psycopg import sql

from imports.applied import Applied
from imports.batch import Batch, FileRow
from imports.formats import Companion
from imports.staging import ask, companion_table, run
from recipients import names
from recipients.search import keys, vocabulary

COMPANIONS = (
    Companion("posting", {"person": "bigint", "key": "bigint"}),
    Companion("word", {"letters": "text", "folded": "text"}),
)


def stage_words(row: FileRow, batch: Batch, person: int) -> None:
    """Stage the postings of a new person of a new family."""
    words = names.words(row.values["name"])
    area = keys.area_range(row.values["kelurahan"])[0]
    for bucket in keys.buckets(words):
        batch.accompany("posting", row, (person, bucket << keys.AREA_BITS | area))
    for word in words:
        # Only the first row of a batch with a word needs to bring it.
        if not word.is_initial and batch.first_time(("word", word.letters, word.folded)):
            batch.accompany("word", row, (word.letters, word.folded))


def write_words(applied: Applied) -> list[int]:
    """Write what was staged; return the new people whom it leaves out, to be indexed otherwise."""
    job = applied.job.pk
    parts = {
        "person": applied.targets["person"].stage,
        "household": applied.targets["household"].stage,
        "posting": companion_table(job, "posting"),
    }
    new = "FROM {person} s {how} JOIN {household} h ON h.id = s.household_id AND h.state = 'n'"
    with connection.cursor() as cursor:
        vocabulary.keep_from_purge(cursor)
        words = "SELECT DISTINCT letters, folded FROM {word}"
        vocabulary.add(cursor, ask(words, word=companion_table(job, "word")))
    # In the order of the index, which then fills its pages one after the other.
    run(
        "INSERT INTO recipients_searchposting (key, person_id) SELECT p.key, p.person "
        + new
        + " JOIN {posting} p ON p.person = s.id WHERE s.state = 'n' ORDER BY 1, 2",
        [],
        how=sql.SQL(""),
        **parts,
    )
    rest = ask(
        "SELECT s.id " + new + " WHERE s.state = 'n' AND h.id IS NULL",
        [],
        how=sql.SQL("LEFT"),
        **parts,
    )
    return [row[0] for row in rest]


def forget_added(applied: Applied) -> None:
    """Remove the postings of people who were taken back, in one statement for a million."""
    person = applied.targets["person"]
    run(
        "DELETE FROM recipients_searchposting p USING imports_appliedchange c WHERE c.job_id = %s"
        " AND c.target = %s AND c.was IS NULL AND p.person_id = c.row_id",
        [applied.job.pk, person.place],
    )
