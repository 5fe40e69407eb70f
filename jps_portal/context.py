"""What every template may name."""

from django.conf import settings
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, object]:
    """Return the portal's settings that pages show; no query starts here."""
    return {"DEMO": settings.DEMO, "LANGUAGE_CODE": getattr(request, "LANGUAGE_CODE", "id")}
