from accounts.models.access_log import AccessLog
from accounts.models.rate_limit import RateLimitCount
from accounts.models.saved_filter import SavedFilter
from accounts.models.user import Role, User

__all__ = ["AccessLog", "RateLimitCount", "Role", "SavedFilter", "User"]
