"""Answering, in two steps that need no script: choose a ready answer, then send what it became."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from complaints import actions, filling
from complaints.admin.forms import MOST_TEXT, ROWS, TextForm
from complaints.models import AnswerTemplate

FILL = "fill"


class AnswerForm(TextForm):
    template = forms.ModelChoiceField(
        queryset=AnswerTemplate.objects.none(), label=_("Ready answer"), required=False
    )
    text = forms.CharField(
        label=_("Answer to the citizen"), max_length=MOST_TEXT, widget=ROWS, required=False
    )
    field_order = ("template", "text")
    # A second button of the form (templates/admin/complaints/ask.html).
    other_button = (FILL, _("Put the ready answer in"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("template", filling.templates_for(self.obj))

    @cached_property
    def facts(self) -> list[tuple[str, str]]:
        """Return each place of a ready answer with its fact, or "–"."""
        known = filling.facts_of(self.obj)
        return [(f"{{{place}}}", known.get(place, "–")) for place in filling.PLACES]

    @property
    def fills(self) -> bool:
        """Whether the ready answer is to be put in, and nothing sent yet."""
        return FILL in self.data

    def clean(self) -> dict[str, Any]:
        """Refuse to send nothing, or a text with places left open."""
        text = self.cleaned_data.get("text", "")
        if self.fills or self.errors:
            return self.cleaned_data
        if not text:
            self.add_error("text", _("Write the answer, or put a ready answer in first."))
        if places := filling.left_in(text):
            message = _(
                "No fact is known for %(places)s. Confirm the household first, or write the"
                " words yourself."
            )
            params = {"places": ", ".join(places)}
            self.add_error("text", ValidationError(message, params=params))
        return self.cleaned_data

    def act(self) -> Model | None:  # type: ignore[override]
        """Put the ready answer in and show the form again, or send the answer."""
        template = self.cleaned_data.pop("template")
        if self.fills:
            self._put_in(template)
            return None
        return actions.answer(complaint=self.obj, by=self.by, **self.cleaned_data)

    def _put_in(self, template: AnswerTemplate | None) -> None:
        """Add the filled text to what was typed before, so that nothing typed is lost."""
        if template is None:
            return
        filled = filling.fill(template.text, filling.facts_of(self.obj))
        texts = filter(None, (self.cleaned_data["text"], filled))
        self.data = {**self.data.dict(), "text": "\n\n".join(texts)}  # type: ignore[attr-defined]
