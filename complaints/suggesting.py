"""Which household a complaint may be about. An officer confirms; nothing is tied by itself."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from accounts.crypto import UnreadableError
from accounts.models import User
from complaints import sealing
from complaints.models import Complaint
from recipients import identity, search
from recipients.models import Household, Person

MOST = 5
MOST_NUMBERS = 10  # of the many that somebody may have typed into a story


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A household, who belongs to it, and whether a number in the complaint says so."""

    household: Household
    names: tuple[str, ...]
    by_number: bool


def numbers_in(complaint: Complaint) -> list[str]:
    """Return the identity numbers that stood in the story and in the citizen's replies."""
    blobs = [("story", complaint.pk, complaint.numbers_cipher)]
    replies = complaint.follow_ups.filter(author="citizen", numbers_cipher__isnull=False)
    blobs += [("follow_up", pk, blob) for pk, blob in replies.values_list("pk", "numbers_cipher")]
    found: dict[str, None] = {}
    for column, row_id, blob in blobs:
        try:
            opened = sealing.open_text(blob, column=column, row_id=row_id)
        except UnreadableError:
            continue
        found |= dict.fromkeys(opened.split())
    return list(found)[:MOST_NUMBERS]


def by_number(complaint: Complaint, user: User) -> list[Suggestion]:
    """Return the households of `user`'s area that have a number told in the complaint."""
    tags = [tag for number in numbers_in(complaint) for tag in identity.blind_indexes(number)]
    if not tags:
        return []
    of_people = Person.objects.filter(nik_index__in=tags).values_list("household", flat=True)
    of_families = Household.objects.filter(kk_index__in=tags).values_list("pk", flat=True)
    found = {*of_people[:MOST], *of_families[:MOST]}
    return _suggestions(found, user, by_number=True)


def by_name(complaint: Complaint, user: User) -> list[Suggestion]:
    """Return the households where whoever it is about may live, as the name search finds them.

    Whoever calls this learns something of who complains: let them only who may know it.
    """
    try:
        name = sealing.concerned(complaint).name or sealing.reporter(complaint).name
    except UnreadableError:
        return []
    matches = search.find(name, area=complaint.area_id, limit=MOST).matches
    return _suggestions((match.household_id for match in matches), user, by_number=False)


def _suggestions(numbers: Iterable[int], user: User, *, by_number: bool) -> list[Suggestion]:
    order = {number: place for place, number in enumerate(dict.fromkeys(numbers))}
    rows = Household.objects.visible_to(user).filter(Q(pk__in=order)).select_related("kelurahan")
    found = sorted(rows.prefetch_related("people"), key=lambda household: order[household.pk])
    return [
        Suggestion(one, tuple(person.name for person in one.people.all()[:MOST]), by_number)
        for one in found
    ]
