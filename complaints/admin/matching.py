"""Buttons that tie a complaint to the register."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from accounts.admin.buttons import ButtonForm
from complaints import actions
from recipients import actions as register
from recipients.models import Household, Person
from verification.models import Kind as FindingKind


class MatchForm(ButtonForm):
    household = forms.IntegerField(
        label=_("Number of the household"), min_value=1, required=False,
        help_text=_("Leave it empty if the complaint is about no household of the register."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("household", self.obj.household_id)

    def clean_household(self) -> Household | None:
        """Return the household, if it is one of this member of staff's area."""
        if (number := self.cleaned_data["household"]) is None:
            return None
        household = Household.objects.visible_to(self.by).filter(pk=number).first()
        if household is None:
            raise ValidationError(_("No household of your area has this number."))
        return household

    def act(self) -> Model:
        """Confirm the household."""
        return actions.match_household(complaint=self.obj, by=self.by, **self.cleaned_data)


class PersonForm(ButtonForm):
    """Asks for a member of the confirmed household."""

    person = forms.ModelChoiceField(queryset=Person.objects.none(), label=_("Person"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("person", Person.objects.filter(household=self.obj.household_id).order_by("pk"))


class CorrectionForm(PersonForm):
    kind = forms.ChoiceField(label=_("What is wrong"), choices=FindingKind.choices)
    note = forms.CharField(
        label=_("Note"), max_length=500, required=False,
        help_text=_("No names or numbers of people."),
        widget=forms.Textarea(attrs={"rows": 3, "cols": 70}),
    )  # fmt: skip
    field_order = ("kind", "person", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].required = False
        self.fields["person"].help_text = _("Leave it empty if the whole household is meant.")

    def act(self) -> Model:
        """Open the correction."""
        kind = FindingKind(self.cleaned_data.pop("kind"))
        return actions.open_correction(
            complaint=self.obj, kind=kind, by=self.by, **self.cleaned_data
        )


class LeaveOutForm(PersonForm):
    def act(self) -> Model:
        """Take the person out of the public name search, as they wish."""
        # Kept in the access log in one language, whoever presses the button.
        reason = f"complaint {self.obj.pk}"
        register.leave_out_of_search(reason=reason, by=self.by, **self.cleaned_data)
        return self.obj  # type: ignore[no-any-return]
