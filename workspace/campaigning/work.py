"""The work list of one kelurahan: whom to visit next, and how far the work is."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, Sum
from django.http import QueryDict

from accounts.models import User
from verification.models import Campaign, CampaignCount, CampaignState, Task
from workspace import paging
from workspace.area_choice import lives_within

# Those that nobody has tried come first, then door by door.
ORDER = (
    "visits", "person__household__rw", "person__household__rt", "person__household_id", "pk",
)  # fmt: skip
DOOR_BY_DOOR = ORDER[1:]
AT_ONCE = 9
PER_PAGE = 25
ASKED = ("area", "rw", "rt", "done", "after", "before")


@dataclass(frozen=True)
class Place:
    """A kelurahan of a campaign, with how many of how many are done."""

    code: str
    name: str
    target: int
    done: int


@dataclass(frozen=True)
class Work:
    """What the work list shows; `rws` and `rts` say how many wait in each."""

    place: Place | None
    places: Sequence[Place]
    rws: Sequence[tuple[str, int]]
    rts: Sequence[tuple[str, int]]
    page: paging.Page[Task]
    waiting: int


def back_to(asked: QueryDict) -> str:
    """Return where in the list somebody is, as a query; only what the list knows."""
    kept = QueryDict(mutable=True)
    for name in ASKED:
        if value := str(asked.get(name, ""))[:20]:
            kept[name] = value
    return kept.urlencode()


def places_of(campaign: Campaign, user: User) -> list[Place]:
    """Return the kelurahan of a campaign in the user's area; one query of kept counts."""
    rows = (
        CampaignCount.objects.filter(lives_within(user.scope), campaign=campaign)
        .values("kelurahan_id", "kelurahan__name")
        .annotate(target=Sum("people"), left=Sum("people", filter=Q(result="")))
        .order_by("kelurahan_id")
    )
    return [
        Place(r["kelurahan_id"], r["kelurahan__name"], r["target"], r["target"] - (r["left"] or 0))
        for r in rows
    ]


def work_of(campaign: Campaign, user: User, asked: QueryDict) -> Work:
    """Return the part of the list that is asked for; a kelurahan with work where none is named."""
    places = places_of(campaign, user)
    place = _chosen(places, asked.get("area", ""))
    if place is None:
        return Work(None, places, [], [], paging.Page([], None, None), 0)
    tasks = Task.objects.visible_to(user).filter(campaign=campaign, kelurahan=place.code)
    wanted: QuerySet[Task] = tasks.none()
    if asked.get("done"):
        wanted = tasks.exclude(result="")
    elif campaign.state == CampaignState.OPEN:
        wanted = Task.objects.work_of(user).filter(campaign=campaign, kelurahan=place.code)
    rws = _waiting(wanted, "rw")
    rw, rt = asked.get("rw", ""), asked.get("rt", "")
    if rw:
        wanted = _in_part(wanted, "rw", rw, rws)
    rts = _waiting(wanted, "rt") if rw else []
    if rw and rt:
        wanted = _in_part(wanted, "rt", rt, rts)
    waiting = dict(rts).get(rt, 0) if rw and rt else dict(rws).get(rw, 0) if rw else None
    number = sum(dict(rws).values()) if waiting is None else waiting
    return Work(place, places, rws, rts, _page(wanted, tasks, asked), number)


def _chosen(places: Sequence[Place], code: str) -> Place | None:
    named = [place for place in places if place.code == code]
    waiting = [place for place in places if place.done < place.target]
    return next(iter([*named, *waiting, *places]), None)


def _waiting(tasks: QuerySet[Task], part: str) -> list[tuple[str, int]]:
    counted = tasks.values(name=F(f"person__household__{part}")).annotate(n=Count("pk"))
    return [(row["name"], row["n"]) for row in counted.order_by("name")]


def _in_part(
    tasks: QuerySet[Task], part: str, name: str, known: Sequence[tuple[str, int]]
) -> QuerySet[Task]:
    """Keep those of an RW or RT; an unknown name, which may be any bytes, is not asked for."""
    is_known = name in dict(known)
    return tasks.filter(**{f"person__household__{part}": name}) if is_known else tasks.none()


def _page(wanted: QuerySet[Task], known: QuerySet[Task], asked: QueryDict) -> paging.Page[Task]:
    rows = wanted.select_related("person__household__kelurahan", "campaign")
    order, size = (DOOR_BY_DOOR, PER_PAGE) if asked.get("done") else (ORDER, AT_ONCE)
    page = paging.page_of(rows, order, asked, known=known, size=size)
    if not page.rows and paging.anchor_of(asked)[0]:
        # All behind the place are done: begin anew with those that were passed over.
        page = paging.page_of(rows, order, QueryDict(), known=known, size=size)
    return page


def family_of(task: Task) -> list[Task]:
    """Return the campaign's tasks about the same family, this one included; one query."""
    return list(
        Task.objects.filter(
            campaign=task.campaign_id, person__household=task.person.household_id
        ).select_related("person").order_by("pk")
    )  # fmt: skip
