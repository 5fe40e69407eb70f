"""What the search for duplicates compares: derived from the register, kept beside each person.

Written by recipients.matching only, and rebuilt from the register at any time. Identity numbers
are in it as keyed tags, which cannot be turned back (recipients.matching.numbers).
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.privacy import Privacy
from recipients.models.person import Person


class StaleMatch(models.Model):
    """A person whose traits must be made anew; triggers write these rows, whoever the writer is.

    A person may be in it several times: each row is removed by whoever has read the register after
    it was written.
    """

    person_id = models.BigIntegerField()

    PRIVACY = dict.fromkeys(("id", "person_id"), Privacy.PRIVATE)

    def __str__(self) -> str:
        return f"{self.person_id}"


class MatchTraits(models.Model):
    """The traits of one person (recipients.matching.traits).

    Beside these columns the table has one for each of `traits.FIELDS`; recipients.matching.store
    makes them anew when those change. `made_by` tells the rules and the key that made a row.
    """

    person = models.OneToOneField(
        Person, models.DO_NOTHING, primary_key=True, related_name="+", db_constraint=False
    )
    made_by = models.IntegerField()
    # A keyed fingerprint of what the register says: a decided pair comes back when it changes.
    facts = models.BigIntegerField()
    keys = ArrayField(models.BigIntegerField())

    PRIVACY = dict.fromkeys(("person", "made_by", "facts", "keys"), Privacy.PRIVATE)

    def __str__(self) -> str:
        return f"{self.person_id}"


class MatchPosting(models.Model):
    """A person under one of their blocking keys: finds whom to compare a single entry with."""

    pk = models.CompositePrimaryKey("key", "person_id")
    key = models.BigIntegerField()
    person = models.ForeignKey(
        Person, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )

    PRIVACY = dict.fromkeys(("pk", "key", "person"), Privacy.PRIVATE)

    def __str__(self) -> str:
        return f"{self.key} {self.person_id}"


class MatchValue(models.Model):
    """How many entries shared a value of a trait at the last count; single ones are left out."""

    pk = models.CompositePrimaryKey("column", "value")
    column = models.CharField(max_length=40, db_collation="C")
    value = models.TextField(db_collation="C")
    entries = models.PositiveIntegerField()

    PRIVACY = dict.fromkeys(("pk", "column", "value", "entries"), Privacy.PRIVATE)

    def __str__(self) -> str:
        return f"{self.column}: {self.entries}"


class MatchState(models.Model):
    """One row: whether all traits have their postings, and how many entries were last counted."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    is_posted = models.BooleanField(default=False)
    entries = models.PositiveIntegerField(default=0)

    PRIVACY = dict.fromkeys(("id", "is_posted", "entries"), Privacy.PRIVATE)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="match_state_one_row"),
        ]

    def __str__(self) -> str:
        return f"{self.entries}"
