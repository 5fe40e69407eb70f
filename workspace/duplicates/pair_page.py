"""All that is shown of one pair: a constant number of queries, read before the page is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from accounts.history import Change, changes_of_all
from accounts.models import User
from recipients.identity import MASK
from recipients.models import Disbursement, Enrolment, Person, Stage
from verification.actions.duplicates import stamp
from verification.actions.merging import MERGE
from verification.models import DuplicatePair, Merge
from workspace.duplicates import comparing, telling
from workspace.duplicates.marks import marks_of
from workspace.household_page import Line, history_of

Status = Disbursement.Status
MOST_TIED = 30


@dataclass(frozen=True)
class Entry:
    """One of the two entries, with what belongs to it."""

    person: Person
    enrolments: list[Enrolment]
    history: list[Line]


def pairs_with_people() -> Any:
    """Return pairs with all that their pages show of the two people."""
    return DuplicatePair.objects.select_related(
        "first__household__kelurahan", "second__household__kelurahan", "decided_by", "model"
    )


def context_of(pair: DuplicatePair, user: User) -> dict[str, Any]:
    """Return the context of workspace/duplicates/pair.html."""
    people = (pair.first, pair.second)
    enrolments = _enrolments(people)
    entries = [
        Entry(one, own := enrolments[one.household_id], history_of(one.household, [one], own))
        for one in people
    ]
    return {
        "pair": pair, "entries": entries, "lines": comparing.lines_of(pair),
        "evidence": telling.told(pair.evidence), "marks": marks_of(*people),
        "both_paid": _both_paid(people, enrolments), "tied": tied_to(pair, user),
        "merge": _merge_of(pair, user),
        "is_merged": any(one.merged_into_id for one in people), "decisions": _decisions(pair),
        "stamp": stamp([pair]),
        "cards_left": [
            one for own in enrolments.values() for one in own
            if one.card_holder and one.card_holder.merged_into_id
        ],
        "may_merge": user.has_perm(MERGE), "suggested": comparing.suggested(pair), "mask": MASK,
    }  # fmt: skip


def _enrolments(people: Sequence[Person]) -> dict[int, list[Enrolment]]:
    payments = Disbursement.objects.select_related("stage__programme").order_by("stage__number")
    homes = {person.household_id for person in people}
    found: dict[int, list[Enrolment]] = {home: [] for home in homes}
    rows = Enrolment.objects.filter(household__in=homes).select_related("programme", "card_holder")
    listed = rows.prefetch_related(Prefetch("disbursements", payments))
    for enrolment in listed.order_by("programme__name", "pk"):
        found[enrolment.household_id].append(enrolment)
    return found


def _both_paid(people: Sequence[Person], enrolments: dict[int, list[Enrolment]]) -> list[Stage]:
    """Return the stages in which both households have a place: aid given twice, if one person."""
    if people[0].household_id == people[1].household_id:
        return []
    stages = [
        {
            payment.stage_id: payment.stage
            for enrolment in enrolments[person.household_id]
            for payment in enrolment.disbursements.all()
            if payment.status in (Status.PLANNED, Status.PAID)
        }
        for person in people
    ]
    return [stage for pk, stage in sorted(stages[0].items()) if pk in stages[1]]


def tied_to(pair: DuplicatePair, user: User) -> list[DuplicatePair]:
    """Return the other pairs of the cluster that `user` may see."""
    others = DuplicatePair.objects.visible_to(user).filter(cluster=pair.cluster).exclude(pk=pair.pk)
    listed = others.exclude(state=DuplicatePair.State.GONE).select_related("first", "second")
    return list(listed.order_by("-probability", "pk")[:MOST_TIED])


def _merge_of(pair: DuplicatePair, user: User) -> Merge | None:
    """Return the merge in force that set one of the two aside, if `user` may see both its sides."""
    if not (pair.first.merged_into_id or pair.second.merged_into_id):
        return None
    merges = (
        Merge.objects.visible_to(user).in_force().filter(gone__in=(pair.first_id, pair.second_id))
    )
    return merges.select_related("by", "kept", "gone").order_by("pk").last()


def _decisions(pair: DuplicatePair) -> list[Change]:
    told = ("state", "note")
    fields = [field.name for field in DuplicatePair._meta.concrete_fields]
    hidden = dict.fromkeys((name for name in fields if name not in told), "")
    return [change for _pair, change in changes_of_all([pair], masked=hidden)]
