"""Staff: a role and an area. The public has no accounts."""

from typing import Any, ClassVar

import pghistory
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.privacy import Privacy
from kelurahan.models import Area


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", _("administrator")
    OFFICER = "officer", _("Dinsos officer")
    KECAMATAN = "kecamatan", _("kecamatan staff")
    LURAH = "lurah", "lurah"
    FACILITATOR = "facilitator", _("kelurahan facilitator")


class StaffManager(UserManager["User"]):
    def create_superuser(
        self,
        username: str,
        email: str | None = None,
        password: str | None = None,
        **extra_fields: Any,
    ) -> "User":
        """Make the first account (`manage.py createsuperuser`), which is an administrator's."""
        extra_fields.setdefault("role", Role.ADMINISTRATOR)
        return super().create_superuser(username, email, password, **extra_fields)


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old),
    pghistory.DeleteEvent(),
    exclude=["password", "last_login"],
)
class User(AbstractUser):
    """A member of staff who sees the area they are assigned to and all below it."""

    role = models.CharField(_("role"), max_length=15, choices=Role, default=Role.FACILITATOR)
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="staff",
        verbose_name=_("area"),
        help_text=_("Staff see this area and all below it. Only an administrator has none."),
    )  # fmt: skip

    objects: ClassVar[StaffManager] = StaffManager()

    PRIVACY = dict.fromkeys(
        (
            "id", "password", "last_login", "is_superuser", "username", "first_name", "last_name",
            "email", "is_staff", "is_active", "date_joined", "role", "area", "groups",
            "user_permissions",
        ),
        Privacy.PRIVATE,
    )  # fmt: skip

    class Meta(AbstractUser.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(role="administrator") | Q(area__isnull=False),
                name="user_has_area_unless_administrator",
                violation_error_message=_("Choose the area that this member of staff works for."),
            ),
            models.CheckConstraint(
                condition=Q(is_superuser=False) | Q(role="administrator"),
                name="user_superuser_is_administrator",
            ),
        ]

    @property
    def scope(self) -> str:
        """The area code this user may see, with all below it; empty means everywhere."""
        return self.area_id or ""

    @property
    def sees_everything(self) -> bool:
        """Whether no area bounds what this user sees."""
        return self.role == Role.ADMINISTRATOR and not self.area_id
