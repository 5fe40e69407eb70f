"""What is sent about likely doubles."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from verification.actions.duplicates import VERDICTS
from verification.models import DuplicatePair
from workspace.forms import without_numbers

SAME, DIFFERENT, LATER = "same", "different", "later"


def _note() -> forms.CharField:
    return forms.CharField(
        label=_("Note"), max_length=300, required=False, validators=[without_numbers],
        help_text=_("No names or numbers of people."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class DecideForm(forms.Form):
    """A verdict about a pair; `seen` is the stamp of what was shown, `query` the filters."""

    verdict = forms.ChoiceField(choices=[(one.value, one.label) for one in VERDICTS])
    kept = forms.TypedChoiceField(coerce=int, required=False, empty_value=None)
    note = _note()
    seen = forms.CharField(max_length=16, widget=forms.HiddenInput)
    query = forms.CharField(max_length=500, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, pair: DuplicatePair, **kwargs: Any) -> None:
        """Let one of the two entries stay."""
        super().__init__(*args, **kwargs)
        kept = self.fields["kept"]
        if not isinstance(kept, forms.ChoiceField):
            raise AssertionError("the kept entry is chosen")
        kept.choices = [(str(pk), str(pk)) for pk in (pair.first_id, pair.second_id)]


class ClusterForm(forms.Form):
    """What becomes of each entry of a cluster, and which one stays."""

    kept = forms.TypedChoiceField(coerce=int, label=_("This entry stays"))
    note = _note()
    seen = forms.CharField(max_length=16, widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: list[int], **kwargs: Any) -> None:
        """Ask about each of these people."""
        super().__init__(*args, **kwargs)
        kept = self.fields["kept"]
        if not isinstance(kept, forms.ChoiceField):
            raise AssertionError("the kept entry is chosen")
        kept.choices = [(str(pk), str(pk)) for pk in people]
        self.people = people
        for pk in people:
            choices = [(value, value) for value in (SAME, DIFFERENT, LATER)]
            self.fields[f"e{pk}"] = forms.ChoiceField(choices=choices, required=False)

    def said(self, what: str) -> list[int]:
        """Return the entries of which this was said; of the one that stays nothing is asked."""
        kept = self.cleaned_data["kept"]
        return [pk for pk in self.people if pk != kept and self.cleaned_data[f"e{pk}"] == what]
