"""What other apps hand down to be published: indicators, the SQL behind them, programme names.

An app registers itself in `AppConfig.ready()`; this app knows nothing of households or payments,
only these few types. Every indicator is a count or a sum that may be added up over areas.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from django.utils.functional import Promise

type Text = str | Promise
# A rating is counted in hundredths of a point of one to five.
type Unit = Literal[
    "families", "people", "payments", "rupiah", "complaints", "hours", "rating", "corrections"
]

KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")


@dataclass(frozen=True)
class Indicator:
    """One published number per area, or per area, programme and stage where `by_stage`.

    A number that does not add up over areas (a median, an average) says so in `adds_up`; it is
    published as its source computes it for each area, and only where that gives one.

    A `sensitive` one is protected below the city (kelurahan.disclosure). Indicators that name the
    same `part_of` add up to that indicator in every area; a sensitive one's siblings hide with it
    where they would give it away. `city_only` is published for cities alone. `short` is the label
    where what is counted is clear, as in a table's head. `measure` names the OfficialCount of the
    same thing, where offices publish one.
    """

    key: str
    label: Text
    unit: Unit
    sensitive: bool = False
    part_of: str = ""
    by_stage: bool = False
    city_only: bool = False
    short: Text = ""
    measure: str = ""
    adds_up: bool = True

    @property
    def heading(self) -> Text:
        """The label for a place where what is counted is clear."""
        return self.short or self.label

    def __post_init__(self) -> None:
        if not KEY.fullmatch(self.key):
            raise ValueError(f"indicator {self.key!r}: use small letters, digits and _")
        if self.sensitive and self.by_stage:
            raise ValueError(
                f"indicator {self.key!r}: sensitive counts by stage would tell each other; "
                "count them once per family"
            )


@dataclass(frozen=True)
class Outcome:
    """How aid went for one group: `due` is the sum of all of `parts` in every area.

    The first part is what has been received. `reasons` add up to the parts that failed.
    """

    key: str
    label: Text
    due: Indicator
    parts: tuple[Indicator, ...]
    reasons: tuple[Indicator, ...] = ()
    total: Indicator | None = None

    @property
    def received(self) -> Indicator:
        """The part that has reached its recipients."""
        return self.parts[0]

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """All indicators of this outcome."""
        return (*((self.total,) if self.total else ()), self.due, *self.parts, *self.reasons)


@dataclass(frozen=True)
class FigureSource:
    """Where figures come from.

    `sql` is a SELECT without parameters that gives rows (kelurahan_code text, indicator text,
    programme_slug text or '', stage_number integer or 0, value bigint) at kelurahan level; rows
    that are zero may be left out. `families` are outcomes per group of families, headline first;
    `payments` is the outcome of every stage; `channels` are outcomes per way of paying out.

    `highlights` are those of `counts` that an area's own page tells, where that is not all.
    `measures` are the indicators that do not add up; `measures_sql` gives them as rows (area_code
    text of any level, indicator text, value bigint) and leaves out what too few people stand
    behind: no rule comes after it. `page` gives the address where more is told of an area, "" for
    none; `more` is what an area's page calls it, where it links there by itself.
    """

    name: str
    sql: str
    families: tuple[Outcome, ...] = ()
    payments: Outcome | None = None
    channels: tuple[Outcome, ...] = ()
    counts: tuple[Indicator, ...] = ()
    highlights: tuple[Indicator, ...] | None = None
    measures: tuple[Indicator, ...] = ()
    measures_sql: str = ""
    page: Callable[[str], str] | None = None
    more: Text = ""
    within: Callable[[str], str] | None = None

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """Every indicator that `sql` may name."""
        outcomes = [*self.families, *([self.payments] if self.payments else []), *self.channels]
        return (
            *(i for outcome in outcomes for i in outcome.indicators),
            *self.counts,
            *self.measures,
        )


@dataclass(frozen=True)
class ProgrammeName:
    """How a programme is called and where its page is; `stages` maps numbers to labels."""

    slug: str
    name: str
    address: str
    stages: dict[int, str] = field(default_factory=dict)


type ProgrammeNames = Callable[[], Sequence[ProgrammeName]]


@dataclass
class Registry:
    """The sources of one portal, in the order of their registration."""

    sources: dict[str, FigureSource] = field(default_factory=dict)
    names: ProgrammeNames = tuple

    def add(self, source: FigureSource) -> None:
        """Add a source; a name or an indicator that is taken is a programming error."""
        keys = [indicator.key for indicator in source.indicators]
        twice = {key for key in keys if keys.count(key) > 1} | (set(keys) & set(self.indicators()))
        if source.name in self.sources or twice:
            raise ValueError(f"figures of {source.name!r} are registered twice: {sorted(twice)}")
        self.sources[source.name] = source

    def indicators(self) -> dict[str, Indicator]:
        """Every registered indicator by its key."""
        return {i.key: i for source in self.sources.values() for i in source.indicators}

    def families(self) -> list[Outcome]:
        """Outcomes per group of families; the first makes the headline."""
        return [outcome for source in self.sources.values() for outcome in source.families]

    def payments(self) -> Outcome | None:
        """The outcome of every programme's stages."""
        return next((s.payments for s in self.sources.values() if s.payments), None)

    def channels(self) -> list[Outcome]:
        """Outcomes per way of paying out."""
        return [outcome for source in self.sources.values() for outcome in source.channels]


registry = Registry()
