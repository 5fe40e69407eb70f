"""What the name search reads: derived from names and kelurahan, written by recipients.search only.

No foreign key guards these rows: they are rebuilt from the register at any time, and every answer
is read from the register itself.
"""

from django.db import models

from accounts.privacy import Privacy
from recipients.models.person import Person


class SearchWord(models.Model):
    """One spelling of a name word in the register, and the form that its spellings share."""

    id = models.AutoField(primary_key=True)
    spelling = models.CharField(max_length=80, db_collation="C")
    folded = models.CharField(max_length=80, db_collation="C")
    # The hash of the folded form, as in posting keys.
    bucket = models.IntegerField()
    # How many people carry the folded form, as of the last count; tells how rare it is.
    people = models.PositiveIntegerField(default=1)

    PRIVACY = dict.fromkeys(("id", "spelling", "folded", "bucket", "people"), Privacy.PRIVATE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["spelling", "folded"], name="search_word_once"),
        ]

    def __str__(self) -> str:
        return self.spelling


class SearchNeighbour(models.Model):
    """The beginning of a spelling with letters left out, as a hash: it finds misspelt words."""

    pk = models.CompositePrimaryKey("key", "word_id")
    key = models.IntegerField()
    word = models.ForeignKey(
        SearchWord, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )

    PRIVACY = dict.fromkeys(("pk", "key", "word"), Privacy.PRIVATE)

    def __str__(self) -> str:
        return f"{self.key} {self.word_id}"


class SearchPosting(models.Model):
    """A person under a word, or a pair of words, of their name and their kelurahan."""

    pk = models.CompositePrimaryKey("key", "person_id")
    key = models.BigIntegerField()
    person = models.ForeignKey(
        Person, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )

    PRIVACY = dict.fromkeys(("pk", "key", "person"), Privacy.PRIVATE)

    class Meta:
        indexes = [models.Index(fields=["person"], name="search_posting_person")]

    def __str__(self) -> str:
        return f"{self.key} {self.person_id}"


class SearchSize(models.Model):
    """How many words and how many people the search held when they were last counted on a day."""

    counted_on = models.DateField(primary_key=True)
    words = models.PositiveIntegerField()
    people = models.PositiveIntegerField()

    PRIVACY = dict.fromkeys(("counted_on", "words", "people"), Privacy.PRIVATE)

    def __str__(self) -> str:
        return f"{self.counted_on:%Y-%m-%d}: {self.words} words of {self.people} people"
