"""A work list as a workbook: taken along, filled in, sent back (formats.campaign_results)."""

from collections.abc import Iterator
from typing import IO

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import permissions
from accounts.actions import record_access
from accounts.models import AccessLog, User
from imports import workbook
from recipients.identity import MASK
from verification import reference
from verification.actions.visits import RECORD, check_open
from verification.models import Campaign, Result, Task

HEADER = (
    "referensi", "nama", "rw", "rt", "alamat", "kode_kelurahan", "nik", "hasil",
    "tanggal_meninggal", "catatan", "diunduh_oleh",
)  # fmt: skip
# What the drop-down offers; formats.campaign_results reads the same words.
WORDS = {
    "sesuai": Result.CORRECT, "tidak ditemukan": Result.NOT_FOUND, "pindah": Result.MOVED,
    "ganda": Result.DUPLICATE, "invalid": Result.INVALID, "meninggal": Result.DECEASED,
    "tanpa e-KTP": Result.NO_NIK, "tidak bertemu": Result.NOBODY,
}  # fmt: skip
MOST = 20_000


def export_work(
    *, file: IO[bytes], campaign: Campaign, kelurahan: str, by: User, rw: str = ""
) -> int:
    """Write whom `by` still has to visit in a kelurahan, or one RW of it; return how many.

    No number is in it. Raises ValidationError when there is nobody, or too many.
    """
    permissions.require(by, RECORD, kelurahan)
    check_open(campaign)
    tasks = Task.objects.work_of(by).filter(campaign=campaign, kelurahan=kelurahan)
    if rw:
        tasks = tasks.filter(person__household__rw=rw)
    count = tasks.count()
    if not count:
        raise ValidationError(_("There is nobody left to visit here."))
    if count > MOST:
        raise ValidationError(_("These are too many people for one file: choose an RW."))
    reason = f"campaign {campaign.pk}: {kelurahan}, {count}"
    record_access(by=by, action=AccessLog.Action.EXPORT, reason=reason)
    choices = {HEADER.index("hasil"): [w for w, r in WORDS.items() if r in campaign.offered]}
    texts = frozenset(range(len(HEADER)))
    workbook.write_rows(file, HEADER, _rows(tasks, by), texts, choices=choices, rows_count=count)
    return count


def _rows(tasks: QuerySet[Task], by: User) -> Iterator[tuple[str | None, ...]]:
    mark = f"{by.username} {timezone.localtime():%Y-%m-%d %H:%M}"
    order = ("person__household__rw", "person__household__rt", "person__household_id", "pk")
    for task in tasks.select_related("person__household").order_by(*order).iterator():
        person, home = task.person, task.person.household
        yield (
            reference.make_for_visit(task), person.name, home.rw, home.rt, home.address,
            task.kelurahan_id, MASK if person.nik_cipher else "", None, None, None, mark,
        )  # fmt: skip
