"""Public pages with no, one and two streaming replicas, and how far these fall behind an import.

All servers share this machine's cores, so more replicas cannot answer more here. What carries over
to machines of their own is the CPU time that a page costs each server, and the lag.
"""

import http.client
import json
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import psutil  # type: ignore[import-untyped]
import psycopg
from django.db import connection, connections

from benchmarks import imports, roster_file
from benchmarks.http import PORT, Request, per_second, server
from benchmarks.measure import Measure, bounded, compared, percentile
from benchmarks.register import ensure_people
from jps_portal import embedded
from jps_portal.replica_health import PrimaryPositions
from kelurahan.models import Area, Figure
from recipients.models import Person

REPLICAS = 2
ROUNDS = 2
SPAN = 6.0
READY_TRIES = 400
# So many answers in a row that find the replicas in step: every worker has been asked.
READY = 20
SAMPLE_SECONDS = 0.02
TABLES = {
    "search": "recipients_search%",
    "register": "recipients_%",
    "everything": "%",
}


@dataclass
class Load:
    """Answers a second, and milliseconds of CPU an answer by each kind of process."""

    rate: float = 0.0
    cpu: dict[str, float] = field(default_factory=dict)


def _cpu(process: psutil.Process) -> float:
    """Return the CPU seconds of a process and its children, ended ones included."""
    total = 0.0
    for one in (process, *process.children(recursive=True)):
        try:
            times = one.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
        if one == process:
            total += times.children_user + times.children_system
    return total


def _postmaster(directory: Path) -> psutil.Process:
    pid = (directory / "postgres" / "postmaster.pid").read_text().split()[0]
    return psutil.Process(int(pid))


@contextmanager
def _replicas() -> Iterator[list[tuple[Path, str]]]:
    """Yield two running replicas: directory and address."""
    # Not below a directory of root's: the server's own system user must reach it.
    folder = Path(tempfile.mkdtemp(prefix="jps-bench-replicas-"))
    folder.chmod(0o755)
    made: list[tuple[Path, str]] = []
    try:
        for number in range(REPLICAS):
            place = folder / str(number)
            made.append((place, embedded.replicate(os.environ["DATABASE_URL"], place)))
        yield made
    finally:
        for place, _ in made:
            embedded.stop(place)
        shutil.rmtree(folder)


def _readyz() -> dict[str, str]:
    asked = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    try:
        asked.request("GET", "/readyz")
        state: dict[str, str] = json.loads(asked.getresponse().read())
    finally:
        asked.close()
    return state


def _wait_until_in_step(count: int) -> None:
    good = 0
    for _ in range(READY_TRIES):
        states = [state for name, state in _readyz().items() if name.startswith("replica")]
        good = good + 1 if states == ["in step"] * count else 0
        if good == READY:
            return
        time.sleep(0.05)
    raise RuntimeError(f"the replicas did not come in step: {_readyz()}")


def _loads(requests: dict[str, Request], replicas: list[tuple[Path, str]]) -> dict[str, Load]:
    """Ask each page for SPAN seconds with these replicas."""
    os.environ["DATABASE_REPLICA_URLS"] = ",".join(url for _, url in replicas)
    primary = _postmaster(Path(os.environ["DATA_DIR"]))
    copies = [_postmaster(place) for place, _ in replicas]
    found: dict[str, Load] = {}
    try:
        with server():
            _wait_until_in_step(len(replicas))
            web = [p for p in psutil.Process().children() if "gunicorn" in " ".join(p.cmdline())]
            groups = {"web": web, "primary": [primary], "replicas": copies}
            for name, request in requests.items():
                per_second(request, span=2.0)  # warm
                found[name] = _load(request, groups)
    finally:
        del os.environ["DATABASE_REPLICA_URLS"]
    return found


def _load(request: Request, groups: dict[str, list[psutil.Process]]) -> Load:
    before = {name: sum(map(_cpu, group)) for name, group in groups.items()}
    rate = per_second(request, span=SPAN)
    after = {name: sum(map(_cpu, group)) for name, group in groups.items()}
    answers = rate * SPAN
    return Load(rate, {name: 1000 * (after[name] - before[name]) / answers for name in groups})


def _requests() -> dict[str, Request]:
    names = Person.objects.public().filter(name__contains=" ").order_by("pk")
    body = urlencode({"name": names[250].name, "area": ""}).encode()
    area = Figure.objects.filter(area__level="kecamatan").values_list("area_id", flat=True)[0]
    return {
        "search": Request.post("/cari/", body),
        "statistics, rendered": Request.get(f"/statistik/{area}/"),
    }


