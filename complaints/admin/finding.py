"""Looking complaints up by code or by words: posted, so that neither is ever in an address."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from accounts import permissions
from accounts.actions import record_access
from accounts.admin.sections import page_of
from accounts.models import AccessLog
from complaints import queries
from complaints.models import Complaint


class FindForm(forms.Form):
    text = forms.CharField(
        label=_("Code, or words of the story"), min_length=3, max_length=150,
        help_text=_("A phrase goes in quotation marks. Looking up is logged, not what you type."),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip


def find_view(request: HttpRequest) -> HttpResponse:
    """Ask for a code or words; lead to the complaint, or to those that tell of it."""
    user = permissions.staff(request)
    if not user.has_perm("complaints.view_complaint"):
        raise PermissionDenied
    form, found = FindForm(request.POST if request.method == "POST" else None), None
    if form.is_valid():
        text = form.cleaned_data["text"]
        if complaint := queries.with_code(text, user):
            return redirect(page_of(complaint))
        record_access(by=user, action=AccessLog.Action.SEARCH_NAME)
        found = queries.telling(text, user)
        form = FindForm()  # what was typed is not written into the answer
    context = {
        **admin.site.each_context(request),
        "title": _("Find a complaint"), "form": form, "opts": Complaint._meta,
        "hits": None if found is None else [(one, page_of(one)) for one in found],
        "is_cut": found is not None and len(found) == queries.MOST_HITS,
    }  # fmt: skip
    response = TemplateResponse(request, "admin/complaints/find.html", context)
    response.headers["Cache-Control"] = "no-store, private"
    return response
