"""A small load generator: keep-alive connections, one thread each, against gunicorn here."""

import itertools
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from jps_portal.embedded import BASE_DIR

PORT = 8397
CONNECTIONS = 4
UNLIMITED = {"SEARCH_LIMIT": "1000000000", "SEARCH_LIMIT_IN_ALL": "1000000000"}


@dataclass(frozen=True)
class Request:
    """One HTTP request, ready to be sent again and again."""

    raw: bytes

    @classmethod
    def get(cls, path: str, **headers: str) -> "Request":
        return cls.build("GET", path, b"", headers)

    @classmethod
    def post(cls, path: str, body: bytes) -> "Request":
        return cls.build("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    @classmethod
    def build(cls, method: str, path: str, body: bytes, headers: dict[str, str]) -> "Request":
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{PORT}",
                 f"Content-Length: {len(body)}"]  # fmt: skip
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        return cls("\r\n".join(lines).encode() + b"\r\n\r\n" + body)


type Load = Request | Sequence[Request]


@contextmanager
def server() -> Iterator[None]:
    """Run the portal under gunicorn with the benchmarks' settings."""
    command = [sys.executable, "-m", "gunicorn", "jps_portal.wsgi", "--bind", f"127.0.0.1:{PORT}"]
    process = subprocess.Popen(
        command, cwd=BASE_DIR, env={**os.environ, "HTTPS": "false", **UNLIMITED}
    )
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", PORT), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait()


def _more(connection: socket.socket) -> bytes:
    if data := connection.recv(65536):
        return data
    raise ConnectionError("the server closed the connection")


def answer(connection: socket.socket) -> int:
    """Read one response; return its status."""
    return int(_head(connection).split(b" ", 2)[1])


def etag_of(request: Request) -> str:
    """Return the ETag with which a request is answered."""
    with _connected() as connection:
        connection.sendall(request.raw)
        head = _head(connection).decode("latin-1")
    return head.lower().partition("\r\netag: ")[2].partition("\r\n")[0].replace("w/", "W/")


def _head(connection: socket.socket) -> bytes:
    """Read one response; return its status line and headers."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(line.split(b":")[1]) for line in head.lower().split(b"\r\n")
                   if line.startswith(b"content-length:")), 0)  # fmt: skip
    while len(body) < length:
        body += _more(connection)
    return head


def _connected() -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", PORT), timeout=30)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _ask(load: Load, until: float, counts: list[int], statuses: set[int]) -> None:
    done = 0
    raws = itertools.cycle([load.raw] if isinstance(load, Request) else [one.raw for one in load])
    connection = _connected()
    while time.perf_counter() < until:
        try:
            connection.sendall(next(raws))
            statuses.add(answer(connection))
            done += 1
        except ConnectionError:  # a worker that has served its share closes its connections
            connection.close()
            connection = _connected()
    connection.close()
    counts.append(done)


def per_second(request: Load, *, span: float = 2.0, status: int = 200) -> float:
    """Return how many answers a second come; every answer must have the status.

    Several requests are sent one after the other, again and again.
    """
    counts: list[int] = []
    statuses: set[int] = set()
    until = time.perf_counter() + span
    threads = [threading.Thread(target=_ask, args=(request, until, counts, statuses))
               for _ in range(CONNECTIONS)]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if statuses != {status}:
        raise RuntimeError(f"expected only {status}, got {sorted(statuses)}")
    return sum(counts) / span


def side_by_side(*requests: tuple[Load, int], rounds: int = 3) -> list[float]:
    """Return the best rate of each request, measured in turn so that noise hits all alike."""
    rates = [[per_second(request, status=status) for request, status in requests]
             for _ in range(rounds)]  # fmt: skip
    return [max(column) for column in zip(*rates, strict=True)]
