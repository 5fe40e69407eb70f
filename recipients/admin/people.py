"""People in the admin. Names and numbers are looked up by a posted form (see `find`)."""

from typing import ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.template.defaultfilters import yesno
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from accounts import permissions
from accounts.admin.base import EvidenceAdmin
from accounts.admin.buttons import Button
from accounts.admin.sections import Link, Section, history_section, page_of
from recipients.admin import forms
from recipients.admin.filters import HouseholdAreaFilter
from recipients.admin.find import find_view
from recipients.admin.reveal import RevealNikForm, reveal_button
from recipients.identity import MASK
from recipients.models import Person
from recipients.models.person import NikWarning

CHANGE = "recipients.change_person"


@admin.register(Person)
class PersonAdmin(EvidenceAdmin):
    list_display = ("name", "kelurahan", "relation", "nik", "nik_status", "civil_match", "died")
    list_filter = ("nik_status", "civil_match", "deceased", HouseholdAreaFilter)
    list_select_related = ("household__kelurahan",)
    ordering = ("-pk",)
    fields = (
        "name", "nik", "nik_status", "doubts", "civil_match", "birth_date", "birth_place",
        "mother_name", "sex", "relation",
        "died", "deceased_on", "merged_into", "left_out", "source_register", "source_id",
        "created_at", "updated_at",
    )  # fmt: skip
    readonly_fields = ("nik", "doubts", "died", "left_out")
    records_views = True
    buttons: ClassVar[tuple[Button, ...]] = (
        reveal_button(RevealNikForm),
        Button("edit", _("Correct"), CHANGE, forms.ChangePersonForm),
        Button("nik", _("New NIK"), CHANGE, forms.NikForm),
        Button("civil-registry", _("Civil registry"), CHANGE, forms.CivilMatchForm),
        Button(
            "leave-out", _("Leave out of the search"), permissions.LEAVE_OUT, forms.LeaveOutForm,
            is_shown=lambda person: not person.hidden_from_search,
        ),
        Button(
            "put-back", _("Put back into the search"), CHANGE, forms.PutBackForm,
            is_shown=lambda person: person.hidden_from_search,
        ),
    )  # fmt: skip

    @admin.display(description="Kelurahan")
    def kelurahan(self, person: Person) -> str:
        """Show where the household lives."""
        return person.household.kelurahan.name

    @admin.display(description=_("Deceased"))
    def died(self, person: Person) -> str:
        """Say it in a word; a red cross for the living would mislead."""
        return str(_("deceased")) if person.deceased else "–"

    @admin.display(description=_("left out of the public name search"))
    def left_out(self, person: Person) -> str:
        """Say it in a word, as for the deceased."""
        return str(yesno(person.hidden_from_search))

    @admin.display(description="NIK")
    def nik(self, person: Person) -> str:
        """Show that there is a number, never a digit of it."""
        return MASK if person.nik_cipher else "–"

    @admin.display(description=_("NIK warnings"))
    def doubts(self, person: Person) -> str:
        """Say in words why the NIK is doubted."""
        labels = dict(NikWarning.choices)
        return "; ".join(str(labels[warning]) for warning in person.nik_warnings) or "–"

    def get_urls(self) -> list[URLPattern]:
        """Add the look-up of people."""
        view = self.admin_site.admin_view(find_view)
        return [path("find/", view, name="recipients_person_find"), *super().get_urls()]

    def sections(self, request: HttpRequest, obj: Person) -> list[Section]:
        """Lead to the household and show the history."""
        household = obj.household
        rows = [(Link(str(household), page_of(household)), household.kelurahan.name)]
        masked = {"nik_cipher": MASK, "nik_index": ""}
        return [
            Section(_("Household"), (_("Household"), "Kelurahan"), rows),
            history_section(obj, masked=masked),
        ]
