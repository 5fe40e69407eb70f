"""Views of the queue that a member of staff keeps under a name."""

import re

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import permissions
from accounts.models import SavedFilter
from complaints.admin.filters import PARTS
from complaints.models import Complaint, Kind, Status

PAGE = "complaints"
MOST = 20
QUEUE = "admin:complaints_complaint_changelist"
_AREA = r"\d\d(\.\d\d(\.\d\d(\.\d{4})?)?)?"
# What the list offers, and which values: nothing else is ever kept.
_OFFERED = {
    "part": "|".join(PARTS),
    "kind__exact": "|".join(Kind.values),
    "status__exact": "|".join(Status.values),
    "escalation__exact": "|".join(map(str, Complaint.Escalation.values)),
    "area": _AREA,
}


class KeepForm(forms.Form):
    name = forms.CharField(max_length=60)
    query = forms.CharField(max_length=2000, required=False)


def offered(asked: QueryDict) -> str:
    """Return that part of a query string which the list itself offers."""
    kept = QueryDict(mutable=True)
    for name, values in _OFFERED.items():
        if re.fullmatch(values, value := str(asked.get(name, ""))):
            kept[name] = value
    return kept.urlencode()


def views_of(request: HttpRequest) -> list[SavedFilter]:
    """Return the kept views of whoever asks."""
    user = permissions.staff(request)
    return list(SavedFilter.objects.filter(user=user, page=PAGE)[:MOST])


@require_POST
def keep_view(request: HttpRequest) -> HttpResponse:
    """Keep the current view under a name; the same name again replaces it."""
    user = permissions.staff(request)
    if not user.has_perm("complaints.view_complaint"):
        raise PermissionDenied
    form = KeepForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the view a name of at most 60 letters."))
        return redirect(QUEUE)
    query = offered(QueryDict(form.cleaned_data["query"]))
    named = {"user": user, "page": PAGE, "name": form.cleaned_data["name"]}
    if SavedFilter.objects.filter(user=user, page=PAGE).count() < MOST:
        SavedFilter.objects.update_or_create(**named, defaults={"query": query})
    else:
        messages.error(request, _("You keep %(most)d views: remove one first.") % {"most": MOST})
    return redirect(f"{reverse(QUEUE)}?{query}")


@require_POST
def drop_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep one's view no longer."""
    user = permissions.staff(request)
    get_object_or_404(SavedFilter, user=user, page=PAGE, pk=pk).delete()
    return redirect(QUEUE)
