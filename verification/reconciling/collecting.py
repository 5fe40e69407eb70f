"""What goes into a batch: each approved correction as it stands now, sealed with its numbers."""

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import batched
from typing import Any

from accounts import crypto
from recipients import identity
from recipients.bulk import reserve_ids
from recipients.models import Household, Person, Relation
from verification import payloads, reference
from verification.facts import content_of
from verification.models import (
    ROLLED_OVER,
    Action,
    Cycle,
    CycleLine,
    Finding,
    Proposal,
    ProposalKind,
)
from verification.reconciling.fields import HOUSEHOLD, MEANT, PERSON

AT_ONCE = 500
PLACE = "cycle_line"

type Values = dict[str, Any]


def collect_lines(cycle: Cycle) -> int:
    """Write a line for each approved correction of the cycle's area; return how many."""
    approved = Finding.objects.approved().in_area(cycle.area_id)
    rows = approved.select_related("household", "person").order_by(
        "household__kelurahan", "household", "pk"
    )
    number = 0
    for some in batched(rows.iterator(chunk_size=AT_ONCE), AT_ONCE):
        lines = _Snapshots(some).lines(cycle, first=number + 1)
        CycleLine.objects.bulk_create(lines)
        number += len(lines)
    return number


def opened(line: CycleLine) -> dict[str, Values]:
    """Return what a line seals: `row` of the batch, what is `asked` for, and what was `before`."""
    if line.entry is None:
        raise AssertionError("a line that was sent has its entry")
    found: dict[str, Values] = json.loads(crypto.unseal(line.entry, place=f"{PLACE}:{line.pk}"))
    return found


def number_of(
    cipher: bytes | memoryview | None, column: str, row_id: int, *, or_none: bool = False
) -> str:
    """Open a number; "" where there is none, or, if allowed, where its key is gone."""
    if cipher is None:
        return ""
    try:
        return identity.decrypt(cipher, column=column, row_id=row_id)
    except identity.UnreadableNumberError:
        if or_none:
            return ""
        raise


def of_person(person: Any, row_id: int, *, is_old: bool = False) -> Values:
    """Return the fields of a person, or of what they were once."""
    return {
        "name": person.name,
        "nik": number_of(person.nik_cipher, "person.nik", row_id, or_none=is_old),
        "birth_date": person.birth_date.isoformat() if person.birth_date else "",
        "sex": person.sex,
        "deceased": person.deceased,
    }


def of_household(household: Any, row_id: int, *, is_old: bool = False) -> Values:
    """Return the fields of a household, or of what it was once."""
    return {
        "kk": number_of(household.kk_cipher, "household.kk", row_id, or_none=is_old),
        "address": household.address, "rt": household.rt, "rw": household.rw,
        "kelurahan": household.kelurahan_id,
    }  # fmt: skip


