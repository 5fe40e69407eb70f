"""Programmes that exclude each other: officers say so, and lift it, by buttons."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import EvidenceAdmin
from accounts.admin.buttons import Button, ButtonForm
from accounts.admin.sections import Section, history_section
from recipients.models import Programme
from verification.actions.exclusions import ADD, CHANGE, exclude_programmes, lift_exclusion
from verification.models import ExclusiveProgrammes


class ExcludeForm(ButtonForm):
    programme = forms.ModelChoiceField(queryset=Programme.objects.none(), label=_("programme"))
    other = forms.ModelChoiceField(queryset=Programme.objects.none(), label=_("other programme"))
    legal_basis = forms.CharField(
        label=_("legal basis"), max_length=200, help_text=_("The decree, with number and year.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("programme", "other"):
            self.offer(name, Programme.objects.order_by("name"))

    def act(self) -> Model:
        """Say that the two exclude each other."""
        return exclude_programmes(by=self.by, **self.cleaned_data)


class LiftForm(ButtonForm):
    def act(self) -> Model:
        """Let households be in both."""
        return lift_exclusion(pair=self.obj, by=self.by)


class AgainForm(ButtonForm):
    legal_basis = ExcludeForm.base_fields["legal_basis"]

    def act(self) -> Model:
        """Put a lifted pair in force again."""
        pair: ExclusiveProgrammes = self.obj
        return exclude_programmes(
            programme=pair.first, other=pair.second, by=self.by, **self.cleaned_data
        )


def _in_force(pair: ExclusiveProgrammes) -> bool:
    return pair.in_force


def _lifted(pair: ExclusiveProgrammes) -> bool:
    return not pair.in_force


@admin.register(ExclusiveProgrammes)
class ExclusiveProgrammesAdmin(EvidenceAdmin):
    list_display = ("pair", "legal_basis", "in_force")
    list_filter = ("in_force",)
    list_select_related = ("first", "second")
    ordering = ("pk",)
    fields = ("first", "second", "legal_basis", "in_force")
    add_form = ExcludeForm
    buttons = (
        Button("lift", _("Lift"), CHANGE, LiftForm, _in_force),
        Button("again", _("Put in force again"), ADD, AgainForm, _lifted),
    )

    @admin.display(description=_("programmes that exclude each other"))
    def pair(self, pair: ExclusiveProgrammes) -> str:
        """Both names."""
        return f"{pair.first} × {pair.second}"

    def sections(self, request: HttpRequest, obj: ExclusiveProgrammes) -> list[Section]:
        """Who changed what."""
        return [history_section(obj)]
