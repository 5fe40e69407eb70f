"""What an officer sees beside a complaint: its trail, the household, and others like it."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from accounts import permissions
from accounts.actions import record_access
from accounts.admin.sections import Link, Section, page_of
from accounts.crypto import UnreadableError
from accounts.models import AccessLog, User
from complaints import duplicates, queries, suggesting
from complaints.actions import HANDLE, WORK
from complaints.models import Complaint, Status
from complaints.models.status import may_move
from complaints.suggesting import Suggestion
from recipients.admin.households import payments_section
from recipients.models import Household
from verification.models import Finding

MOST_ROWS = 30


def context(request: HttpRequest, complaint: Complaint) -> dict[str, Any]:
    """Return what the triage page shows beside the complaint's own fields."""
    user = permissions.staff(request)
    return {
        "trail": complaint.follow_ups.select_related("by").prefetch_related("evidence"),
        "suggestions": _suggestions(complaint, user),
        "duplicates": _duplicates(complaint, user),
        "due": queries.next_deadline(complaint),
        "may_match": user.has_perm(WORK),
        "may_merge": user.has_perm(HANDLE) and may_move(complaint.status, Status.MERGED),
    }


def sections(request: HttpRequest, complaint: Complaint) -> list[Section]:
    """Return the household with its payments and findings, and the complaints like this one."""
    user = permissions.staff(request)
    of_sender = queries.of_same_sender(complaint, user)
    found = [
        Section(_("Complaints from the same telephone or e-mail"), _HEADINGS, _rows(of_sender))
    ]
    if (household := complaint.household) is None:
        return found
    of_household = _rows(queries.of_same_household(complaint, user))
    found.insert(0, Section(_("Complaints about the same household"), _HEADINGS, of_household))
    # One that moved out of one's area meanwhile is named by its number only.
    if Household.objects.visible_to(user).filter(pk=household.pk).exists():
        found = [
            _people(household),
            payments_section(household, most=MOST_ROWS),
            _findings(household),
            *found,
        ]
    return found


_HEADINGS = (_("Complaint"), _("kind"), "Kelurahan", _("status"), _("received at"))


def _rows(complaints: Iterable[Complaint]) -> list[tuple[object, ...]]:
    return [
        (
            Link(str(one), page_of(one)),
            one.get_kind_display(),
            one.area.name,
            one.get_status_display(),
            date_format(localtime(one.received_at), "SHORT_DATE_FORMAT"),
        )
        for one in complaints
    ]


def _people(household: Household) -> Section:
    rows = [
        (
            Link(person.name, page_of(person)),
            person.get_relation_display(),
            person.get_nik_status_display(),
            _("deceased") if person.deceased else "",
        )
        for person in household.people.order_by("pk")[:MOST_ROWS]
    ]
    headings = (_("Name"), _("Relation"), "NIK", _("Deceased"))
    return Section(_("People of the household"), headings, rows)


def _findings(household: Household) -> Section:
    is_shown = admin.site.is_registered(Finding)
    rows = [
        (
            Link(str(finding), page_of(finding)) if is_shown else str(finding),
            finding.get_kind_display(),
            finding.get_state_display(),
            finding.get_closed_because_display(),
        )
        for finding in household.findings.order_by("-pk")[:MOST_ROWS]
    ]
    headings = (_("Finding"), _("What is wrong"), _("State"), _("Closed because"))
    return Section(_("Findings"), headings, rows)


def _duplicates(complaint: Complaint, user: User) -> list[Complaint]:
    if not complaint.is_open:
        return []
    try:
        likely = duplicates.likely(complaint)
    except UnreadableError:
        return []
    alive = likely.visible_to(user).exclude(status__in=(Status.MERGED, Status.WITHDRAWN))
    return list(alive.select_related("area")[:MOST_ROWS])


def _suggestions(complaint: Complaint, user: User) -> list[Suggestion]:
    """Return households to confirm, while none is; looking for them is logged as any search.

    By name only for those who may know who complains: the households found tell it.
    """
    may_look = user.has_perm(permissions.SEARCH_PEOPLE) and user.has_perm(WORK)
    if complaint.household_id or not complaint.is_open or not may_look:
        return []
    if found := suggesting.by_number(complaint, user):
        record_access(by=user, action=AccessLog.Action.SEARCH_NIK, obj=complaint)
    elif user.has_perm(permissions.REVEAL_CONTACT) and _names_somebody(complaint):
        record_access(by=user, action=AccessLog.Action.SEARCH_NAME, obj=complaint)
        found = suggesting.by_name(complaint, user)
    return found


def _names_somebody(complaint: Complaint) -> bool:
    return bool(complaint.reporter_cipher or complaint.concerned_cipher)
