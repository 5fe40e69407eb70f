"""How the model of duplicates does: precision by officers' decisions, drift, weights, versions."""

import datetime
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, Count, Value, When
from django.db.models.functions import TruncWeek
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kelurahan import charts
from kelurahan.figures import percent
from verification.actions.models_of_duplicates import is_usable
from verification.models import DuplicateModel, DuplicatePair, DuplicateRun, RegisterQuality
from verification.models.quality import FAULTS
from workspace.duplicates.filters import BAND_WORDS, in_band
from workspace.duplicates.telling import Told
from workspace.duplicates.words import COMPARED, PRIOR

Z = 1.959964  # 95 % of a normal distribution
WEEKS, SNAPSHOTS, VERSIONS = 12, 12, 20
STATE = DuplicatePair.State
DECIDED = (STATE.SAME, STATE.DIFFERENT, STATE.UNSURE)


@dataclass(frozen=True)
class Band:
    """Pairs of one band of probability, and how often officers said that they are one person."""

    name: str
    label: str | Promise
    same: int
    different: int
    unsure: int
    waiting: int

    @property
    def decided(self) -> int:
        """Pairs about which somebody was sure."""
        return self.same + self.different

    @property
    def precision(self) -> Decimal | None:
        """The share of the decided that are one person."""
        return percent(self.same, self.decided)

    @property
    def interval(self) -> tuple[Decimal, Decimal] | None:
        """Wilson's interval of the precision, 95 %."""
        return wilson(self.same, self.decided)


def wilson(hits: int, of: int) -> tuple[Decimal, Decimal] | None:
    """Return the 95 % interval of a share as percentages; None where nothing was tried."""
    if not of:
        return None
    share, square = hits / of, Z * Z
    middle = share + square / (2 * of)
    spread = Z * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    low, high = ((middle + sign * spread) / (1 + square / of) for sign in (-1, 1))
    return Decimal(f"{max(low, 0) * 100:.2f}"), Decimal(f"{min(high, 1) * 100:.2f}")


def bands(user: User) -> list[Band]:
    """Return precision by band over the pairs that `user` may see; one query."""
    band = Case(
        *[When(in_band(name), then=Value(name)) for name, _label in BAND_WORDS],
        output_field=CharField(),
    )
    rows = DuplicatePair.objects.visible_to(user).values_list(band, "state").order_by()
    counts: Counter[tuple[str, str]] = Counter()
    for name, state, pairs in rows.annotate(n=Count("pk")):
        counts[name, state] = pairs
    return [
        Band(name, label, *(counts[name, state] for state in (*DECIDED, STATE.WAITING)))
        for name, label in BAND_WORDS
    ]


def weeks(user: User) -> list[tuple[datetime.date, Counter[str]]]:
    """Return decisions by week, the newest first; one query."""
    rows = (
        DuplicatePair.objects.visible_to(user)
        .filter(decided_at__isnull=False)
        .annotate(week=TruncWeek("decided_at"))
        .values_list("week", "state")
        .order_by("-week")
        .annotate(n=Count("pk"))
    )
    found: dict[datetime.date, Counter[str]] = {}
    for week, state, pairs in rows[: WEEKS * len(DECIDED)]:
        found.setdefault(week.date(), Counter())[state] = pairs
    return list(found.items())[:WEEKS]


@dataclass(frozen=True)
class Drift:
    """One fault of names or numbers: its share on each day measured, the oldest first."""

    name: str
    label: str | Promise
    shares: list[Decimal | None]
    chart: SafeString


def drift() -> tuple[list[datetime.date], list[Drift]]:
    """Return the days measured, and the share of each fault on them; one query."""
    measured = list(RegisterQuality.objects.order_by("-measured_on")[:SNAPSHOTS])[::-1]
    return [one.measured_on for one in measured], [
        _drift(name, [percent(getattr(one, name), one.people) for one in measured])
        for name in FAULTS
        if measured
    ]


def _drift(name: str, shares: list[Decimal | None]) -> Drift:
    label: Any = RegisterQuality._meta.get_field(name).verbose_name  # type: ignore[union-attr]
    chart = charts.columns(
        chart_id=f"drift-{name}", title=label, percents=shares,
        description=_("The share of listed people on each day measured, oldest first."),
    )  # fmt: skip
    return Drift(name, label, shares, chart)


@dataclass(frozen=True)
class Weighed:
    """One comparison of a model with its levels, as they weigh."""

    label: str | Promise
    levels: list[Told]


@dataclass(frozen=True)
class Half:
    """The weights for pairs within one family, or across families."""

    name: str
    label: str | Promise
    comparisons: list[Weighed]


HALVES = {
    "within": _("Within one family"),
    "within_no_mother": _("Within one family, a mother's name missing"),
    "across": _("Across families"),
    "across_no_mother": _("Across families, a mother's name missing"),
}


def halves(content: Any) -> Iterator[Half]:
    """Yield what a model's content weighs; what cannot be read is left out."""
    for name, label in HALVES.items():
        half = content.get(name) if isinstance(content, dict) else None
        if not isinstance(half, dict):
            continue
        prior = Weighed(COMPARED[PRIOR], [Told(PRIOR, "", float(half.get("prior", 0)))])
        compared = [
            Weighed(COMPARED.get(key, key), _levels(key, levels))
            for key, levels in sorted(half.get("comparisons", {}).items(), key=_place)
        ]
        yield Half(name, label, [prior, *compared])


def _place(compared: tuple[str, Any]) -> int:
    known = list(COMPARED)
    return known.index(compared[0]) if compared[0] in known else len(known)


def _levels(comparison: str, levels: dict[str, Any]) -> list[Told]:
    told = [Told(comparison, key, float(level["bits"])) for key, level in levels.items()]
    return sorted(told, key=lambda one: -one.bits)


@dataclass(frozen=True)
class Version:
    """A model with who put it to use last, and whether it may be."""

    model: DuplicateModel
    chosen: Any
    is_usable: bool


def versions() -> list[Version]:
    """Return the newest models; two queries."""
    models = DuplicateModel.objects.prefetch_related("activations__by")[:VERSIONS]
    return [
        Version(one, max(one.activations.all(), key=lambda a: a.pk, default=None), is_usable(one))
        for one in models
    ]


def context(user: User) -> dict[str, Any]:
    """Return the context of workspace/duplicates/model.html."""
    known = versions()
    active = next((one.model for one in known if one.model.is_active), None)
    run = DuplicateRun.objects.select_related("model", "by").first()
    days, drifts = drift()
    is_open = run is not None and run.state in ("waiting", "running")
    return {
        "bands": bands(user), "weeks": weeks(user), "days": days, "drifts": drifts,
        "versions": known, "active": active, "run": run, "is_open": is_open,
        "halves": list(halves(active.content)) if active else [],
        "done": percent(run.chunks_done, run.chunks) if run and run.chunks else None,
    }  # fmt: skip
