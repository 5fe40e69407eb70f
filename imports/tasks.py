"""What the task worker runs."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.tasks import task

from accounts.models import User
from imports import actions
from imports.leases import Progress, claim, heartbeat, release
from imports.models import ImportJob, Phase, State
from imports.working import work_on


@task
def work(job_id: int) -> bool:
    """Carry a job on from its state; a job that another worker has is left alone."""
    return work_on(ImportJob.objects.get(pk=job_id))


@task
def take_back(job_id: int) -> bool:
    """Undo a job for the one who asked for it; why it was refused is kept in its report."""
    job = ImportJob.objects.get(pk=job_id)
    lease = claim(job)
    if lease is None:
        return False
    progress = Progress(job, lease)
    progress.enter(Phase.UNDOING)
    try:
        with heartbeat(progress):
            actions.undo(job=job, by=User.objects.get(pk=job.report["undo_by"]))
    except (ValidationError, PermissionDenied) as error:
        report = {**job.report, "undo_refused": getattr(error, "code", None) or "state"}
        ImportJob.objects.filter(pk=job.pk, state=State.APPLIED).update(report=report)
    finally:
        release(job, lease)
    return True
