"""The complaint as residents fill it in: everything but the story is optional."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from complaints.actions import Report
from complaints.forms.fields import EmailField, PhoneField, PlainField, StoryField
from complaints.forms.payment_select import PaymentField
from complaints.forms.payment_select import choices as payment_choices
from complaints.models import DETAILS, Complaint, Detail, Kind
from complaints.models.kinds import CONFIDENTIAL, NEEDS_DETAIL
from complaints.sealing import Contact
from kelurahan.models import Area
from recipients.area_select import AreaField

MOST_OF_STORY = 4_000
MOST_OF_NAME = 100
AnswerTo, OnBehalf = Complaint.AnswerTo, Complaint.OnBehalf


class KindForm(forms.Form):
    """The first step: what is wrong."""

    kind = forms.ChoiceField(
        label=_("What is it about?"), choices=Kind, widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what it is about."),
            "invalid_choice": _("Choose one from the list."),
        },
    )  # fmt: skip


class ReportForm(forms.Form):
    """The second step, for one kind of complaint."""

    detail = forms.ChoiceField(
        label=_("What exactly?"), required=False, widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what exactly you want."),
            "invalid_choice": _("Choose one from the list."),
        },
    )  # fmt: skip
    story = StoryField(
        label=_("What happened?"), most=MOST_OF_STORY,
        help_text=_("In your own words: what, where, when, who. A NIK or KK number in it is kept "
                    "encrypted and apart."),
    )  # fmt: skip
    area = AreaField(
        label=_("Where is it?"), required=False,
        help_text=_("The kelurahan, if you know it. Its staff can help fastest."),
    )  # fmt: skip
    payment = PaymentField(
        label=_("Which aid?"), help_text=_("The programme and stage, if you know them.")
    )
    name = PlainField(label=_("Your name"), most=MOST_OF_NAME, required=False)
    phone = PhoneField(
        label=_("Your telephone or WhatsApp number"), required=False,
        help_text=_("A short message tells you of the answer. It names only your code."),
    )  # fmt: skip
    email = EmailField(label=_("Your e-mail address"), required=False)
    on_behalf = forms.ChoiceField(
        label=_("I complain"), choices=OnBehalf, required=False, initial=OnBehalf.SELF,
        error_messages={"invalid_choice": _("Choose one from the list.")},
    )  # fmt: skip
    concerned_name = PlainField(label=_("Their name"), most=MOST_OF_NAME, required=False)
    concerned_phone = PhoneField(label=_("Their telephone number"), required=False)
    concerned_email = EmailField(label=_("Their e-mail address"), required=False)
    answer_to = forms.ChoiceField(
        label=_("The answer goes"), choices=AnswerTo, required=False, initial=AnswerTo.REPORTER,
        error_messages={"invalid_choice": _("Choose one from the list.")},
    )  # fmt: skip
    is_confidential = forms.BooleanField(
        label=_("Only officers of the city may read this, nobody in the kelurahan or kecamatan"),
        required=False,
    )

    def __init__(self, kind: Kind, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self._ask_detail(self.fields["detail"])
        self.fields["payment"].choices = payment_choices()  # type: ignore[attr-defined]
        if self.is_always_confidential:
            del self.fields["is_confidential"]

    def _ask_detail(self, field: Any) -> None:
        details = DETAILS.get(self.kind, ())
        field.required = self.kind in NEEDS_DETAIL
        field.choices = [(detail.value, detail.label) for detail in details]
        if details and not field.required:
            field.choices = [*field.choices, ("", _("something else, or I do not know"))]

    @property
    def has_details(self) -> bool:
        """Whether this kind is narrowed down."""
        return self.kind in DETAILS

    @property
    def is_always_confidential(self) -> bool:
        """Whether the kind accuses those who hand aid out."""
        return self.kind in CONFIDENTIAL

    @property
    def is_for_another(self) -> bool:
        """Whether the part about another person has to be seen."""
        names = ("on_behalf", "concerned_name", "concerned_phone", "concerned_email", "answer_to")
        told = [str(self[name].value() or "") for name in names]
        untouched = ("", OnBehalf.SELF, AnswerTo.REPORTER)
        return any(value not in untouched for value in told) or any(
            name in self.errors for name in names
        )

    def clean_detail(self) -> str:
        return str(Detail(text)) if (text := self.cleaned_data["detail"]) else ""

    def clean_on_behalf(self) -> str:
        return self.cleaned_data["on_behalf"] or OnBehalf.SELF

    def clean_answer_to(self) -> str:
        return self.cleaned_data["answer_to"] or AnswerTo.REPORTER

    def clean(self) -> None:
        """Refuse to send the answer to somebody who cannot be reached."""
        chosen = self.cleaned_data.get("answer_to")
        wrong = {"concerned_phone", "concerned_email", "phone", "email"} & set(self.errors)
        if chosen in (AnswerTo.CONCERNED, AnswerTo.BOTH) and not wrong:
            concerned = self._contact("concerned_")
            if not (concerned.phone or concerned.email):
                self.add_error("concerned_phone", ValidationError(
                    _("Give their telephone number or e-mail address, or have the answer sent "
                      "to you."), code="unreachable",
                ))  # fmt: skip
        reporter = self._contact("")
        if chosen == AnswerTo.BOTH and not wrong and not (reporter.phone or reporter.email):
            self.add_error("phone", ValidationError(
                _("Give your telephone number or e-mail address, or have the answer sent to the "
                  "other person only."), code="unreachable",
            ))  # fmt: skip

    def _contact(self, prefix: str) -> Contact:
        found = self.cleaned_data
        return Contact(
            found.get(f"{prefix}name", ""), found.get(f"{prefix}phone", ""),
            found.get(f"{prefix}email", ""),
        )  # fmt: skip

    def report(self) -> Report:
        """Return what was told, once the form is valid."""
        found = self.cleaned_data
        programme, stage = found["payment"]
        return Report(
            kind=self.kind, detail=found["detail"], story=found["story"],
            area=Area.objects.get(code=found["area"] or settings.CITY_CODE),
            programme=programme, stage=stage, language=(get_language() or "")[:2],
            reporter=self._contact(""), concerned=self._contact("concerned_"),
            on_behalf=found["on_behalf"], answer_to=found["answer_to"],
            is_confidential=found.get("is_confidential", False),
        )  # fmt: skip
