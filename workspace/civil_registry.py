"""How far the civil registry was asked and has answered, and who took a question along."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from accounts.models import AccessLog, User
from kelurahan.models import Area, within
from recipients.models import CivilMatch, Household, NikStatus, Person
from verification.actions.civil_export import LOGGED
from verification.models import Answer, CivilAnswer

LATEST = 20
USABLE = (NikStatus.WELL_FORMED, NikStatus.WARNING)


@dataclass(frozen=True)
class Standing:
    """People in active households by what the registry has said of them."""

    unasked: int  # with a NIK that can be asked about, without an answer
    matched: int
    unmatched: int
    not_found: int
    unusable: int  # no NIK, or one that nobody can be found by
    deceased: int  # answers that report a death, whether or not the person is listed still

    @property
    def answered(self) -> int:
        """People of whom the registry has said something."""
        return self.matched + self.unmatched + self.not_found


def standing(code: str) -> Standing:
    """Count the people of the area `code`; two queries."""
    living = Person.objects.filter(
        within("household__kelurahan__code", code), deceased=False,
        household__status=Household.Status.ACTIVE, merged_into=None,
    )  # fmt: skip
    found: Counter[str] = Counter()
    for match, status, people in living.values_list("civil_match", "nik_status").annotate(
        n=Count("pk")
    ):
        is_lost = match == CivilMatch.UNCHECKED and status not in USABLE
        found["unusable" if is_lost else match] += people
    dead = CivilAnswer.objects.filter(
        within("person__household__kelurahan__code", code), answer=Answer.DECEASED
    )
    return Standing(
        unasked=found[CivilMatch.UNCHECKED], matched=found[CivilMatch.MATCHED],
        unmatched=found[CivilMatch.UNMATCHED], not_found=found[CivilMatch.NOT_FOUND],
        unusable=found["unusable"], deceased=dead.count(),
    )  # fmt: skip


@dataclass(frozen=True)
class Taken:
    """One question that somebody took along."""

    at: datetime.datetime
    by: str
    area: str
    people: int


def questions(user: User) -> list[Taken]:
    """Return the newest questions about areas within the user's own, from the access log."""
    rows = (
        AccessLog.objects.filter(action=AccessLog.Action.EXPORT, reason__startswith=LOGGED)
        .order_by("-pk")
        .values_list("at", "reason", "user__username")[: 5 * LATEST]
    )
    read = [(at, by, *_read(reason)) for at, reason, by in rows]
    seen = [row for row in read if f"{row[2]}.".startswith(f"{user.scope}.") or not user.scope]
    names = _names(code for _at, _by, code, _people in seen)
    return [Taken(at, by, names.get(code, code), n) for at, by, code, n in seen[:LATEST]]


def _read(reason: str) -> tuple[str, int]:
    code, _comma, people = reason.removeprefix(LOGGED).partition(", ")
    return code, int(people) if people.isdecimal() else 0


def _names(codes: Iterable[str]) -> dict[str, str]:
    return dict(Area.objects.filter(pk__in=set(codes)).values_list("pk", "name"))
