"""Which database a public page reads: the primary, or a replica that may lag a few seconds.

Pages say by `@may_lag` that they may; where that leads is registered by the project, which knows
the replicas. Without it, everywhere else, and for whoever is signed in it is the primary: staff
see what they just changed, and whoever just complained sees the complaint.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Concatenate

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest
from django.http.response import HttpResponseBase

type Choose = Callable[[], str]


class _Reader:
    """What one request reads: the database is chosen at its first read, and then stays."""

    alias = ""


_reader: ContextVar[_Reader | None] = ContextVar("reader", default=None)
_choose: list[Choose] = []


def register(choose: Choose) -> None:
    """Let `choose` name the database of a request that may lag: an alias it is connected to."""
    _choose[:] = [choose]


@contextmanager
def lagging() -> Iterator[None]:
    """Within, `database()` may be a replica; the whole block reads the same one."""
    token = _reader.set(_Reader())
    try:
        yield
    finally:
        _reader.reset(token)


def database() -> str:
    """Return the alias to read from. Within a transaction it is the primary, whose it is."""
    reader = _reader.get()
    if reader is None or not _choose or connections[DEFAULT_DB_ALIAS].in_atomic_block:
        return DEFAULT_DB_ALIAS
    if not reader.alias:
        reader.alias = _choose[0]()
    return reader.alias


def connection() -> BaseDatabaseWrapper:
    """Return the connection to read from, for SQL of one's own."""
    return connections[database()]


def is_primary() -> bool:
    """Return whether reads go to the primary."""
    return database() == DEFAULT_DB_ALIAS


def use_primary() -> None:
    """Read the rest of this request from the primary, which holds all that any replica holds."""
    if reader := _reader.get():
        reader.alias = DEFAULT_DB_ALIAS


def may_lag[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let a public page read from a replica, unless the visitor is signed in.

    Only staff have a session. A streaming response reads after the view has returned: it names
    its database itself, by `.using(reading.database())`.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            return view(request, *args, **kwargs)
        with lagging():
            return view(request, *args, **kwargs)

    return wrapper
