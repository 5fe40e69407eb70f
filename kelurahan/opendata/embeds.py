"""A badge and a small page about one area, for other sites to show within theirs."""

from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from kelurahan.figures import Fate, figures_of
from kelurahan.models import Area, Release
from kelurahan.page_cache import released_page
from kelurahan.reading import may_lag
from kelurahan.registry import registry
from kelurahan.templatetags.figures import percent

ANY_SITE = cast("dict[str, list[str]]", {**settings.SECURE_CSP, "frame-ancestors": ["*"]})
LETTER = 7  # about as wide as a letter of the badge is, in pixels


@dataclass(frozen=True)
class Badge:
    """Two words of a badge, and how wide each half of it is."""

    label: str
    text: str

    @property
    def left(self) -> int:
        """Width of the half with the label."""
        return LETTER * len(self.label) + 16

    @property
    def right(self) -> int:
        """Width of the half with the number."""
        return LETTER * len(self.text) + 16

    @property
    def width(self) -> int:
        """Width of all of it."""
        return self.left + self.right


@require_safe
@may_lag
def badge(request: HttpRequest, code: str) -> HttpResponse:
    """How much of the aid has arrived in one area, as an image."""
    release = Release.objects.newest()
    area, fate = _fate(release, code)
    words = {"percent": percent(fate.received.percent), "number": release.number if release else ""}
    text = _("%(percent)s paid – release %(number)s") % words
    context = {"badge": Badge(area.name, text), "area": area}
    kind = "image/svg+xml; charset=utf-8"
    return _shown(render(request, "kelurahan/data_badge.svg", context, content_type=kind))


@xframe_options_exempt
@csp_override(ANY_SITE)
@require_safe
@may_lag
@released_page
def card(request: HttpRequest, release: Release | None, code: str) -> HttpResponse:
    """The headline of one area, to be shown in a frame of any site."""
    area, fate = _fate(release, code)
    context = {"area": area, "fate": fate, "release": release}
    return _shown(render(request, "kelurahan/data_card.html", context))


def _fate(release: Release | None, code: str) -> tuple[Area, Fate]:
    """Return an area and its headline outcome; 404 where nothing is published about it."""
    area = get_object_or_404(Area, pk=code)
    families = registry.families()
    figures = figures_of(release, code) if release and families else None
    if figures is None or code not in figures.areas():
        raise Http404
    return area, figures.fate(code, families[0])


def _shown(response: HttpResponse) -> HttpResponse:
    """Let other sites load it."""
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers.setdefault("Cache-Control", "public, max-age=300")
    return response
