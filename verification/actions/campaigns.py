"""Campaigns: planned, started with everybody they ask about, assigned, closed."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import permissions
from accounts.models import User
from kelurahan.models import Area
from kelurahan.publishing import publish
from verification.actions._common import acting
from verification.models import Campaign, CampaignState, Kind, Task
from verification.rules import RULES
from verification.targets import put_down

ADD, CHANGE = "verification.add_campaign", "verification.change_campaign"


@transaction.atomic
def plan_campaign(
    *, name: str, area: Area, opens_on: datetime.date, deadline: datetime.date, by: User,
    register: str = "", rules: list[str] | None = None, who: str = "",
    verdicts: list[str] | None = None,
) -> Campaign:  # fmt: skip
    """Plan a campaign; nobody is asked about before it is started."""
    permissions.require(by, ADD, area.pk)
    if unknown := sorted(set(rules or []) - {*RULES, *Kind.values}):
        raise ValidationError(_("There is no rule %(rule)s.") % {"rule": unknown[0][:24]})
    campaign = Campaign(
        name=" ".join(name.split()), area=area, opens_on=opens_on, deadline=deadline,
        register=register, rules=rules or [], who=who, verdicts=verdicts or [], created_by=by,
    )  # fmt: skip
    campaign.full_clean()
    campaign.save(force_insert=True)
    return campaign


@transaction.atomic
def start_campaign(*, campaign: Campaign, by: User) -> Campaign:
    """Put down everybody whom the campaign asks about, as of now; one under way stays as it is.

    Raises ValidationError when that is nobody.
    """
    campaign = _locked(campaign, by=by)
    if campaign.state != CampaignState.PLANNED:
        return campaign
    if not put_down(campaign):
        raise ValidationError(_("This campaign would ask about nobody."))
    return _set_state(campaign, CampaignState.OPEN, by=by)


@transaction.atomic
def close_campaign(*, campaign: Campaign, by: User) -> Campaign:
    """End a campaign: no more visits are recorded. A closed one stays as it is."""
    campaign = _locked(campaign, by=by)
    if campaign.state == CampaignState.CLOSED:
        return campaign
    if campaign.state == CampaignState.PLANNED:
        raise ValidationError(_("This campaign has not begun."))
    return _set_state(campaign, CampaignState.CLOSED, by=by)


@transaction.atomic
def assign(*, campaign: Campaign, kelurahan: Area, to: User | None, by: User, rw: str = "") -> int:
    """Give the undecided of a kelurahan, or one RW of it, to a member of staff; return how many."""
    permissions.require(by, "verification.close_finding", kelurahan.pk)
    if to is not None:
        permissions.require(to, "verification.record_visit", kelurahan.pk)
    tasks = Task.objects.filter(campaign=campaign, kelurahan=kelurahan, result="")
    if rw:
        tasks = tasks.filter(person__household__rw=rw)
    # In the order in which a file of visits locks them: neither waits for the other in a ring.
    locked = list(
        tasks.order_by("pk")
        .select_for_update(no_key=True, of=("self",))
        .values_list("pk", flat=True)
    )
    return Task.objects.filter(pk__in=locked).update(assigned_to=to)


def publish_progress() -> None:
    """Publish figures while a campaign is under way: its public page moves with each Release."""
    if Campaign.objects.filter(state=CampaignState.OPEN).exists():
        publish(note="campaign")


def _locked(campaign: Campaign, *, by: User) -> Campaign:
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    permissions.require(by, CHANGE, campaign.area_id)
    return campaign


def _set_state(campaign: Campaign, state: CampaignState, *, by: User) -> Campaign:
    campaign.state = state
    with acting(by):
        campaign.save(update_fields=["state"])
    return campaign
