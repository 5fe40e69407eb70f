"""The ways a short message leaves the portal. A city with another provider adds one class here.

A gateway sends one text to one number and returns, or raises GatewayError, upon which the message
is tried again later.
"""

import http.client
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings

SECONDS = 15


class GatewayError(Exception):
    """The message was not taken. Its text names neither number nor message."""


class Gateway(Protocol):
    """Something that sends short messages."""

    def send(self, *, to: str, text: str) -> None:
        """Send `text` to the number `to` (+62…)."""


@dataclass(frozen=True)
class HttpGateway:
    """A provider that takes {"to", "message"} as JSON with a bearer token, as most do."""

    url: str
    token: str

    def send(self, *, to: str, text: str) -> None:
        request = urllib.request.Request(  # noqa: S310 - http(s) only, checked in the settings
            self.url, json.dumps({"to": to, "message": text}).encode(),
            {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"},
        )  # fmt: skip
        try:
            with urllib.request.urlopen(request, timeout=SECONDS):  # noqa: S310
                pass
        except urllib.error.HTTPError as error:
            raise GatewayError(f"gateway answers {error.code}") from None
        except (OSError, http.client.HTTPException) as error:  # the latter: no HTTP at all
            raise GatewayError(type(error).__name__) from None


@dataclass(frozen=True)
class FileGateway:
    """Writes messages to a file, for trying the portal out, without the numbers.

    The end of a number would open the complaint together with the code that the message names.
    """

    path: Path

    def send(self, *, to: str, text: str) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.touch(mode=0o600)
        with self.path.open("a") as file:
            file.write(f"{text}\n")


def gateway() -> Gateway:
    """Return the gateway that the settings name."""
    if settings.SMS_GATEWAY_URL:
        return HttpGateway(settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_TOKEN)
    return FileGateway(settings.DATA_DIR / "messages.log")
