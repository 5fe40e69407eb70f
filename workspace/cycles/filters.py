"""What the lists of a round trip are narrowed by."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, FilterSet

from accounts.models import User
from verification.models import Action, ChangeKind, CycleAnswer, CycleChange, CycleLine, Kind
from verification.models.cycle_line import MatchedBy
from workspace.area_choice import area_choices, lives_within

ALL = _("– all –")
OLDER = [("2", _("asked for the second time or more")), ("3", _("the third time or more"))]
WAITING = ("none", _("no answer yet"))


class _InArea(FilterSet):  # type: ignore[misc]
    def __init__(self, data: Any, queryset: QuerySet[Any], *, user: User) -> None:
        """Offer only areas of the user's own."""
        super().__init__(data, queryset)
        areas = area_choices(user)
        self.filters["area"].extra["choices"] = areas
        if not areas:
            del self.filters["area"]

    def in_area(self, queryset: QuerySet[Any], name: str, value: str) -> Any:
        """Keep what is counted in an area."""
        return queryset.filter(lives_within(value))


class LineFilter(_InArea):
    """Corrections by answer, kind, action, area, age and how they were matched."""

    answer = ChoiceFilter(
        label=_("Ministry’s answer"), choices=[*CycleAnswer.choices, WAITING], empty_label=ALL,
        method="with_answer",
    )  # fmt: skip
    kind = ChoiceFilter(label=_("Kind"), choices=Kind.choices, empty_label=ALL)
    action = ChoiceFilter(label=_("Asked for"), choices=Action.choices, empty_label=ALL)
    matched_by = ChoiceFilter(label=_("Matched by"), choices=MatchedBy.choices, empty_label=ALL)
    age = ChoiceFilter(label=_("Times asked"), choices=OLDER, empty_label=ALL, method="as_old")
    area = ChoiceFilter(label="Kelurahan", choices=[], method="in_area", empty_label=ALL)

    class Meta:
        model = CycleLine
        fields: tuple[str, ...] = ()

    def with_answer(self, queryset: QuerySet[Any], name: str, value: str) -> Any:
        """Keep one answer, or those that have none."""
        return queryset.filter(answer="" if value == WAITING[0] else value)

    def as_old(self, queryset: QuerySet[Any], name: str, value: str) -> Any:
        """Keep what was asked for so often."""
        return queryset.filter(age__gte=int(value))


class ChangeFilter(_InArea):
    """Changes by kind and area."""

    kind = ChoiceFilter(label=_("Kind"), choices=ChangeKind.choices, empty_label=ALL)
    area = ChoiceFilter(label="Kelurahan", choices=[], method="in_area", empty_label=ALL)

    class Meta:
        model = CycleChange
        fields: tuple[str, ...] = ()
