"""The peak memory of this process, its children and a PostgreSQL server together, while it works.

Shared pages are counted once (PSS), so that the server's cache is not counted for each backend.
"""

import os
import threading
from pathlib import Path
from types import TracebackType

EVERY = 0.5


class PeakMemory:
    """A context manager; `megabytes` is the largest sum that was seen."""

    def __init__(self, *, server: int | None = None) -> None:
        self.megabytes = 0.0
        self._roots = {os.getpid()} | ({server} if server else set())
        self._done = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "PeakMemory":
        self._watcher.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._done.set()
        self._watcher.join()

    def _watch(self) -> None:
        while not self._done.wait(EVERY):
            self.megabytes = max(self.megabytes, sum(map(_pss, _below(self._roots))) / 1024)


def _below(roots: set[int]) -> set[int]:
    """Return the processes that descend from `roots`, and these."""
    parents = dict(_parents())
    found = set(roots)
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def _parents() -> list[tuple[int, int]]:
    pairs = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            # The name, which may hold blanks, ends with the last bracket.
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        pairs.append((int(folder.name), int(fields[1])))
    return pairs


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def server_of(data_dir: Path) -> int | None:
    """Return the process of the embedded server of a directory."""
    for file in data_dir.rglob("postmaster.pid"):
        return int(file.read_text().splitlines()[0])
    return None
