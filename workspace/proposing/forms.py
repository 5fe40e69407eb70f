"""What is typed to propose something; verification.payloads checks it once more."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kelurahan.models import Area
from recipients import nik
from recipients.models import Household, Relation, Sex
from workspace.forms import without_numbers
from workspace.proposing.numbers import KeptNumberInput

LONGEST_NIK = 40
_PLACE = RegexValidator(r"\A[0-9]{1,3}\Z", _("Type up to three digits, as 004."))


def not_in_the_future(day: datetime.date) -> None:
    """Refuse a day after today."""
    if day > timezone.localdate():
        raise ValidationError(_("This day is in the future."))


class _OneLine(forms.CharField):
    """Printable text on one line."""

    def to_python(self, value: Any) -> str:
        return " ".join(str(super().to_python(value) or "").split())

    def validate(self, value: Any) -> None:
        super().validate(value)
        if not value.isprintable():
            raise ValidationError(_("Some characters cannot be read. Type the text again."))


class _Place(forms.CharField):
    """The number of an RT or RW, "004"."""

    def __init__(self, label: str) -> None:
        super().__init__(
            label=label, max_length=3, required=False, validators=[_PLACE],
            widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 3}),
        )  # fmt: skip

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        return text.zfill(3) if text else ""


def _number(label: str, help_text: Any = "") -> forms.CharField:
    attrs = {"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}
    return forms.CharField(
        label=label, required=False, max_length=LONGEST_NIK, help_text=help_text,
        widget=KeptNumberInput(attrs=attrs),
    )  # fmt: skip


def _day(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label, required=required, validators=[not_in_the_future], help_text=help_text,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )  # fmt: skip


class QuietForm(forms.Form):
    """A form that the browser does not check: an empty member is none, and ours say more."""

    use_required_attribute = False


class HouseholdForm(QuietForm):
    """Where a family lives, and its card."""

    kelurahan = forms.ChoiceField(label="Kelurahan")
    address = _OneLine(label=_("Address"), max_length=200, required=False)
    rt, rw = _Place("RT"), _Place("RW")
    desil = forms.TypedChoiceField(
        label="Desil", required=False, coerce=int, empty_value=None,
        choices=[("", "–"), *((number, str(number)) for number in range(1, 11))],
    )  # fmt: skip
    kk = _number("KK", _("16 digits; it is stored sealed and shown to nobody."))

    def __init__(self, *args: Any, areas: list[Any], is_new: bool, **kwargs: Any) -> None:
        """Offer these areas; a new family needs an address."""
        super().__init__(*args, **kwargs)
        self.fields["address"].required = is_new
        choice = self.fields["kelurahan"]
        if not isinstance(choice, forms.ChoiceField):
            raise AssertionError("the kelurahan is chosen from a list")
        choice.choices = areas

    def clean_kk(self) -> str:
        """Refuse a number that is no KK number, saying how many digits it has."""
        number = nik.clean(self.cleaned_data["kk"])
        if number and not (len(number) == nik.LENGTH and number.isascii() and number.isdigit()):
            text = _("A KK number has 16 digits; you entered %(count)d.")
            raise ValidationError(text, params={"count": sum(map(str.isdigit, number))})
        return str(self.cleaned_data["kk"]).strip()


class MemberForm(QuietForm):
    """One member of a family."""

    name = _OneLine(
        label=_("Name"), max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "words"}),
    )  # fmt: skip
    relation = forms.ChoiceField(
        label=_("Relation to the head"), choices=[("", "–"), *Relation.choices]
    )
    sex = forms.ChoiceField(label=_("Sex"), required=False, choices=[("", "–"), *Sex.choices])
    birth_date = _day(_("Birth date"))
    birth_place = _OneLine(label=_("Birth place"), max_length=60, required=False)
    mother_name = _OneLine(
        label=_("Mother's name"), max_length=150, required=False,
        help_text=_("As on the family card; it tells namesakes apart."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "words"}),
    )  # fmt: skip
    nik = _number("NIK", _("As on the e-KTP; a doubtful one is noted, not refused."))


class PersonForm(MemberForm):
    """One member whom the register knows."""

    deceased = forms.BooleanField(label=_("deceased"), required=False)
    deceased_on = _day(_("Deceased on"))

    def clean(self) -> dict[str, Any]:
        """A death date means a death."""
        values = super().clean() or self.cleaned_data
        if values.get("deceased_on") and not values.get("deceased"):
            self.add_error("deceased_on", _("Tick “deceased” as well, or leave this empty."))
        return values


class EvidenceForm(QuietForm):
    """Why it is proposed."""

    evidence = _OneLine(
        label=_("Evidence"), max_length=500, validators=[without_numbers],
        help_text=_("What you saw, who confirmed it. No NIK or KK number here."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    discussed_on = _day(
        _("Day of the musyawarah kelurahan"),
        help_text=_("A new family is proposed only after it was discussed."),
    )

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        """To add a family, its musyawarah is needed."""
        super().__init__(*args, **kwargs)
        self.fields["discussed_on"].required = is_new


class DeactivationForm(QuietForm):
    """Why a family is to be set aside, and from when."""

    reason = forms.ChoiceField(
        label=_("Because"), choices=[("", "–"), *Household.DeactivationReason.choices]
    )
    on = _day(_("From"), required=True)


def kelurahan_choices(code: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the kelurahan in force in the area `code`, by kecamatan; one query."""
    areas = Area.objects.in_force(timezone.localdate()).within(code).order_by("code")
    found: dict[str, tuple[str, list[tuple[str, str]]]] = {}
    rows = areas.filter(level=Area.Level.KELURAHAN).values_list("code", "name", "parent__name")
    for kelurahan, name, above in rows:
        found.setdefault(above, (above, []))[1].append((kelurahan, name))
    return list(found.values())
