"""What staff pages do beyond the actions of the apps below: taking a list along, noting once."""

import datetime
import tempfile
from typing import IO

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import permissions
from accounts.actions import record_access
from accounts.models import AccessLog, User
from recipients.models import Household
from verification import actions as verifying
from verification.models import Finding, FindingStep
from workspace import exporting
from workspace.exporting import families
from workspace.exporting.sheet import Sheet
from workspace.paging import counted

WITH_NUMBERS = "numbers; "  # begins the reason of an entry in the access log
LONGEST_REASON = 200


@transaction.atomic
def export_families(
    *, households: QuerySet[Household], kind: exporting.Format, described: str, query: str,
    with_numbers: bool, reason: str, by: User,
) -> IO[bytes]:  # fmt: skip
    """Write households, in their order, into a file that the caller closes; log who took it.

    `described` says in words what they are filtered by, `query` as the address does. Raises
    ValidationError when there are too many, or too many files with numbers in a day.
    """
    if with_numbers:
        _allow_numbers(by, reason)
    number = _counted(households, with_numbers=with_numbers)
    now = timezone.now()
    mark = _("%(count)d families, exported by %(who)s on %(when)s. Filter: %(filter)s.") % {
        "count": number, "who": by.username, "filter": described or "–",
        "when": date_format(timezone.localtime(now), "DATETIME_FORMAT"),
    }  # fmt: skip
    text = f"{kind.name}; {number}; {query}; {reason}"
    text = (WITH_NUMBERS + text if with_numbers else text)[:LONGEST_REASON]
    record_access(by=by, action=AccessLog.Action.EXPORT, reason=text)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    rows = families.rows(households, with_numbers=with_numbers)
    header = [str(name) for name in families.HEADER]
    kind.write(file, Sheet(mark, by.username, now, header, rows, families.NUMBERS))
    file.seek(0)
    return file


def _allow_numbers(by: User, reason: str) -> None:
    if not by.has_perm(permissions.REVEAL_NUMBER):
        raise PermissionDenied
    if not reason:
        raise ValidationError(_("Say what the numbers are needed for."))
    # One person's files are counted one after the other.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    since = timezone.now() - datetime.timedelta(days=1)
    taken = AccessLog.objects.filter(
        user=by, action=AccessLog.Action.EXPORT, at__gte=since, reason__startswith=WITH_NUMBERS
    )
    if taken.count() >= exporting.TIMES_A_DAY_WITH_NUMBERS:
        raise ValidationError(
            _("You took %(most)d files with numbers within a day. Take one without, or wait.")
            % {"most": exporting.TIMES_A_DAY_WITH_NUMBERS}
        )


def _counted(households: QuerySet[Household], *, with_numbers: bool) -> int:
    most = exporting.MOST_WITH_NUMBERS if with_numbers else exporting.MOST_FAMILIES
    if (number := counted(households, most)) > most:
        raise ValidationError(
            _("A file holds at most %(most)d families. Narrow the list: by kelurahan, or RW.")
            % {"most": most}
        )
    return number


@transaction.atomic
def note_once(*, finding: Finding, text: str, by: User) -> None:
    """Add a note to a finding, unless it is the last thing that the same person wrote there."""
    Finding.objects.select_for_update(no_key=True, of=("self",)).get(pk=finding.pk)
    last = finding.steps.order_by("-pk").first()
    said = " ".join(text.split())
    if last and (last.what, last.by_id, last.note) == (FindingStep.What.NOTED, by.pk, said):
        return
    verifying.note(finding=finding, text=text, by=by)
