"""DATABASES from the addresses of the primary and its replicas."""

from collections.abc import Sequence

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

POOL = {"min_size": 0, "max_size": 16, "timeout": 10}
# A request must not wait long for a replica that has gone: the primary is there.
REPLICA_POOL = {**POOL, "timeout": 1, "reconnect_timeout": 5}
# A write through a replica's connection fails, also where its server was made a primary since; a
# machine that vanished is noticed in seconds. What the address itself says comes first.
REPLICA_OPTIONS = {
    "target_session_attrs": "any",
    "connect_timeout": "2",
    "tcp_user_timeout": "3000",
    "keepalives_idle": "5",
    "keepalives_interval": "1",
    "keepalives_count": "3",
}
READ_ONLY = "-c default_transaction_read_only=on"

type Database = dict[str, object]


def _parts(name: str, url: str) -> dict[str, str]:
    """Return the parts of an address. It holds a password: no message repeats it."""
    try:
        parts = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    except psycopg.ProgrammingError:
        parts = {}
    if not parts.get("dbname"):
        raise ImproperlyConfigured(f"{name}: use postgresql://user:password@host:5432/database")
    return parts


def _database(parts: dict[str, str], options: dict[str, object]) -> Database:
    rest = dict(parts)
    # The search's statements (recipients.prepared) are planned once for each connection.
    prepared = {"prepare_threshold": 2}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": rest.pop("dbname"),
        "USER": rest.pop("user", ""),
        "PASSWORD": rest.pop("password", ""),
        "HOST": rest.pop("host", ""),
        "PORT": rest.pop("port", ""),
        "OPTIONS": {**prepared, **options, **rest},
    }


def _replica(parts: dict[str, str]) -> Database:
    said = {**parts, "options": f"{parts.get('options', '')} {READ_ONLY}".strip()}
    replica = _database(said, {**REPLICA_OPTIONS, "pool": dict(REPLICA_POOL)})
    return {
        **replica,
        # Half read by a cursor on the server, rows could not be read to the end elsewhere.
        "DISABLE_SERVER_SIDE_CURSORS": True,
        # Tests that know nothing of replicas neither create nor empty this database.
        "TEST": {"MIRROR": "default"},
    }


def _place(parts: dict[str, str]) -> tuple[str, str, str]:
    return parts.get("host", ""), parts.get("port", "5432"), parts["dbname"]


def databases(primary: str, replicas: Sequence[str]) -> dict[str, Database]:
    """Return the primary as `default` and each replica as `replica_1`, `replica_2`, …"""
    parts = _parts("DATABASE_URL", primary)
    found = {"default": _database(parts, {"pool": dict(POOL)})}
    places = {_place(parts): "DATABASE_URL"}
    for number, url in enumerate(replicas, start=1):
        name = f"DATABASE_REPLICA_URLS, address {number}"
        replica = _parts(name, url)
        if known := places.get(_place(replica)):
            raise ImproperlyConfigured(f"{name} is the server of {known}: name each server once")
        places[_place(replica)] = name
        found[f"replica_{number}"] = _replica(replica)
    return found
