"""Staff and access in the admin; `base` and `buttons` serve the other apps' admins too."""

from accounts.admin.access_log import AccessLogAdmin
from accounts.admin.releases import ReleaseAdmin
from accounts.admin.users import UserAdmin

__all__ = ["AccessLogAdmin", "ReleaseAdmin", "UserAdmin"]
