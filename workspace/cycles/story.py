"""A round trip in figures, read from its counts: a few queries whatever its size."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.utils.functional import Promise

from accounts.models import User
from kelurahan.figures import percent
from kelurahan.models import Area, within
from verification.models import (
    ChangeKind,
    Cycle,
    CycleAnswer,
    CycleCount,
    CycleLine,
    Kind,
    MatchedBy,
)

type Label = str | Promise
What = CycleCount.What


@dataclass
class Tally:
    """Corrections of one kind or kelurahan by answer; `key` narrows the list to them."""

    key: str
    label: Label
    answers: Counter[str] = field(default_factory=Counter)

    @property
    def sent(self) -> int:
        """What the batch asked for."""
        return self.answers.total() - self.answers[CycleAnswer.REAPPEARED]

    @property
    def cells(self) -> list[tuple[str, int]]:
        """The number of each answer, in their order."""
        return [(answer.value, self.answers[answer]) for answer in CycleAnswer]

    @property
    def unchanged(self) -> int:
        """What came back unchanged."""
        return self.answers[CycleAnswer.UNCHANGED]

    @property
    def unchanged_share(self) -> Decimal | None:
        """The share that came back unchanged."""
        return percent(self.unchanged, self.sent)


@dataclass(frozen=True)
class Story:
    """What one office reads of a round trip."""

    whole: Tally
    kinds: Sequence[Tally]
    places: Sequence[Tally]
    ages: Sequence[tuple[int, int]]
    reasons: Sequence[tuple[str, int]]
    changes: Sequence[tuple[str, Label, int]]
    rows: Sequence[tuple[str, Label, int]]


def story_of(cycle: Cycle, user: User) -> Story:
    """Return the story of a cycle in the user's own area; three queries."""
    own = Q(within("kelurahan__code", user.scope)) if user.scope else Q()
    counts = CycleCount.objects.filter(own, cycle=cycle)
    lines = list(
        (counts if cycle.is_answered else CycleCount.objects.none())
        .filter(what=What.LINE)
        .values_list("kind", "kelurahan", "kelurahan__name", "answer", "age", "number")
    ) or _of_lines(cycle, user)
    others = counts.exclude(what=What.LINE).values_list("what", "kind").order_by()
    summed = {(what, kind): n for what, kind, n in others.annotate(n=Sum("number"))}
    own_lines = CycleLine.objects.visible_to(user).filter(cycle=cycle).exclude(reason="")
    reasons = own_lines.order_by().values_list("reason").annotate(n=Count("pk"))
    return Story(
        whole=_tallied([("", "")], ((("", answer), n) for *_x, answer, _age, n in lines))[0],
        kinds=_tallied(
            Kind.choices, (((kind, answer), n) for kind, _c, _n, answer, _a, n in lines)
        ),
        places=_tallied(
            sorted({(code or "", name or "–") for _k, code, name, *_rest in lines}),
            (((code or "", answer), n) for _k, code, _n, answer, _a, n in lines),
        ),
        ages=sorted(
            _summed((age, n) for *_x, answer, age, n in lines if answer == "unchanged").items()
        ),
        reasons=list(reasons.order_by("-n", "reason")[:20]),
        changes=[(k, k.label, n) for k in ChangeKind if (n := summed.get((What.CHANGE, k), 0))],
        rows=[(m, m.label, n) for m in MatchedBy if (n := summed.get((What.ROW, m), 0))],
    )


def _of_lines(cycle: Cycle, user: User) -> list[tuple[str, str, str, str, int, int]]:
    """Count a batch that has no answers yet."""
    own = CycleLine.objects.visible_to(user).filter(cycle=cycle).order_by()
    rows = own.values_list("kind", "kelurahan", "kelurahan__name", "answer", "age")
    return list(rows.annotate(n=Count("pk")))


def _tallied(
    keys: Iterable[tuple[str, Label]], numbers: Iterable[tuple[tuple[str, str], int]]
) -> list[Tally]:
    tallies = {key: Tally(str(key), label) for key, label in keys}
    for (key, answer), number in numbers:
        tallies[key].answers[answer] += number
    return [tally for tally in tallies.values() if tally.answers or not tally.key]


def _summed(numbers: Iterable[tuple[int, int]]) -> Counter[int]:
    found: Counter[int] = Counter()
    for key, number in numbers:
        found[key] += number
    return found


@dataclass(frozen=True)
class Listed:
    """A round trip in the list of all."""

    cycle: Cycle
    tally: Tally


def listed(user: User) -> list[Listed]:
    """Return the round trips that `user` may see, the newest first; two queries."""
    cycles = list(Cycle.objects.visible_to(user).select_related("area"))
    own = Q(within("kelurahan__code", user.scope)) if user.scope else Q()
    rows = CycleCount.objects.filter(own, cycle__in=cycles, what=What.LINE).order_by()
    tallies = {cycle.pk: Tally("", str(cycle)) for cycle in cycles}
    for pk, answer, n in rows.values_list("cycle", "answer").annotate(n=Sum("number")):
        tallies[pk].answers[answer] += n
    return [Listed(cycle, tallies[cycle.pk]) for cycle in cycles]


def cities_of(user: User) -> list[Area]:
    """Return the cities whose round trips `user` may open."""
    cities = Area.objects.filter(level=Area.Level.CITY).order_by("code")
    return list(cities.filter(within("code", user.scope)) if user.scope else cities)
