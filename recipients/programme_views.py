"""What the programmes are, and how far each has been paid out in the portal's city."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from kelurahan.figures import Count, Fate, figures_of_programme
from kelurahan.models import Release
from kelurahan.page_cache import released_page
from kelurahan.reading import may_lag
from kelurahan.registry import registry
from recipients.figures import RUPIAH_DUE, RUPIAH_PAID
from recipients.models import Programme, Stage


@dataclass(frozen=True)
class StageFigures:
    """A stage with the city's published figures."""

    stage: Stage
    label: str
    fate: Fate
    rupiah_due: Count
    rupiah_paid: Count


@require_safe
@may_lag
@released_page
def index(request: HttpRequest, release: Release | None) -> HttpResponse:
    """All programmes."""
    programmes = Programme.objects.prefetch_related("stages").order_by("funder_level", "name")
    return render(request, "recipients/programmes.html", {"programmes": programmes})


@require_safe
@may_lag
@released_page
def programme(request: HttpRequest, release: Release | None, slug: str) -> HttpResponse:
    """One programme: legal basis, benefit, stages, and what has been paid."""
    found = get_object_or_404(Programme, slug=slug)
    stages = list(found.stages.order_by("number"))
    context = {
        "programme": found,
        "stages": stages,
        "figures": _figures(release, slug, stages) if release else [],
        "release": release,
    }
    return render(request, "recipients/programme.html", context)


def _figures(release: Release, slug: str, stages: Sequence[Stage]) -> list[StageFigures]:
    """Return the city's figures of the stages that the Release knows."""
    figures = figures_of_programme(release, settings.CITY_CODE, slug)
    payments = registry.payments()
    if payments is None:
        return []
    published = {number for _, number in figures.stages(settings.CITY_CODE, payments.due)}
    return [
        StageFigures(
            stage,
            str(stage),
            figures.fate(settings.CITY_CODE, payments, slug, stage.number),
            figures.count(settings.CITY_CODE, RUPIAH_DUE, slug, stage.number),
            figures.count(settings.CITY_CODE, RUPIAH_PAID, slug, stage.number),
        )
        for stage in stages
        if stage.number in published
    ]
