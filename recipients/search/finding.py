"""From what somebody typed to the people it may mean."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.backends.utils import CursorWrapper

from kelurahan import reading
from kelurahan.models import within
from recipients import masking, names
from recipients.models import Person
from recipients.names import Word
from recipients.search import near, probing, ranking, typed
from recipients.search.near import Meanings
from recipients.search.typed import Typed, Unit

FEWEST_LETTERS = 3
MOST_RESULTS = 10
# How many candidates are read from the register and compared word by word.
MAX_COMPARED = 100
# One slip is looked for at once, more only where that finds nobody.
TIERS = (range(2), range(2, 5))
_AREA = re.compile(r"(\d\d(\.\d\d(\.\d\d(\.\d{4})?)?)?)?")


@dataclass(frozen=True, slots=True)
class Match:
    """Someone who may be meant. `shown` is all of the name that the public may read."""

    person_id: int
    household_id: int
    kelurahan: str
    shown: str
    fit: ranking.Fit


@dataclass(slots=True)
class Trace:
    """What a search did: rows read and probes made by each step. It names nobody."""

    steps: list[tuple[str, int]] = field(default_factory=list)

    def note(self, step: str, count: int) -> None:
        """Record that a step touched so many rows or keys."""
        self.steps.append((step, count))


@dataclass(frozen=True, slots=True)
class Answer:
    """At most `limit` matches, best first; `too_many` when more people fit as well."""

    matches: tuple[Match, ...] = ()
    too_many: bool = False
    trace: Trace = field(default_factory=Trace)


@dataclass(frozen=True, slots=True)
class _Query:
    typed: Typed
    found: dict[Unit, Meanings]
    area: str
    trace: Trace


def _is_accepted(fit: ranking.Fit, area: str) -> bool:
    if not fit.missing:
        return True
    if fit.matched >= 2 and fit.missing == 1:
        return True
    # The register may hold less of a name than was typed, if that still tells who is meant.
    rare = bool(area) or fit.rarest <= probing.RARE
    return fit.matched > 0 and not fit.more and not fit.slips and rare


@dataclass(frozen=True, slots=True)
class _Ranked:
    person: int
    name: str
    household: int
    kelurahan: str
    fit: ranking.Fit

    def shown_to(self, words: tuple[Word, ...]) -> Match:
        shown = masking.mask(self.name, words)
        return Match(self.person, self.household, self.kelurahan, shown, self.fit)


def _compare(query: _Query, people: Iterable[int]) -> list[_Ranked]:
    """Read people from the register and keep those whose name fits; hidden ones are not read."""
    rows = (
        Person.objects.public()
        .filter(within("household__kelurahan__code", query.area), pk__in=people)
        .values_list("pk", "name", "household_id", "household__kelurahan_id")
    )
    ranked = []
    for person, name, household, kelurahan in rows:
        fit = ranking.fit(query.typed, query.found, names.words(name))
        if _is_accepted(fit, query.area):
            ranked.append(_Ranked(person, name, household, kelurahan, fit))
    query.trace.note("people compared", len(rows))
    return ranked


def _tier(
    cursor: CursorWrapper, words: Typed, area: str, tier: range, trace: Trace
) -> tuple[list[_Ranked], bool]:
    """Return who was found in a tier, and whether as much was asked as may be asked."""
    found, rows = near.meanings(cursor, words, deep=tier.start > 0)
    trace.note("vocabulary rows", rows)
    wanted = probing.probes(words, found, tier, area=bool(area))
    trace.note("probes", len(wanted))
    if not wanted:
        return [], False
    candidates, rows = probing.candidates(cursor, wanted, area)
    trace.note("postings read", rows)
    best = sorted(candidates, key=lambda person: (candidates[person].order(), person))
    ranked = _compare(_Query(words, found, area, trace), best[:MAX_COMPARED])
    return ranked, len(wanted) == probing.MAX_PROBES


def _search(words: Typed, area: str, trace: Trace) -> list[_Ranked]:
    with reading.connection().cursor() as cursor:
        for tier in TIERS:
            ranked, is_full = _tier(cursor, words, area, tier, trace)
            # So many words of few slips mean anybody; with more slips still more would.
            if ranked or is_full:
                return sorted(ranked, key=lambda one: one.fit.order(one.person))
    return []


def _tells_enough(words: Typed) -> bool:
    return len(words.units) > 0 and sum(len(w.letters) for w in words.words) >= FEWEST_LETTERS


def is_searchable(query: str) -> bool:
    """Return whether a text holds enough of a name to look for anybody."""
    return _tells_enough(typed.read(query))


def find(query: str, *, area: str = "", limit: int = MOST_RESULTS) -> Answer:
    """Return who the query may mean, within the area `area` (a Kemendagri code; "" is everywhere).

    The work is bounded by constants for any text. Fewer than FEWEST_LETTERS letters find nobody.
    """
    words = typed.read(query)
    if not _tells_enough(words) or not _AREA.fullmatch(area):
        return Answer()
    trace = Trace()
    ranked = _search(words, area, trace)
    matches = tuple(one.shown_to(words.words) for one in ranked[:limit])
    return Answer(matches, len(ranked) > limit, trace)


def fits(query: str, name: str) -> bool:
    """Return whether a query means this one name; reads nothing from the database.

    Of a name of two words or more, two must fit: "Siti" alone would confirm half of all NIKs.
    """
    asked, held = typed.read(query), names.words(name)
    found = near.meanings_among(asked, held)
    fit = ranking.fit(asked, found, held)
    return fit.matched >= min(2, len(held)) and fit.matched > 0 and not (fit.missing and fit.more)
