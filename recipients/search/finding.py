"""From what somebody typed to the people it may mean."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from kelurahan import reading
from kelurahan.prepared import preparing
from recipients import masking, names
from recipients.models import Person
from recipients.names import Word
from recipients.prepared import ByIds
from recipients.search import lexicon, meeting, near, probing, ranking, typed
from recipients.search.near import Meant
from recipients.search.probing import Candidate
from recipients.search.typed import Typed

FEWEST_LETTERS = 3
MOST_RESULTS = 10
# How many candidates are read from the register and compared word by word. As many as can be shown,
# twice, of those who differ from what was typed by the same number of words and slips, if anybody
# fits exactly.
MAX_COMPARED = 100
# So many places of ten are kept for names of another spelling when more people fit exactly than are
# shown: an exact name may be a slip of the typist's too, and no further namesake would be missed.
KEPT_OF_TEN = 3
# One slip is looked for at once, more only where that finds nobody.
TIERS = (range(2), range(2, 5))
_AREA = re.compile(r"(\d\d(\.\d\d(\.\d\d(\.\d{4})?)?)?)?")
_PEOPLE = ByIds(
    Person.objects.public, "pk", "pk", "name", "household_id", "household__kelurahan_id"
)


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
    """At most `limit` matches, best first.

    `too_many` when more people fit than are shown: exactly, or at all if nobody fits exactly.
    """

    matches: tuple[Match, ...] = ()
    too_many: bool = False
    trace: Trace = field(default_factory=Trace)


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
    name: tuple[Word, ...]
    household: int
    kelurahan: str
    fit: ranking.Fit

    def shown_to(self, words: tuple[Word, ...]) -> Match:
        shown = masking.masked(self.name, words)
        return Match(self.person, self.household, self.kelurahan, shown, self.fit)


def _likeliest(candidates: dict[int, Candidate], limit: int) -> list[int]:
    """Return whom to compare to answer with `limit` people: the best of every kind."""
    ordered = sorted(candidates, key=lambda person: (candidates[person].order(), person))
    # Where nobody fits exactly, spellings of one name are told apart by reading more of them.
    is_exact = bool(ordered) and not candidates[ordered[0]].slips
    most = 2 * limit + 4 if is_exact else MAX_COMPARED
    taken: Counter[tuple[int, int]] = Counter()
    chosen: list[int] = []
    for person in ordered:
        bits, slips, _more = candidates[person].kind
        # Whoever lacks a typed word comes behind all others.
        if len(chosen) > most and bits > candidates[ordered[0]].kind[0]:
            break
        taken[bits, slips] += 1
        if taken[bits, slips] <= most:
            chosen.append(person)
    return chosen[:MAX_COMPARED]


def _is_within(kelurahan: str, area: str) -> bool:
    return not area or kelurahan == area or kelurahan.startswith(f"{area}.")


def _compare(meant: Meant, people: Iterable[int], area: str, trace: Trace) -> list[_Ranked]:
    """Read people from the register and keep those whose name fits; hidden ones are not read."""
    rows = _PEOPLE.rows(people)
    trace.note("people compared", len(rows))
    fits: dict[str, tuple[tuple[Word, ...], ranking.Fit]] = {}
    ranked = []
    for person, name, household, kelurahan in rows:
        # Namesakes are compared once.
        if name not in fits:
            words = names.words(name)
            fits[name] = words, ranking.fit(meant, words)
        words, fit = fits[name]
        if _is_accepted(fit, area) and _is_within(kelurahan, area):
            ranked.append(_Ranked(person, words, household, kelurahan, fit))
    return ranked


def _ordered(ranked: list[_Ranked], candidates: dict[int, Candidate]) -> list[_Ranked]:
    """Return people best first; where names differ by slips each name has its turn."""
    ranked = sorted(
        ranked,
        key=lambda one: (
            one.fit.kind, one.fit.order(), -candidates[one.person].crowd, ranking.spread(one.person)
        ),
    )  # fmt: skip
    turns: Counter[tuple[str, ...]] = Counter()
    turn: dict[int, int] = {}
    for one in ranked:
        if one.fit.slips:
            plain = tuple(sorted(word.letters for word in one.name))
            turns[plain] += 1
            turn[one.person] = turns[plain]
    return sorted(ranked, key=lambda one: (one.fit.kind, turn.get(one.person, 0)))


@dataclass(slots=True)
class _Search:
    """One search under way."""

    typed: Typed
    area: str
    limit: int
    trace: Trace

    def understand(self, *, newest: int = 0) -> Meant:
        """Return what was typed may mean, by the words of the register up to an id."""
        words = lexicon.current(newest=newest)
        meant = near.understood(words, self.typed)
        meant.newest = words.newest
        return meant

    def probe(self, meant: Meant, tier: range) -> tuple[list[_Ranked], bool]:
        """Return who was found in a tier, and whether as much was asked as may be asked."""
        self.trace.note("vocabulary rows", meant.rows)
        wanted = probing.probes(meant, tier, area=bool(self.area))
        self.trace.note("probes", len(wanted))
        found = probing.candidates(reading.connection(), wanted, self.area)
        if found.newest_word > meant.newest:
            return self.probe(self.understand(newest=found.newest_word), tier)
        meeting.add(found, meant, tier, self.area)
        self.trace.note("postings read", found.rows)
        people = _likeliest(found.people, self.limit)
        ranked = _compare(meant, people, self.area, self.trace) if people else []
        return _ordered(ranked, found.people), len(wanted) == probing.MAX_PROBES

    def run(self) -> list[_Ranked]:
        """Return who fits, best first."""
        meant = self.understand()
        for tier in TIERS:
            if tier.start:
                with preparing(reading.connection()) as cursor:
                    near.add_two_slips(cursor, meant)
            ranked, is_full = self.probe(meant, tier)
            # So many words of few slips mean anybody; with more slips still more would.
            if ranked or is_full:
                return ranked
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
    search = _Search(words, area, limit, Trace())
    ranked = search.run()
    shown, too_many = _shown(ranked, limit)
    return Answer(tuple(one.shown_to(words.said) for one in shown), too_many, search.trace)


def _shown(ranked: list[_Ranked], limit: int) -> tuple[list[_Ranked], bool]:
    """Return whom to show, and whether more people fit as well as the best."""
    exact = sum(one.fit.is_exact for one in ranked)
    if not exact or exact <= limit:
        return ranked[:limit], not exact and len(ranked) > limit
    similar = ranked[exact : exact + limit * KEPT_OF_TEN // 10]
    return [*ranked[: limit - len(similar)], *similar], True


def fits(query: str, name: str) -> bool:
    """Return whether a query means this one name; reads nothing from the database.

    Of a name of two words or more, two must fit: "Siti" alone would confirm half of all NIKs.
    """
    asked, held = typed.read(query), names.words(name)
    fit = ranking.fit(near.understood_as(asked, held), held)
    return fit.matched >= min(2, len(held)) and fit.matched > 0 and not (fit.missing and fit.more)