class _Snapshots:
    """Reads what some findings need, a few queries for all of them."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = findings
        homes = [finding.household_id for finding in findings]
        self.heads = {
            person.household_id: person
            for person in Person.objects.filter(household__in=homes, relation=Relation.HEAD)
            .order_by("-pk")
        }  # fmt: skip
        repairs = [finding for finding in findings if finding.action == Action.REPAIR]
        self.people = _edits(Person, [finding.person_id for finding in repairs])
        self.homes = _edits(Household, [finding.household_id for finding in repairs])
        self.proposals = _proposals(repairs)
        self.earlier = _earlier(findings)

    def lines(self, cycle: Cycle, *, first: int) -> list[CycleLine]:
        """Return the lines of these findings, numbered from `first` on."""
        ids = reserve_ids(CycleLine, len(self.findings))
        return [
            self._line(cycle, finding, pk, number)
            for number, (pk, finding) in enumerate(zip(ids, self.findings, strict=True), first)
        ]

    def _line(self, cycle: Cycle, finding: Finding, pk: int, number: int) -> CycleLine:
        person = finding.person or self.heads.get(finding.household_id)
        now = self._now(finding, person)
        asked, before = self._asked(finding, now)
        row = self._row(finding, person, now) | {"reference": reference.make_for_line(pk)}
        sealed = json.dumps({"row": row, "asked": asked, "before": before})
        earlier = self.earlier.get(finding.pk)
        rolled = earlier is not None and earlier.answer in ("", *ROLLED_OVER)
        return CycleLine(
            pk=pk, cycle=cycle, finding=finding, number=number, kind=finding.kind,
            action=finding.action, household_id=finding.household_id, person=finding.person,
            kelurahan_id=finding.household.kelurahan_id,
            age=earlier.age + 1 if earlier and rolled else 1, earlier=earlier,
            asked=sorted(asked), entry=crypto.seal(sealed, place=f"{PLACE}:{pk}"),
        )  # fmt: skip

    @staticmethod
    def _now(finding: Finding, person: Person | None) -> Values:
        values = of_household(finding.household, finding.household_id)
        return values | (of_person(person, person.pk) if person else dict.fromkeys(PERSON, ""))

    @staticmethod
    def _row(finding: Finding, person: Person | None, now: Values) -> Values:
        return now | {
            "person_id": person.source_id if person else "",
            "household_id": finding.household.source_id,
            "relation": person.relation if person else "",
        }

    def _asked(self, finding: Finding, now: Values) -> tuple[Values, Values]:
        """Return what a repair asks for, and what stood there before, of the same fields.

        With no values asked for, the fields that the ministry is to put right as they are.
        """
        if finding.action != Action.REPAIR:
            return {}, {}
        own = HOUSEHOLD if finding.person is None else (*PERSON, *HOUSEHOLD)
        old = now | self._old(finding)
        wanted = now | self._proposed(finding)
        asked = {name: wanted[name] for name in own if wanted[name] != old[name]}
        meant = asked or [name for name in MEANT[finding.kind] if name in own] or own
        return asked, {name: old[name] for name in meant}

    def _old(self, finding: Finding) -> Values:
        """Return the fields as they were before staff edited them on account of the finding."""
        values: Values = {}
        if edit := _since(self.homes.get(finding.household_id, ()), finding):
            values |= of_household(edit, finding.household_id, is_old=True)
        if finding.person_id and (edit := _since(self.people.get(finding.person_id, ()), finding)):
            values |= of_person(edit, finding.person_id, is_old=True)
        return values

    def _proposed(self, finding: Finding) -> Values:
        """Return what a proposal under way says."""
        content = self.proposals.get(finding.pk)
        if content is None:
            return {}
        values = content.household | content.people.get(finding.person_id or 0, {})
        if born := values.get("birth_date"):
            values["birth_date"] = born.isoformat()
        return {name: value for name, value in values.items() if name in (*PERSON, *HOUSEHOLD)}


def _edits(model: Any, ids: Iterable[int | None]) -> Mapping[int, Sequence[Any]]:
    """Return what these rows were before each edit, oldest first; files are no edits."""
    found: dict[int, list[Any]] = {}
    kept = model._meta.get_field("events").related_model.objects
    events = kept.filter(pgh_obj_id__in=[i for i in ids if i]).select_related("pgh_context")
    for event in events.order_by("pgh_id"):
        if not event.pgh_context or event.pgh_context.metadata.get("action") != "import":
            found.setdefault(event.pgh_obj_id, []).append(event)
    return found


def _since(edits: Sequence[Any], finding: Finding) -> Any:
    return next((edit for edit in edits if edit.pgh_created_at >= finding.opened_at), None)


def _proposals(findings: Sequence[Finding]) -> dict[int | None, payloads.Content]:
    rows = Proposal.objects.under_way().filter(finding__in=findings, kind=ProposalKind.CHANGE)
    return {proposal.finding_id: content_of(proposal) for proposal in rows.order_by("pk")}


def _earlier(findings: Sequence[Finding]) -> dict[int, CycleLine]:
    """Return the line of each finding in the cycle before, if it was in one."""
    rows = CycleLine.objects.sent().filter(finding__in=findings).order_by("pk")
    return {line.finding_id: line for line in rows.only("finding", "age", "answer")}
