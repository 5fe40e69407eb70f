"""What staff type on their pages."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from recipients.queries import SHORTEST_WORD
from workspace.exporting import FORMATS

LONGEST_TEXT = 150
_MANY_DIGITS = re.compile(r"(\d[\s.\-]*){6}")


def without_numbers(text: str) -> None:
    """Refuse a reason that itself holds a number: it is kept in the access log."""
    if _MANY_DIGITS.search(text):
        raise ValidationError(_("Write the reason without any number."))


class FindForm(forms.Form):
    """A name or a number of somebody; the text never comes back in a page."""

    text = forms.CharField(
        label=_("Name, NIK or KK number"), min_length=SHORTEST_WORD, max_length=LONGEST_TEXT,
        help_text=_(
            "A number must be complete: 16 digits. Looking up is logged, not what you type."
        ),
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "autocapitalize": "words"}
        ),
    )  # fmt: skip


class SaveForm(forms.Form):
    """A name for the filters that are chosen."""

    name = forms.CharField(label=_("Name of this view"), max_length=60)
    query = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput)


class ExportForm(forms.Form):
    """What to take along of the filtered list, and in which kind of file."""

    kind = forms.ChoiceField(choices=[(kind.name, kind.label) for kind in FORMATS])
    query = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput)
    with_numbers = forms.BooleanField(required=False)
    reason = forms.CharField(max_length=100, required=False, validators=[without_numbers])
