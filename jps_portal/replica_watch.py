"""Asks the primary and each replica every second how far they are, each in a thread of its own.

A server that hangs keeps its own thread only; no request ever waits for a probe.
"""

import itertools
import os
import socket
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from weakref import WeakSet

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections

from jps_portal.replica_health import PROBE_SECONDS, Clock, PrimaryPositions, Replica

_PRIMARY = """
SELECT pg_current_wal_flush_lsn() - '0/0'::pg_lsn, system_identifier FROM pg_control_system()
"""
_REPLICA = """
SELECT coalesce(pg_last_wal_replay_lsn() - '0/0'::pg_lsn, 0), system_identifier, pg_is_in_recovery()
FROM pg_control_system()
"""
SESSION = "-c statement_timeout=2000 -c default_transaction_read_only=on"

type Row = tuple[int, int, bool] | tuple[int, int]


class Probe:
    """A connection of its own to one server, kept between questions and opened anew when lost."""

    def __init__(self, alias: str) -> None:
        self._alias = alias
        self._connection: psycopg.Connection | None = None

    def ask(self, question: str) -> Row:
        """Return the only row of the answer; psycopg.Error when the server gives none."""
        try:
            if self._connection is None:
                self._connection = self._connect()
            return self._connection.execute(question.encode()).fetchone() or (0, 0)
        except psycopg.Error:
            self.close()
            raise

    def _connect(self) -> "psycopg.Connection":
        params = connections[self._alias].get_connection_params()
        kept = {name: params[name] for name in params.keys() - {"cursor_factory", "context"}}
        return psycopg.connect(
            **{"connect_timeout": 2, **kept, "options": SESSION, "application_name": "jps_probe"},
            autocommit=True,
        )

    def renew_pool(self) -> None:
        """Drop the requests' pool of the time before the server was lost; none uses it meanwhile.

        Its connections are broken, and it waits longer and longer before it tries to open others.
        """
        connection: Any = connections[self._alias]
        if self._alias in connection._connection_pools:
            connection.close_pool()

    def close(self) -> None:
        """Close the connection; the next question opens another."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None


class Watch:
    """The replicas of this process, and what asks them."""

    def __init__(
        self,
        aliases: Sequence[str],
        max_lag: float,
        clock: Clock = time.monotonic,
        probe: Callable[[str], Probe] = Probe,
    ) -> None:
        self.replicas = {alias: Replica(alias, max_lag, clock) for alias in aliases}
        self._clock = clock
        self._probes = {alias: probe(alias) for alias in (DEFAULT_DB_ALIAS, *aliases)}
        self._positions = PrimaryPositions()
        self._primary = 0  # its system identifier
        self._turn = itertools.count()
        self._opened: dict[str, WeakSet[psycopg.Connection]] = defaultdict(WeakSet)
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._threads: list[threading.Thread] = []

    def in_turn(self) -> Iterator[Replica]:
        """Yield the replicas in step, each call beginning with the next one."""
        replicas = list(self.replicas.values())
        first = next(self._turn) % len(replicas)
        return (one for one in replicas[first:] + replicas[:first] if one.is_in_step())

    def ask_primary(self) -> float:
        """Note where the primary is; return the seconds until the next question."""
        at = self._clock()
        try:
            position, self._primary, *_ = self._probes[DEFAULT_DB_ALIAS].ask(_PRIMARY)
        except psycopg.Error:
            return PROBE_SECONDS
        # Its position at the time of asking, or later: the lag comes out no smaller than it is.
        self._positions.note(at, int(position))
        return PROBE_SECONDS

    def ask_replica(self, alias: str) -> float:
        """Take a replica in or leave it out; return the seconds until the next question."""
        replica = self.replicas[alias]
        try:
            position, system, *recovers = self._probes[alias].ask(_REPLICA)
        except psycopg.Error as error:
            replica.failed(type(error).__name__)
            return replica.pause()
        if self._primary and system != self._primary:
            replica.failed("it is a copy of another server")
        elif recovers != [True]:
            replica.failed("it is no replica any more")
        else:
            if replica.is_lost():
                self._probes[alias].renew_pool()
            replica.answered(self._positions.lag(int(position)))
        return replica.pause()

    def opened(self, alias: str, connection: "psycopg.Connection") -> None:
        """Remember that a request reads by this connection."""
        with self._lock:
            self._opened[alias].add(connection)

    def cut_silent(self) -> float:
        """Leave out replicas that hang, and wake the requests that wait for them."""
        for replica in self.replicas.values():
            if replica.is_silent():
                replica.failed("silent")
                with self._lock:
                    waiting = list(self._opened.pop(replica.alias, ()))
                for connection in waiting:
                    _cut(connection)
        return PROBE_SECONDS

    def start(self) -> None:
        """Ask from now on, until the process or the watch ends."""
        self._run(self.ask_primary, DEFAULT_DB_ALIAS)
        self._run(self.cut_silent, "silence")
        for alias in self.replicas:
            self._run(lambda alias=alias: self.ask_replica(alias), alias)  # type: ignore[misc]

    def _run(self, ask: Callable[[], float], name: str) -> None:
        def keep_asking() -> None:
            pause = 0.0
            while not self._ended.wait(pause):
                pause = ask()

        thread = threading.Thread(target=keep_asking, name=f"watch {name}", daemon=True)
        self._threads.append(thread)
        thread.start()

    def end(self) -> None:
        """Ask no more; threads end after what they are asking now."""
        self._ended.set()
        for thread in self._threads:
            thread.join()
        for probe in self._probes.values():
            probe.close()


def _cut(connection: "psycopg.Connection") -> None:
    """End a connection under the thread that waits for its answer: it reads an end of file."""
    try:
        with socket.socket(fileno=os.dup(connection.fileno())) as its_socket:
            its_socket.shutdown(socket.SHUT_RDWR)
    except (OSError, psycopg.Error):
        return  # closed already
