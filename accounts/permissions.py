"""Which role may do what. The table is the only source: nothing is granted in the database.

A permission is Django's "app.action_model", or a named one such as `REVEAL_NUMBER`. No role may
delete anything. The area a permission reaches is a second question, which `visible_to` answers.
"""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts.models import Role, User

REVEAL_NUMBER = "recipients.reveal_number"
SEARCH_PEOPLE = "recipients.search_people"
LEAVE_OUT = "recipients.leave_out_of_search"
REVEAL_CONTACT = "complaints.reveal_contact"
SET_OFFICE = "kelurahan.change_areaoffice"

VIEW = frozenset(
    {
        "kelurahan.view_area",
        "kelurahan.view_release",
        "recipients.view_disbursement",
        "recipients.view_enrolment",
        "recipients.view_household",
        "recipients.view_person",
        "recipients.view_programme",
        "recipients.view_stage",
        "verification.view_campaign",
        "verification.view_duplicatepair",
        "verification.view_cycle",
        "verification.view_cycleline",
        "verification.view_exclusiveprogrammes",
        "verification.view_finding",
        "verification.view_proposal",
        "verification.view_task",
        SEARCH_PEOPLE,
    }
)
CHANGE_REGISTER = frozenset(
    {
        "recipients.add_enrolment",
        "recipients.add_household",
        "recipients.add_person",
        "recipients.change_enrolment",
        "recipients.change_household",
        "recipients.change_person",
    }
)
PAY = frozenset({"recipients.add_disbursement", "recipients.change_disbursement"})
CHANGE_PROGRAMMES = frozenset(
    {
        "recipients.add_programme",
        "recipients.add_stage",
        "recipients.change_programme",
        "recipients.change_stage",
        "verification.add_exclusiveprogrammes",
        "verification.change_exclusiveprogrammes",
    }
)
VERIFY = frozenset(
    {
        "verification.add_finding",
        "verification.add_proposal",
        "verification.decide_duplicatepair",
        "verification.record_visit",
        "verification.work_finding",
    }
)
ANSWER_FINDINGS = VERIFY | {"verification.close_finding"}
APPROVE_FINDINGS = ANSWER_FINDINGS | {
    "verification.add_campaign",
    "verification.add_cycle",
    "verification.apply_proposal",
    "verification.approve_finding",
    "verification.change_campaign",
    "verification.change_cycle",
    "verification.change_duplicatemodel",
    "verification.export_cycle",
    "verification.export_question",
    "verification.find_duplicates",
    "verification.import_answer",
    "verification.import_return",
    "verification.merge_people",
    "verification.view_duplicatemodel",
}
# To enter, see and work on complaints; to decide about them and see who complains.
WORK_ON_COMPLAINTS = frozenset(
    {
        "complaints.add_complaint",
        "complaints.view_answertemplate",
        "complaints.view_complaint",
        "complaints.work_complaint",
    }
)
HANDLE_COMPLAINTS = WORK_ON_COMPLAINTS | {"complaints.handle_complaint", REVEAL_CONTACT}
WRITE_TEMPLATES = frozenset({"complaints.add_answertemplate", "complaints.change_answertemplate"})
SEND_FILES = frozenset({"imports.add_importjob", "imports.view_importjob"})
CONFIRM_FILES = SEND_FILES | {"imports.confirm_importjob"}
UNDO_FILES = CONFIRM_FILES | {"imports.undo_importjob", "kelurahan.add_officialcount"}
ADMINISTER = frozenset(
    {
        "accounts.add_user",
        "accounts.change_user",
        "accounts.view_accesslog",
        "accounts.view_user",
        "kelurahan.add_area",
        "kelurahan.change_area",
        "recipients.view_shownhour",
    }
)

# Of a kelurahan or kecamatan.
AREA_OFFICE = (
    VIEW | {REVEAL_NUMBER, LEAVE_OUT, SET_OFFICE} | CONFIRM_FILES | HANDLE_COMPLAINTS
    | ANSWER_FINDINGS
)  # fmt: skip
OFFICE = (
    VIEW | {REVEAL_NUMBER, LEAVE_OUT, SET_OFFICE} | CHANGE_REGISTER | PAY | CHANGE_PROGRAMMES
    | UNDO_FILES | APPROVE_FINDINGS | HANDLE_COMPLAINTS | WRITE_TEMPLATES
)  # fmt: skip

PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.FACILITATOR: VIEW | SEND_FILES | WORK_ON_COMPLAINTS | VERIFY,
    Role.LURAH: AREA_OFFICE | {"verification.sign_lurah"},
    Role.KECAMATAN: AREA_OFFICE | {"verification.sign_kecamatan"},
    Role.OFFICER: OFFICE,
    Role.ADMINISTRATOR: OFFICE | ADMINISTER,
}


def of_role(role: str) -> frozenset[str]:
    """Return the permissions of a role; an unknown role has none."""
    return PERMISSIONS.get(Role(role), frozenset()) if role in Role.values else frozenset()


def require(user: User, permission: str, area_code: str) -> None:
    """Raise PermissionDenied unless `user` has the permission and `area_code` is in their area."""
    in_scope = user.sees_everything or bool(user.area_id)
    below = not user.scope or f"{area_code}.".startswith(f"{user.scope}.")
    if not (in_scope and below and user.has_perm(permission)):
        raise PermissionDenied


def staff(request: HttpRequest) -> User:
    """Return the signed-in member of staff, or raise PermissionDenied."""
    user = request.user
    if not isinstance(user, User) or not user.is_staff:
        raise PermissionDenied
    return user
