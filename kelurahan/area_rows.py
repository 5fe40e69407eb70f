"""The rows of a statistics page: areas beside each other, stages of programmes, counts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kelurahan import charts, sentences
from kelurahan.figures import Count, Fate, FigureSet
from kelurahan.models import Area
from kelurahan.registry import FigureSource, Indicator, ProgrammeName, Text, registry
from kelurahan.writing import percentage

FILLS = ("fill-paid", "fill-failed", "fill-planned")
# What is counted of complaints has its own place on the page.
ANSWERS = ("complaints", "hours", "rating")


def full_name(area: Area) -> str:
    """Return the name with its level where people say it: "Kecamatan Coblong"."""
    if area.level in (Area.Level.KECAMATAN, Area.Level.KELURAHAN):
        return f"{area.get_level_display().capitalize()} {area.name}"
    return area.name


@dataclass(frozen=True)
class AreaRow:
    """An area beside others: its outcome for each group of families."""

    area: Area
    name: str
    fates: Sequence[Fate]
    is_this: bool = False

    @property
    def percent(self) -> Decimal | None:
        """The percentage of the first group that has received aid."""
        return self.fates[0].received.percent


@dataclass(frozen=True)
class Group:
    """A group of families with its chart."""

    fate: Fate
    finding: str
    chart: SafeString


def group_of(fate: Fate) -> Group:
    """Return a group with the bar of its parts."""
    finding = sentences.received(fate)
    chart = charts.stacked_bar(
        chart_id=f"chart-{fate.outcome.key}",
        title=finding,
        description=sentences.parts(fate),
        segments=[
            charts.Segment(part.indicator.label, part.count.value or 0, fill)
            for part, fill in zip(fate.parts, FILLS, strict=True)
        ],
    )
    return Group(fate, finding, chart)


@dataclass(frozen=True)
class StageRow:
    """One stage of a programme in this area."""

    label: str
    fate: Fate


@dataclass(frozen=True)
class ProgrammeRows:
    """The stages of one programme in this area, oldest first, with a chart of all of them."""

    slug: str
    name: str
    address: str
    stages: Sequence[StageRow]

    @property
    def newest(self) -> StageRow:
        """The stage that counts now."""
        return self.stages[-1]

    @property
    def percent(self) -> Decimal | None:
        """The percentage of the newest stage that has been paid."""
        return self.newest.fate.received.percent

    @property
    def finding(self) -> str:
        """What the chart shows, as a sentence."""
        return _("%(stage)s: %(percent)s paid") % {
            "stage": self.newest.label, "percent": percentage(self.percent),
        }  # fmt: skip

    @property
    def chart(self) -> SafeString:
        """One column per stage, on a scale that all programmes share."""
        percents = [stage.fate.received.percent for stage in self.stages]
        told = zip(self.stages, percents, strict=True)
        return charts.columns(
            chart_id=f"chart-programme-{self.slug}",
            title=f"{self.name}. {self.finding}",
            description=", ".join(f"{s.label}: {percentage(percent)}" for s, percent in told),
            percents=percents,
        )


def programme_rows(
    figures: FigureSet, code: str, names: Sequence[ProgrammeName]
) -> list[ProgrammeRows]:
    """Return every programme that an area has payments of."""
    payments = registry.payments()
    if payments is None:
        return []
    known = {name.slug: name for name in names}
    rows: dict[str, list[StageRow]] = {}
    for slug, stage in figures.stages(code, payments.due):
        label = known[slug].stages.get(stage, str(stage)) if slug in known else str(stage)
        fate = figures.fate(code, payments, slug, stage)
        rows.setdefault(slug, []).append(StageRow(label, fate))
    return [_programme(slug, known.get(slug), stages) for slug, stages in rows.items()]


def _programme(slug: str, name: ProgrammeName | None, stages: Sequence[StageRow]) -> ProgrammeRows:
    if name is None:
        return ProgrammeRows(slug, slug, "", stages)
    return ProgrammeRows(slug, name.name, name.address, stages)


@dataclass(frozen=True)
class Told:
    """A plain count with its label."""

    indicator: Indicator
    count: Count

    @property
    def label(self) -> Text:
        """The label as a line begins with it."""
        text = self.indicator.label if self.points is None else self.indicator.heading
        return capfirst(str(text))

    @property
    def points(self) -> Decimal | None:
        """A rating in points, where this is one."""
        if self.indicator.unit != "rating" or self.count.value is None:
            return None
        return (Decimal(self.count.value) / 100).quantize(Decimal("0.1"))


@dataclass(frozen=True)
class Answers:
    """How fast complaints are answered here, and where more is told."""

    rows: Sequence[Told]
    address: str


def register_counts(figures: FigureSet, code: str) -> list[Told]:
    """Return the plain counts that the Release holds for this area, complaints left out."""
    sources = registry.sources.values()
    return [t for s in sources for t in _told(figures, code, s) if t.indicator.unit not in ANSWERS]


def answers(figures: FigureSet, code: str) -> Answers | None:
    """Return how complaints are answered; None where the Release tells nothing of it."""
    for source in registry.sources.values():
        rows = [told for told in _told(figures, code, source) if told.indicator.unit in ANSWERS]
        if rows:
            return Answers(rows, source.page(code) if source.page else "")
    return None


def further(figures: FigureSet, code: str) -> list[tuple[str, Text]]:
    """Return address and name of pages that tell more of what the Release counts in this area."""
    return [
        (address, source.more)
        for source in registry.sources.values()
        if source.more and source.page and (address := source.page(code))
        and figures.count(code, source.counts[0]).value
    ]  # fmt: skip


def _told(figures: FigureSet, code: str, source: FigureSource) -> Iterator[Told]:
    counts = source.counts if source.highlights is None else source.highlights
    for indicator in (*counts, *source.measures):
        count = figures.count(code, indicator)
        if not indicator.by_stage and (count.value is not None or count.suppressed):
            yield Told(indicator, count)
