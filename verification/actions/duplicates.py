"""What officers say about likely doubles: of one pair, or of a whole cluster at once.

Whoever may merge also merges what they call the same (verification.actions.merging); of others
the word is kept, and the merge waits for Dinsos.
"""

import hashlib
from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import permissions
from accounts.models import User
from recipients.models import Person
from verification.actions._common import acting, checked
from verification.actions.merging import MERGE, merge, pair_before
from verification.duplicates.storing import facts_now, facts_of_pair
from verification.models import DuplicatePair, Merge

DECIDE = "verification.decide_duplicatepair"
Verdict = DuplicatePair.State
VERDICTS = (Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE)


class DecidedSinceError(ValidationError):
    """Somebody else has decided, or the entries have changed, since the page was shown."""

    def __init__(self, who: str = "") -> None:
        """Name who has decided, where it was that."""
        by = _("%(who)s has decided in the meantime. Nothing was changed: look again.")
        changed = _("The entries have changed in the meantime: look again.")
        super().__init__(by % {"who": who} if who else changed, "decided_since")


def stamp(pairs: Iterable[DuplicatePair]) -> str:
    """Return what a decision about these pairs must name: it changes with all that bears on it."""
    told = [
        (
            pair.pk, str(pair.state), pair.decided_by_id, str(pair.decided_at), pair.facts,
            pair.first.merged_into_id, pair.second.merged_into_id,
            str(pair.first.updated_at), str(pair.second.updated_at),
        )
        for pair in sorted(pairs, key=lambda pair: pair.pk)
    ]  # fmt: skip
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


@transaction.atomic
def decide(
    *, pair: DuplicatePair, verdict: str, by: User, note: str = "", seen: str | None = None,
    kept: Person | None = None,
) -> DuplicatePair:  # fmt: skip
    """Say whether two entries are one person; who may merge names the entry that is `kept`.

    `seen` is the stamp of what was shown: DecidedSinceError when that no longer holds. Sending the
    same again changes nothing. Raises ValidationError for what is merged already.
    """
    (pair,) = _locked([pair.pk], by)
    if verdict not in VERDICTS:
        raise ValidationError(_("Choose: the same, different, or unsure."))
    before = pair_before(pair)
    if not _is_said(pair, verdict, by, note):
        _refuse_changed([pair], seen)
        _save({pair: Verdict(verdict)}, by=by, note=note)
    if verdict == Verdict.SAME and kept is not None and by.has_perm(MERGE):
        gone = _other(pair, kept)
        merge(kept=kept, gone=gone, pair=pair, before=before, by=by)
    return pair


@transaction.atomic
def decide_cluster(
    *, cluster: int, kept: Person, same: Collection[int], different: Collection[int], by: User,
    seen: str, note: str = "",
) -> list[Merge]:  # fmt: skip
    """Say of every entry tied to others whether it is `kept`'s person; the rest stays undecided.

    `same` and `different` are ids of people. Returns the merges, none for who may not merge.
    """
    own = DuplicatePair.objects.visible_to(by).of_cluster(cluster)
    pairs = _locked(sorted(own.values_list("pk", flat=True)), by)
    _refuse_changed(pairs, seen)
    people = {person.pk: person for pair in pairs for person in (pair.first, pair.second)}
    one = {kept.pk, *same}
    if not {*one, *different} <= people.keys() or one & set(different):
        raise ValidationError(_("These entries do not belong together: look again."))
    befores = {_both(pair): (pair, pair_before(pair)) for pair in pairs}
    verdicts = {pair: _verdict_of(_both(pair), one, different) for pair in pairs}
    _save({pair: said for pair, said in verdicts.items() if said}, by=by, note=note)
    if not by.has_perm(MERGE):
        return []
    return [
        merge(kept=kept, gone=people[pk], by=by, **_pairs_of(befores, kept.pk, pk, one))
        for pk in sorted(set(same) - {kept.pk})
    ]


def _both(pair: DuplicatePair) -> frozenset[int]:
    return frozenset((pair.first_id, pair.second_id))


def _pairs_of(
    befores: dict[frozenset[int], tuple[DuplicatePair, dict[str, Any]]],
    kept: int, gone: int, one: Collection[int],
) -> dict[str, Any]:  # fmt: skip
    """Return the pair of `kept` and `gone`, and the other pairs that called `gone` the same."""
    pair, before = befores.get(frozenset((kept, gone)), (None, None))
    tied = {
        other.pk: stood
        for both, (other, stood) in befores.items()
        if gone in both and kept not in both and both <= set(one)
    }
    return {"pair": pair, "before": before, "tied": tied}


def _verdict_of(
    both: frozenset[int], one: Collection[int], different: Collection[int]
) -> DuplicatePair.State | None:
    of_one, others = both & set(one), both & set(different)
    if len(of_one) == 2:
        return Verdict.SAME
    return Verdict.DIFFERENT if of_one and others else None


def _locked(ids: list[int], by: User) -> list[DuplicatePair]:
    """Return the pairs, locked, or raise PermissionDenied unless `by` may decide about all."""
    pairs = list(
        DuplicatePair.objects.select_for_update(no_key=True, of=("self",))
        .select_related("first__household", "second__household")
        .filter(pk__in=ids)
        .order_by("pk")
    )
    for pair in pairs:
        for person in (pair.first, pair.second):
            permissions.require(by, DECIDE, person.household.kelurahan_id)
    return pairs


def _is_said(pair: DuplicatePair, verdict: str, by: User, note: str) -> bool:
    return (pair.state, pair.decided_by_id, pair.note) == (verdict, by.pk, checked(note))


def _refuse_changed(pairs: list[DuplicatePair], seen: str | None) -> None:
    """Raise what stands against a decision: another's, changed facts, a merge in force."""
    if seen is not None and seen != stamp(pairs):
        last = max((p for p in pairs if p.decided_by), key=_decided_at, default=None)
        raise DecidedSinceError(last.decided_by.username if last and last.decided_by else "")
    for pair in pairs:
        if pair.state == Verdict.GONE:
            raise ValidationError(_("These entries are no longer alike: nothing is to be decided."))
        if pair.first.merged_into_id or pair.second.merged_into_id:
            raise ValidationError(_("One of these entries is merged. Undo that merge first."))


def _decided_at(pair: DuplicatePair) -> str:
    return str(pair.decided_at)


def _save(verdicts: dict[DuplicatePair, DuplicatePair.State], *, by: User, note: str) -> None:
    """Keep what is said of each pair, with the facts as they are now: it was said of these."""
    said = ("state", "note", "decided_by", "decided_at", "facts", "updated_at")
    now = facts_now([one for pair in verdicts for one in (pair.first_id, pair.second_id)])
    for pair, verdict in verdicts.items():
        pair.state, pair.note = verdict, checked(note)
        pair.decided_by, pair.decided_at = by, timezone.now()
        pair.facts = facts_of_pair(now[pair.first_id], now[pair.second_id])
        with acting(by):
            pair.save(update_fields=said)


def _other(pair: DuplicatePair, kept: Person) -> Person:
    if kept.pk not in (pair.first_id, pair.second_id):
        raise ValidationError(_("Choose which of the two entries stays."))
    return pair.second if kept.pk == pair.first_id else pair.first
