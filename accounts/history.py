"""What the history tables (pghistory) tell about one object, in words."""

import datetime
from collections.abc import Iterable, Iterator
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


def changes_of_all(objs: Iterable[Any], *, masked: dict[str, str]) -> list[tuple[Any, Change]]:
    """Return the newest changes of several tracked objects, each with its object, newest first.

    `masked` as above. One query for each model and one for the names, whatever their number.
    """
    known: dict[type, dict[Any, Any]] = {}
    for obj in objs:
        known.setdefault(type(obj), {})[obj.pk] = obj
    events = [event for model in known for event in _events_of(model, known[model])]
    actors = {actor for actor in map(_actor, events) if actor}
    names = dict(User.objects.filter(pk__in=actors).values_list("pk", "username"))
    newer: dict[tuple[type, Any], Any] = {}
    changes: list[tuple[Any, Change]] = []
    for event in sorted(
        events, key=lambda event: (event.pgh_created_at, event.pgh_id), reverse=True
    ):
        place = (event.pgh_tracked_model, event.pgh_obj_id)
        obj = known[place[0]][place[1]]
        who = names.get(_actor(event), "–")
        compared = _compare(event, newer.get(place, obj), who, masked)
        changes.extend((obj, change) for change in compared)
        newer[place] = event
    return changes


def _events_of(model: Any, ids: Iterable[Any]) -> Iterable[Any]:
    events = model._meta.get_field("events").related_model.objects.filter(pgh_obj__in=list(ids))
    newest: Iterable[Any] = events.select_related("pgh_context").order_by("-pgh_id")[:NEWEST]
    return newest


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
