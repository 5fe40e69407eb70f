"""Enrolments and payments in the admin."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import EvidenceAdmin
from accounts.admin.buttons import Button, ButtonForm
from accounts.admin.sections import Link, Section, history_section, page_of
from recipients import actions
from recipients.admin.filters import EnrolmentAreaFilter, HouseholdAreaFilter
from recipients.admin.forms import PastDay
from recipients.models import Channel, Disbursement, Enrolment, FailureReason, Person, Stage

CHANGE, PAY = "recipients.change_enrolment", "recipients.change_disbursement"


class CardHolderForm(ButtonForm):
    card_holder = forms.ModelChoiceField(
        queryset=Person.objects.none(), label=_("Card holder"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Person.objects.filter(household=self.obj.household_id)
        self.offer("card_holder", members.order_by("pk"))
        self.initial["card_holder"] = self.obj.card_holder_id

    def act(self) -> Model:
        """Name the card holder."""
        return actions.change_card_holder(enrolment=self.obj, by=self.by, **self.cleaned_data)


class SuspendForm(ButtonForm):
    def act(self) -> Model:
        """Stop payments."""
        return actions.suspend(enrolment=self.obj, by=self.by)


class ResumeForm(ButtonForm):
    def act(self) -> Model:
        """Let payments go on."""
        return actions.resume(enrolment=self.obj, by=self.by)


class EndForm(ButtonForm):
    def act(self) -> Model:
        """End the household's place in the programme."""
        return actions.end_enrolment(enrolment=self.obj, by=self.by)


class StageForm(ButtonForm):
    """Which stage, and through which channel; asked on an enrolment or on one of its payments."""

    stage = forms.ModelChoiceField(queryset=Stage.objects.none(), label=_("Stage"))
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stages = Stage.objects.filter(programme=self.obj.programme_id)
        if isinstance(self.obj, Disbursement):
            stages = stages.filter(pk=self.obj.stage_id)
            self.initial = {"stage": self.obj.stage_id, "channel": self.obj.channel}
        self.offer("stage", stages)

    @property
    def enrolment(self) -> Enrolment:
        """Return the enrolment that is paid."""
        obj: Enrolment | Disbursement = self.obj
        return obj.enrolment if isinstance(obj, Disbursement) else obj


class PaidForm(StageForm):
    paid_on = PastDay(label=_("Paid on"), initial=timezone.localdate)

    def act(self) -> Model:
        """Record the payment."""
        return actions.record_payment(enrolment=self.enrolment, by=self.by, **self.cleaned_data)


class FailedForm(StageForm):
    reason = forms.ChoiceField(label=_("Failed because"), choices=FailureReason.choices)

    def act(self) -> Model:
        """Record the failure."""
        return actions.record_failure(enrolment=self.enrolment, by=self.by, **self.cleaned_data)


class ReturnedForm(FailedForm):
    def act(self) -> Model:
        """Record that the aid went back."""
        return actions.record_return(enrolment=self.enrolment, by=self.by, **self.cleaned_data)


PAYMENT_BUTTONS = (
    Button("paid", _("Record a payment"), PAY, PaidForm),
    Button("failed", _("Record a failure"), PAY, FailedForm),
    Button("returned", _("Record a return"), PAY, ReturnedForm),
)


@admin.register(Enrolment)
class EnrolmentAdmin(EvidenceAdmin):
    list_display = ("id", "programme", "kelurahan", "status")
    list_filter = ("status", "programme", HouseholdAreaFilter)
    list_select_related = ("programme", "household__kelurahan")
    ordering = ("-pk",)
    fields = ("programme", "card_holder", "status")
    records_views = True
    buttons: ClassVar[tuple[Button, ...]] = (
        *PAYMENT_BUTTONS,
        Button("card-holder", _("Card holder"), CHANGE, CardHolderForm),
        Button("suspend", _("Suspend"), CHANGE, SuspendForm, lambda e: e.status == "active"),
        Button("resume", _("Resume"), CHANGE, ResumeForm, lambda e: e.status == "suspended"),
        Button("end", _("End"), CHANGE, EndForm, lambda e: e.status != "ended"),
    )

    @admin.display(description="Kelurahan")
    def kelurahan(self, enrolment: Enrolment) -> str:
        """Show where the household lives."""
        return enrolment.household.kelurahan.name

    def sections(self, request: HttpRequest, obj: Enrolment) -> list[Section]:
        """Lead to the household and the payments, and show the history."""
        payments = obj.disbursements.select_related("stage").order_by("stage__number")
        rows = [(Link(str(p.stage), page_of(p)), p.get_status_display()) for p in payments]
        return [
            _household(obj),
            Section(_("Payments"), (_("Stage"), _("Status")), rows),
            history_section(obj),
        ]


@admin.register(Disbursement)
class DisbursementAdmin(EvidenceAdmin):
    list_display = ("id", "programme", "stage", "kelurahan", "channel", "status", "paid_on")
    list_filter = ("status", "channel", "failed_because", "programme", EnrolmentAreaFilter)
    list_select_related = ("programme", "stage", "enrolment__household__kelurahan")
    ordering = ("-pk",)
    fields = (
        "programme", "stage", "status", "amount", "channel", "paid_on", "failed_because",
        "updated_at",
    )  # fmt: skip
    buttons = PAYMENT_BUTTONS

    @admin.display(description="Kelurahan")
    def kelurahan(self, payment: Disbursement) -> str:
        """Show where the household lives."""
        return payment.enrolment.household.kelurahan.name

    def sections(self, request: HttpRequest, obj: Disbursement) -> list[Section]:
        """Lead to the household and show the history."""
        return [_household(obj.enrolment), history_section(obj)]


def _household(enrolment: Enrolment) -> Section:
    household = enrolment.household
    rows = [(Link(str(household), page_of(household)), Link(_("Enrolment"), page_of(enrolment)))]
    return Section(_("Household"), (_("Household"), _("Enrolment")), rows)
