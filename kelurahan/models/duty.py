"""When each periodic duty was last started."""

import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone


class DutyRunQuerySet(models.QuerySet["DutyRun"]):
    def claim(self, name: str, every: datetime.timedelta) -> bool:
        """Tell whether the duty is due, and if so mark it as started by this caller alone."""
        now = timezone.now()
        self.bulk_create([DutyRun(name=name, started_at=None)], ignore_conflicts=True)
        due = Q(started_at=None) | Q(started_at__lte=now - every)
        return self.filter(due, name=name).update(started_at=now) == 1

    def started_within(self, name: str, span: datetime.timedelta) -> bool:
        """Tell whether the duty was started in the last `span`."""
        return self.filter(name=name, started_at__gte=timezone.now() - span).exists()


class DutyRun(models.Model):
    """One row per duty; the worker's heartbeat is a duty like any other."""

    name = models.CharField(max_length=60, primary_key=True)
    started_at = models.DateTimeField(null=True)

    objects = DutyRunQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
