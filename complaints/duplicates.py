"""Complaints that may be one: for the citizen who sends again, and for officers.

Telling somebody "you complained already" tells whoever types another's telephone number about that
person. So the form says it only to who evidently wrote the earlier one: the same telephone or
e-mail, the same kind, and nearly the same words. Officers, who may see both, are told of more.
"""

import re
from datetime import timedelta

from django.db.models import Q

from complaints import sealing, texts
from complaints.actions import Report
from complaints.models import Complaint
from complaints.models.complaint import ComplaintQuerySet
from complaints.sealing import Contact

ALIKE = 0.5
LOOKED_BACK = timedelta(days=90)
MOST_COMPARED = 100
_WORD = re.compile(r"\w+")


def alike(one: str, other: str) -> float:
    """Return how alike two texts are, from 0 to 1: the share of letter triples that they share."""
    first, second = _triples(one), _triples(other)
    return len(first & second) / (len(first | second) or 1)


def _triples(text: str) -> set[str]:
    padded = (f"  {word} " for word in _WORD.findall(text.casefold()))
    return {word[place : place + 3] for word in padded for place in range(len(word) - 2)}


def _from_the_same(contact: Contact) -> Q | None:
    """Return the condition that telephone or e-mail is equal; None where neither is given."""
    phones, emails = sealing.tags_of(contact)
    if not phones and not emails:
        return None
    return Q(phone_index__in=phones) | Q(email_index__in=emails)


def own_earlier(report: Report) -> Complaint | None:
    """Return the open complaint that whoever reports has evidently sent before, if any."""
    same = _from_the_same(report.reporter)
    if same is None:
        return None
    words = texts.set_apart_numbers(report.story).text
    known = Complaint.objects.open().filter(same, kind=report.kind).order_by("-pk")
    compared = [(alike(one.story, words), one.pk, one) for one in known[:MOST_COMPARED]]
    likeness, _number, complaint = max(compared, default=(0, 0, None))
    return complaint if likeness >= ALIKE else None


def likely(complaint: Complaint) -> ComplaintQuerySet:
    """Return other complaints that may be about the same; the caller adds `.visible_to(user)`.

    From the same person, about the same household, or of the same kind and kelurahan in nearly the
    same words, among the newest within 90 days before it.
    """
    others = Complaint.objects.exclude(pk=complaint.pk)
    condition = Q(pk__in=_told_alike(complaint, others))
    if complaint.household_id:
        condition |= Q(household=complaint.household_id)
    if (same := _from_the_same(sealing.reporter(complaint))) is not None:
        condition |= same
    return others.filter(condition).order_by("-pk")


def _told_alike(complaint: Complaint, others: ComplaintQuerySet) -> list[int]:
    near = others.filter(
        area=complaint.area_id, kind=complaint.kind,
        received_at__gte=complaint.received_at - LOOKED_BACK,
    )  # fmt: skip
    told = near.order_by("-received_at").values_list("pk", "story")[:MOST_COMPARED]
    return [number for number, story in told if alike(story, complaint.story) >= ALIKE]
