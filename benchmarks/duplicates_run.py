"""Searches the whole register in a process of its own and prints seconds and memory as JSON.

Run as `python -m benchmarks.duplicates_run PAIRS.json`, with the environment of the portal.
"""

import json
import sys
import time
from pathlib import Path

from benchmarks.import_run import prepare
from benchmarks.memory import PeakMemory, server_of


def main(path: Path) -> None:
    """Search, write the pairs, and print what it took."""
    prepare()
    from jps_portal import embedded
    from verification.duplicates import results, running, starting, work

    began = time.perf_counter()
    phases: dict[str, float] = {}
    last = [began]

    def progress(phase: str, _done: int, _total: int) -> None:
        now = time.perf_counter()
        phases[phase] = phases.get(phase, 0.0) + now - last[0]
        last[0] = now

    run = starting.new_run()
    with PeakMemory(server=server_of(embedded.data_dir())) as memory:
        running.work_on(run, progress=progress, keep=True)
    seconds = time.perf_counter() - began
    run.refresh_from_db()
    threshold = float(run.model.content["threshold"])
    results.write(
        path, model=run.model.version, threshold=threshold, people=run.people,
        pairs=results.found(run.pk, threshold),
    )  # fmt: skip
    work.drop(run.pk)
    outcome = {
        "seconds": seconds, "phases": phases, "peak_mb": memory.megabytes,
        "people": run.people, "candidates": run.candidates, "pairs": run.pairs,
    }  # fmt: skip
    sys.stdout.write(json.dumps(outcome) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
