"""What the list of findings is narrowed by."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, FilterSet

from accounts.models import User
from verification.models import Finding, Kind, State
from verification.rules import RULES
from workspace.area_choice import area_choices, lives_within

MINE, ALL = "mine", "all"
STATES = [
    (State.OPEN.value, _("nobody has taken it")),
    (MINE, _("in my work")),
    (State.IN_WORK.value, State.IN_WORK.label),
    (State.RESOLVED.value, State.RESOLVED.label),
    (State.DISMISSED.value, State.DISMISSED.label),
    (ALL, _("all, the closed ones too")),
]


class FindingFilter(FilterSet):  # type: ignore[misc]
    """Findings by state, kind, rule and area."""

    state = ChoiceFilter(
        label=_("State"), choices=STATES, method="as_it_is", empty_label=_("open and in work")
    )
    kind = ChoiceFilter(label=_("Kind"), choices=Kind.choices, empty_label=_("– all –"))
    rule = ChoiceFilter(
        label=_("Rule"), empty_label=_("– all –"),
        choices=[(rule.key, rule.sentence) for rule in RULES.values()],
    )  # fmt: skip
    area = ChoiceFilter(
        label="Kelurahan", choices=[], method="in_area", empty_label=_("– all –")
    )  # fmt: skip

    class Meta:
        model = Finding
        fields: tuple[str, ...] = ()

    def __init__(self, data: Any, queryset: QuerySet[Finding], *, user: User) -> None:
        """Offer only areas of the user's own."""
        super().__init__(data, queryset)
        self.is_bound = True  # an empty query asks for what is open
        self.user = user
        areas = area_choices(user)
        self.filters["area"].extra["choices"] = areas
        if not areas:
            del self.filters["area"]

    def filter_queryset(self, queryset: QuerySet[Finding]) -> QuerySet[Finding]:
        """Without a state, what still asks for something."""
        state = self.form.cleaned_data.get("state")
        if state == MINE:
            queryset = queryset.filter(taken_by=self.user)
        elif state in State.values:
            queryset = queryset.filter(state=state)
        elif state != ALL:
            queryset = queryset.filter(state__in=(State.OPEN, State.IN_WORK))
        narrowed: QuerySet[Finding] = super().filter_queryset(queryset)
        return narrowed

    def as_it_is(self, queryset: QuerySet[Finding], name: str, value: str) -> Any:
        """Leave it to `filter_queryset`."""
        return queryset

    def in_area(self, queryset: QuerySet[Finding], name: str, value: str) -> Any:
        """Keep findings about households of an area."""
        return queryset.filter(lives_within(value, "household__"))
