"""What the pages of officers and offices list about campaigns."""

from typing import Any

from django.db.models import Count, F, Q, Sum

from accounts.models import User
from verification.models import Campaign, CampaignCount, CampaignState, Task
from workspace.area_choice import lives_within

MOST_SHARES = 500


def listed(user: User) -> list[dict[str, Any]]:
    """Return the campaigns a member of staff may see, each with how far it is in their area."""
    counts = (
        CampaignCount.objects.filter(lives_within(user.scope))
        .values("campaign")
        .annotate(target=Sum("people"), left=Sum("people", filter=Q(result="")))
        .order_by()
    )
    by_campaign = {row["campaign"]: row for row in counts}
    rows = []
    for campaign in Campaign.objects.visible_to(user).select_related("area"):
        row = by_campaign.get(campaign.pk, {"target": 0, "left": 0})
        done = row["target"] - (row["left"] or 0)
        is_open = campaign.state == CampaignState.OPEN
        rows.append({"campaign": campaign, "target": row["target"], "done": done, "open": is_open})
    return rows


def shared_out(campaign: Campaign, user: User) -> list[dict[str, Any]]:
    """Return who has how many people left to visit, by kelurahan."""
    left = Task.objects.visible_to(user).filter(campaign=campaign, result="")
    rows: Any = left.values(
        "kelurahan_id", place=F("kelurahan__name"), who=F("assigned_to__username")
    ).annotate(people=Count("pk"))
    return list(rows.order_by("kelurahan_id", "who")[:MOST_SHARES])
