"""Showing once who complains: with a reason, in the access log, never by GET."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from accounts import actions, once
from accounts.admin.sections import page_of
from accounts.crypto import UnreadableError
from accounts.models import AccessLog
from complaints import sealing
from recipients.admin.reveal import RevealForm

LABEL = _("Show who complains")


class RevealContactForm(RevealForm):
    action = AccessLog.Action.REVEAL_CONTACT

    reason = forms.CharField(
        label=_("Why do you need to know?"), min_length=5, max_length=200,
        help_text=_("Kept in the access log. Write no name and no number here."),
    )  # fmt: skip

    @transaction.atomic
    def act(self) -> HttpResponse:
        """Log the access, then show the contact."""
        if not once.spend(self.request, self.cleaned_data["token"]):
            raise ValidationError(_("This form has shown it already. Open it anew."))
        reason = self.cleaned_data["reason"]
        actions.record_access(by=self.by, action=self.action, obj=self.obj, reason=reason)
        try:
            people = [
                (_("Who complains"), sealing.reporter(self.obj)),
                (_("Whom it is about"), sealing.concerned(self.obj)),
            ]
        except UnreadableError:
            raise ValidationError(_("No key in force opens it. Ask the administrator.")) from None
        context = {
            **admin.site.each_context(self.request),
            "people": [(label, contact) for label, contact in people if contact],
            "original": self.obj, "opts": self.obj._meta, "title": LABEL,
            "back": page_of(self.obj),
        }  # fmt: skip
        response = TemplateResponse(self.request, "admin/complaints/contact.html", context)
        response.headers["Cache-Control"] = "no-store, private"
        return response
