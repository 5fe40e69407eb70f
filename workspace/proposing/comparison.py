"""A proposal beside the register: what stands there now, what would, and what changed since."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from kelurahan.models import Area
from recipients.identity import MASK
from recipients.models import Household, Person, Relation, Sex
from verification import facts
from verification.models import Proposal, ProposalKind
from verification.payloads import SECRET, Content, Values
from workspace.proposing.concerns import Concern, concerns_about

LABELS: dict[str, str | Promise] = {
    "kelurahan": "Kelurahan", "address": gettext_lazy("Address"), "rw": "RW", "rt": "RT",
    "desil": "Desil", "kk": "KK", "status": gettext_lazy("Status"), "name": gettext_lazy("Name"),
    "relation": gettext_lazy("Relation to the head"), "sex": gettext_lazy("Sex"),
    "birth_date": gettext_lazy("Birth date"), "nik": "NIK",
    "birth_place": gettext_lazy("Birth place"), "mother_name": gettext_lazy("Mother's name"),
    "deceased": gettext_lazy("deceased"), "deceased_on": gettext_lazy("Deceased on"),
}  # fmt: skip
PLACE = ("kelurahan", "address", "rw", "rt", "desil", "kk")
PERSON = (
    "name", "relation", "sex", "birth_date", "birth_place", "mother_name", "nik", "deceased",
    "deceased_on",
)  # fmt: skip
_WORDS: dict[str, Mapping[str, Any]] = {
    "relation": dict(Relation.choices), "sex": dict(Sex.choices),
    "status": dict(Household.Status.choices),
}  # fmt: skip
NOTHING = "–"


@dataclass(frozen=True)
class Line:
    """One value: now and as proposed; `was` is what it was proposed upon, where that differs."""

    name: str
    now: str
    proposed: str
    differs: bool
    was: str = ""

    @property
    def label(self) -> str | Promise:
        """What the value is called."""
        return LABELS[self.name]


@dataclass(frozen=True)
class Group:
    """The lines of a family, or of one of its members."""

    title: str
    lines: tuple[Line, ...]
    is_new: bool = False


@dataclass(frozen=True)
class Comparison:
    """All of it; `fingerprint` is what approving a stale proposal must name."""

    groups: tuple[Group, ...]
    untouched: tuple[str, ...]  # members of whom nothing is proposed
    is_stale: bool
    news: tuple[str, ...]  # what changed since besides single values
    fingerprint: str
    concerns: tuple[Concern, ...]


def compare(proposal: Proposal, user: User) -> Comparison:
    """Put a proposal beside the register of now; one that is decided, beside that of then."""
    content = facts.content_of(proposal)
    now = facts.current(proposal, content) if proposal.is_under_way else proposal.before
    people = _people(proposal)
    table = _Table(proposal, content, now, people, _names(content, now, proposal.before))
    untouched = [person.name for person in people.values() if person.pk not in content.people]
    return Comparison(
        tuple(table.groups()), tuple(untouched), now != proposal.before,
        tuple(_news(proposal.before, now)), facts.fingerprint(now),
        tuple(_concerns(proposal, content, user)),
    )  # fmt: skip


def _people(proposal: Proposal) -> dict[int, Person]:
    if proposal.household is None or proposal.kind != ProposalKind.CHANGE:
        return {}
    return {person.pk: person for person in proposal.household.people.order_by("pk")}


def _names(content: Content, *facts_: facts.Facts) -> dict[str, str]:
    codes = {each.get("household.kelurahan") for each in facts_}
    codes.add(content.household.get("kelurahan"))
    known = {code for code in codes if code}
    return dict(Area.objects.filter(pk__in=known).values_list("pk", "name")) if known else {}


def _concerns(proposal: Proposal, content: Content, user: User) -> list[Concern]:
    if not proposal.is_under_way or content.reason:
        return []
    return concerns_about(
        content, kelurahan=proposal.kelurahan_id, user=user, household=proposal.household
    )


@dataclass(frozen=True)
class _Table:
    proposal: Proposal
    content: Content
    now: facts.Facts
    people: dict[int, Person]
    areas: dict[str, str]

    def groups(self) -> Iterator[Group]:
        content = self.content
        if content.reason:
            yield Group("", (self._status(),))
        is_new = self.proposal.kind == ProposalKind.ADD
        if content.household:
            lines = self._lines("household", content.household, PLACE, is_new=is_new)
            yield Group(_("The family"), lines, is_new)
        for pk, values in content.people.items():
            person = self.people.get(pk)
            title = person.name if person else _("a member")
            yield Group(title, self._lines(f"person {pk}", values, PERSON))
        for values in content.members:
            lines = self._lines("", values, PERSON, is_new=True)
            yield Group(str(values["name"]), lines, is_new=True)

    def _status(self) -> Line:
        because = Household.DeactivationReason(self.content.reason).label
        day = date_format(self.content.on) if self.content.on else ""
        proposed = f"{Household.Status.DEACTIVATED.label}: {because} ({day})"
        now = self._word("status", self.now.get("household.status"))
        was = self._word("status", self.proposal.before.get("household.status"))
        return Line("status", now, proposed, differs=True, was=was if was != now else "")

    def _lines(
        self, about: str, values: Values, names: Iterable[str], *, is_new: bool = False
    ) -> tuple[Line, ...]:
        return tuple(
            self._new(name, values[name]) if is_new else self._line(about, name, values[name])
            for name in names
            if name in values
        )

    def _new(self, name: str, value: Any) -> Line:
        return Line(name, NOTHING, self._word(name, value), differs=True)

    def _line(self, about: str, name: str, value: Any) -> Line:
        place = f"{about}.{name}"
        now, before = self.now.get(place), self.proposal.before.get(place)
        was = ""
        if now != before:
            was = _("another number") if name in SECRET else self._word(name, before)
        shown = self._word(name, now)
        proposed = self._word(name, value)
        return Line(name, shown, proposed, differs=name in SECRET or shown != proposed, was=was)

    def _word(self, name: str, value: Any) -> str:
        if value in (None, ""):
            return NOTHING
        if name in SECRET:
            return MASK
        if name == "kelurahan":
            return self.areas.get(value, str(value))
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if name in ("birth_date", "deceased_on"):
            return _day(value)
        return str(_WORDS.get(name, {}).get(value, value))


def _day(value: Any) -> str:
    day = parse_date(value) if isinstance(value, str) else value
    return date_format(day) if day else str(value)


def _news(before: facts.Facts, now: facts.Facts) -> Iterator[str]:
    """Yield what has changed since that is no single value of the table."""
    told = {
        "household.people": _("Members were added to the family, or left it."),
        "household.status": _("The family was set aside, or taken back."),
        "same_nik": _("Somebody with one of these NIK was registered, or left."),
        "same_kk": _("A family with this KK number was registered, or left."),
    }
    for place, text in told.items():
        if before.get(place) != now.get(place):
            yield text
