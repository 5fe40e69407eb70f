"""What the queue of likely doubles is narrowed by."""

from typing import Any

from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, FilterSet

from accounts.models import User
from verification.models import DuplicatePair
from workspace.area_choice import area_choices, lives_within

State = DuplicatePair.State
TO_MERGE = "to_merge"
STATES = [
    (TO_MERGE, _("the same person, waiting to be merged")),
    (State.SAME.value, State.SAME.label),
    (State.DIFFERENT.value, State.DIFFERENT.label),
    (State.UNSURE.value, State.UNSURE.label),
]
# From which probability on, and below which.
BANDS: dict[str, tuple[float, float]] = {
    "99": (0.99, 2), "95": (0.95, 0.99), "90": (0.90, 0.95), "0": (0, 0.90)
}  # fmt: skip
BAND_WORDS: list[tuple[str, str | Promise]] = [
    ("99", _("99 % and more")), ("95", _("95 to 99 %")), ("90", _("90 to 95 %")),
    ("0", _("below 90 %")),
]  # fmt: skip
FAMILIES = [("one", _("within one family")), ("across", _("across families"))]
# Kinds of evidence: the comparison, and how its level begins.
KINDS: dict[str, tuple[str, str]] = {
    "nik": ("nik_birth", "same/"), "nik_slip": ("nik_birth", "(slip|near)/"),
    "other_nik": ("nik_birth", "(both_fit|other)/"), "no_nik": ("nik_birth", "unknown/"),
    "birth_date": ("nik_birth", "[a-z_]+/same$"), "name": ("name", "(same|bones)$"),
    "mother": ("mother", "same$"),
}  # fmt: skip
KIND_WORDS = [
    ("nik", _("the same NIK")), ("nik_slip", _("a NIK that differs in one place")),
    ("other_nik", _("different NIK")), ("no_nik", _("a NIK missing or shared by many")),
    ("birth_date", _("the same birth date")), ("name", _("the same name, or one that sounds so")),
    ("mother", _("the same mother's name")),
]  # fmt: skip


class _Exists(Func):
    """Whether the evidence of a pair has something at a path."""

    function = "jsonb_path_exists"
    template = "%(function)s(%(expressions)s::jsonpath)"
    output_field = BooleanField()


def has_evidence(kind: str) -> _Exists:
    """Return the condition that a pair's evidence is of a kind of KINDS."""
    comparison, level = KINDS[kind]
    # Lax paths would look into the inner lists before they compare.
    path = f'strict $[*] ? (@[0] == "{comparison}" && @[1] like_regex "^{level}")'
    return _Exists(F("evidence"), Value(path))


def in_band(name: str) -> Q:
    """Return the condition that a pair's probability is in a band of BANDS."""
    low, high = BANDS[name]
    return Q(probability__gte=low, probability__lt=high)


class PairFilter(FilterSet):  # type: ignore[misc]
    """Pairs by what was decided, probability, family, evidence and area."""

    state = ChoiceFilter(
        label=_("State"), choices=STATES, method="as_it_is", empty_label=_("to be looked at")
    )
    band = ChoiceFilter(
        label=_("Probability"), choices=BAND_WORDS, method="of_band", empty_label=_("– all –")
    )
    family = ChoiceFilter(
        label=_("Family"), choices=FAMILIES, method="of_family", empty_label=_("– all –")
    )
    evidence = ChoiceFilter(
        label=_("Evidence"), choices=KIND_WORDS, method="with_evidence", empty_label=_("– all –")
    )
    area = ChoiceFilter(
        label="Kelurahan", choices=[], method="in_area", empty_label=_("– all –")
    )  # fmt: skip

    class Meta:
        model = DuplicatePair
        fields: tuple[str, ...] = ()

    def __init__(self, data: Any, queryset: QuerySet[DuplicatePair], *, user: User) -> None:
        """Offer only areas of the user's own."""
        super().__init__(data, queryset)
        self.is_bound = True  # an empty query asks for what waits
        areas = area_choices(user)
        self.filters["area"].extra["choices"] = areas
        if not areas:
            del self.filters["area"]

    def filter_queryset(self, queryset: QuerySet[DuplicatePair]) -> QuerySet[DuplicatePair]:
        """Without a state, what still asks for a decision."""
        pairs: Any = queryset
        state = self.form.cleaned_data.get("state")
        if state == TO_MERGE:
            pairs = pairs.to_merge()
        elif state:
            pairs = pairs.filter(state=state)
        else:
            pairs = pairs.waiting()
        narrowed: QuerySet[DuplicatePair] = super().filter_queryset(pairs)
        return narrowed

    def as_it_is(self, queryset: QuerySet[DuplicatePair], name: str, value: str) -> Any:
        """Leave it to `filter_queryset`."""
        return queryset

    def of_band(self, queryset: QuerySet[DuplicatePair], name: str, value: str) -> Any:
        """Keep pairs of a band."""
        return queryset.filter(in_band(value))

    def of_family(self, queryset: QuerySet[DuplicatePair], name: str, value: str) -> Any:
        """Keep pairs within one family, or across."""
        return queryset.filter(is_one_family=value == "one")

    def with_evidence(self, queryset: QuerySet[DuplicatePair], name: str, value: str) -> Any:
        """Keep pairs with a kind of evidence."""
        return queryset.filter(has_evidence(value))

    def in_area(self, queryset: QuerySet[DuplicatePair], name: str, value: str) -> Any:
        """Keep pairs with an entry in an area."""
        first, second = (lives_within(value, f"{one}__household__") for one in ("first", "second"))
        return queryset.filter(first | second)
