"""What citizens type to come back to their complaint, and what they do with it there."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from complaints import receipts
from complaints.forms.fields import PlainField, StoryInput

MOST_OF_TEXT = 4_000
RATINGS = [(1, _("1: not at all")), (2, "2"), (3, "3"), (4, "4"), (5, _("5: very well"))]


class TrackForm(forms.Form):
    """The code, and the four digits that belong to it."""

    code = PlainField(
        label=_("Code of your complaint"), most=40,
        help_text=_("Eight letters and digits, as on your receipt."),
        error_messages={"required": _("Type the code.")},
    )  # fmt: skip
    digits = PlainField(
        label=_("Four digits"), most=20,
        help_text=_("The last four of the telephone number you gave, or those on your receipt."),
        error_messages={"required": _("Type the four digits.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        box = {"autocomplete": "off", "spellcheck": "false"}
        self.fields["code"].widget.attrs.update(box, autocapitalize="characters")
        self.fields["digits"].widget.attrs.update(box, inputmode="numeric")

    def clean_code(self) -> str:
        code = receipts.read_code(self.cleaned_data["code"])
        if len(code) != receipts.CODE_LENGTH or not code.isascii():
            raise ValidationError(
                _("A code has %(most)d letters and digits, as in ABCD-2345."),
                code="length", params={"most": receipts.CODE_LENGTH},
            )  # fmt: skip
        return code

    def clean_digits(self) -> str:
        digits = "".join(self.cleaned_data["digits"].split())
        if len(digits) != receipts.LAST_DIGITS or not (digits.isascii() and digits.isdigit()):
            raise ValidationError(_("Type four digits, as in 7890."), code="length")
        return digits


class _TextForm(forms.Form):
    """A text of the citizen."""

    text = PlainField(
        label=_("What do you want to tell the office?"), most=MOST_OF_TEXT, widget=StoryInput,
        error_messages={"required": _("Write something.")},
    )  # fmt: skip


class ReplyForm(_TextForm):
    """Something to add, or the reply to a question."""


class NotSolvedForm(_TextForm):
    """Why the answer solves nothing."""

    text = PlainField(
        label=_("What is still wrong?"), most=MOST_OF_TEXT, widget=StoryInput,
        error_messages={"required": _("Say what is still wrong.")},
    )  # fmt: skip


class SolvedForm(forms.Form):
    """That the answer solves it: a button says so."""


class WithdrawForm(forms.Form):
    """Taking a complaint back for good."""

    sure = forms.BooleanField(
        label=_("Yes, take my complaint back. It cannot be opened again."),
        error_messages={"required": _("Tick the box if you are sure.")},
    )


class RateForm(forms.Form):
    """How well the answer helped."""

    rating = forms.TypedChoiceField(
        label=_("How well did the answer help you?"), choices=RATINGS, coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a number from 1 to 5."),
            "invalid_choice": _("Choose a number from 1 to 5."),
        },
    )  # fmt: skip
