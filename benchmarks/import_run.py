"""Imports one file in a process of its own and prints the seconds of each phase as JSON.

Run as `python -m benchmarks.import_run FILE`, with the environment of the portal.
"""

import json
import os
import resource
import sys
import time
from pathlib import Path


def main(path: Path) -> None:
    """Import a DTKS roster up to its application; figures are not published."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
    import django

    django.setup()

    from dataclasses import replace

    from accounts.models import User
    from imports import actions, formats
    from imports.leases import Progress
    from imports.models import ImportJob, Phase
    from imports.working import work_on

    seconds: dict[str, float] = {}
    processor: dict[str, float] = {}

    class Clock(Progress):
        def enter(self, phase: Phase) -> None:
            now, busy = time.perf_counter(), time.process_time()
            seconds[self.phase or "start"] = now - self._at[0]
            processor[self.phase or "start"] = busy - self._at[1]
            self._at = now, busy
            super().enter(phase)

        _at = (time.perf_counter(), time.process_time())

    form = replace(formats.get("dtks_roster"), publishes=False)
    formats._formats["dtks_roster"] = form
    user, _made = User.objects.get_or_create(
        username="bench", defaults={"role": "administrator", "is_superuser": True, "is_staff": True}
    )
    began = time.perf_counter()
    with path.open("rb") as file:
        pieces = iter(lambda: file.read(1 << 20), b"")
        job = actions.receive(
            form=form, name=path.name, pieces=pieces, options={}, by=user, queue=False
        )
    clock = Clock(job, job.pk)  # type: ignore[arg-type]
    work_on(job, watch=clock)
    actions.confirm(job=job, by=user, queue=False)
    work_on(job, watch=clock)
    clock.enter(Phase.NONE)
    job = ImportJob.objects.get(pk=job.pk)
    peak = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    sys.stdout.write(
        json.dumps(
            {
                "job": job.pk,
                "state": job.state,
                "new": job.new,
                "refused": job.refused,
                "seconds": time.perf_counter() - began,
                "phases": seconds,
                "processor": processor,
                "peak_mb": peak / 1024,
            }
        )
        + "\n"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
