"""The question to the civil registry: who is asked about, as a file that comes back answered.

The numbers leave the portal unmasked, so only officers may ask, the access log tells who did and
how many people it was, and every row carries who exported it and when.
"""

import csv
import io
from collections.abc import Iterator
from typing import IO, Literal

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import permissions
from accounts.actions import record_access
from accounts.models import AccessLog, User
from imports import workbook
from kelurahan.models import within
from recipients import identity
from recipients.models import CivilMatch, Household, NikStatus, Person
from verification import reference

EXPORT = "verification.export_question"
LOGGED = "civil registry: "  # begins an entry of the access log, then "area, people"
HEADER = (
    "referensi", "nik", "nama", "tanggal_lahir", "jenis_kelamin", "alamat", "kode_kelurahan",
    "hasil", "field_berbeda", "tanggal_meninggal", "diekspor_oleh",
)  # fmt: skip
SEXES = {"male": "L", "female": "P"}
AT_ONCE = 2_000

type FileKind = Literal["csv", "xlsx"]


def askable(*, area: str, again: bool = False) -> Q:
    """Return the condition on people that the registry can be asked about.

    They have a well-formed NIK and live in an active household; those whom it knows already are
    left out unless they are asked about `again`.
    """
    numbered = Q(nik_status__in=[NikStatus.WELL_FORMED, NikStatus.WARNING])
    active = Household.Status.ACTIVE
    listed = Q(household__status=active, merged_into=None, deceased=False)
    asked = Q() if again else ~Q(civil_match=CivilMatch.MATCHED)
    return numbered & listed & asked & within("household__kelurahan__code", area)


def export_question(
    *, file: IO[bytes], kind: FileKind, by: User, area: str = "", again: bool = False
) -> int:
    """Write whom the civil registry is asked about in `area` (default: all of one's own).

    Returns how many people. Numbers are text and no cell is a formula. Raises PermissionDenied
    outside one's area, ValidationError when there is nobody to ask about or too many for XLSX.
    """
    area = area or by.scope
    permissions.require(by, EXPORT, area)
    people = Person.objects.visible_to(by).filter(askable(area=area, again=again))
    count = people.count()
    if not count:
        raise ValidationError(_("There is nobody to ask about."))
    if kind == "xlsx" and count > workbook.MOST_ROWS:
        raise ValidationError(_("These are too many people for one workbook: choose CSV."))
    # Logged before a single number is opened.
    record_access(by=by, action=AccessLog.Action.EXPORT, reason=f"{LOGGED}{area or '-'}, {count}")
    rows = _rows(people.select_related("household").order_by("pk"), _watermark(by))
    if kind == "xlsx":
        workbook.write_rows(file, HEADER, rows, frozenset(range(len(HEADER))))
    else:
        _write_csv(file, rows)
    return count


def _watermark(by: User) -> str:
    return f"{by.username} {timezone.localtime():%Y-%m-%d %H:%M}"


def _rows(people: QuerySet[Person], watermark: str) -> Iterator[tuple[str, ...]]:
    for person in people.iterator(chunk_size=AT_ONCE):
        home = person.household
        yield (
            reference.make(person.pk, person.name, person.birth_date),
            _number(person),
            person.name,
            person.birth_date.strftime("%d-%m-%Y") if person.birth_date else "",
            SEXES.get(person.sex, ""),
            home.address,
            home.kelurahan_id,
            "", "", "",
            watermark,
        )  # fmt: skip


def _number(person: Person) -> str:
    if person.nik_cipher is None:
        raise AssertionError("askable people have a NIK")
    return identity.decrypt(person.nik_cipher, column="person.nik", row_id=person.pk)


def _write_csv(file: IO[bytes], rows: Iterator[tuple[str, ...]]) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(HEADER)
    writer.writerows([workbook.guarded(cell) for cell in row] for row in rows)
    text.detach()
