"""Taking the filtered list along as a file."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from workspace.actions import export_families
from workspace.exporting import FORMATS
from workspace.filters import described
from workspace.forms import ExportForm
from workspace.views._common import allowed, query_with
from workspace.views.households import ORDER, VIEW, filtered

BY_NAME = {kind.name: kind for kind in FORMATS}


@require_POST
@login_required
def export(request: HttpRequest) -> HttpResponseBase:
    """Give the families that the filters of the form choose; it is logged."""
    user, form = allowed(request, VIEW), ExportForm(request.POST)
    query = ""
    try:
        if not form.is_valid():
            raise ValidationError([text for texts in form.errors.values() for text in texts])
        asked = QueryDict(form.cleaned_data["query"])
        query = query_with(asked, list(filtered(user, QueryDict()).form.fields))
        return _file(user, form, asked, query)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(f"{reverse('workspace:households')}?{query}")


def _file(user: User, form: forms.Form, asked: QueryDict, query: str) -> FileResponse:
    filters = filtered(user, asked)
    if not filters.is_valid():
        raise ValidationError(_("These filters cannot be used: choose from the list."))
    kind = BY_NAME[form.cleaned_data["kind"]]
    file = export_families(
        households=filters.qs.order_by(*ORDER), kind=kind, query=query, by=user,
        described="; ".join(f"{label}: {value}" for label, value in described(filters)),
        with_numbers=form.cleaned_data["with_numbers"], reason=form.cleaned_data["reason"],
    )  # fmt: skip
    moment = f"{timezone.localtime():%Y%m%d-%H%M}"
    name = f"keluarga-{moment}-{slugify(user.username) or user.pk}.{kind.name}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=kind.content_type)
