"""How often one client, and all together, may use a public form.

Counts live in PostgreSQL, so that they are exact with many workers and outlast a restart. A client
is a keyed hash of the day and of its network (IPv4 address, IPv6 /64): no address is stored, and
tomorrow nobody can tell that two days' hashes are one client.
"""

import datetime
import hmac
import ipaddress
import math
import re
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import RateLimitCount

EVERYONE = b""
KEPT = datetime.timedelta(days=1)
# One statement: whoever is over their own limit does not use up what all share.
_TAKE = """
WITH own AS (
    INSERT INTO accounts_ratelimitcount AS counted (name, client, "window", count)
    VALUES (%(name)s, %(client)s, %(window)s, 1)
    ON CONFLICT (name, client, "window") DO UPDATE SET count = counted.count + 1
    RETURNING count
), everyone AS (
    INSERT INTO accounts_ratelimitcount AS counted (name, client, "window", count)
    SELECT %(name)s, %(everyone)s, %(window)s, 1 FROM own WHERE own.count <= %(per_client)s
    ON CONFLICT (name, client, "window") DO UPDATE SET count = counted.count + 1
    RETURNING count
)
SELECT coalesce(everyone.count <= %(in_all)s, false) FROM own LEFT JOIN everyone ON true
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `per_client` uses by one client and `in_all` by all within `seconds`."""

    name: str
    per_client: int
    in_all: int
    seconds: int

    def window(self, now: datetime.datetime) -> datetime.datetime:
        """Return when the window that holds `now` began; windows begin at full multiples."""
        start = math.floor(now.timestamp() / self.seconds) * self.seconds
        return datetime.datetime.fromtimestamp(start, datetime.UTC)

    def retry_after(self) -> int:
        """Return in how many seconds the next window begins, at least 1."""
        now = timezone.now()
        passed = (now - self.window(now)).total_seconds()
        return max(1, math.ceil(self.seconds - passed))


def configured(name: str) -> Limit:
    """Return the limit that LIMITS in the settings holds under `name`."""
    return Limit(name, *settings.LIMITS[name])


def client_address(request: HttpRequest) -> str:
    """Return the address of the client, believing only as many proxies as are configured.

    Each trusted proxy appends the address it was called from, so the client's is that many entries
    from the right; anything further left the client may have made up itself.
    """
    if settings.TRUSTED_PROXIES:
        forwarded = request.headers.get("X-Forwarded-For", "").split(",")
        if len(forwarded) >= settings.TRUSTED_PROXIES:
            return forwarded[-settings.TRUSTED_PROXIES].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


# As some balancers write it: 203.0.113.7:52110 or [2001:db8::7]:52110.
_WITH_PORT = re.compile(r"\[(?P<six>[^\]]+)\](:\d+)?|(?P<four>[\d.]+):\d+")


def _network(address: str) -> str:
    if with_port := _WITH_PORT.fullmatch(address):
        address = with_port["six"] or with_port["four"]
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        parsed = parsed.ipv4_mapped or parsed
    # A household or an office holds at least a /64 of IPv6 addresses.
    return str(ipaddress.ip_network((parsed, 64 if parsed.version == 6 else 32), strict=False))


def client_key(request: HttpRequest, day: datetime.date) -> bytes:
    """Return the 16 bytes that stand for the client's network on one day."""
    key = sha256(b"accounts.limits" + settings.SECRET_KEY.encode()).digest()
    text = f"{day.isoformat()} {_network(client_address(request))}"
    return hmac.digest(key, text.encode(), "sha256")[:16]


def take(limit: Limit, request: HttpRequest) -> bool:
    """Count one use and return whether it is within the limit; exact under parallel requests."""
    window = limit.window(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(
            _TAKE,
            {
                "name": limit.name,
                "client": client_key(request, window.date()),
                "everyone": EVERYONE,
                "window": window,
                "per_client": limit.per_client,
                "in_all": limit.in_all,
            },
        )
        return bool(cursor.fetchone() == (True,))


def purge() -> int:
    """Delete the counts of windows long past; return how many."""
    return RateLimitCount.objects.filter(window__lt=timezone.now() - KEPT).delete()[0]
