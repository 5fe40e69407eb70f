"""Real workers beside the test: started, stopped at a table somebody holds, killed."""

import os
import subprocess
import sys
import time
from contextlib import contextmanager

from django.conf import settings as portal
from django.db import connection, transaction

from recipients.models import Person, SearchPosting

GIVE_UP_AFTER = 120  # seconds; only a broken test gets there


def environment(data_dir):
    """Return what a process of the portal needs to work on the test's database."""
    options = connection.get_connection_params()
    url = f"postgresql://{options['user']}:{options.get('password') or ''}@/{options['dbname']}"
    host, port = options.get("host", ""), options.get("port", "")
    return {
        **os.environ,
        "DATABASE_URL": f"{url}?host={host}" + (f"&port={port}" if port else ""),
        "DJANGO_SETTINGS_MODULE": "jps_portal.settings",
        "DATA_DIR": str(data_dir),
    }


@contextmanager
def running_worker(data_dir):
    """Run `manage.py work` until the block ends; it gets no chance to tidy up."""
    with subprocess.Popen(
        [sys.executable, "manage.py", "work"], cwd=portal.BASE_DIR, env=environment(data_dir),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as worker:  # fmt: skip
        try:
            yield worker
        finally:
            worker.kill()


def wait_until(reached, *processes):
    """Return when `reached()` is true; fail when a process ended before."""
    deadline = time.monotonic() + GIVE_UP_AFTER
    while not reached():
        assert all(process.poll() is None for process in processes), "the worker ended by itself"
        assert time.monotonic() < deadline, "never reached"
        time.sleep(0.02)


@contextmanager
def held(table):
    """Let everybody read the table, and let writers wait until the block ends."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN SHARE MODE")
        yield


def waiting(count=1, locktype="relation"):
    """Tell whether so many transactions of this database wait for a lock of a kind."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # within a transaction it stands still
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE NOT granted AND locktype = %s AND datname = current_database()",
            [locktype],
        )
        return cursor.fetchone()[0] >= count


def register():
    """Return every value of every person and family, and all that the search knows."""
    households = Person.household.field.remote_field.model.objects
    return (
        list(households.order_by("pk").values()),
        list(Person.objects.order_by("pk").values()),
        sorted(SearchPosting.objects.values_list("key", "person_id")),
    )
