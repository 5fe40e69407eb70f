"""What the public page of a campaign shows: figures of the newest Release, nothing added up."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kelurahan.figures import Count, percent
from kelurahan.models import Area, Release, within
from kelurahan.registry import Indicator
from verification.figures import PEOPLE, VERDICT_FIGURES, VISITED
from verification.models import Campaign, CampaignState


@dataclass(frozen=True)
class AreaLine:
    """How many people of an area the campaign asks about, how many are visited, and what of it."""

    code: str
    name: str
    level: str
    target: Count
    done: Count
    percent: Decimal | None
    verdicts: Sequence[tuple[Indicator, Count, Decimal | None]]


@dataclass(frozen=True)
class PublicCampaign:
    """A campaign as the newest Release tells it; areas stand in the order of their codes."""

    campaign: Campaign
    whole: AreaLine
    kecamatan: Sequence[AreaLine]
    kelurahan: Sequence[AreaLine]


def published(release: Release) -> Campaign | None:
    """Return the campaign that a Release's figures are about, by the rule of figures.SQL."""
    begun = Campaign.objects.exclude(state=CampaignState.PLANNED).select_related("area")
    newest = begun.order_by("-opens_on", "-pk").first()
    return newest if newest and _began_before(newest, release) else None


def _began_before(campaign: Any, release: Release) -> bool:
    """Tell whether a campaign was under way when the figures were computed."""
    planned = campaign.events.filter(state=CampaignState.PLANNED).order_by("-pgh_id").first()
    return planned is not None and planned.pgh_created_at <= release.published_at


def public_campaign(release: Release, campaign: Campaign) -> PublicCampaign | None:
    """Return the published figures of a campaign in one query; None where there are none."""
    keys = [each.key for each in (PEOPLE, VISITED, *VERDICT_FIGURES)]
    rows = release.figures.filter(within("area__code", campaign.area_id), indicator__in=keys)
    values: dict[str, dict[str, Count]] = {}
    names: dict[str, tuple[str, str]] = {}
    for code, name, level, key, value, hidden in rows.values_list(
        "area_id", "area__name", "area__level", "indicator", "value", "suppressed"
    ):
        names[code] = name, level
        values.setdefault(code, {})[key] = Count(value, hidden)
    lines = [_line(code, *names[code], values[code]) for code in sorted(values)]
    whole = next((line for line in lines if line.code == campaign.area_id), None)
    if whole is None:
        return None
    return PublicCampaign(
        campaign,
        whole,
        [line for line in lines if line.level == Area.Level.KECAMATAN],
        [line for line in lines if line.level == Area.Level.KELURAHAN],
    )


def _line(code: str, name: str, level: str, counts: dict[str, Count]) -> AreaLine:
    none = Count(0)
    target, done = counts.get(PEOPLE.key, none), counts.get(VISITED.key, none)
    verdicts = [
        (each, found, percent(found.value, done.value))
        for each in VERDICT_FIGURES
        if (found := counts.get(each.key, none))
    ]
    part = percent(done.value, target.value)
    return AreaLine(code, name, level, target, done, part, verdicts)
