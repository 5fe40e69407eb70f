"""All that is known of one household, read before its page is drawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from accounts.history import Change, changes_of_all
from accounts.models import User
from complaints.models import Complaint
from recipients.identity import MASK
from recipients.models import Disbursement, Enrolment, Household, Person
from verification.models import Finding, FindingStep, Proposal
from workspace.duplicates.of_family import doubles_of
from workspace.finding_page import sentence_of
from workspace.listing import people_of

MOST = 50
MASKED = {"kk_cipher": MASK, "kk_index": "", "nik_cipher": MASK, "nik_index": ""}


@dataclass(frozen=True)
class Told:
    """A finding in words, with its steps."""

    finding: Finding
    sentence: str
    steps: list[FindingStep]


@dataclass(frozen=True)
class Line:
    """One line of the history: what it is about, and what changed."""

    about: str
    change: Change


def household_context(household: Household, user: User) -> dict[str, Any]:
    """Return the context of workspace/household.html."""
    people = people_of([household.pk])[household.pk]
    enrolments = _enrolments(household)
    complaints = Complaint.objects.visible_to(user).filter(household=household)
    proposals = Proposal.objects.visible_to(user).filter(household=household)
    return {
        "household": household,
        "head": people[0].name if people else str(household),
        "people": people,
        "enrolments": enrolments,
        "findings": _findings(household, user),
        "doubles": doubles_of(household, people, user),
        "complaints": _if_allowed(user, "complaints.view_complaint", complaints),
        "proposals": _if_allowed(user, "verification.view_proposal", proposals),
        "history": history_of(household, people, enrolments),
        "mask": MASK,
    }


def _if_allowed(user: User, permission: str, rows: Any) -> list[Any]:
    return list(rows.order_by("-pk")[:MOST]) if user.has_perm(permission) else []


def _enrolments(household: Household) -> list[Enrolment]:
    payments = Disbursement.objects.select_related("stage").order_by("stage__number")
    places = household.enrolments.select_related("programme", "card_holder")
    listed = places.prefetch_related(Prefetch("disbursements", payments))
    return list(listed.order_by("programme__name", "pk"))


def _findings(household: Household, user: User) -> list[Told]:
    if not user.has_perm("verification.view_finding"):
        return []
    steps = FindingStep.objects.select_related("by").order_by("pk")
    findings = (
        Finding.objects.visible_to(user)
        .filter(household=household)
        .select_related("person", "taken_by")
        .prefetch_related(Prefetch("steps", steps))
    )
    told = [Told(one, sentence_of(one), list(one.steps.all())) for one in findings.order_by("-pk")]
    return sorted(told, key=lambda one: not one.finding.is_open)


def history_of(
    household: Household, people: Iterable[Person], enrolments: Iterable[Enrolment]
) -> list[Line]:
    """Return every change of a household and of what belongs to it, newest first."""
    about: dict[tuple[type, int], str] = {(Household, household.pk): str(household)}
    objects: list[Any] = [household]
    for person in people:
        objects.append(person)
        about[Person, person.pk] = person.name
    for enrolment in enrolments:
        objects.append(enrolment)
        about[Enrolment, enrolment.pk] = enrolment.programme.name
        for payment in enrolment.disbursements.all():
            objects.append(payment)
            about[Disbursement, payment.pk] = f"{enrolment.programme.name} – {payment.stage}"
    changes = changes_of_all(objects, masked=MASKED)
    return [Line(about[type(obj), obj.pk], change) for obj, change in changes[: 2 * MOST]]
