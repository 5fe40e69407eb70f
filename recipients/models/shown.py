"""How many distinct people the name search showed in an hour: counted without keeping who."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.privacy import Privacy


class ShownMark(models.Model):
    """One mark of a HyperLogLog sketch: in `hour`, somebody hashed to this register and rank.

    Thousands of people share a mark, and the hash is keyed: no mark tells that somebody was shown.
    At most a few ten thousand marks an hour, whatever is searched.
    """

    pk = models.CompositePrimaryKey("hour", "register", "rank")
    hour = models.DateTimeField()
    register = models.SmallIntegerField()
    rank = models.SmallIntegerField()

    PRIVACY = dict.fromkeys(("pk", "hour", "register", "rank"), Privacy.PRIVATE)

    def __str__(self) -> str:
        return f"{self.hour} {self.register} {self.rank}"


class ShownHour(models.Model):
    """How many distinct people the search showed in one hour, of how many in the register."""

    hour = models.DateTimeField(_("hour"), unique=True)
    people = models.PositiveIntegerField(_("people shown"))
    of = models.PositiveIntegerField(_("people in the register"))
    is_alarming = models.BooleanField(_("over the bound"), default=False)

    PRIVACY = dict.fromkeys(("id", "hour", "people", "of", "is_alarming"), Privacy.PRIVATE)

    class Meta:
        verbose_name = _("hour of searches")
        verbose_name_plural = _("people shown by the search")
        ordering = ["-hour"]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H:%M}"

    @property
    def percent(self) -> float:
        """The share of the register that was shown."""
        return 100 * self.people / max(1, self.of)
