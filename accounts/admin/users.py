"""Staff accounts in the admin: made, assigned, given a new password and shut by buttons."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts import actions, permissions
from accounts.admin.base import EvidenceAdmin
from accounts.admin.buttons import Button, ButtonForm
from accounts.admin.sections import Section, history_section
from accounts.models import Role, User
from kelurahan.models import Area, within

CHANGE = "accounts.change_user"


class AssignmentForm(ButtonForm):
    """A role, and the code of the area it holds in."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    area = forms.CharField(
        label=_("Code of the area"), required=False, max_length=13,
        help_text=_("Kemendagri code, for example 32.73.05.1006. Only an administrator has none."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.obj:
            self.initial = {"role": self.obj.role, "area": self.obj.area_id}

    def clean_area(self) -> Area | None:
        """Return the area within the administrator's own."""
        code = self.cleaned_data["area"]
        if not code and not self.by.scope:
            return None
        area = Area.objects.within(self.by.scope).filter(pk=code).first()
        if area is None:
            raise forms.ValidationError(_("No area of yours has this code."))
        return area

    def act(self) -> Model:
        """Give the account this role and area."""
        return actions.assign_area(
            user=self.obj, role=self.cleaned_data["role"], area=self.cleaned_data["area"],
            by=self.by,
        )  # fmt: skip


class NewUserForm(AssignmentForm):
    username = forms.CharField(label=_("User name"), max_length=150)
    password = forms.CharField(
        label=_("First password"), widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("At least 12 characters. The member of staff changes it after logging in."),
        strip=False,
    )  # fmt: skip
    field_order = ("username", "password", "role", "area")

    def act(self) -> Model:
        """Make the account."""
        return actions.create_staff(**self.cleaned_data, by=self.by)


class PasswordForm(ButtonForm):
    password = forms.CharField(
        label=_("New password"), widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("At least 12 characters. All open sessions of the account end."),
        strip=False,
    )  # fmt: skip

    def act(self) -> Model:
        """Set the password."""
        return actions.set_password(user=self.obj, by=self.by, **self.cleaned_data)


class SecondFactorForm(ButtonForm):
    def act(self) -> Model:
        """Remove the lost second factor, so that a new one can be set up."""
        return actions.reset_second_factor(user=self.obj, by=self.by)


class ShutForm(ButtonForm):
    def act(self) -> Model:
        """Shut the account."""
        return actions.deactivate_staff(user=self.obj, by=self.by)


class OpenForm(ButtonForm):
    def act(self) -> Model:
        """Open the account again."""
        return actions.reactivate_staff(user=self.obj, by=self.by)


def is_open(user: User) -> bool:
    """Tell whether the account may log in."""
    return user.is_active


def is_shut(user: User) -> bool:
    """Tell whether the account is shut."""
    return not user.is_active


@admin.register(User)
class UserAdmin(EvidenceAdmin):
    list_display = ("username", "role", "area", "is_active", "last_login")
    list_filter = ("role", "is_active")
    list_select_related = ("area",)
    ordering = ("username",)
    fields = ("username", "role", "area", "is_active", "date_joined", "last_login")
    add_form = NewUserForm
    buttons: ClassVar[tuple[Button, ...]] = (
        Button("assign", _("Role and area"), CHANGE, AssignmentForm),
        Button("password", _("New password"), CHANGE, PasswordForm),
        Button("second-factor", _("Lost second factor"), CHANGE, SecondFactorForm),
        Button("shut", _("Shut the account"), CHANGE, ShutForm, is_open),
        Button("open", _("Open the account"), CHANGE, OpenForm, is_shut),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Return the staff of the administrator's own area."""
        scope = permissions.staff(request).scope
        return super().get_queryset(request).filter(within("area__code", scope))

    def sections(self, request: HttpRequest, obj: User) -> list[Section]:
        """Show what was changed about the account, by whom and when."""
        return [history_section(obj)]
