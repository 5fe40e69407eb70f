"""Merging two entries of one person, and undoing it: the register, the finding and the pair.

What an undo must put back is kept with the merge: ids, states and days, no name and no number.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts import permissions
from accounts.models import User
from recipients import actions as register
from recipients.models import Household, Person
from verification.actions._common import What, acting, step
from verification.actions.deciding import approve_action, propose_action
from verification.actions.findings import dismiss, open_finding
from verification.models import (
    Action,
    CloseReason,
    DuplicatePair,
    Finding,
    Kind,
    Merge,
    Source,
)

MERGE = "verification.merge_people"
SENT = "sent"  # the step by which a finding went to the ministry


def pair_before(pair: DuplicatePair) -> dict[str, Any]:
    """Return how a pair stands, for an undo to put it back."""
    decided = pair.decided_at.isoformat() if pair.decided_at else None
    return {
        "state": pair.state, "decided_by": pair.decided_by_id, "decided_at": decided,
        "facts": pair.facts,
    }  # fmt: skip


@transaction.atomic
def merge(
    *, kept: Person, gone: Person, by: User, pair: DuplicatePair | None = None,
    before: dict[str, Any] | None = None, tied: dict[int, dict[str, Any]] | None = None,
) -> Merge:  # fmt: skip
    """Let one entry stand for two; the other goes into the ministry's next batch to be deleted.

    Merging the same two again returns the merge that is in force. `before` is how the pair stood
    when it was looked at (default: as it stands), `tied` how other pairs of `gone` stood, by id,
    that the same decision called one person. Raises ValidationError saying the remedy.
    """
    for person in (kept, gone):
        permissions.require(by, MERGE, person.household.kelurahan_id)
    if known := _in_force(kept, gone):
        return known
    changed = register.merge_person(gone=gone, kept=kept, by=by).as_json()
    if pair is not None:
        changed["pair"] = before or pair_before(pair)
    changed["tied"] = {str(pk): stood for pk, stood in (tied or {}).items()}
    finding, changed["finding"] = _ask_ministry(gone, by=by)
    return Merge.objects.create(
        pair=pair, kept=kept, gone=gone, finding=finding, changed=changed, by=by
    )


def _in_force(kept: Person, gone: Person) -> Merge | None:
    # Whoever sends it twice at once waits here for the first. Households first, in the order of
    # their ids, as everywhere: else two who merge and edit at once would wait for each other.
    homes = Household.objects.filter(pk__in=(kept.household_id, gone.household_id))
    list(homes.order_by("pk").select_for_update(no_key=True).values_list("pk"))
    return Merge.objects.in_force().filter(kept=kept, gone=gone).first()


def _ask_ministry(gone: Person, *, by: User) -> tuple[Finding, dict[str, Any] | None]:
    """Open or join the finding that asks to delete an entry; return how it stood, if it did."""
    known = Finding.objects.filter(
        rule=Kind.DUPLICATE.value, household=gone.household_id, person=gone, stage=None,
        enrolment=None,
    ).first()  # fmt: skip
    before = _finding_before(known) if known is not None and known.is_open else None
    finding = open_finding(
        household=gone.household, person=gone, kind=Kind.DUPLICATE, source=Source.STAFF, by=by,
        note=_("Merged into entry %(id)s.") % {"id": gone.merged_into_id or ""},
        action=Action.DELETE,
    )  # fmt: skip
    finding = propose_action(finding=finding, action=Action.DELETE, by=by)
    return approve_action(finding=finding, by=by, action=Action.DELETE), before


def _finding_before(finding: Finding) -> dict[str, Any]:
    approved = finding.approved_at.isoformat() if finding.approved_at else None
    return {
        "action": finding.action, "approved_by": finding.approved_by_id, "approved_at": approved
    }  # fmt: skip


@transaction.atomic
def undo(*, merge: Merge, by: User) -> Merge:
    """Take a merge back: the entry stands by itself again, and the pair waits as it did.

    What was edited since stays. The finding is put back or closed, unless it was sent to the
    ministry (`is_sent`). A merge that is undone stays as it is.
    """
    pairs = _locked_pairs(merge)  # first, as a decision about them does
    merge = (
        Merge.objects.select_for_update(no_key=True, of=("self",))
        .select_related("kept__household", "gone__household", "finding", "pair")
        .get(pk=merge.pk)
    )
    for person in (merge.kept, merge.gone):
        permissions.require(by, MERGE, person.household.kelurahan_id)
    if not merge.is_in_force:
        return merge
    register.take_apart(
        gone=merge.gone, kept=merge.kept, cards=merge.changed["cards"],
        reactivate=_emptied_by_merges(merge.gone), by=by,
    )  # fmt: skip
    for pair in pairs:
        tied = merge.changed.get("tied", {})
        before = merge.changed["pair"] if pair.pk == merge.pair_id else tied[str(pair.pk)]
        _put_back_pair(pair, before, by=by)
    _withdraw(merge, by=by)
    merge.undone_by, merge.undone_at = by, timezone.now()
    merge.save(update_fields=["undone_by", "undone_at"])
    return merge


def is_sent(merge: Merge) -> bool:
    """Tell whether the ministry was asked to delete the entry since it was merged."""
    return merge.finding.steps.filter(what=SENT, at__gte=merge.at).exists()


def _emptied_by_merges(gone: Person) -> bool:
    merges = Merge.objects.in_force().filter(gone__household=gone.household_id)
    return merges.filter(changed__deactivated=True).exists()


def _locked_pairs(merge: Merge) -> list[DuplicatePair]:
    ids = [merge.pair_id, *map(int, merge.changed.get("tied", {}))]
    pairs = DuplicatePair.objects.select_for_update(no_key=True)
    return list(pairs.filter(pk__in=[pk for pk in ids if pk]).order_by("pk"))


def _put_back_pair(pair: DuplicatePair, before: dict[str, Any], *, by: User) -> None:
    if pair.state != DuplicatePair.State.SAME:
        return
    pair.state, pair.decided_by_id = before["state"], before["decided_by"]
    pair.decided_at = parse_datetime(before["decided_at"]) if before["decided_at"] else None
    pair.facts = before.get("facts", pair.facts)
    with acting(by):
        pair.save(update_fields=["state", "decided_by", "decided_at", "facts", "updated_at"])


def _withdraw(merge: Merge, *, by: User) -> None:
    """Put the finding back as it stood, or close it; what the ministry has, it has."""
    finding = Finding.objects.select_for_update(no_key=True).get(pk=merge.finding_id)
    note, before = _("The merge was undone."), merge.changed["finding"]
    if not finding.is_open:
        return
    if is_sent(merge):
        text = _("The merge was undone, but the ministry has been asked already: propose “keep”.")
        step(finding, What.NOTED, before=finding.state, by=by, note=text)
    elif before is None:
        dismiss(finding=finding, reason=CloseReason.AS_IT_IS, by=by, note=note)
    else:
        finding.action, finding.approved_by_id = before["action"], before["approved_by"]
        text = before["approved_at"]
        finding.approved_at = parse_datetime(text) if text else None
        with acting(by):
            finding.save(update_fields=["action", "approved_by", "approved_at", "updated_at"])
        step(finding, What.NOTED, before=finding.state, by=by, note=note)
