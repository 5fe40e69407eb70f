"""Ready answers in the admin: the office's own words, edited in place."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import StaffModelAdmin
from complaints import filling
from complaints.models import AnswerTemplate


class AnswerTemplateForm(forms.ModelForm[AnswerTemplate]):
    class Meta:
        model = AnswerTemplate
        fields = ("title", "kind", "text", "is_active")
        help_texts = {
            "text": _(
                "{kelurahan}, {programme}, {stage}, {reason} and {paid_on} are filled in with"
                " what the register knows."
            ),
        }

    def clean_text(self) -> str:
        """Refuse a place that nothing could ever fill."""
        text: str = self.cleaned_data["text"]
        if wrong := filling.unknown_in(text):
            raise forms.ValidationError(
                _("Nothing is known for %(places)s. Use only %(offered)s."),
                params={
                    "places": ", ".join(wrong),
                    "offered": ", ".join(f"{{{place}}}" for place in filling.PLACES),
                },
            )
        return text


@admin.register(AnswerTemplate)
class AnswerTemplateAdmin(StaffModelAdmin):
    form = AnswerTemplateForm
    list_display = ("title", "kind", "is_active")
    list_filter = ("kind", "is_active")
    fields = ("title", "kind", "text", "is_active")
