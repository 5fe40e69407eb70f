"""The upload form of a format, and the reason for declining a file."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from imports.formats import Format


class UploadForm(forms.Form):
    """A file and the format's options."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, XLSX or ODS; CSV also packed as .gz or .zip."),
        max_length=200,
        allow_empty_file=True,
    )

    def __init__(self, form: Format, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for option in form.options:
            self.fields[option.name] = forms.RegexField(
                f"^(?:{option.pattern})$",
                label=option.label,
                help_text=option.help,
                required=option.required,
                initial=option.default,
            )

    def clean_file(self) -> Any:
        """Refuse a file beyond the limit before it is kept."""
        file = self.cleaned_data["file"]
        if file.size > settings.IMPORT_MAX_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(size)d MB: send it in parts, or packed as .gz."),
                params={"size": settings.IMPORT_MAX_BYTES // 1_000_000},
            )
        return file


class DeclineForm(forms.Form):
    """Why a checked file shall not be applied."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
