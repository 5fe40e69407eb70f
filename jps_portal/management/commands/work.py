"""The worker: runs queued tasks, and each registered duty when it is due."""

import datetime
import threading
import time
from typing import Any

import structlog
from django.db import close_old_connections
from django_tasks_db.management.commands.db_worker import Command as TaskWorker

from kelurahan.duties import Duty, register_duty, registered_duties
from kelurahan.models import DutyRun

LOOK_EVERY_SECONDS = 2
HEARTBEAT = Duty("heartbeat", datetime.timedelta(seconds=10), lambda: None)
log = structlog.get_logger(__name__)


def run_due_duties() -> list[str]:
    """Run every duty that is due and not yet claimed; return the names of those run."""
    done = []
    for duty in registered_duties():
        if DutyRun.objects.claim(duty.name, duty.every):
            try:
                duty.run()
            except Exception:
                # One broken duty must not stop the others; it is tried again when next due.
                log.exception("duty failed", duty=duty.name)
            done.append(duty.name)
    return done


def _keep_duties() -> None:
    while True:
        close_old_connections()
        try:
            run_due_duties()
        except Exception:
            log.exception("duties could not be looked up")
        time.sleep(LOOK_EVERY_SECONDS)


class Command(TaskWorker):
    help = "Run queued tasks and periodic duties until told to stop."

    def handle(self, **options: Any) -> None:
        """Keep the duties in a thread of their own, so that a long task does not delay them."""
        register_duty(HEARTBEAT)
        threading.Thread(target=_keep_duties, name="duties", daemon=True).start()
        super().handle(**options)
