"""Households in the admin."""

from typing import ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import EvidenceAdmin
from accounts.admin.buttons import Button
from accounts.admin.sections import Link, Section, history_section, page_of
from recipients.admin import forms
from recipients.admin.filters import AreaFilter
from recipients.admin.reveal import RevealKkForm, reveal_button
from recipients.identity import MASK
from recipients.models import Disbursement, Household

CHANGE = "recipients.change_household"
MOST_ROWS = 50


def is_active(household: Household) -> bool:
    """Tell whether the household takes part."""
    return household.status == Household.Status.ACTIVE


def is_set_aside(household: Household) -> bool:
    """Tell whether the household was set aside."""
    return household.status == Household.Status.DEACTIVATED


@admin.register(Household)
class HouseholdAdmin(EvidenceAdmin):
    list_display = ("id", "kelurahan", "rw", "rt", "register", "status")
    list_filter = ("register", "status", AreaFilter)
    list_select_related = ("kelurahan",)
    ordering = ("-pk",)
    fields = (
        "kelurahan", "address", "rt", "rw", "kk", "register", "register_name",
        "register_version", "desil", "source_id", "status", "deactivated_because",
        "deactivated_on", "created_at", "updated_at",
    )  # fmt: skip
    readonly_fields = ("kk",)
    records_views = True
    add_form = forms.NewHouseholdForm
    buttons: ClassVar[tuple[Button, ...]] = (
        reveal_button(RevealKkForm),
        Button("edit", _("Correct"), CHANGE, forms.ChangeHouseholdForm),
        Button("kk", _("New KK number"), CHANGE, forms.KkForm),
        Button("member", _("Add a member"), "recipients.add_person", forms.NewPersonForm),
        Button("enrol", _("Enrol in a programme"), "recipients.add_enrolment", forms.EnrolForm),
        Button("deactivate", _("Deactivate"), CHANGE, forms.DeactivateForm, is_active),
        Button("reactivate", _("Reactivate"), CHANGE, forms.ReactivateForm, is_set_aside),
    )

    @admin.display(description=_("KK number"))
    def kk(self, household: Household) -> str:
        """Show that there is a number, never a digit of it."""
        return MASK if household.kk_cipher else "–"

    def sections(self, request: HttpRequest, obj: Household) -> list[Section]:
        """Show members, enrolments, payments and history."""
        masked = {"kk_cipher": MASK, "kk_index": ""}
        return [
            _members(obj),
            _enrolments(obj),
            payments_section(obj),
            history_section(obj, masked=masked),
        ]


def _members(household: Household) -> Section:
    people = household.people.order_by("pk")[:MOST_ROWS]
    rows = [
        (
            Link(person.name, page_of(person)),
            person.get_relation_display(),
            person.birth_date and localize(person.birth_date),
            person.get_nik_status_display(),
            _("deceased") if person.deceased else "",
        )
        for person in people
    ]
    headings = (_("Name"), _("Relation"), _("Birth date"), "NIK", _("Deceased"))
    return Section(_("Members"), headings, rows)


def _enrolments(household: Household) -> Section:
    enrolments = household.enrolments.select_related("programme", "card_holder").order_by("pk")
    rows = [
        (
            Link(enrolment.programme.name, page_of(enrolment)),
            enrolment.card_holder.name if enrolment.card_holder else "–",
            enrolment.get_status_display(),
        )
        for enrolment in enrolments[:MOST_ROWS]
    ]
    return Section(_("Programmes"), (_("Programme"), _("Card holder"), _("Status")), rows)


def payments_section(household: Household, *, most: int = MOST_ROWS) -> Section:
    """Return the newest payments to a household."""
    payments = Disbursement.objects.filter(enrolment__household=household)
    rows = [
        (
            Link(f"{payment.programme.name} – {payment.stage}", page_of(payment)),
            payment.get_status_display(),
            localize(payment.amount),
            payment.get_channel_display(),
            payment.paid_on and localize(payment.paid_on),
            payment.get_failed_because_display(),
        )
        for payment in payments.select_related("programme", "stage").order_by("-pk")[:most]
    ]
    headings = (
        _("Stage"),
        _("Status"),
        _("Rupiah"),
        _("Channel"),
        _("Paid on"),
        _("Failed because"),
    )
    return Section(_("Payments"), headings, rows)
