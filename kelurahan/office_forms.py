"""What staff enter about the office of an area; the actions keep it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict
from django.utils.translation import gettext_lazy as _

from kelurahan.models import Area, AreaOffice
from kelurahan.offices import COLUMNS, remove_office, set_office
from kelurahan.publishing import HasKey

FIELDS = COLUMNS[1:]


class OfficeForm(forms.Form):
    """The office of one area; with nothing entered it is forgotten."""

    title = _("Where the office is")
    remark = _("Everybody sees this on the page of the area. Without an office leave all empty.")

    def __init__(self, area: Area, data: Any = None) -> None:
        known = AreaOffice.objects.filter(area=area).first()
        super().__init__(data, initial=model_to_dict(known, FIELDS) if known else None)
        self.area = area
        self.fields.update(forms.fields_for_model(AreaOffice, FIELDS))
        self.fields["address"].required = False

    def clean(self) -> dict[str, Any]:
        """Refuse a telephone or hours of an office that is nowhere."""
        data = self.cleaned_data
        if not data.get("address") and any(data.get(name) for name in FIELDS):
            self.add_error("address", _("Enter the address too, or leave everything empty."))
        return data

    def apply(self, by: HasKey) -> bool:
        """Keep the office, or forget it; tell whether that was done."""
        if not self.cleaned_data["address"]:
            remove_office(area=self.area, by=by)
            return True
        try:
            set_office(area=self.area, by=by, **self.cleaned_data)
        except ValidationError as error:
            self.add_error(None, error)
        return self.is_valid()
