"""What the history tables (pghistory) tell about one object, in words."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Field
from django.utils.formats import localize
from django.utils.functional import Promise

from accounts.models import User

NEWEST = 50
SILENT = frozenset({"updated_at"})  # fields that change with every other


@dataclass(frozen=True)
class Change:
    """One field of one change; identity numbers are masked."""

    at: datetime.datetime
    who: str
    field: str | Promise
    before: str
    after: str


def changes_of(obj: Any, *, masked: dict[str, str]) -> list[Change]:
    """Return the newest changes of a tracked object, newest first.

    `masked` maps fields whose values are never shown to what stands for them; "" leaves the
    field out altogether. Two queries, whatever the number of changes.
    """
    events = list(obj.events.select_related("pgh_context").order_by("-pgh_id")[:NEWEST])
    actors = {actor for actor in map(_actor, events) if actor}
    names = dict(User.objects.filter(pk__in=actors).values_list("pk", "username"))
    newer: Any = obj
    changes: list[Change] = []
    for event in events:
        who = names.get(_actor(event), "–")
        changes.extend(_compare(event, newer, who, masked))
        newer = event
    return changes


def _actor(event: Any) -> int:
    metadata = event.pgh_context.metadata if event.pgh_context else {}
    return metadata.get("user") or 0  # 0: nobody, as with a command at the console


def _compare(event: Any, newer: Any, who: str, masked: dict[str, str]) -> Iterator[Change]:
    for field in event.pgh_tracked_model._meta.concrete_fields:
        if not hasattr(event, field.attname) or field.name in SILENT:
            continue
        before, after = getattr(event, field.attname), getattr(newer, field.attname)
        mask = masked.get(field.name)
        if before == after or mask == "":
            continue
        yield Change(
            event.pgh_created_at, who, field.verbose_name,
            _words(field, before, mask), _words(field, after, mask),
        )  # fmt: skip


def _words(field: "Field[Any, Any]", value: Any, mask: str | None) -> str:
    if value in (None, "", []):
        return "–"
    if mask:
        return mask
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(dict(field.flatchoices).get(value, localize(value)))
