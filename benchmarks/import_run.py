"""Imports one file in a process of its own and prints the seconds of each phase as JSON.

Run as `python -m benchmarks.import_run FILE`, with the environment of the portal.
"""

import json
import os
import resource
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import User
    from imports.models import ImportJob, Phase


def prepare() -> None:
    """Set up Django; figures are not published, since they are measured by themselves."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
    import django

    django.setup()
    from imports import formats

    formats._formats["dtks_roster"] = replace(formats.get("dtks_roster"), publishes=False)


def _user() -> "User":
    from accounts.models import User

    return User.objects.create(
        username="bench", role="administrator", is_superuser=True, is_staff=True
    )


def run(path: Path) -> "tuple[ImportJob, dict[str, float]]":
    """Import a DTKS roster up to its application; return the job and the seconds of each phase."""
    from accounts.models import User
    from imports import actions, formats
    from imports.leases import Progress
    from imports.models import ImportJob
    from imports.working import work_on

    seconds: dict[str, float] = {}

    class Clock(Progress):
        _since = time.perf_counter()

        def enter(self, phase: "Phase") -> None:
            seconds[self.phase or "start"] = time.perf_counter() - self._since
            self._since = time.perf_counter()
            super().enter(phase)

    user = User.objects.filter(username="bench").first() or _user()
    form = formats.get("dtks_roster")
    with path.open("rb") as file:
        pieces = iter(partial(file.read, 1 << 20), b"")
        job = actions.receive(
            form=form, name=path.name, pieces=pieces, options={}, by=user, queue=False
        )
    clock = Clock(job, job.pk)  # type: ignore[arg-type]
    work_on(job, watch=clock)
    actions.confirm(job=job, by=user, queue=False)
    work_on(job, watch=clock)
    seconds["applying"] = time.perf_counter() - clock._since
    return ImportJob.objects.get(pk=job.pk), seconds


def peak_megabytes() -> float:
    """Return the peak of this process and of its largest child together.

    Not this one's ru_maxrss: Linux counts the memory of whoever started it into that.
    """
    status = Path("/proc/self/status").read_text()
    own = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return (int(own) + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def main(path: Path) -> None:
    """Import the file and print the outcome."""
    prepare()
    began = time.perf_counter()
    job, phases = run(path)
    outcome = {
        "job": job.pk,
        "state": job.state,
        "new": job.new,
        "refused": job.refused,
        "seconds": time.perf_counter() - began,
        "phases": phases,
        "peak_mb": peak_megabytes(),
    }
    sys.stdout.write(json.dumps(outcome) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