def _reads(replicas: list[tuple[Path, str]]) -> list[Measure]:
    """Compare the pages with each number of replicas to those without."""
    requests = _requests()
    connections.close_all()
    os.environ["PAGE_CACHE_SECONDS"] = "0"
    rounds = [
        [_loads(requests, replicas[:count]) for count in range(REPLICAS + 1)] for _ in range(ROUNDS)
    ]
    del os.environ["PAGE_CACHE_SECONDS"]
    # The best of each, so that noise of the machine hits all alike.
    loads = [
        {
            name: max((load[name] for load in column), key=lambda load: load.rate)
            for name in requests
        }
        for column in zip(*rounds, strict=True)
    ]
    found = []
    for name in requests:
        alone = loads[0][name]
        for kind in ("web", "primary"):
            found.append(bounded(f"{name}: CPU of {kind} alone, ms", alone.cpu[kind], at_most=100))
        for count in range(1, REPLICAS + 1):
            load, what = loads[count][name], f"{name}, {count} replica{'s' * (count > 1)}"
            found += [
                compared(f"{what}: answers/s beside none", load.rate, alone.rate, at_least=0.8),
                compared(
                    f"{what}: CPU of the primary, ms", load.cpu["primary"], alone.cpu["primary"],
                    at_most=0.6,
                ),
                bounded(f"{what}: CPU of replicas, ms", load.cpu["replicas"], at_most=100),
                bounded(f"{what}: CPU of web, ms", load.cpu["web"], at_most=100),
            ]  # fmt: skip
    return found


class _Sampler(threading.Thread):
    """Notes every few milliseconds how old what the replica lacks is, and how much that is."""

    def __init__(self, primary: str, replica: str) -> None:
        super().__init__()
        self._addresses = primary, replica
        self._ended = threading.Event()
        self.lags: list[float] = []
        self.megabytes: list[float] = []

    def run(self) -> None:
        positions = PrimaryPositions()
        primary, replica = (psycopg.connect(url, autocommit=True) for url in self._addresses)
        with primary, replica:
            while not self._ended.wait(SAMPLE_SECONDS):
                at = time.monotonic()
                held = self._position(primary, "pg_current_wal_flush_lsn()")
                positions.note(at, held)
                replayed = self._position(replica, "pg_last_wal_replay_lsn()")
                self.lags.append(positions.lag(replayed))
                self.megabytes.append(max(0, held - replayed) / 1e6)

    def _position(self, server: "psycopg.Connection", function: str) -> int:
        row = server.execute(f"SELECT {function} - '0/0'".encode()).fetchone()
        return int(row[0]) if row else 0

    def end(self) -> None:
        self._ended.set()
        self.join()


def _wal() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn() - '0/0'")
        return int(cursor.fetchone()[0])


def _lag(people: int, replica: str) -> list[Measure]:
    """Import so many people and watch a replica fall behind."""
    areas = list(Area.objects.filter(level="kelurahan").values_list("pk", flat=True))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roster.csv"
        roster_file.write_csv(path, people, areas, seed=people)
        before = _wal()
        sampler = _Sampler(os.environ["DATABASE_URL"], replica)
        sampler.start()
        outcome = imports._import(path)
        sampler.end()
        written = _wal() - before
    imports._remove(outcome["job"])
    known = [lag for lag in sampler.lags if lag < float("inf")]
    name = f"replica behind an import of {people:,} people"
    return [
        bounded(f"{name}: median, s", percentile(known, 0.5), at_most=1),
        bounded("  p99, s", percentile(known, 0.99), at_most=5),
        bounded("  longest, s", max(known), at_most=5),
        bounded("  most, MB of WAL", max(sampler.megabytes), at_most=1_000),
        bounded("WAL of an import, bytes a person", written / people, at_most=10_000),
        bounded("import, rows/s", people / outcome["seconds"], at_least=0),
    ]


def _storage(size: int) -> list[Measure]:
    """Return the bytes a person takes, indexes included."""
    found = []
    with connection.cursor() as cursor:
        for name, pattern in TABLES.items():
            cursor.execute(
                "SELECT coalesce(sum(pg_total_relation_size(oid)), 0) FROM pg_class"
                " WHERE relkind = 'r' AND relname LIKE %s"
                " AND relnamespace = 'public'::regnamespace",
                [pattern],
            )
            size_in_bytes = float(cursor.fetchone()[0])
            found.append(bounded(f"bytes a person: {name}", size_in_bytes / size, at_most=10_000))
    return found


def measures(size: int) -> list[Measure]:
    """Measure storage, the pages with each number of replicas, and the lag behind an import."""
    ensure_people(size)
    storage = _storage(Person.objects.count())
    began = time.perf_counter()
    with _replicas() as replicas:
        seconds = (time.perf_counter() - began) / REPLICAS
        copied = bounded("copying the server to a replica, s", seconds, at_most=600)
        return [*storage, copied, *_reads(replicas), *_lag(max(1_000, size // 2), replicas[0][1])]
