"""Who a member of staff is (allauth) and what their role allows (accounts.permissions)."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from accounts import permissions
from accounts.models import User


class RoleBackend(AuthenticationBackend):  # type: ignore[misc]
    """Check passwords as allauth does; answer permissions from the role, not from groups."""

    def get_user(self, user_id: int) -> User | None:
        """Return who a session belongs to, with the area that every staff page names."""
        user = User.objects.select_related("area").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None

    def get_user_permissions(
        self, user_obj: User | AnonymousUser, obj: Model | None = None
    ) -> set[str]:
        """Nobody is granted a permission by hand."""
        return set()

    def get_group_permissions(
        self, user_obj: User | AnonymousUser, obj: Model | None = None
    ) -> set[str]:
        """Return the role's permissions; the role stands where Django keeps groups."""
        if not isinstance(user_obj, User) or not user_obj.is_active or obj is not None:
            return set()
        return set(permissions.of_role(user_obj.role))

    def get_all_permissions(
        self, user_obj: User | AnonymousUser, obj: Model | None = None
    ) -> set[str]:
        """Return the role's permissions."""
        return self.get_group_permissions(user_obj, obj)
