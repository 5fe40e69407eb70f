"""What the task worker runs."""

from django.tasks import task

from imports.models import ImportJob
from imports.working import work_on


@task
def work(job_id: int) -> bool:
    """Carry a job on from its state; a job that another worker has is left alone."""
    return work_on(ImportJob.objects.get(pk=job_id))
