"""Tables under an object's own fields on its admin page."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Model
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from accounts import history


@dataclass(frozen=True)
class Link:
    """A cell that leads to another object's page."""

    text: str | Promise
    url: str


@dataclass(frozen=True)
class Section:
    """A table with a title; a cell is a text, a number, a date or a Link."""

    title: str | Promise
    headings: Sequence[str | Promise]
    rows: Sequence[Sequence[object]]


def page_of(obj: Model) -> str:
    """Return the address of an object's admin page."""
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[obj.pk])


def history_section(obj: Model, *, masked: dict[str, str] | None = None) -> Section:
    """Return the newest changes of a tracked object; see `history.changes_of` for `masked`."""
    rows = [
        (
            date_format(localtime(change.at), "DATETIME_FORMAT"),
            change.who,
            change.field,
            change.before,
            change.after,
        )
        for change in history.changes_of(obj, masked=masked or {})
    ]
    headings = (_("When"), _("Who"), _("What"), _("Before"), _("After"))
    return Section(_("History"), headings, rows)
