"""What the pages of the round trip ask for."""

from collections.abc import Sequence

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kelurahan.models import Area
from verification.actions.cycles import quarter_of
from workspace.cycles.story import cities_of

QUARTERS = [(n, f"{n}") for n in (1, 2, 3, 4)]


class OpenForm(forms.Form):
    """Which quarter's round trip to open."""

    area = forms.ModelChoiceField(queryset=Area.objects.none(), label=_("City"), empty_label=None)
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    quarter = forms.TypedChoiceField(label=_("Quarter"), choices=QUARTERS, coerce=int)

    def __init__(self, *args: object, user: User) -> None:
        """Offer the cities of the user's own, and this quarter."""
        year, quarter = quarter_of(timezone.localdate())
        cities = cities_of(user)
        initial = {"year": year, "quarter": quarter, "area": cities[0] if cities else None}
        super().__init__(*args, initial=initial)  # type: ignore[arg-type,misc]
        field = self.fields["area"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 – for the type checker
        field.queryset = Area.objects.filter(pk__in=[city.pk for city in cities])


class SentForm(forms.Form):
    """When the ministry got the batch, and what it gave for it."""

    sent_on = forms.DateField(
        label=_("Sent on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    receipt = forms.CharField(
        label=_("Number of the ministry's receipt"), max_length=60,
        help_text=_("As the ministry wrote it, for example on the minutes."),
    )  # fmt: skip


class TakeForm(forms.Form):
    """In which kind of file to take the batch along, and why."""

    kind = forms.ChoiceField(label=_("Kind of file"), choices=[("xlsx", "XLSX"), ("csv", "CSV")])
    reason = forms.CharField(
        label=_("What is the file for?"),
        max_length=120,
        help_text=_("Kept in the access log with your name: the file holds full NIK and KK."),
    )


class ReturnForm(forms.Form):
    """Which register's numbers the returned file carries; the import reads it with the file."""

    register_name = forms.ChoiceField(
        label=_("Register of the numbers in the file"),
        help_text=_("Rows are recognised by the numbers of this register, then by NIK."),
    )

    def __init__(self, registers: Sequence[str]) -> None:
        """Offer these registers, the first one chosen."""
        super().__init__(initial={"register_name": registers[0]})
        field = self.fields["register_name"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 – for the type checker
        field.choices = [(name, name) for name in registers]
