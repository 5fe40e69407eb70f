"""What the quality rules find in an area, rule by rule and kelurahan by kelurahan."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Q

from accounts.models import User
from kelurahan.models import DutyRun
from recipients.models import household
from verification.models import OPEN, Finding
from verification.rules import RULES
from verification.rules.base import Rule
from workspace.area_choice import lives_within

DUTY = "find faults"


@dataclass
class Tally:
    """Open findings, and what the last run of the rules added and closed."""

    open: int = 0
    new: int = 0
    gone: int = 0

    def add(self, open_: int, new: int, gone: int) -> None:
        """Add the numbers of one more place."""
        self.open, self.new, self.gone = self.open + open_, self.new + new, self.gone + gone


@dataclass
class Quality:
    """The tallies of every rule, and of every kelurahan for the rule that is looked at."""

    last_run: datetime.datetime | None
    rules: list[tuple[Rule, Tally]]  # the most open first
    places: list[tuple[str, str, Tally]] = field(default_factory=list)  # code, name; worst first
    total: Tally = field(default_factory=Tally)


def quality_of(user: User, rule: str = "") -> Quality:
    """Return what stands open in the user's area; two queries."""
    run = DutyRun.objects.filter(name=DUTY).first()
    last = run.started_at if run else None
    rules = {key: Tally() for key in RULES}
    places: dict[tuple[str, str], Tally] = {}
    total = Tally()
    for key, code, name, *numbers in _counts(user, last):
        rules[key].add(*numbers)
        total.add(*numbers)
        if rule in ("", key):
            places.setdefault((code, name), Tally()).add(*numbers)
    worst = sorted(places.items(), key=lambda place: (-place[1].open, place[0]))
    return Quality(
        last, sorted(
            ((RULES[key], tally) for key, tally in rules.items()),
            key=lambda each: (-each[1].open, each[0].key),
        ),
        [(code, name, tally) for (code, name), tally in worst], total,
    )  # fmt: skip


def _counts(
    user: User, last: datetime.datetime | None
) -> Iterable[tuple[str, str, str, int, int, int]]:
    is_open = Q(state__in=OPEN)
    is_new, is_gone = (
        (is_open & Q(opened_at__gte=last), Q(closed_at__gte=last)) if last else (Q(pk__in=[]),) * 2
    )
    own = Finding.objects.visible_to(user).filter(lives_within(user.scope, "household__"))
    return (
        own.filter(is_open | is_gone, rule__in=RULES)
        .values_list("rule", "household__kelurahan", "household__kelurahan__name")
        .annotate(
            open=Count("pk", filter=is_open), new=Count("pk", filter=is_new),
            gone=Count("pk", filter=is_gone),
        )
        .order_by()
    )  # fmt: skip


def is_one_kelurahan(user: User) -> bool:
    """Tell whether there is nothing below the user's area to choose from."""
    return len(user.scope) == household.KELURAHAN_CODE_LENGTH


def rule_named(text: str) -> str:
    """Return the key of a rule, "" where there is none of this name."""
    return text if text in RULES else ""
