"""What the buttons on a complaint ask."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.admin.buttons import ButtonForm
from accounts.models import User
from complaints import actions, queries
from complaints.actions import sharing
from complaints.models import Complaint

MOST_TEXT = 4000
ROWS = forms.Textarea(attrs={"rows": 8, "cols": 70})


class TextForm(ButtonForm):
    """A text for the trail; sending the form twice writes it once."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(label=_("Text"), max_length=MOST_TEXT, widget=ROWS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("submission", uuid.uuid4())


class VerifyForm(TextForm):
    text = forms.CharField(
        label=_("Remark for the citizen"), max_length=MOST_TEXT, required=False, widget=ROWS
    )

    def act(self) -> Model:
        """Note that it is a complaint for the office."""
        return actions.verify(complaint=self.obj, by=self.by, **self.cleaned_data)


class StaffField(forms.ModelChoiceField[User]):
    """Members of staff with the number of open complaints that each has."""

    def label_from_instance(self, obj: Any) -> str:
        """Name somebody, their role and their load."""
        return _now("%(name)s, %(role)s (%(load)d open)") % {
            "name": obj.get_username(), "role": obj.get_role_display(), "load": obj.load,
        }  # fmt: skip


class AssignForm(ButtonForm):
    to = StaffField(queryset=User.objects.none(), label=_("To"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("to", queries.staff_of(self.obj.area_id))

    def act(self) -> Model:
        """Give it to somebody."""
        return actions.assign(complaint=self.obj, by=self.by, **self.cleaned_data)


class TakeForm(ButtonForm):
    def act(self) -> Model:
        """Take it on oneself."""
        return sharing.take(complaint=self.obj, by=self.by)


class StartForm(ButtonForm):
    def act(self) -> Model:
        """Begin to work on it."""
        return actions.start(complaint=self.obj, by=self.by)


class AskForm(TextForm):
    text = forms.CharField(label=_("Question to the citizen"), max_length=MOST_TEXT, widget=ROWS)

    def act(self) -> Model:
        """Ask the citizen."""
        return actions.ask(complaint=self.obj, by=self.by, **self.cleaned_data)


class NoteForm(TextForm):
    text = forms.CharField(
        label=_("Note"), max_length=MOST_TEXT, widget=ROWS,
        help_text=_("Only staff read it, never the citizen."),
    )  # fmt: skip

    def act(self) -> Model:
        """Write the note."""
        actions.note(complaint=self.obj, by=self.by, **self.cleaned_data)
        return self.obj  # type: ignore[no-any-return]


class ForwardForm(TextForm):
    to = forms.CharField(
        label=_("To which office?"), max_length=120,
        help_text=_("For example Disdukcapil or BPJS Kesehatan. The citizen reads it."),
    )  # fmt: skip
    text = forms.CharField(
        label=_("What the citizen should know"), max_length=MOST_TEXT, widget=ROWS
    )
    field_order = ("to", "text")

    def act(self) -> Model:
        """Send it on."""
        return actions.forward(complaint=self.obj, by=self.by, **self.cleaned_data)


class RejectForm(TextForm):
    reason = forms.ChoiceField(label=_("Reason"), choices=Complaint.Rejection.choices)
    text = forms.CharField(
        label=_("Why, and what the citizen can do"), max_length=MOST_TEXT, widget=ROWS
    )
    field_order = ("reason", "text")

    def act(self) -> Model:
        """Turn it down."""
        return actions.reject(complaint=self.obj, by=self.by, **self.cleaned_data)


class MergeForm(ButtonForm):
    into = forms.IntegerField(label=_("Number of the other complaint"), min_value=1)

    def clean_into(self) -> Complaint:
        """Return the other complaint, if it is one that this member of staff may see."""
        other = Complaint.objects.visible_to(self.by).filter(pk=self.cleaned_data["into"]).first()
        if other is None:
            raise ValidationError(_("No complaint of your area has this number."))
        return other

    def act(self) -> Model:
        """Join it with the other one."""
        return actions.merge(complaint=self.obj, by=self.by, **self.cleaned_data)


class CloseForm(ButtonForm):
    def act(self) -> Model:
        """Close it."""
        return actions.close(complaint=self.obj, by=self.by)


class ReopenForm(TextForm):
    text = forms.CharField(label=_("Why it is opened again"), max_length=MOST_TEXT, widget=ROWS)

    def act(self) -> Model:
        """Open it again."""
        return actions.reopen(complaint=self.obj, by=self.by, **self.cleaned_data)


class HoldForm(ButtonForm):
    def act(self) -> Model:
        """Keep it and its evidence."""
        return actions.hold(complaint=self.obj, is_held=True, by=self.by)


class ReleaseForm(ButtonForm):
    def act(self) -> Model:
        """Let it go its way again."""
        return actions.hold(complaint=self.obj, is_held=False, by=self.by)
