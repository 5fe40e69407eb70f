"""The model in use: the one that was activated, else the one that came with the portal."""

import logging

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from verification.duplicates import spec
from verification.models import DuplicateModel

LOCK = 7_306_213  # any number that no other advisory lock has
_known_to_fit: set[int] = set()  # content never changes, nor does this portal while it runs
log = logging.getLogger(__name__)


def active_model() -> DuplicateModel:
    """Return the model in use.

    A shipped one gives way to the one of a newer portal, and so does one whose comparisons this
    portal does not know any more.
    """
    active = DuplicateModel.objects.filter(is_active=True).first()
    if active is not None and _is_kept(active):
        return active
    return _activate_shipped()


def active_pk() -> int:
    """Return the key of the model in use, at the cost of one small query."""
    pk = DuplicateModel.objects.filter(is_active=True).values_list("pk", flat=True).first()
    if pk is not None and pk in _known_to_fit:
        return pk
    pk = active_model().pk
    _known_to_fit.add(pk)
    return pk


def _is_kept(model: DuplicateModel) -> bool:
    if model.is_shipped:
        return bool(model.content == spec.shipped())
    try:
        spec.load(model.content)
    except spec.SpecError as error:
        log.warning("model %s is not used: %s", model.version, error)
        return False
    return True


@transaction.atomic
def _activate_shipped() -> DuplicateModel:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    shipped = next(
        (m for m in DuplicateModel.objects.filter(is_shipped=True) if m.content == spec.shipped()),
        None,
    )
    DuplicateModel.objects.filter(is_active=True).update(is_active=False)
    if shipped is not None:
        DuplicateModel.objects.filter(pk=shipped.pk).update(is_active=True)
        shipped.refresh_from_db()
        return shipped
    last = DuplicateModel.objects.aggregate(last=Max("version"))["last"] or 0
    return DuplicateModel.objects.create(
        version=last + 1, content=spec.shipped(), trained_at=timezone.now(), is_shipped=True,
        is_active=True,
    )  # fmt: skip
