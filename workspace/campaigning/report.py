"""What a campaign found, as the report of Depok's re-verification told it; all of it computed."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count

from kelurahan.figures import percent
from verification.board import Board, board
from verification.models import PROPOSES, Action, Campaign, Finding, Result, Source, State
from workspace.area_choice import lives_within


@dataclass(frozen=True)
class Line:
    """How many people, and which part of those visited that is."""

    key: str
    label: Any
    people: int
    part: Decimal | None


@dataclass(frozen=True)
class Report:
    """A campaign's outcome; `repaired` counts the entries that are put right already."""

    board: Board
    correct: Line
    repair: Line
    delete: Line
    repair_by_cause: Sequence[Line]
    delete_by_cause: Sequence[Line]
    repaired: Line
    removed: Line

    @property
    def done_part(self) -> Decimal | None:
        """How many percent have been visited."""
        return percent(self.board.whole.done, self.board.whole.target)


def report_of(campaign: Campaign, *, within: str = "") -> Report:
    """Return the report of a campaign, or of its part in the area `within`; two queries."""
    progress = board(campaign, within=within)
    found, visited = progress.whole.results, progress.whole.done

    def line(key: str, label: Any, people: int) -> Line:
        return Line(key, label, people, percent(people, visited))

    def causes(action: Action) -> list[Line]:
        results = [result for result, proposed in PROPOSES.items() if proposed == action]
        return [line(r.value, r.label, found.get(r.value, 0)) for r in results]

    def proposed(action: Action) -> Line:
        return line(action.value, action.label, sum(each.people for each in causes(action)))

    closed = _closed(campaign, within)
    return Report(
        board=progress,
        correct=line("correct", Result.CORRECT.label, found.get("correct", 0)),
        repair=proposed(Action.REPAIR),
        delete=proposed(Action.DELETE),
        repair_by_cause=causes(Action.REPAIR),
        delete_by_cause=causes(Action.DELETE),
        repaired=line("repaired", "", closed.get(Action.REPAIR, 0)),
        removed=line("removed", "", closed.get(Action.DELETE, 0)),
    )


def _closed(campaign: Campaign, within: str) -> dict[str, int]:
    """Return how many findings of the campaign's visits are resolved, by what they proposed."""
    # In one filter: the campaign and the place must be of the same visit.
    rows = Finding.objects.filter(
        lives_within(within, "tasks__"), tasks__campaign=campaign, source=Source.CAMPAIGN,
        state=State.RESOLVED,
    )  # fmt: skip
    return dict(rows.values_list("action").annotate(Count("pk", distinct=True)).order_by())
