"""What the list of families is narrowed by. Nothing here is a name or an identity number."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, Filter, FilterSet

from accounts.models import User
from recipients.models import (
    CivilMatch,
    Disbursement,
    Enrolment,
    FailureReason,
    Household,
    NikStatus,
    Person,
    Programme,
    Stage,
)
from verification.models import Finding, Kind
from verification.rules import RULES
from workspace.area_choice import area_choices, lives_within

Status = Disbursement.Status
DOUBTFUL = (NikStatus.MALFORMED, NikStatus.WARNING)
OF_PAYMENTS = ("programme", "stage", "payment", "reason")
NOT_ENROLLED, ANY, NONE, ALL = "not_enrolled", "any", "none", "all"
PAYMENTS = [
    (Status.PAID, Status.PAID.label),
    (Status.FAILED, Status.FAILED.label),
    (Status.RETURNED, Status.RETURNED.label),
    (Status.PLANNED, Status.PLANNED.label),
    (NOT_ENROLLED, _("in no programme")),
]
NIKS = [
    ("missing", _("missing")),
    ("doubtful", _("malformed or doubtful")),
    ("unmatched", _("not matched by the civil registry")),
]
DESIL = [(str(n), str(n)) for n in range(1, 11)] + [(NONE, _("not known"))]
STATUSES = [(Household.Status.DEACTIVATED, _("deactivated")), (ALL, _("active and deactivated"))]


class DigitsFilter(Filter):  # type: ignore[misc]
    field_class = forms.RegexField


def finding_choices() -> list[tuple[str | Promise, Any]]:
    """Return what open findings can be asked for: any, none, a kind, a rule."""
    rules = [(f"rule-{rule.key}", rule.sentence) for rule in RULES.values()]
    return [
        (ANY, _("any open finding")),
        (NONE, _("no open finding")),
        (_("Kind"), list(Kind.choices)),
        (_("Rule"), rules),
    ]


def _digits(label: str) -> DigitsFilter:
    return DigitsFilter(
        label=label, method="in_rt_rw", regex=r"^[0-9]{1,3}$", max_length=3,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip


def _choice(label: str | Promise, choices: Any, method: str | None = None) -> ChoiceFilter:
    return ChoiceFilter(
        label=label, choices=choices, method=method, empty_label=_("– all –")
    )  # fmt: skip


class HouseholdFilter(FilterSet):  # type: ignore[misc]
    """Households by their own fields, their people, payments and findings."""

    register = ChoiceFilter(
        label=_("Register"), choices=Household.Register.choices, widget=forms.HiddenInput
    )
    area = _choice("Kelurahan", [], "in_area")
    programme = _choice(_("Programme"), [], "as_it_is")
    stage = _choice(_("Stage"), [], "as_it_is")
    payment = _choice(_("Payment"), PAYMENTS, "as_it_is")
    reason = _choice(_("Failed because"), FailureReason.choices, "as_it_is")
    finding = _choice(_("Finding"), finding_choices(), "with_finding")
    nik = _choice("NIK", NIKS, "with_nik")
    deceased = _choice(_("Deceased members"), [("yes", _("with a deceased member"))], "with_death")
    rw = _digits("RW")
    rt = _digits("RT")
    desil = _choice("Desil", DESIL, "of_desil")
    status = ChoiceFilter(
        label=_("Status"), choices=STATUSES, method="as_it_is", empty_label=_("active")
    )

    class Meta:
        model = Household
        fields: tuple[str, ...] = ()

    def __init__(self, data: Any, queryset: QuerySet[Household], *, user: User) -> None:
        """Offer only areas of the user's own."""
        super().__init__({} if data is None else data, queryset)
        self.is_bound = True  # an empty query asks for what is active
        areas = area_choices(user)
        self.filters["area"].extra["choices"] = areas
        if not areas:
            del self.filters["area"]
        programmes = list(Programme.objects.values_list("slug", "name"))
        self.filters["programme"].extra["choices"] = programmes
        self.filters["stage"].extra["choices"] = [
            (str(stage.pk), f"{stage.programme.name} – {stage}")
            for stage in Stage.objects.select_related("programme").order_by(
                "programme__name", "number"
            )
        ]

    def filter_queryset(self, queryset: QuerySet[Household]) -> QuerySet[Household]:
        """Ask for everything at once: what is asked of payments holds for one payment."""
        chosen: Mapping[str, str] = self.form.cleaned_data
        status = chosen.get("status") or Household.Status.ACTIVE
        if status != ALL:
            queryset = queryset.filter(status=status)
        if any(chosen.get(name) for name in OF_PAYMENTS):
            queryset = queryset.filter(_paid(chosen))
        narrowed: QuerySet[Household] = super().filter_queryset(queryset)
        return narrowed

    def as_it_is(self, queryset: QuerySet[Household], name: str, value: str) -> Any:
        """Leave it to `filter_queryset`."""
        return queryset

    def in_area(self, queryset: QuerySet[Household], name: str, value: str) -> Any:
        """Keep households of an area."""
        return queryset.filter(lives_within(value))

    def in_rt_rw(self, queryset: QuerySet[Household], name: str, value: str) -> Any:
        """Keep households of an RT or RW, with and without leading zeros."""
        bare = value.lstrip("0") or "0"
        return queryset.filter(**{f"{name}__in": sorted({bare, bare.zfill(2), bare.zfill(3)})})

    def of_desil(self, queryset: QuerySet[Household], name: str, value: str) -> Any:
        """Keep households of a desil, or those whose desil is not known."""
        return queryset.filter(desil=None if value == NONE else int(value))

    def with_finding(self, queryset: QuerySet[Household], name: str, value: str) -> Any:
        """Keep households by their open findings."""
        findings = Finding.objects.open().filter(household=OuterRef("pk"))
        if value.startswith("rule-"):
            findings = findings.filter(rule=value.removeprefix("rule-"))
        elif value in Kind.values:
            findings = findings.filter(kind=value)
        return queryset.filter(~Exists(findings) if value == NONE else Exists(findings))

    def with_nik(self, queryset: QuerySet[Household], name: str, value: str) -> Any:
        """Keep households with a living member whose NIK is missing or in doubt."""
        wanted = {
            "missing": Q(nik_status=NikStatus.ABSENT),
            "doubtful": Q(nik_status__in=DOUBTFUL),
            "unmatched": Q(civil_match__in=(CivilMatch.UNMATCHED, CivilMatch.NOT_FOUND)),
        }[value]
        living = Person.objects.filter(wanted, deceased=False, merged_into=None)
        return queryset.filter(Exists(living.filter(household=OuterRef("pk"))))

    def with_death(self, queryset: QuerySet[Household], name: str, value: str) -> Any:
        """Keep households with a member recorded as deceased."""
        dead = Person.objects.filter(deceased=True, merged_into=None)
        return queryset.filter(Exists(dead.filter(household=OuterRef("pk"))))


