"""Buttons: small forms on an admin page, each of which calls one action."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise

from accounts import permissions
from accounts.models import User


class ButtonForm(forms.Form):
    """What a button asks before it acts on `obj` (None where it makes a new object)."""

    required_css_class = "required"

    def __init__(self, *args: Any, request: HttpRequest, obj: Any = None, **kwargs: Any) -> None:
        self.request = request
        self.obj = obj
        super().__init__(*args, **kwargs)

    @property
    def by(self) -> User:
        """Return who presses the button."""
        return permissions.staff(self.request)

    def offer(self, name: str, choices: QuerySet[Any]) -> None:
        """Let the model choice field `name` offer these objects and no others."""
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = choices

    def act(self) -> Model | HttpResponse:
        """Call the action; return the object to show next, or a page of its own."""
        raise NotImplementedError

    def perform(self) -> Model | HttpResponse | None:
        """Act; turn what the action refuses into this form's errors and return None."""
        try:
            return self.act()
        except ValidationError as error:
            self.add_error(None, ValidationError(error.messages))
            return None


@dataclass(frozen=True)
class Button:
    """One button of an object's page; `name` is its place in the address."""

    name: str
    label: str | Promise
    permission: str
    form: type[ButtonForm]
    is_shown: Callable[[Any], bool] = lambda _obj: True
