"""A real replica: a copy of the tests' own server that streams its changes."""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
import pytest
from django.db import connections
from django.db.utils import ConnectionHandler
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from jps_portal import databases, embedded, replicas
from jps_portal.replica_watch import Watch
from kelurahan import reading

ALIAS = "replica_1"


def wait_until(is_true):
    """Poll until something is true; a server that never gets there fails the test."""
    for _ in range(1_000):
        if is_true():
            return
        time.sleep(0.02)
    raise AssertionError("it never came true")


class Clock:
    now = 1_000.0

    def __call__(self):
        return self.now


class ReplicaServer:
    """A running replica that can be killed, started again and held back."""

    def __init__(self, directory):
        self.directory = directory
        self.url = embedded.replicate(os.environ["DATABASE_URL"], directory)

    def kill(self):
        embedded.stop(self.directory, mode="immediate")

    def start(self):
        embedded.start(self.directory)

    def run(self, statement):
        with psycopg.connect(self.url, autocommit=True) as connection:
            return connection.execute(statement).fetchone()

    def hold_back(self):
        self.run("SELECT pg_wal_replay_pause()")
        wait_until(lambda: self.run("SELECT pg_get_wal_replay_pause_state()") == ("paused",))

    def let_go(self):
        self.run("SELECT pg_wal_replay_resume()")


class Replicated:
    """The portal with one replica, watched by hand: no thread, and a clock of the test's own."""

    def __init__(self, server):
        self.server = server
        self.clock = Clock()
        self.watch = Watch([ALIAS], max_lag=5, clock=self.clock)

    @property
    def replica(self):
        return self.watch.replicas[ALIAS]

    def flush(self):
        """Let the primary write its WAL out, which the tests' server does now and then only."""
        with connections["default"].cursor() as cursor:
            cursor.execute("SET synchronous_commit = on")
            cursor.execute("SELECT pg_logical_emit_message(true, 'tests', '')")
            cursor.execute("RESET synchronous_commit")

    def look(self, *, seconds=0):
        """Ask both servers once, so many seconds later."""
        self.clock.now += seconds
        self.watch.ask_primary()
        self.watch.ask_replica(ALIAS)

    def catch_up(self):
        """Wait until the replica holds all that is committed now, and is taken in."""
        self.flush()
        self.clock.now += 100
        self.watch.ask_primary()

        def holds_all():
            self.watch.ask_replica(ALIAS)
            return self.replica.is_in_step()

        wait_until(holds_all)


@pytest.fixture(scope="session")
def replica_server():
    # Not tmp_path: the server's own system user must reach it.
    directory = Path(tempfile.mkdtemp(prefix="jps-replica-"))
    directory.chmod(0o755)
    try:
        server = ReplicaServer(directory)
    except subprocess.CalledProcessError:
        shutil.rmtree(directory)
        pytest.skip("this DATABASE_URL does not let the tests replicate its server")
    yield server
    if embedded.is_running(directory):
        server.kill()
    shutil.rmtree(directory)


@pytest.fixture
def replicated(transactional_db, replica_server, settings, monkeypatch):
    """The portal with one replica in step. Only committed data reach it: no test transaction."""
    database = connections["default"].settings_dict["NAME"]
    parts = {**conninfo_to_dict(replica_server.url), "dbname": database}
    found = databases.databases(os.environ["DATABASE_URL"], [make_conninfo(**parts)])
    connections.settings[ALIAS] = connections.configure_settings(found)[ALIAS]
    # Django's tests refuse the databases they have not set up, but those in this list only.
    monkeypatch.setattr(ConnectionHandler, "__iter__", lambda self: iter(["default"]))
    settings.DATABASE_ROUTERS = ["jps_portal.replicas.ReplicaRouter"]
    portal = Replicated(replica_server)
    monkeypatch.setitem(replicas._watches, os.getpid(), portal.watch)
    monkeypatch.setattr(reading, "_choose", [replicas.choose])
    portal.catch_up()
    yield portal
    if not embedded.is_running(replica_server.directory):
        replica_server.start()
    replica_server.let_go()
    portal.watch.end()
    connections[ALIAS].close()
    connections[ALIAS].close_pool()
    del connections[ALIAS]
    del connections.settings[ALIAS]
