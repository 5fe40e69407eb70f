"""What the buttons on households and people ask."""

import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.models import model_to_dict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.admin.buttons import ButtonForm
from kelurahan.models import Area
from recipients import actions
from recipients.models import CivilMatch, Household, Person, Programme, Relation, Sex

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PastDay(forms.DateField):
    """A day of something that has happened: today at the latest."""

    widget = DAY

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and value > timezone.localdate():
            raise ValidationError(_("This day is still to come. Choose today or an earlier day."))


class HouseholdFields(ButtonForm):
    """Where a household lives and what its register says."""

    kelurahan = forms.ModelChoiceField(queryset=Area.objects.none(), label="Kelurahan")
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    rt = forms.CharField(label="RT", max_length=3, required=False)
    rw = forms.CharField(label="RW", max_length=3, required=False)
    register = forms.ChoiceField(label=_("Register status"), choices=Household.Register.choices)
    register_name = forms.CharField(label=_("Name of the register"), max_length=40)
    register_version = forms.CharField(
        label=_("Version of the register"), max_length=20, required=False
    )
    desil = forms.IntegerField(label="Desil", min_value=1, max_value=10, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Area.objects.within(self.by.scope).within(settings.CITY_CODE)
        choices = own.filter(level=Area.Level.KELURAHAN).in_force(timezone.localdate())
        self.offer("kelurahan", choices.order_by("name"))
        if self.obj:
            self.initial = model_to_dict(self.obj, fields=list(self.fields))


class NewHouseholdForm(HouseholdFields):
    kk = forms.CharField(label=_("KK number"), max_length=40, required=False)
    source_id = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Numbered by the form, so that sending it twice registers one household.
        self.initial["source_id"] = f"manual-{uuid.uuid4()}"

    def act(self) -> Model:
        """Take the household into the register."""
        return actions.register_household(by=self.by, **self.cleaned_data)


class ChangeHouseholdForm(HouseholdFields):
    def act(self) -> Model:
        """Correct the household."""
        return actions.change_household(household=self.obj, by=self.by, **self.cleaned_data)


class KkForm(ButtonForm):
    text = forms.CharField(
        label=_("New KK number"), max_length=40, required=False,
        help_text=_("16 digits. Leave it empty to remove the number."),
    )  # fmt: skip

    def act(self) -> Model:
        """Store the number, sealed."""
        return actions.set_kk(household=self.obj, by=self.by, **self.cleaned_data)


class DeactivateForm(ButtonForm):
    reason = forms.ChoiceField(label=_("Reason"), choices=Household.DeactivationReason.choices)
    on = PastDay(label=_("Since"), initial=timezone.localdate)

    def act(self) -> Model:
        """Set the household aside."""
        return actions.deactivate_household(household=self.obj, by=self.by, **self.cleaned_data)


class ReactivateForm(ButtonForm):
    def act(self) -> Model:
        """Take the household back."""
        return actions.reactivate_household(household=self.obj, by=self.by)


class PersonFields(ButtonForm):
    """Who a person is, but for the NIK."""

    name = forms.CharField(label=_("Name"), max_length=150)
    relation = forms.ChoiceField(label=_("Relation to the head"), choices=Relation.choices)
    birth_date = PastDay(label=_("Birth date"), required=False)
    birth_place = forms.CharField(label=_("Birth place"), max_length=60, required=False)
    mother_name = forms.CharField(label=_("Mother's name"), max_length=150, required=False)
    sex = forms.ChoiceField(
        label=_("Sex"), choices=[("", _("unknown")), *Sex.choices], required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.obj, Person):
            self.initial = model_to_dict(self.obj, fields=list(self.fields))


class NewPersonForm(PersonFields):
    nik_text = forms.CharField(label="NIK", max_length=40, required=False)

    def act(self) -> Model:
        """Add the member to the household."""
        return actions.add_person(household=self.obj, by=self.by, **self.cleaned_data)


class ChangePersonForm(PersonFields):
    deceased = forms.BooleanField(label=_("Deceased"), required=False)
    deceased_on = PastDay(label=_("Deceased on"), required=False)

    def act(self) -> Model:
        """Correct the person."""
        return actions.change_person(person=self.obj, by=self.by, **self.cleaned_data)


class NikForm(ButtonForm):
    text = forms.CharField(
        label=_("New NIK"), max_length=40, required=False,
        help_text=_("As written on the card. Leave it empty to remove the number."),
    )  # fmt: skip

    def act(self) -> Model:
        """Store the number, sealed."""
        return actions.set_nik(person=self.obj, by=self.by, **self.cleaned_data)


class CivilMatchForm(ButtonForm):
    match = forms.ChoiceField(label=_("Answer of the civil registry"), choices=CivilMatch.choices)

    def act(self) -> Model:
        """Note the civil registry's answer."""
        match = CivilMatch(self.cleaned_data["match"])
        return actions.set_civil_match(person=self.obj, match=match, by=self.by)


class LeaveOutForm(ButtonForm):
    reason = forms.CharField(
        label=_("Who asked for it, and how?"), min_length=5, max_length=200,
        help_text=_("Such as the complaint's number. Write no name and no identity number here."),
    )  # fmt: skip

    def act(self) -> Model:
        """Let the search forget the person."""
        return actions.leave_out_of_search(person=self.obj, by=self.by, **self.cleaned_data)


class PutBackForm(LeaveOutForm):
    def act(self) -> Model:
        """Let the search find the person again."""
        return actions.put_back(person=self.obj, by=self.by, **self.cleaned_data)


class EnrolForm(ButtonForm):
    programme = forms.ModelChoiceField(queryset=Programme.objects.all(), label=_("Programme"))
    card_holder = forms.ModelChoiceField(
        queryset=Person.objects.none(), label=_("Card holder"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("card_holder", Person.objects.filter(household=self.obj).order_by("pk"))

    def act(self) -> Model:
        """Give the household its place in the programme."""
        return actions.enrol(household=self.obj, by=self.by, **self.cleaned_data)
