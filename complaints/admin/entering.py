"""Entering a complaint for somebody at the counter or on the telephone."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.admin.buttons import ButtonForm
from complaints import actions, qr, receipts
from complaints.admin.forms import MOST_TEXT, ROWS, TextForm
from complaints.forms.fields import EmailField, PhoneField, PlainField
from complaints.forms.payment_select import PaymentField
from complaints.models import DETAILS, Complaint, Detail, Kind
from complaints.models.kinds import NEEDS_DETAIL
from complaints.sealing import Contact
from kelurahan.models import Area

AnswerTo, OnBehalf, Way = Complaint.AnswerTo, Complaint.OnBehalf, Complaint.Way
MOST_NAME = 100


def _details() -> list[tuple[Any, Any]]:
    grouped = [(kind.label, [(d.value, d.label) for d in DETAILS[kind]]) for kind in DETAILS]
    return [("", _("something else, or not known")), *grouped]


class PeopleFields(ButtonForm):
    """Who complains, for whom, and who gets the answer. All of it may be left empty."""

    name = PlainField(label=_("Name of who complains"), most=MOST_NAME, required=False)
    phone = PhoneField(label=_("Telephone or WhatsApp"), required=False)
    email = EmailField(label=_("E-mail"), required=False)
    on_behalf = forms.ChoiceField(label=_("They complain"), choices=OnBehalf)
    concerned_name = PlainField(label=_("Name of whom it is about"), most=MOST_NAME, required=False)
    concerned_phone = PhoneField(label=_("Their telephone"), required=False)
    concerned_email = EmailField(label=_("Their e-mail"), required=False)
    answer_to = forms.ChoiceField(
        label=_("The answer goes"), initial=AnswerTo.REPORTER,
        choices=[
            (AnswerTo.REPORTER, _("to who complains")),
            (AnswerTo.CONCERNED, _("to the person it is about")),
            (AnswerTo.BOTH, _("to both of them")),
        ],
    )  # fmt: skip

    def _contact(self, prefix: str) -> Contact:
        found = self.cleaned_data
        return Contact(*(found.get(f"{prefix}{part}", "") for part in ("name", "phone", "email")))

    def clean_answer_to(self) -> str:
        """Refuse to send the answer to somebody who cannot be reached."""
        answer_to: str = self.cleaned_data["answer_to"]
        reporter, concerned = self._contact(""), self._contact("concerned_")
        if answer_to == AnswerTo.BOTH and not (reporter.phone or reporter.email):
            raise forms.ValidationError(
                _("Give the telephone number or e-mail address of who complains.")
            )
        if answer_to != AnswerTo.REPORTER and not (concerned.phone or concerned.email):
            raise forms.ValidationError(
                _("Give the telephone number or e-mail address of the person it is about.")
            )
        return answer_to


class EnterForm(PeopleFields, TextForm):
    way = forms.ChoiceField(
        label=_("Came by"), choices=[(way, way.label) for way in Way if way != Way.WEB]
    )
    kind = forms.ChoiceField(label=_("kind"), choices=Kind)
    detail = forms.ChoiceField(label=_("more exactly"), choices=_details, required=False)
    area = forms.ModelChoiceField(queryset=Area.objects.none(), label=_("Where is it?"))
    payment = PaymentField(label=_("Which aid?"))
    text = forms.CharField(label=_("What happened?"), max_length=MOST_TEXT, widget=ROWS)
    is_confidential = forms.BooleanField(
        label=_("Only officers of the city may read this"), required=False
    )
    field_order = ("way", "kind", "detail", "area", "payment", "text", "name", "phone", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Area.objects.within(self.by.scope).within(settings.CITY_CODE)
        self.offer("area", own.in_force(timezone.localdate()).order_by("-level", "name"))

    def clean_detail(self) -> str:
        """Refuse a detail of another kind, and none where the kind needs one."""
        detail: str = self.cleaned_data["detail"]
        kind = self.cleaned_data.get("kind")
        if kind is None:
            return detail
        if (detail or Kind(kind) in NEEDS_DETAIL) and detail not in DETAILS.get(Kind(kind), ()):
            raise forms.ValidationError(_("Choose what belongs to the kind chosen above."))
        return str(Detail(detail)) if detail else ""

    def _report(self) -> actions.Report:
        found = self.cleaned_data
        programme, stage = found["payment"]
        named = ("kind", "detail", "area", "way", "on_behalf", "answer_to", "is_confidential")
        return actions.Report(
            story=found["text"], language=settings.LANGUAGE_CODE, programme=programme, stage=stage,
            reporter=self._contact(""), concerned=self._contact("concerned_"),
            **{name: found[name] for name in named},
        )  # fmt: skip

    def _is_visible(self, complaint: Complaint) -> bool:
        """Tell whether who entered it may see it from now on; a confidential one perhaps not."""
        return Complaint.objects.visible_to(self.by).filter(pk=complaint.pk).exists()

    def act(self) -> HttpResponse:
        """Keep the complaint, and show once what the citizen takes home."""
        receipt = actions.receive(
            report=self._report(), submission=self.cleaned_data["submission"], by=self.by
        )
        address = self.request.build_absolute_uri
        link = receipt.link and address(reverse("complaints:private", args=[receipt.link]))
        context = {
            **admin.site.each_context(self.request),
            "title": _("Receipt"), "opts": Complaint._meta, "receipt": receipt,
            "code": receipts.written(receipt.code), "complaint": receipt.complaint,
            "is_mine": self._is_visible(receipt.complaint),
            "back": reverse("admin:complaints_complaint_changelist"),
            "link": link, "qr": qr.picture(link) if link else "",
            "tracking": address(reverse("complaints:track")),
        }  # fmt: skip
        response = TemplateResponse(self.request, "admin/complaints/receipt.html", context)
        response.headers["Cache-Control"] = "no-store, private"
        return response
