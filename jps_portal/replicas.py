"""Public reads on streaming replicas, everything else on the primary (docs/scaling.md).

A request of a page that may lag (kelurahan.reading) reads from one replica in step; the moment
that replica fails, the statement is asked again on the primary, and so is the rest of the request.
"""

import os
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import (
    DEFAULT_DB_ALIAS,
    InterfaceError,
    OperationalError,
    connections,
)
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from jps_portal.replica_health import Replica
from jps_portal.replica_watch import Watch
from kelurahan import reading

# Sessions, staff, limits, tasks and complaints are read where they are written.
PUBLIC_APPS = frozenset({"kelurahan", "recipients"})
_STOPPED = ("57P01", "57P02", "57P03")
# Replay had to remove what the statement still read: the replica is well, the statement is not.
_CANCELLED = ("40001", "40P01", "57P04")

_watches: dict[int, Watch] = {}  # by process, since threads do not survive a fork


class ReplicaRouter:
    """Reads of public models where kelurahan.reading says; all else on the primary."""

    def db_for_read(self, model: type[Model], **_hints: object) -> str:
        return reading.database() if model._meta.app_label in PUBLIC_APPS else DEFAULT_DB_ALIAS

    def db_for_write(self, model: type[Model], **_hints: object) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, _one: Model, _other: Model, **_hints: object) -> bool:
        return True  # all are one database

    def allow_migrate(self, db: str, _app_label: str, **_hints: object) -> bool:
        return db == DEFAULT_DB_ALIAS


def watch() -> Watch:
    """Return this process's watch over the replicas; the first call begins it."""
    known = _watches.get(os.getpid())
    if known is None:
        aliases = [alias for alias in connections if alias != DEFAULT_DB_ALIAS]
        fresh = Watch(aliases, settings.REPLICA_MAX_LAG_SECONDS)
        known = _watches.setdefault(os.getpid(), fresh)
        if known is fresh:
            fresh.start()
    return known


def states() -> dict[str, str]:
    """Return of each replica "in step", or why this process leaves it out."""
    if not settings.DATABASE_ROUTERS:
        return {}
    known = watch().replicas.values()
    return {one.alias: "in step" if one.is_in_step() else one.reason or "silent" for one in known}


def choose() -> str:
    """Return a replica in step, which this thread is then connected to; else the primary."""
    for replica in watch().in_turn():
        if _is_connected(replica):
            return replica.alias
    return DEFAULT_DB_ALIAS


def _blame(replica: Replica, reason: str) -> None:
    """Leave a replica out; of all requests that fail at once only the first counts."""
    if replica.is_in_step():
        replica.failed(reason)


def _is_connected(replica: Replica) -> bool:
    connection = connections[replica.alias]
    if fail_over not in connection.execute_wrappers:
        connection.execute_wrappers.append(fail_over)
    try:
        connection.ensure_connection()
    except OperationalError as error:
        _blame(replica, type(error.__cause__).__name__)
        return False
    watch().opened(replica.alias, connection.connection)
    return True


def _may_ask_again(connection: BaseDatabaseWrapper, error: Exception, cursor: Any) -> bool:
    """Return whether the replica was at fault; leave it out where it has gone."""
    # Nothing to go on from: the request reads elsewhere already, or an open transaction or cursor
    # of the replica has ended with it.
    is_ours = reading.database() == connection.alias and not connection.in_atomic_block
    if not is_ours or getattr(cursor, "name", None):
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    if connection.connection is None or connection.connection.closed or state in _STOPPED:
        _blame(watch().replicas[connection.alias], "connection lost")
        return True
    return state in _CANCELLED


def fail_over(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Django's execute wrapper of a replica: what fails there is asked again on the primary.

    Only reads reach a replica, so asking twice changes nothing. The primary holds all that any
    replica holds: what the request has read so far stays true.
    """
    try:
        return execute(sql, params, many, context)
    except (OperationalError, InterfaceError) as error:
        connection, cursor = context["connection"], context["cursor"]
        if not _may_ask_again(connection, error, cursor.cursor):
            raise
        reading.use_primary()
        connection.close()
        cursor.cursor = connections[DEFAULT_DB_ALIAS].cursor().cursor
        return execute(sql, params, many, context)