def _paid(chosen: Mapping[str, str]) -> Combinable:
    """Return the condition on one place in a programme, or one payment of it."""
    places = Enrolment.objects.filter(household=OuterRef("pk"))
    if programme := chosen.get("programme"):
        places = places.filter(programme__slug=programme)
    if chosen.get("payment") == NOT_ENROLLED:
        return ~Exists(places)
    asked = {"stage": "stage", "payment": "status", "reason": "failed_because"}
    wanted = {field: chosen[name] for name, field in asked.items() if chosen.get(name)}
    if not wanted:
        return Exists(places)
    payments = Disbursement.objects.filter(enrolment__household=OuterRef("pk"), **wanted)
    return Exists(payments.filter(programme__slug=programme) if programme else payments)


def described(filters: FilterSet) -> list[tuple[str, str]]:
    """Return what the list is narrowed to, as pairs of field and value in words."""
    words = []
    for name, value in filters.form.cleaned_data.items():
        if value:
            field = filters.form.fields[name]
            words.append((str(field.label), _word(getattr(field, "choices", ()), value)))
    return words


def _word(choices: Any, value: str) -> str:
    for key, label in choices:
        if isinstance(label, list | tuple):
            if (found := _word(label, value)) != value:
                return found
        elif str(key) == value:
            return str(label)
    return str(format_lazy("{}", value))
