"""Ready answers, filled with the facts of the confirmed household."""

import re
from collections.abc import Mapping

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from django.utils.formats import date_format

from complaints.models import AnswerTemplate, Complaint
from kelurahan.models import Area
from recipients.models import Disbursement

PLACES = ("kelurahan", "programme", "stage", "reason", "paid_on")
_PLACE = re.compile(r"\{([a-z_]+)\}")


def templates_for(complaint: Complaint) -> QuerySet[AnswerTemplate]:
    """Return the ready answers that are offered for a complaint: those of its kind first."""
    offered = AnswerTemplate.objects.filter(is_active=True, kind__in=(complaint.kind, ""))
    return offered.order_by("-kind", "title")


def facts_of(complaint: Complaint) -> dict[str, str]:
    """Return what is known for each of PLACES; what is not known is left out.

    The words are Indonesian, as the ready answers are.
    """
    with translation.override(settings.LANGUAGE_CODE):
        payment = _payment(complaint)
        facts = {"kelurahan": _kelurahan(complaint)}
        if programme := complaint.programme or (payment and payment.programme):
            facts["programme"] = programme.name
        if stage := complaint.stage or (payment and payment.stage):
            facts["stage"] = str(stage.number)
        if payment and payment.failed_because:
            facts["reason"] = str(payment.get_failed_because_display())
        if payment and payment.paid_on:
            facts["paid_on"] = date_format(payment.paid_on, "DATE_FORMAT")
        return {place: fact for place, fact in facts.items() if fact}


def _kelurahan(complaint: Complaint) -> str:
    if complaint.household:
        return complaint.household.kelurahan.name
    return complaint.area.name if complaint.area.level == Area.Level.KELURAHAN else ""


def _payment(complaint: Complaint) -> Disbursement | None:
    """Return the household's newest payment of the programme and stage that it is about."""
    if complaint.household_id is None:
        return None
    payments = Disbursement.objects.filter(enrolment__household=complaint.household_id)
    if complaint.programme_id:
        payments = payments.filter(programme=complaint.programme_id)
    if complaint.stage_id:
        payments = payments.filter(stage=complaint.stage_id)
    newest = payments.select_related("programme", "stage")
    return newest.order_by("-stage__period_start", "-pk").first()


def fill(text: str, facts: Mapping[str, str]) -> str:
    """Put the facts in; a place without a fact stays as it is, to be seen and filled by hand."""
    return _PLACE.sub(lambda place: facts.get(place[1], place[0]), text)


def left_in(text: str) -> list[str]:
    """Return the places that a text still has, such as "{paid_on}"."""
    return list(dict.fromkeys(place[0] for place in _PLACE.finditer(text) if place[1] in PLACES))


def unknown_in(text: str) -> list[str]:
    """Return what a text has in braces that is no place at all."""
    found = (place[0] for place in _PLACE.finditer(text) if place[1] not in PLACES)
    return list(dict.fromkeys(found))
