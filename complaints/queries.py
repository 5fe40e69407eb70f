"""What staff read about complaints, always within what they may see."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, IntegerField, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Length
from django.utils import timezone

from accounts import permissions
from accounts.crypto import UnreadableError
from accounts.models import Role, User
from complaints import receipts, sealing
from complaints.models import OPEN, Complaint, Status

MOST_HITS = 50
FEW = 1000  # so many have a word that is not rare any more
WORK = "complaints.work_complaint"
_OFFICES = tuple(role for role in Role if WORK in permissions.of_role(role))


def is_late(now: datetime.datetime) -> Q:
    """Return the condition that an open complaint has missed a deadline by `now`."""
    unverified = Q(status=Status.RECEIVED, verify_by__lt=now)
    return Q(status__in=OPEN) & (unverified | Q(answer_by__lt=now))


def is_due(now: datetime.datetime, until: datetime.datetime) -> Q:
    """Return the condition that the next deadline of an open complaint lies between these."""
    unverified = Q(status=Status.RECEIVED, verify_by__range=(now, until))
    waiting = Q(status__in=set(OPEN) - {Status.RECEIVED}, answer_by__range=(now, until))
    return unverified | waiting


def next_deadline(complaint: Complaint) -> datetime.datetime:
    """Return the deadline that comes first: the check while there was none, then the answer."""
    if complaint.status == Status.RECEIVED:
        return min(complaint.verify_by, complaint.answer_by)
    return complaint.answer_by


def with_code(typed: str, user: User) -> Complaint | None:
    """Return the complaint with this code, however it is typed, if `user` may see it."""
    code = receipts.read_code(typed)
    if len(code) != receipts.CODE_LENGTH or not set(code) <= set(receipts.ALPHABET):
        return None
    tags = receipts.code_tags(code)
    return Complaint.objects.visible_to(user).filter(code_index__in=tags).first()


def telling(text: str, user: User) -> list[Complaint]:
    """Return the newest complaints whose story holds these words, at most MOST_HITS.

    Rare words are looked up in the index of words; the database would walk through all complaints
    from the newest on, which is right for common words only.
    """
    told = Complaint.objects.visible_to(user).telling(text)
    found = list(told.order_by().values_list("pk", flat=True)[:FEW])
    newest = told if len(found) == FEW else Complaint.objects.filter(pk__in=found)
    return list(newest.select_related("area").order_by("-pk")[:MOST_HITS])


def of_same_household(complaint: Complaint, user: User) -> list[Complaint]:
    """Return the other complaints about the confirmed household, newest first."""
    if complaint.household_id is None:
        return []
    return _others(complaint, user, Q(household=complaint.household_id))


def of_same_sender(complaint: Complaint, user: User) -> list[Complaint]:
    """Return the other complaints with this telephone number or e-mail address, newest first."""
    try:
        phones, emails = sealing.tags_of(sealing.reporter(complaint))
    except UnreadableError:
        return []
    if not phones and not emails:
        return []
    return _others(complaint, user, Q(phone_index__in=phones) | Q(email_index__in=emails))


def _others(complaint: Complaint, user: User, condition: Q) -> list[Complaint]:
    others = Complaint.objects.visible_to(user).filter(condition).exclude(pk=complaint.pk)
    return list(others.select_related("area").order_by("-pk")[:MOST_HITS])


def staff_of(code: str) -> QuerySet[User]:
    """Return who may work on complaints of the area `code`, the nearest and least busy first.

    Each has `load`, the number of open complaints assigned to them.
    """
    above = [code[:length] for length in (2, 5, 8, 13) if length <= len(code)]
    everywhere = Q(role=Role.ADMINISTRATOR, area=None)
    people = User.objects.filter(is_active=True, is_staff=True, role__in=_OFFICES)
    return (
        people.filter(Q(area__in=above) | everywhere)
        .annotate(load=_load(), depth=Coalesce(Length("area_id"), 0))
        .order_by("-depth", "load", "username")
    )


def _load() -> Coalesce:
    # Grouped in a subquery: it reads the index of open complaints and nothing else.
    of_one = Complaint.objects.open().filter(assignee=OuterRef("pk")).order_by()
    counted = of_one.values("assignee").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


@dataclass(frozen=True, slots=True)
class Load:
    """What one member of staff has on their desk."""

    username: str
    role: str
    area: str
    open: int
    late: int
    next_due: datetime.datetime | None


def loads(user: User) -> list[Load]:
    """Return the load of everybody who has an open complaint that `user` may see, most first."""
    open_ones = Complaint.objects.visible_to(user).open().exclude(assignee=None).order_by()
    rows = open_ones.values(
        "assignee__username", "assignee__role", "assignee__area__name"
    ).annotate(
        number=Count("pk"), late=Count("pk", filter=is_late(timezone.now())), due=Min("answer_by")
    )  # fmt: skip
    return [
        Load(
            row["assignee__username"], str(Role(row["assignee__role"]).label),
            row["assignee__area__name"] or "–", row["number"], row["late"], row["due"],
        )
        for row in rows.order_by("-number", "assignee__username")
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """What waits for one person."""

    mine: int
    late: int
    unassigned: int


def standing(user: User) -> Standing:
    """Return what waits for `user`; of the unassigned at most a thousand are counted."""
    mine = Complaint.objects.visible_to(user).open().filter(assignee=user).order_by()
    counted = mine.aggregate(all=Count("pk"), late=Count("pk", filter=is_late(timezone.now())))
    unassigned = Complaint.objects.visible_to(user).unassigned().order_by()[:1000].count()
    return Standing(counted["all"], counted["late"], unassigned)
