"""The embedded server starts where nothing is, keeps data over a restart, and stops."""

import shutil
import tempfile
from pathlib import Path

import psycopg
import pytest

from jps_portal import embedded


@pytest.fixture
def directory():
    # Not tmp_path: the server's own system user must reach it.
    path = Path(tempfile.mkdtemp(prefix="jps-embedded-"))
    yield path
    if embedded.is_running(path):
        embedded.stop(path)
    shutil.rmtree(path)


def test_embedded_server_keeps_what_was_committed(directory):
    with embedded.running(directory, throwaway=True) as url, psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS number")
    assert not embedded.is_running(directory)

    with embedded.running(directory) as url, psycopg.connect(url) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (1,)
        version = connection.execute("SHOW server_version_num").fetchone()

    assert int(version[0]) >= 180_000


def test_server_that_ran_before_is_left_running(directory):
    embedded.start(directory, throwaway=True)

    with embedded.running(directory):
        pass

    assert embedded.is_running(directory)
