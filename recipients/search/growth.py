"""Watching the vocabulary: real names bring few new words, a list in a wrong column brings many.

A register that doubles brings about half as many words again. Where words grow faster than people,
addresses, numbers in letters or another alphabet have probably been imported as names.
"""

import structlog
from django.utils import timezone

from recipients.models import Person, SearchSize, SearchWord
from recipients.search import vocabulary

# Fewer new words than this are no sign of anything.
FEWEST = 1_000
log = structlog.get_logger(__name__)


def is_suspicious(before: SearchSize, after: SearchSize) -> bool:
    """Return whether the words grew by more, and by a larger share, than the people."""
    new_words, new_people = after.words - before.words, after.people - before.people
    return new_words >= FEWEST and new_words * before.people > new_people * before.words


def watch() -> None:
    """Count how many people carry each word, note the day's totals, and warn of odd growth."""
    vocabulary.recount()
    today = timezone.localdate()
    before = SearchSize.objects.filter(counted_on__lt=today).order_by("-counted_on").first()
    after, _ = SearchSize.objects.update_or_create(
        counted_on=today,
        defaults={"words": SearchWord.objects.count(), "people": Person.objects.count()},
    )
    if before and is_suspicious(before, after):
        log.warning(
            "words of names grow faster than the register",
            since=before.counted_on.isoformat(), words=after.words - before.words,
            people=after.people - before.people,
        )  # fmt: skip
