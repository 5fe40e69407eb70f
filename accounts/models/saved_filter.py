"""Views of a staff list that somebody keeps under a name."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User
from accounts.privacy import Privacy


class SavedFilter(models.Model):
    """What a list was filtered by, kept for one member of staff."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("staff"))
    page = models.CharField(_("list"), max_length=40)
    name = models.CharField(_("name"), max_length=60)
    # Only what the list offers to filter by; never a name or number that was searched for.
    query = models.CharField(_("filters"), max_length=400, blank=True)

    PRIVACY = dict.fromkeys(("id", "user", "page", "name", "query"), Privacy.PRIVATE)

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "page", "name"], name="saved_filter_once_per_list"
            )
        ]

    def __str__(self) -> str:
        return self.name
