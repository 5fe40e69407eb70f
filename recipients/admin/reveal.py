"""Showing one identity number once: with a reason, in the access log, never by GET."""

import re
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from accounts import actions, once, permissions
from accounts.admin.buttons import Button, ButtonForm
from accounts.admin.sections import page_of
from accounts.models import AccessLog
from recipients import identity

_MANY_DIGITS = re.compile(r"(\d[\s.\-]*){6}")


class RevealForm(ButtonForm):
    """Asks for the reason; each form shows the number once, a reloaded answer shows none."""

    column: ClassVar[str]
    field: ClassVar[str]
    action: ClassVar[AccessLog.Action]

    reason = forms.CharField(
        label=_("Why do you need the number?"), min_length=5, max_length=200,
        help_text=_("Kept in the access log. Write no name and no number here."),
    )  # fmt: skip
    token = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial["token"] = once.issue(self.request)

    def clean_reason(self) -> str:
        """Refuse a reason that itself holds a number."""
        reason: str = self.cleaned_data["reason"]
        if _MANY_DIGITS.search(reason):
            raise ValidationError(_("Write the reason without any number."))
        return reason

    @transaction.atomic
    def act(self) -> HttpResponse:
        """Log the access, then show the number."""
        if not once.spend(self.request, self.cleaned_data["token"]):
            raise ValidationError(_("This form has shown the number already. Open it anew."))
        reason = self.cleaned_data["reason"]
        actions.record_access(by=self.by, action=self.action, obj=self.obj, reason=reason)
        cipher = getattr(self.obj, f"{self.field}_cipher")
        number = identity.decrypt(cipher, column=self.column, row_id=self.obj.pk)
        context = {
            **admin.site.each_context(self.request),
            "number": " ".join(number[at : at + 4] for at in range(0, len(number), 4)),
            "original": self.obj,
            "opts": self.obj._meta,
            "title": reveal_label(self.field),
            "back": page_of(self.obj),
        }
        response = TemplateResponse(self.request, "admin/revealed.html", context)
        response.headers["Cache-Control"] = "no-store, private"
        return response


class RevealNikForm(RevealForm):
    column, field, action = "person.nik", "nik", AccessLog.Action.REVEAL_NIK


class RevealKkForm(RevealForm):
    column, field, action = "household.kk", "kk", AccessLog.Action.REVEAL_KK


def reveal_label(field: str) -> Any:
    """Return what the button for "nik" or "kk" says."""
    return {"nik": _("Show the NIK"), "kk": _("Show the KK number")}[field]


def reveal_button(form: type[RevealForm]) -> Button:
    """Return the button that shows a number, where there is one."""
    return Button(
        "reveal", reveal_label(form.field), permissions.REVEAL_NUMBER, form,
        lambda obj: getattr(obj, f"{form.field}_cipher") is not None,
    )  # fmt: skip
