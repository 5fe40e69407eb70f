"""Periodic duties that apps hand to the worker.

An app registers its duties in `AppConfig.ready()`; the worker (`manage.py work`) runs each when it
is due. Several workers may run: a duty is claimed in the database before it starts.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Duty:
    """Something to do every `every`; `run` must be safe to repeat and to break off."""

    name: str
    every: datetime.timedelta
    run: Callable[[], object]


_duties: dict[str, Duty] = {}


def register_duty(duty: Duty) -> None:
    """Add a duty; a second one of the same name is a programming error."""
    if duty.name in _duties:
        raise ValueError(f"duty {duty.name!r} is registered twice")
    _duties[duty.name] = duty


def registered_duties() -> tuple[Duty, ...]:
    """Return all duties in the order of their registration."""
    return tuple(_duties.values())
