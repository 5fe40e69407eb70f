"""The lists of a round trip as workbooks: what is filtered, no number of anybody, logged."""

import tempfile
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions import record_access
from accounts.models import AccessLog, User
from verification.models import Cycle
from workspace.exporting import FORMATS, Format
from workspace.exporting.sheet import Cell, Sheet

MOST = 50_000
AT_ONCE = 1_000
LINE_HEADER = (
    _("No."),
    "Kelurahan",
    _("Family"),
    _("Person"),
    _("Kind"),
    _("Asked for"),
    _("Times asked"),
    _("Ministry’s answer"),
    _("Reason"),
    _("Matched by"),
    _("Probability"),
    _("Row of the return"),
)
CHANGE_HEADER = (
    "Kelurahan",
    _("Kind"),
    _("Person"),
    _("Name"),
    _("Before"),
    _("After"),
    _("Matched by"),
    _("Row of the return"),
)


def written(cycle: Cycle, rows: QuerySet[Any], *, what: str, by: User) -> tuple[IO[bytes], Format]:
    """Write the filtered corrections ("lines") or changes; raise ValidationError for too many."""
    count = rows.order_by()[: MOST + 1].count()
    if count > MOST:
        raise ValidationError(
            _("These are more than %(most)d rows: choose a kind or a kelurahan.") % {"most": MOST}
        )
    reason = f"round trip {cycle}: {what}, {count}"
    record_access(by=by, action=AccessLog.Action.EXPORT, obj=cycle, reason=reason)
    header, cells = (LINE_HEADER, _line) if what == "lines" else (CHANGE_HEADER, _change)
    found = rows.select_related("kelurahan", "person").order_by("pk")
    now = timezone.localtime()
    sheet = Sheet(
        mark=f"{by.username} {now:%Y-%m-%d %H:%M}", author=by.username, made_at=now,
        header=[str(name) for name in header], numbers=frozenset(),
        rows=(cells(row) for row in found.iterator(chunk_size=AT_ONCE)),
    )  # fmt: skip
    kind, file = FORMATS[0], tempfile.TemporaryFile()  # noqa: SIM115 – the response closes it
    kind.write(file, sheet)
    file.seek(0)
    return file, kind


def _line(line: Any) -> list[Cell]:
    return [
        line.number, line.kelurahan.name, line.household_id, line.person.name if line.person
        else "", line.get_kind_display(), line.get_action_display(), line.age,
        line.get_answer_display(), line.reason, line.get_matched_by_display(),
        _percent(line.probability), line.row,
    ]  # fmt: skip


def _change(change: Any) -> list[Cell]:
    return [
        change.kelurahan.name, change.get_kind_display(), change.person_id, change.name,
        change.before, change.after, change.get_matched_by_display(), change.row,
    ]  # fmt: skip


def _percent(probability: float | None) -> str:
    return "" if probability is None else f"{probability:.4f}"
