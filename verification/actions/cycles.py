"""A quarter's round trip: opened, collected, sent, closed; see cycles_export and reconciling."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import permissions
from accounts.models import User
from kelurahan.models import Area
from verification.actions._common import acting
from verification.models import Cycle, CycleState, FindingStep
from verification.reconciling.collecting import collect_lines

ADD, CHANGE = "verification.add_cycle", "verification.change_cycle"
S = CycleState


def quarter_of(day: datetime.date) -> tuple[int, int]:
    """Return the year and quarter of a day."""
    return day.year, (day.month + 2) // 3


@transaction.atomic
def open_cycle(*, area: Area, year: int, quarter: int, by: User) -> Cycle:
    """Open a quarter's round trip of a city and collect what is approved; one there stays.

    Raises ValidationError while an earlier one is not sent, since its batch would be this one's.
    """
    permissions.require(by, ADD, area.pk)
    # Two officers at once open one, and never two batches of the same corrections.
    Area.objects.select_for_update(no_key=True).get(pk=area.pk)
    if known := Cycle.objects.filter(area=area, year=year, quarter=quarter).first():
        return known
    others = Cycle.objects.filter(area=area)
    if others.filter(state__in=(S.COLLECTING, S.EXPORTED)).exists():
        raise ValidationError(_("The round trip before is not sent yet. Send it first."))
    newest = others.order_by("-year", "-quarter").first()
    if newest and (newest.year, newest.quarter) > (year, quarter):
        raise ValidationError(_("There is a later round trip already."))
    cycle = Cycle(
        area=area, year=year, quarter=quarter, opened_by=by, opened_on=timezone.localdate()
    )
    cycle.full_clean(exclude=["state"])
    cycle.save(force_insert=True)
    gather(cycle)
    return cycle


@transaction.atomic
def collect(*, cycle: Cycle, by: User) -> Cycle:
    """Collect anew what is approved by now; a batch that was made but not sent is made again."""
    cycle = locked(cycle, by=by)
    if cycle.is_away:
        raise ValidationError(_("This batch was sent: what is approved now goes with the next."))
    if cycle.state == S.EXPORTED:
        save(
            cycle, by=by, state=S.COLLECTING, sha256_csv="", sha256_xlsx="", exported_at=None,
            exported_by=None, key_id="", signature=None,
        )  # fmt: skip
    gather(cycle)
    return cycle


def gather(cycle: Cycle) -> None:
    """Fill a locked cycle that is being collected with what is approved by now."""
    cycle.lines.all().delete()
    cycle.corrections = collect_lines(cycle)
    cycle.save(update_fields=["corrections"])


@transaction.atomic
def mark_sent(*, cycle: Cycle, sent_on: datetime.date, receipt: str, by: User) -> Cycle:
    """Note that the ministry has the batch, with the number of its receipt; twice is once."""
    cycle = locked(cycle, by=by)
    receipt = " ".join(receipt.split())
    if cycle.is_away and (cycle.sent_on, cycle.receipt) == (sent_on, receipt):
        return cycle
    if cycle.state != S.EXPORTED:
        raise ValidationError(_("Make the batch first; one that was sent stays as it is."))
    if not receipt or not receipt.isprintable() or len(receipt) > 60:
        raise ValidationError(_("Write the number of the ministry's receipt."))
    if not cycle.opened_on <= sent_on <= timezone.localdate():
        raise ValidationError(_("The day lies before the collection or is still to come."))
    save(cycle, by=by, state=S.SENT, sent_on=sent_on, receipt=receipt)
    _note_steps(cycle, by)
    return cycle


def _note_steps(cycle: Cycle, by: User) -> None:
    """Note in the trail of each finding that it was sent."""
    rows = cycle.lines.sent().values_list("finding_id", "finding__state").order_by("finding_id")
    at = timezone.now()
    FindingStep.objects.bulk_create(
        (
            FindingStep(
                finding_id=pk, what=FindingStep.What.SENT, before=state, after=state, by=by, at=at,
                note=str(cycle),
            )
            for pk, state in rows.iterator(chunk_size=2_000)
        ),
        batch_size=2_000,
    )  # fmt: skip


@transaction.atomic
def close_cycle(*, cycle: Cycle, by: User) -> Cycle:
    """Close a reconciled round trip: no other return is taken. A closed one stays as it is."""
    cycle = locked(cycle, by=by)
    if cycle.state == S.CLOSED:
        return cycle
    if cycle.state != S.RETURNED:
        raise ValidationError(_("Nothing has come back yet."))
    return save(cycle, by=by, state=S.CLOSED, closed_on=timezone.localdate())


def locked(cycle: Cycle, *, by: User, permission: str = CHANGE) -> Cycle:
    """Return the cycle, locked, or raise PermissionDenied outside `by`'s area or role."""
    current = Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    permissions.require(by, permission, current.area_id)
    return current


def save(cycle: Cycle, *, by: User, **fields: object) -> Cycle:
    """Set and save these fields of a locked cycle, naming who acts in its history."""
    for name, value in fields.items():
        setattr(cycle, name, value)
    with acting(by):
        cycle.save(update_fields=[*fields])
    return cycle
