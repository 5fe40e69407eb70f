"""Imports one file of any format in a process of its own; prints its outcome as JSON.

Run as `python -m benchmarks.cycle_run FORMAT FILE [OPTION=VALUE …]`, with the portal's environment.
"""

import json
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

from benchmarks.import_run import _user, peak_megabytes, prepare


def main(name: str, path: Path, options: dict[str, str]) -> None:
    """Import the file and print how it went; figures are not published here."""
    prepare()
    from accounts.models import User
    from imports import actions, formats
    from imports.models import ImportJob
    from imports.working import work_on

    form = replace(formats.get(name), publishes=False)
    formats._formats[name] = form
    user = User.objects.filter(username="bench").first() or _user()
    began = time.perf_counter()
    with path.open("rb") as file:
        pieces = iter(partial(file.read, 1 << 20), b"")
        job = actions.receive(
            form=form, name=path.name, pieces=pieces, options=options, by=user, queue=False
        )
    work_on(job)
    read = time.perf_counter() - began
    actions.confirm(job=job, by=user, queue=False)
    work_on(job)
    job = ImportJob.objects.get(pk=job.pk)
    outcome = {
        "state": job.state, "code": f"{job.refused_code} {job.refused_detail}", "new": job.new,
        "refused": job.refused, "reading": read, "seconds": time.perf_counter() - began,
        "peak_mb": peak_megabytes(),
    }  # fmt: skip
    sys.stdout.write(json.dumps(outcome) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), dict(each.split("=", 1) for each in sys.argv[3:]))
