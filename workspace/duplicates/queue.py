"""The queue of likely doubles: most certain first, a page at a time."""

from typing import Any

from django.http import QueryDict

from accounts.models import User
from verification.models import DuplicatePair
from workspace import paging
from workspace.duplicates.filters import PairFilter
from workspace.duplicates.marks import Mark, marks_of

ORDER = ("probability", "pk")
PER_PAGE = 25
PLACES = ("first__household__kelurahan", "second__household__kelurahan")


def filters_of(asked: QueryDict, user: User) -> PairFilter:
    """Return the filters that are asked for, over the pairs that `user` may see."""
    return PairFilter(asked, DuplicatePair.objects.visible_to(user), user=user)


def page_of(filters: PairFilter, user: User, asked: QueryDict) -> paging.Page[DuplicatePair]:
    """Return one page of the pairs."""
    return paging.page_of(
        filters.qs.select_related(*PLACES), ORDER, asked,
        known=DuplicatePair.objects.visible_to(user), size=PER_PAGE, newest_first=True,
    )  # fmt: skip


def rows_of(page: paging.Page[DuplicatePair]) -> list[tuple[DuplicatePair, tuple[Mark, ...]]]:
    """Return each pair with what it may be instead."""
    return [(pair, marks_of(pair.first, pair.second)) for pair in page.rows]


def next_after(pair: DuplicatePair, asked: QueryDict, user: User) -> int | None:
    """Return the pair that follows in the filtered queue, from its beginning at its end."""
    filters = filters_of(asked, user)
    if not filters.is_valid():
        return None
    for place in (QueryDict(f"after={pair.pk}"), QueryDict()):
        page = paging.page_of(
            filters.qs.exclude(pk=pair.pk), ORDER, place, size=1, newest_first=True,
            known=DuplicatePair.objects.visible_to(user),
        )  # fmt: skip
        if page.rows:
            return int(page.rows[0].pk)
    return None


def for_dinsos(user: User) -> int:
    """Count the pairs of which `user` may see one entry only."""
    reaching: Any = DuplicatePair.objects.reaching_out_of(user)
    return paging.counted(reaching.waiting())
