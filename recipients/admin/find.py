"""Looking people up by name or exact number: posted, so that neither is ever in an address."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from accounts import actions, permissions
from accounts.admin.sections import page_of
from accounts.models import AccessLog, User
from recipients import queries
from recipients.models import Person


class FindForm(forms.Form):
    text = forms.CharField(
        label=_("Name, NIK or KK number"), min_length=3, max_length=150,
        help_text=_(
            "A number must be complete: 16 digits. Looking up is logged, not what you type."
        ),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip


def find_view(request: HttpRequest) -> HttpResponse:
    """Ask for a name or number; answer with people of one's own area."""
    user = permissions.staff(request)
    if not user.has_perm(permissions.SEARCH_PEOPLE):
        raise PermissionDenied
    form = FindForm(request.POST if request.method == "POST" else None)
    people = _look_up(form.cleaned_data["text"], user) if form.is_valid() else None
    if people is not None:
        form = FindForm()  # what was typed is not written into the answer
    context = {
        **admin.site.each_context(request),
        "title": _("Find a person"),
        "form": form,
        "hits": None if people is None else [(person, page_of(person)) for person in people],
        "is_cut": people is not None and len(people) == queries.MOST_HITS,
        "opts": Person._meta,
    }
    response = TemplateResponse(request, "admin/find.html", context)
    response.headers["Cache-Control"] = "no-store, private"
    return response


def _look_up(text: str, user: User) -> list[Person]:
    if not queries.is_number(text):
        actions.record_access(by=user, action=AccessLog.Action.SEARCH_NAME)
        return queries.people_named(text, user)
    people = queries.people_with_number(text, user)
    only = people[0] if len(people) == 1 else None
    actions.record_access(by=user, action=AccessLog.Action.SEARCH_NIK, obj=only)
    return people
