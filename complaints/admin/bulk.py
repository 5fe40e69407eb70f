"""Handing out many complaints at once: chosen in the queue, given to one, all or none."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts import permissions
from accounts.models import User
from complaints import queries
from complaints.actions import HANDLE
from complaints.actions.sharing import MOST_AT_ONCE, assign_all
from complaints.admin.forms import StaffField
from complaints.models import Complaint

QUEUE = "admin:complaints_complaint_changelist"
LONGEST_NUMBER = 18


class ChosenForm(forms.Form):
    to = StaffField(queryset=User.objects.none(), label=_("To"))

    def __init__(self, chosen: list[Complaint], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        if isinstance(field, StaffField):
            field.queryset = queries.staff_of(_common([one.area_id for one in chosen]))


def _common(codes: list[str]) -> str:
    """Return the code of the smallest area that holds all these."""
    parts = []
    for same in zip(*(code.split(".") for code in codes), strict=False):
        if len(set(same)) > 1:
            break
        parts.append(same[0])
    return ".".join(parts)


def page(
    request: HttpRequest, chosen: list[Complaint], form: ChosenForm | None = None
) -> HttpResponse:
    """Ask whom to give the chosen complaints to."""
    context = {
        **admin.site.each_context(request),
        "title": _("Assign the chosen complaints"),
        "form": form or ChosenForm(chosen),
        "chosen": chosen,
        "opts": Complaint._meta,
    }
    return TemplateResponse(request, "admin/complaints/assign_chosen.html", context)


@require_POST
def assign_view(request: HttpRequest) -> HttpResponse:
    """Give all the chosen complaints to one member of staff."""
    user = permissions.staff(request)
    if not user.has_perm(HANDLE):
        raise PermissionDenied
    if not (chosen := _chosen(request, user)):
        messages.warning(request, _now("Choose complaints in the queue first."))
        return redirect(QUEUE)
    form = ChosenForm(chosen, request.POST)
    if form.is_valid():
        try:
            count = assign_all(complaints=chosen, to=form.cleaned_data["to"], by=user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _now("%(count)d complaints assigned.") % {"count": count})
            return redirect(QUEUE)
    return page(request, chosen, form)


def _chosen(request: HttpRequest, user: User) -> list[Complaint]:
    """Return the posted complaints; one that `user` may not see answers 404 for all."""
    typed = request.POST.getlist("chosen")
    if not all(text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER for text in typed):
        raise Http404
    numbers = {int(text) for text in typed[: MOST_AT_ONCE + 1]}
    rows = Complaint.objects.visible_to(user).select_related("area").filter(pk__in=numbers)
    chosen = list(rows.order_by("answer_by", "pk"))
    if len(chosen) != len(numbers):
        raise Http404
    return chosen
