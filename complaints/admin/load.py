"""Who has how much on their desk."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from accounts import permissions
from complaints import queries
from complaints.actions import HANDLE
from complaints.models import Complaint


def load_view(request: HttpRequest) -> HttpResponse:
    """Show the open complaints of one's area by who works on them."""
    user = permissions.staff(request)
    if not user.has_perm(HANDLE):
        raise PermissionDenied
    context = {
        **admin.site.each_context(request),
        "title": _("Load of the staff"), "opts": Complaint._meta,
        "loads": queries.loads(user), "standing": queries.standing(user),
    }  # fmt: skip
    return TemplateResponse(request, "admin/complaints/load.html", context)
