"""Complaints under load: 25 a second beside searches, with the server killed on the way.

Every sender keeps the token of its form, as a browser does, and sends the same form again when the
connection breaks. What was acknowledged must be there once, and nothing twice.
"""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.core import signing
from django.db import connection, connections

from benchmarks.http import PORT, Request, answer
from benchmarks.measure import Measure, bounded, percentile
from benchmarks.register import ensure_people
from complaints.models import Complaint, Kind
from jps_portal.embedded import BASE_DIR
from kelurahan.models import Area
from recipients.models import Person

PER_SECOND, SEARCHES_PER_SECOND = 25, 70
SENDERS, SEARCHERS = 16, 8
TRIES, PAUSE = 200, 0.1
FREE = {
    f"{form}_{part}": "1000000000"
    for form in ("SEARCH", "COMPLAINT")
    for part in ("LIMIT", "LIMIT_IN_ALL", "CEILING")
}


@dataclass
class Log:
    """What the senders saw; appending to a list is atomic."""

    acknowledged: list[uuid.UUID] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    searches: list[float] = field(default_factory=list)
    failed_searches: list[int] = field(default_factory=list)


def _started() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "gunicorn", "jps_portal.wsgi", "--bind", f"127.0.0.1:{PORT}"]
    process = subprocess.Popen(
        command, cwd=BASE_DIR, env={**os.environ, "HTTPS": "false", **FREE}, start_new_session=True
    )
    while True:
        try:
            socket.create_connection(("127.0.0.1", PORT), timeout=1).close()
            return process
        except OSError:
            time.sleep(PAUSE)


def _killed(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def _server_killed_after(delays: list[float]) -> Iterator[None]:
    """Run the server; kill it with all its workers after each delay, and start it again."""
    current, is_over = [_started()], threading.Event()

    def kill() -> None:
        for delay in delays:
            if is_over.wait(delay):
                return
            _killed(current[0])
            current[0] = _started()

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        yield
    finally:
        is_over.set()
        killer.join()
        _killed(current[0])


def _form(submission: uuid.UUID, area: str) -> Request:
    """Return a filled-in form that was opened a minute ago."""
    token = signing.dumps([submission.hex, int(time.time()) - 60], salt="complaints.form")
    body = urlencode({
        "kind": Kind.NOT_RECEIVED, "token": token, "area": area, "website": "",
        "story": f"Sejak April bantuan belum datang. Laporan {submission.hex[:6]}.",
        "phone": f"0812{submission.int % 10**8:08}",
    })  # fmt: skip
    return Request.post("/pengaduan/", body.encode())


def _sent(request: Request) -> int:
    """Send a request on a connection of its own until it is answered; return the status."""
    for _ in range(TRIES):
        try:
            with socket.create_connection(("127.0.0.1", PORT), timeout=10) as link:
                link.sendall(request.raw)
                return answer(link)
        except OSError:
            time.sleep(PAUSE)
    return 0


def _complain(log: Log, due: float, area: str) -> None:
    time.sleep(max(0.0, due - time.perf_counter()))
    submission = uuid.uuid4()
    status = _sent(_form(submission, area))
    # From when it was due: waiting for a free sender is waiting too.
    log.seconds.append(time.perf_counter() - due)
    if status == 200:
        log.acknowledged.append(submission)
    else:
        log.refused.append(status)


def _search(log: Log, due: float, request: Request) -> None:
    time.sleep(max(0.0, due - time.perf_counter()))
    status = _sent(request)
    log.searches.append(time.perf_counter() - due)
    if status != 200:
        log.failed_searches.append(status)


def _run(count: int, delays: list[float]) -> Log:
    """Send `count` complaints and the searches that come meanwhile."""
    areas = list(Area.objects.filter(level="kelurahan", code__startswith="32.73.").values_list(
        "pk", flat=True))  # fmt: skip
    names = list(Person.objects.public().order_by("pk").values_list("name", flat=True)[:500])
    connections.close_all()
    draw, log = random.Random(count), Log()
    with (
        _server_killed_after(delays),
        ThreadPoolExecutor(SENDERS) as senders,
        ThreadPoolExecutor(SEARCHERS) as searchers,
    ):
        start = time.perf_counter() + 1
        for number in range(count):
            senders.submit(_complain, log, start + number / PER_SECOND, draw.choice(areas))
        for number in range(int(count / PER_SECOND * SEARCHES_PER_SECOND)):
            body = urlencode({"name": draw.choice(names), "area": ""}).encode()
            request = Request.post("/cari/", body)
            searchers.submit(_search, log, start + number / SEARCHES_PER_SECOND, request)
    return log


def _stored(submissions: list[uuid.UUID]) -> int:
    """Return how many complaints these submissions made."""
    return Complaint.objects.filter(submission__in=submissions).count()


def _incomplete() -> int:
    """Return how many complaints lack their first step or, having a telephone, their message."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM complaints_complaint c WHERE NOT EXISTS (SELECT FROM"
            " complaints_followup f WHERE f.complaint_id = c.id) OR NOT EXISTS (SELECT FROM"
            " complaints_message m WHERE m.complaint_id = c.id) AND c.phone_index IS NOT NULL"
        )
        return int(cursor.fetchone()[0])


def measures(size: int) -> list[Measure]:
    """Measure one complaint for every hundred people, and then half as many amid three kills."""
    ensure_people(size)
    count = max(250, size // 100)
    calm = _run(count, [])
    draw = random.Random(size)
    kills = _run(count // 2, [draw.uniform(1, 5) for _ in range(max(3, count // 250))])
    errors = len(calm.refused) + len(calm.failed_searches)
    acknowledged = [*calm.acknowledged, *kills.acknowledged]
    return [
        bounded("complaints at 25/s beside 70 searches/s: p95, ms",
                1000 * percentile(calm.seconds, 0.95), at_most=300),
        bounded("searches meanwhile: p95, ms",
                1000 * percentile(calm.searches, 0.95), at_most=300),
        bounded("errors meanwhile, %",
                100 * errors / (len(calm.seconds) + len(calm.searches)), at_most=0.1),
        bounded("complaints acknowledged amid kill -9", len(kills.acknowledged),
                at_least=count // 2),
        bounded("acknowledged complaints not stored, or stored twice",
                abs(len(acknowledged) - _stored(acknowledged)), at_most=0),
        bounded("complaints stored in part", _incomplete(), at_most=0),
    ]  # fmt: skip
