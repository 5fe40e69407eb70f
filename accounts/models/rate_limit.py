"""Counters behind the request limits; atomic and lasting, since PostgreSQL keeps them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.privacy import Privacy


class RateLimitCount(models.Model):
    """How often one client used one limited thing since `window`.

    `client` is an HMAC of the address's network, never the address.
    """

    pk = models.CompositePrimaryKey("name", "client", "window")
    name = models.CharField(max_length=30)
    client = models.BinaryField(max_length=16)
    window = models.DateTimeField(_("start of the window"), db_index=True)
    count = models.PositiveIntegerField(default=1)

    PRIVACY = dict.fromkeys(("pk", "name", "client", "window", "count"), Privacy.PRIVATE)

    def __str__(self) -> str:
        return f"{self.name} {self.window}"
