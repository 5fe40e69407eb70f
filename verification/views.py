"""The public page of a re-verification campaign: counts of a Release, no names."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from kelurahan.models import Release
from kelurahan.page_cache import released_page
from verification.public_page import public_campaign, published


@require_safe
@released_page
def newest(request: HttpRequest, release: Release | None) -> HttpResponse:
    """Lead to the campaign that the newest Release is about."""
    campaign = published(release) if release else None
    if campaign is None:
        raise Http404
    return redirect("public-campaigns:campaign", campaign.pk)


@require_safe
@released_page
def campaign(request: HttpRequest, release: Release | None, pk: int) -> HttpResponse:
    """Show how far the campaign is, by area, and what the visits found."""
    found = published(release) if release else None
    if release is None or found is None or found.pk != pk:
        raise Http404
    page = public_campaign(release, found)
    if page is None:
        raise Http404
    return render(request, "verification/campaign.html", {"page": page, "release": release})
