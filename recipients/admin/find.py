"""Looking people up by name or exact number: posted, so that neither is ever in an address."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import actions, permissions
from accounts.admin.sections import page_of
from accounts.models import AccessLog, User
from recipients import answers, explaining, queries
from recipients.answers import Result
from recipients.forms import SearchForm
from recipients.models import Person


class FindForm(forms.Form):
    text = forms.CharField(
        label=_("Name, NIK or KK number"), min_length=3, max_length=150,
        help_text=_(
            "A number must be complete: 16 digits. Looking up is logged, not what you type."
        ),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip
    explain = forms.BooleanField(
        label=_("Explain what the public search answers within your area"), required=False
    )


@dataclass(frozen=True)
class Explained:
    """A result of the public search: who it is, what the public reads, why it is there."""

    person: Person
    address: str
    shown: str
    reasons: list[explaining.Reason]
    order: Sequence[tuple[str | Promise, float]]


@dataclass(frozen=True)
class Explanation:
    """What the public search answers within somebody's area, and the rows each step touched."""

    results: list[Explained]
    steps: tuple[tuple[str, int], ...]
    refused: list[str]


def find_view(request: HttpRequest) -> HttpResponse:
    """Ask for a name or number; answer with people of one's own area."""
    user = permissions.staff(request)
    if not user.has_perm(permissions.SEARCH_PEOPLE):
        raise PermissionDenied
    form = FindForm(request.POST if request.method == "POST" else None)
    people = explained = None
    if form.is_valid():
        people = _look_up(form.cleaned_data["text"], user)
        explained = _explain(**form.cleaned_data, user=user)
        form = FindForm()  # what was typed is not written into the answer
    context = {
        **admin.site.each_context(request),
        "title": _("Find a person"),
        "form": form,
        "hits": None if people is None else [(person, page_of(person)) for person in people],
        "is_cut": people is not None and len(people) == queries.MOST_HITS,
        "explained": explained,
        "opts": Person._meta,
        "back": reverse("admin:recipients_person_changelist"),
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


def _explain(*, text: str, explain: bool, user: User) -> Explanation | None:
    """Return why the public search answers as it does; None where a number is looked up."""
    if not explain or queries.is_number(text):
        return None
    form = SearchForm({"name": text})
    if not form.is_valid():
        return Explanation([], (), [str(e) for errors in form.errors.values() for e in errors])
    name = form.cleaned_data["name"]
    found = answers.answer(name, area=user.scope)
    people = Person.objects.visible_to(user).in_bulk(found.people)
    results = [
        _explained(name, people[result.match.person_id], result)
        for result in found.results
        if result.match.person_id in people
    ]
    return Explanation(results, found.steps, [])


def _explained(name: str, person: Person, result: Result) -> Explained:
    order = [(explaining.ORDER[key], value) for key, value in explaining.order(result).items()]
    return Explained(
        person, page_of(person), result.card.shown,
        explaining.reasons(name, person.name), order,
    )  # fmt: skip
